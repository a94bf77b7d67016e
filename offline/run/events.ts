import type { EngineEvent, OpMap } from "@pulumi/pulumi/automation";
import { resourceLabel } from "guardrails-policies/model";
import { sentence } from "./sentence";

/** What of the engine's events tells how an operation ended. */
export class EventCollector {
  /** Names of the packs whose mandatory policies failed. */
  readonly blockingPacks = new Set<string>();
  /** The engine's errors, in order, as it words them. */
  readonly errors: string[] = [];
  /** What the program and the engine warned of, in order, each once. */
  readonly warnings = new Set<string>();
  /** What plugins and packs wrote to standard error. */
  readonly pluginOutput: string[] = [];
  changes: OpMap = {};

  constructor(private readonly forward: (event: EngineEvent) => void = () => undefined) {}

  readonly collect = (event: EngineEvent): void => {
    const { policyEvent, diagnosticEvent, summaryEvent } = event;
    if (policyEvent?.enforcementLevel === "mandatory") this.blockingPacks.add(policyEvent.policyPackName);
    if (summaryEvent) this.changes = summaryEvent.resourceChanges;
    if (diagnosticEvent?.severity === "error") this.errors.push(withResource(diagnosticEvent));
    if (diagnosticEvent?.severity === "warning") this.warnings.add(sentence(withResource(diagnosticEvent)));
    if (diagnosticEvent?.severity === "info#err") this.pluginOutput.push(diagnosticEvent.message);
    this.forward(event);
  };

  /** Before a further operation of the same run: only the last one's changes and errors count. */
  restart(): void {
    this.changes = {};
  }
}

function withResource({ urn, message }: { readonly urn?: string; readonly message: string }): string {
  const generic = urn === undefined || urn === "" || urn.includes("::pulumi:pulumi:Stack::");
  return generic ? message : `${resourceLabel(urn)}: ${message}`;
}
