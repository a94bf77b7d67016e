import { BECAUSE, resourceLabel, type UnknownRecord, type VerdictRecord } from "guardrails-policies/model";

/** Resources, rules and subjects that a block names one by one; the verdict file has them all. */
const NAMED = 8;

/** Verdicts that are open for the same reasons, in the order in which they came. */
export function byCause(verdicts: readonly VerdictRecord[]): readonly Group<VerdictRecord>[] {
  return grouped(verdicts, causeOf);
}

/** Failures that say the same of several subjects, in the order in which they came. */
export function alike(verdicts: readonly VerdictRecord[]): readonly Group<VerdictRecord>[] {
  return grouped(verdicts, ({ rule, subject, message, fix, rehearsed, exemption, baseline }) => {
    // A message begins with the label of its subject; `workload/web` is labelled `workload web`.
    const label = subject.replace("/", " ");
    const said = message?.startsWith(`${label} `) === true ? message.slice(label.length) : [subject, message];
    return JSON.stringify([rule, said, fix, rehearsed, exemption, baseline]);
  });
}

export type Group<T> = readonly [T, ...T[]];

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function causeOf(verdict: VerdictRecord): string {
  const { unknowns = [], level, exemption, baseline } = verdict;
  const reasons = unknowns.map((unknown) => JSON.stringify([reasonOf(unknown), placeOf(unknown)]));
  const itself = unknowns.length === 0 ? [verdict.rule, verdict.key, verdict.message] : [];
  return JSON.stringify([level, verdict.fix, exemption, baseline, [...new Set(reasons)].sort(), itself]);
}

function reasonOf({ because, producers }: UnknownRecord): string {
  return JSON.stringify([because, [...producers].sort()]);
}

/** What is not created yet is unknown as a whole; anything else is told apart by where it stands, whichever of a list it is. */
function placeOf({ because, location }: UnknownRecord): string {
  if (because === "not-created") return location.path.split(/[.[]/, 1)[0] ?? "";
  return location.path.replace(/\[\d+\]/g, "[]");
}

/** What is unknown and why, for all the verdicts of one cause: a clause for each reason. */
export function reasonsText(verdicts: readonly VerdictRecord[]): string {
  const unknowns = verdicts.flatMap((verdict) => verdict.unknowns ?? []);
  if (unknowns.length === 0) return verdicts[0]?.message ?? "not known";
  const clauses = grouped(unknowns, (unknown) => JSON.stringify([reasonOf(unknown), placeOf(unknown)]));
  return clauses.map(clause).join("; ");
}

function clause(unknowns: Group<UnknownRecord>): string {
  const [first] = unknowns;
  const paths = [...new Set(unknowns.map(({ location }) => location.path))];
  const path = paths.length === 1 ? (paths[0] ?? "") : placeOf(first);
  return `${path} of ${resources(unknowns.map(({ location }) => location.urn))} ${why(first)}`;
}

function why({ because, producers }: UnknownRecord): string {
  if (because !== "not-created" || producers.length === 0) return BECAUSE[because];
  return `is not known before ${resources(producers)} ${new Set(producers).size > 1 ? "are" : "is"} created`;
}

function resources(urns: readonly string[]): string {
  const labels = [...new Set(urns)].map(resourceLabel);
  // Those of one type share its name.
  const typeOf = (label: string): string => label.slice(0, label.lastIndexOf(" ") + 1);
  const ofTypes = grouped(labels, typeOf).map((all) => [typeOf(all[0]), all] as const);
  return ofTypes.map(([type, all]) => `${type}${list(all.map((label) => label.slice(type.length)))}`).join(" and ");
}

/** `a, b and c`; the first few of many. */
export function list(items: readonly string[]): string {
  const shown = items.length > NAMED + 1 ? [...items.slice(0, NAMED), `${items.length - NAMED} more`] : items;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}

/** The subjects of some verdicts, without what in them was judged: `workload/web` for `workload/web/cors`. */
export function subjectsOf(verdicts: readonly VerdictRecord[]): readonly string[] {
  return [...new Set(verdicts.map(({ subject }) => subject.split("/").slice(0, 2).join("/")))];
}
