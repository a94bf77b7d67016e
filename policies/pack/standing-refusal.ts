import { randomBytes } from "node:crypto";
import { DISPATCHER } from "./configuration";
import type { ReportViolation } from "./sdk";

/** A policy name that nobody can have written an exception for. */
export function refusalName(): string {
  return `refusal-${randomBytes(4).toString("hex")}`;
}

/**
 * Makes what blocks hold against the engine's own policy exceptions. Those lower a violation after the pack has reported it,
 * by the policy's name and the resource's URN (engine 3.274: `exceptions` in the policy configuration file, or the service's),
 * without an owner or an end, and the pack is not told. So an answer that blocks says so once more, under a name of this run.
 * @param name from {@link refusalName}
 */
export function standing(
  report: ReportViolation,
  name: string,
): { readonly report: ReportViolation; readonly end: () => void } {
  const blocking = new Map<string, Set<string>>();
  return {
    report(violation) {
      report(violation);
      if (violation.enforcementLevel !== "mandatory") return;
      blocking.set(violation.urn, (blocking.get(violation.urn) ?? new Set()).add(violation.name));
    },
    end() {
      for (const [urn, policies] of blocking) {
        report({
          name,
          description: "What the pack refuses stays refused",
          message:
            `Blocked by ${[...policies].join(", ")}. The engine's own policy exceptions do not lift this: an exception, with ` +
            `an owner and an end, goes under ${DISPATCHER}.exemptions.`,
          urn,
          enforcementLevel: "mandatory",
          severity: "critical",
        });
      }
    },
  };
}
