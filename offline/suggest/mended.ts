import type { VerdictRecord } from "guardrails-policies/model";

/**
 * Whether a failure is gone with a change: it is not said of that place any more although the rule still speaks of its subject,
 * and nothing new is said of anything.
 * @param takenAway whether the change took something away: then the rule may have nothing left to speak of
 */
export function isMended(
  failure: VerdictRecord,
  before: readonly VerdictRecord[],
  after: readonly VerdictRecord[],
  takenAway = false,
): boolean {
  const [known, open] = [before, after].map((records) => records.filter(({ verdict }) => verdict !== "pass"));
  if (known === undefined || open === undefined) return false;
  if (open.some((record) => place(record) === place(failure))) return false;
  // Of two that differ in their place alone, one has to be less: the other may only have moved up.
  const [was, is] = [known, open].map(counted);
  if ((is?.get(identity(failure)) ?? 0) >= (was?.get(identity(failure)) ?? 0)) return false;
  if (!takenAway && !after.some(({ rule, subject }) => rule === failure.rule && subject === failure.subject))
    return false;
  return [...(is ?? [])].every(([key, count]) => count <= (was?.get(key) ?? 0));
}

function counted(records: readonly VerdictRecord[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const record of records) counts.set(identity(record), (counts.get(identity(record)) ?? 0) + 1);
  return counts;
}

function identity({ rule, subject, messageId }: VerdictRecord): string {
  return JSON.stringify([rule, subject, messageId]);
}

/** What is said of which place: of one subject and message there may be several. */
function place(record: VerdictRecord): string {
  const { location, message } = record;
  return JSON.stringify([identity(record), location.urn, location.path, message]);
}
