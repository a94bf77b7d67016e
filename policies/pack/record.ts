import {
  BECAUSE,
  BLUEPRINT_TYPE,
  resourceLabel,
  type Judgement,
  type Level,
  type Subject,
  type UnknownCause,
  type VerdictRecord,
} from "../model";
import { messageText, type Rule } from "../rules/rule";
import type { PolicyConfiguration } from "./configuration";
import { generalFix, unprovenFix } from "./fixes";
import { suggestionOf } from "./suggestion";
import type { Lowering } from "./lowering";

/** What turns a judgement into a record. */
export interface Recording {
  readonly rule: Rule;
  /** The level of the rule in this run. */
  readonly level: Level;
  readonly stage: VerdictRecord["stage"];
  readonly unproven: PolicyConfiguration["unproven"];
  readonly lowering: Lowering;
}

/** The records of what a rule says of one subject: one for each failure, or the one answer. */
export function recordsOf(
  subject: Subject,
  judgements: readonly Judgement[],
  recording: Recording,
): readonly VerdictRecord[] {
  return judgements.map((judgement, index) => {
    const record = recordOf(subject, judgement, recording);
    const placed = index === 0 ? record : { ...record, part: index };
    return placed.verdict === "pass" ? placed : lowered(placed, subject, recording);
  });
}

function recordOf(subject: Subject, judgement: Judgement, { rule, level, stage, unproven }: Recording): VerdictRecord {
  const { key, realises, shown } = subject;
  const realised = realises === undefined ? {} : { realises };
  const base = { record: "verdict", rule: rule.id, subject: shown, key, ...realised, stage } as const;
  switch (judgement.verdict) {
    case "pass":
      return {
        ...base,
        verdict: "pass",
        basis: judgement.basis,
        level,
        location: judgement.location ?? subject.location,
      };
    case "fail":
      return {
        ...base,
        verdict: "fail",
        basis: judgement.basis,
        level: weakest(level, adviceLevel(rule, judgement.messageId, subject)),
        location: judgement.location ?? subject.location,
        messageId: judgement.messageId,
        message: messageText(rule, judgement.messageId, judgement.data),
        fix: subject.declared || realises !== undefined ? rule.fix : generalFix(rule.fix),
        ...suggested(rule, subject, judgement),
      };
    case "unproven": {
      const lowered = weakest(level, unprovenLevel(judgement, unproven));
      return {
        ...base,
        verdict: "unproven",
        level: lowered,
        location: judgement.unknowns[0]?.location ?? subject.location,
        messageId: "unproven",
        message: unprovenText(subject, judgement),
        fix: unprovenFix(judgement, lowered === "mandatory"),
        unknowns: judgement.unknowns,
      };
    }
  }
}

function suggested(rule: Rule, subject: Subject, judgement: Extract<Judgement, { verdict: "fail" }>) {
  const suggestion = suggestionOf(rule, subject, judgement);
  return suggestion === undefined ? {} : { suggestion };
}

/** What was not found breaks a promise only where a blueprint made one; what is not this stack's blocks nobody. */
function adviceLevel(rule: Rule, messageId: string, { declared }: Subject): Level {
  const advice = rule.advises[messageId];
  return advice === "always" || (advice === "undeclared" && !declared) ? "advisory" : "mandatory";
}

/** Causes that are no fault of the program at hand. */
const BEYOND: ReadonlySet<UnknownCause> = new Set(["outside", "unread", "unsupported"]);

function unprovenLevel(
  { unknowns }: Extract<Judgement, { verdict: "unproven" }>,
  { preview, up, beyond }: PolicyConfiguration["unproven"],
): Level {
  // What the program cannot answer is told, and blocks only where the platform team says so.
  if (unknowns.every(({ because }) => BEYOND.has(because))) return beyond;
  // A value that is not created yet means a preview: the gate will see it at up. Anything else stays unknown.
  return unknowns.every(({ because }) => because === "not-created" || BEYOND.has(because)) ? preview : up;
}

function lowered(record: VerdictRecord, subject: Subject, { lowering }: Recording): VerdictRecord {
  const { location } = record;
  // The blueprint's own URN is every part's, so that it names none of them.
  const urns = [location.urn, subject.location.urn].filter((urn) => !urn.includes(`${BLUEPRINT_TYPE}::`));
  return lowering.apply(record, [...urns, ...(subject.address === undefined ? [] : [subject.address])], location.path);
}

function weakest(a: Level, b: Level): Level {
  const order: readonly Level[] = ["disabled", "advisory", "mandatory"];
  return order[Math.min(order.indexOf(a), order.indexOf(b))] ?? b;
}

function unprovenText({ label }: Subject, judgement: Extract<Judgement, { verdict: "unproven" }>): string {
  const [first] = judgement.unknowns;
  if (first === undefined) return `${label}: cannot be judged.`;
  const names = [...new Set(judgement.unknowns.flatMap(({ producers }) => producers))].map(resourceLabel);
  const by = names.length === 0 ? "" : ` (${names.join(", ")})`;
  return `${label}: ${first.location.path} of ${resourceLabel(first.location.urn)} ${BECAUSE[first.because]}${by}.`;
}
