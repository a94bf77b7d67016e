import { groupBy } from "./group";
import { BECAUSE, resourceLabel, type RuleRecord } from "guardrails-policies/model";
import { oneLine } from "../text";
import type { Review, ReviewFinding } from "./schema";

type Cause = Review["causes"][number];

/** A document may be of another version, with causes this one does not know. */
const WHY: Readonly<Record<string, string | undefined>> = BECAUSE;

/** Why a value is not known, after the name of the value. */
export function whyUnknown(because: string): string {
  return WHY[because] ?? "is not known";
}

/**
 * The findings that do not pass, one group for each thing to mend: a promise that is broken in the same way, or a value whose
 * absence leaves rules open. Groups that block come first, larger ones before smaller ones.
 */
export function causesOf(rules: readonly RuleRecord[], findings: readonly ReviewFinding[]): readonly Cause[] {
  const titles = new Map(rules.map(({ id, title }) => [oneLine(id), oneLine(title)]));
  const groups = groupBy(
    findings.filter(({ verdict }) => verdict !== "pass"),
    (finding) => identityOf(finding),
  );
  const causes = [...groups.values()].map((group) => causeOf(group, titles));
  return causes
    .sort(
      (a, b) =>
        Number(b.blocks) - Number(a.blocks) ||
        Number(b.kind === "fail") - Number(a.kind === "fail") ||
        b.findings.length - a.findings.length ||
        (a.title < b.title ? -1 : a.title > b.title ? 1 : 0),
    )
    .map((cause, index) => ({ ...cause, id: `cause-${index + 1}` }));
}

function identityOf({ verdict, rule, messageId, unknowns, location }: ReviewFinding): string {
  if (verdict === "fail") return JSON.stringify([verdict, rule, messageId]);
  const [first] = unknowns;
  const { urn, path } = first?.location ?? location;
  return JSON.stringify([verdict, urn, rootOf(path), first?.because]);
}

/** The property that is unknown as a whole when one leaf of it is. */
function rootOf(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}

function causeOf(group: readonly ReviewFinding[], titles: ReadonlyMap<string, string>): Cause {
  const [first] = group as readonly [ReviewFinding, ...ReviewFinding[]];
  const rules = [...new Set(group.map(({ rule }) => rule))];
  const common = {
    id: "",
    blocks: group.some(({ blocks }) => blocks),
    fix: first.fix,
    rules,
    findings: group.map(({ id }) => id),
  };
  if (first.verdict === "fail") {
    const subjects = [...new Set(group.map(({ subject }) => subject))];
    return {
      ...common,
      kind: "fail",
      title: `Broken: ${titles.get(first.rule) ?? first.rule}`,
      detail: group.length === 1 ? (first.message ?? first.subject) : subjects.join(", "),
    };
  }
  const [unknown] = first.unknowns;
  if (unknown === undefined)
    return { ...common, kind: "unproven", title: `Not proven: ${first.subject}`, detail: first.message ?? "" };
  const { location, because, producers } = unknown;
  const value = `${rootOf(location.path) || "a value"} of ${resourceLabel(location.urn)}`;
  return {
    ...common,
    kind: "unproven",
    title: oneLine(`${value} ${whyUnknown(because)}`),
    detail: producers.length === 0 ? "" : `Known once ${producers.map(resourceLabel).join(" and ")} exists.`,
  };
}
