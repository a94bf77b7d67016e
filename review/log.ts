import {
  array,
  type BaseIssue,
  flatten,
  literal,
  number,
  object,
  optional,
  picklist,
  safeParse,
  string,
  unknown,
  variant,
} from "valibot";
import {
  latestVerdicts,
  UNKNOWN_CAUSES,
  type EndRecord,
  type LogRecord,
  type RuleRecord,
  type Temporary,
  type VerdictRecord,
} from "guardrails-policies/model";

/** A run's verdicts as a report needs them: those that stand at its end. */
export interface RunLog {
  /** The pack that judged; null: no pack said that it started. */
  readonly pack: { readonly name: string; readonly version: string } | null;
  /** The pack's rules, in its own order. */
  readonly rules: readonly RuleRecord[];
  /** Present: nothing blocked in this run. */
  readonly advisoryMode?: Temporary;
  /** Ordered by rule as in `rules`, then by subject. */
  readonly verdicts: readonly VerdictRecord[];
  /** Null: the pack did not finish judging, so that what is missing here may still fail. */
  readonly end: EndRecord | null;
}

/** A verdict file that cannot be read; the message is one sentence that names the line. */
export class VerdictLogError extends Error {
  override readonly name = "VerdictLogError";
}

/** The log of a run in which no pack spoke. */
export const EMPTY_LOG: RunLog = { pack: null, rules: [], verdicts: [], end: null };

/**
 * Reads the JSON lines of a verdict file and folds them: what stands is what {@link latestVerdicts} says, and a further run record starts anew (a pack process for the preview, another one for the update). An
 * unfinished last line is what a pack leaves that was killed while writing: it counts as not written.
 * Throws {@link VerdictLogError}.
 */
export function parseRunLog(text: string): RunLog {
  const lines = text.split("\n");
  lines.pop(); // empty after a complete last line, else the unfinished one
  let log: RunLog = EMPTY_LOG;
  const verdicts: VerdictRecord[] = [];
  lines.forEach((line, index) => {
    const record = parseRecord(line, index + 1);
    switch (record.record) {
      case "run":
        verdicts.length = 0;
        log = {
          pack: { name: record.pack, version: record.packVersion },
          rules: record.rules,
          verdicts: [],
          end: null,
          ...(record.advisoryMode === undefined ? {} : { advisoryMode: record.advisoryMode }),
        };
        break;
      case "verdict":
        verdicts.push(record);
        break;
      case "end":
        log = { ...log, end: record };
        break;
    }
  });
  return { ...log, verdicts: [...latestVerdicts(verdicts)].sort(byRuleThenSubject(log.rules)) };
}

function byRuleThenSubject(rules: readonly RuleRecord[]): (a: VerdictRecord, b: VerdictRecord) => number {
  const position = new Map(rules.map((rule, index) => [rule.id, index]));
  const of = (verdict: VerdictRecord): number => position.get(verdict.rule) ?? rules.length;
  return (a, b) => of(a) - of(b) || compare(a.rule, b.rule) || compare(a.subject, b.subject);
}

/** By code unit: the same on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const temporary = object({ reason: string(), owner: string(), until: string() });
const level = picklist(["mandatory", "advisory", "disabled"]);
const location = object({ urn: string(), path: string() });

const change = array(
  object({
    urn: string(),
    path: string(),
    value: optional(unknown()),
    author: optional(literal(true)),
    from: optional(location),
    suffix: optional(string()),
    edit: optional(unknown()),
    add: optional(literal(true)),
  }),
);

const LogLine = variant("record", [
  object({
    record: literal("run"),
    schemaVersion: literal(1),
    pack: string(),
    packVersion: string(),
    rules: array(
      object({
        id: string(),
        title: string(),
        severity: picklist(["critical", "high", "medium", "low"]),
        audit: string(),
        why: string(),
        fix: string(),
      }),
    ),
    advisoryMode: optional(temporary),
  }),
  object({
    record: literal("verdict"),
    rule: string(),
    subject: string(),
    key: string(),
    realises: optional(string()),
    part: optional(number()),
    verdict: picklist(["pass", "fail", "unproven"]),
    basis: optional(picklist(["verified", "declared"])),
    rehearsed: optional(literal(true)),
    stage: picklist(["blueprint", "resource", "gate", "stack"]),
    level,
    location,
    messageId: optional(string()),
    message: optional(string()),
    fix: optional(string()),
    unknowns: optional(
      array(
        object({
          location,
          because: picklist(UNKNOWN_CAUSES),
          producers: array(string()),
        }),
      ),
    ),
    suggestion: optional(
      object({
        settings: optional(array(string())),
        configuration: optional(array(string())),
        set: optional(array(change)),
        otherwise: optional(array(array(change))),
      }),
    ),
    exemption: optional(object({ reason: string(), owner: string(), expires: string() })),
    baseline: optional(temporary),
  }),
  object({
    record: literal("end"),
    blocking: number(),
    resources: number(),
    judged: number(),
    notLookedAt: array(object({ type: string(), count: number(), settingsOnly: optional(literal(true)) })),
    notApplicable: array(string()),
  }),
]);

function parseRecord(line: string, lineNumber: number): LogRecord {
  const parsed = safeParse(LogLine, fromJson(line));
  if (!parsed.success) {
    throw new VerdictLogError(
      `line ${lineNumber} of the verdict file is not a verdict record: ${where(parsed.issues)}`,
    );
  }
  return parsed.output as LogRecord;
}

function fromJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Names the offending fields only: a line may hold text that must not be repeated. */
function where(issues: [BaseIssue<unknown>, ...BaseIssue<unknown>[]]): string {
  const fields = Object.keys(flatten(issues).nested ?? {});
  return fields.length === 0 ? "not a JSON object" : `${fields.join(", ")} is missing or has a wrong value`;
}
