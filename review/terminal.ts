import { styleText } from "node:util";
import Table from "cli-table3";
import {
  countVerdicts,
  type EndRecord,
  resourcesToJudge,
  type Scope,
  scopeOf,
  type VerdictRecord,
  verdictSummary,
} from "guardrails-policies/model";
import type { RunLog } from "./log";
import { alike, byCause, type Group, list, reasonsText, subjectsOf } from "./unproven";

export interface TerminalOptions {
  readonly color: boolean;
}

/** The report of a finished run: a table of rules, a block for each finding, and the line of sums. Ends with a line end. */
export function terminalReport(log: RunLog, options: TerminalOptions): string {
  const sums = scopeIn(log) === "stack" ? [verdictSummary(log.verdicts)] : [];
  return [...mode(log), ruleTable(log, options), ...lookedAt(log), ...findings(log, options), ...sums]
    .map((part) => `${part}\n`)
    .join("");
}

/** The findings alone, for a run that went wrong: it must not show anything that reads like a result. */
export function terminalFindings(log: RunLog, options: TerminalOptions): string {
  return findings(log, options)
    .map((part) => `${part}\n`)
    .join("");
}

/** Types of each kind that are named in the line; the verdict file has them all. */
const TYPES_SHOWN = 3;

function scopeIn({ verdicts, end }: RunLog): Scope {
  return scopeOf(verdicts, end ?? undefined);
}

/**
 * How much of the stack was looked at, where that is not all of it, and the rules that found nothing of theirs; where none of
 * it was, or settings only, that is said outright, so that nothing reads as passed.
 */
function lookedAt(log: RunLog): string[] {
  const { end } = log;
  if (end === null) return [];
  const scope = scopeIn(log);
  if (scope === "stack" && end.notLookedAt.length === 0 && end.notApplicable.length === 0) return [];
  const of = (only: boolean) => end.notLookedAt.filter(({ settingsOnly = false }) => settingsOnly === only);
  const line = [
    `judged ${scope === "stack" ? end.judged : 0} of ${resourcesToJudge(end)} resources`,
    ...named("settings only", of(true)),
    ...named("not looked at", of(false)),
    ...(end.notApplicable.length === 0 ? [] : [`not applicable: ${end.notApplicable.join(", ")}`]),
  ].join("; ");
  return scope === "stack" ? [line] : [NOTHING[scope], line];
}

function named(what: string, found: EndRecord["notLookedAt"]): string[] {
  const types = found.slice(0, TYPES_SHOWN).map(({ type }) => type);
  const more = found.length - types.length;
  const rest = more > 0 ? ` and ${more} more types` : "";
  return types.length === 0 ? [] : [`${what}: ${types.join(", ")}${rest}`];
}

const NOTHING: Readonly<Record<Exclude<Scope, "stack">, string>> = {
  nothing: "NOTHING of this stack was looked at: no rule of this pack says anything about it",
  settings: "NOTHING of this stack but settings was looked at: no rule of this pack reads what it runs or holds",
};

function ruleTable(log: RunLog, { color }: TerminalOptions): string {
  const table = new Table({
    head: ["rule", "subjects", "pass", "fail", "unproven"],
    colAligns: ["left", "right", "right", "right", "right"],
    style: { head: color ? ["bold"] : [], border: [], compact: true },
  });
  for (const rule of ruleIds(log)) {
    const verdicts = log.verdicts.filter((verdict) => verdict.rule === rule);
    if (verdicts.length === 0) continue;
    const counts = countVerdicts(verdicts);
    table.push([rule, verdicts.length, counts.passed, counts.failed, counts.unproven]);
  }
  return table.toString();
}

/** Every rule of the pack, then rules that only verdicts name. */
function ruleIds(log: RunLog): string[] {
  return [...new Set([...log.rules.map((rule) => rule.id), ...log.verdicts.map((verdict) => verdict.rule)])];
}

/** Blocking findings last: the end of the output is what a person sees first. */
function findings(log: RunLog, { color }: TerminalOptions): string[] {
  const told: Told = new Set();
  const advice = (verdict: VerdictRecord): boolean => verdict.level !== "mandatory";
  const failed = log.verdicts.filter(({ verdict }) => verdict === "fail");
  const open = log.verdicts.filter(({ verdict }) => verdict === "unproven");
  const failures = (some: readonly VerdictRecord[]) => some.map((verdict) => failure([verdict], told, color));
  // Each block that stops a deployment stands for itself; what only advises is told once, whomever it is told.
  const advised = alike(failed.filter(advice)).map((group) => failure(group, told, color));
  const causes = (some: readonly VerdictRecord[]) => byCause(some).map((group) => unproven(group, told, color));
  return [
    ...advised,
    ...causes(open.filter(advice)),
    ...causes(open.filter((verdict) => !advice(verdict))),
    ...failures(failed.filter((verdict) => !advice(verdict))),
  ];
}

function failure([verdict, ...same]: Group<VerdictRecord>, told: Told, color: boolean): string {
  const blocks = verdict.level === "mandatory";
  const heading = blocks ? paint("red", "BLOCKED", color) : paint("yellow", "ADVICE", color);
  // What is found twice in one subject names no other.
  const [own] = subjectsOf([verdict]);
  const others = subjectsOf(same).filter((subject) => subject !== own);
  return block(`${heading} ${verdict.rule}: ${verdict.message ?? `${verdict.subject} fails`}`, [
    others.length === 0 ? null : `also: ${list(others)}`,
    verdict.rehearsed === true ? "found by rehearsing the update on a copy of the stack" : null,
    fixOnce(verdict, told),
    ...exceptions(verdict, told),
  ]);
}

/** One block for a cause, whatever it leaves open. */
function unproven(verdicts: readonly [VerdictRecord, ...VerdictRecord[]], told: Told, color: boolean): string {
  const [first] = verdicts;
  const single = verdicts.length === 1;
  const what = single ? `${first.rule}: ${first.subject}` : `${verdicts.length} verdicts`;
  const rules = [...new Set(verdicts.map(({ rule }) => rule))];
  return block(`${paint("yellow", "UNPROVEN", color)} ${what}: ${reasonsText(verdicts)}`, [
    single ? null : `leaves open: ${rules.join(", ")}`,
    single ? null : `of: ${list(subjectsOf(verdicts))}`,
    first.level === "mandatory" ? "blocks: what is not proven is not deployed here" : null,
    first.fix === undefined ? null : `fix: ${first.fix}`,
    ...exceptions(first, told),
  ]);
}

/** Fixes and exceptions that a block above has told in full. */
type Told = Set<string>;

/** A rule's fix in full; only the first time among its advice, and for each subject that it blocks. */
function fixOnce({ rule, fix, level, subject }: VerdictRecord, told: Told): string | null {
  if (fix === undefined) return null;
  const key = JSON.stringify([rule, fix, level === "mandatory" ? subject : null]);
  if (told.has(key)) return "fix: as above";
  told.add(key);
  return `fix: ${fix}`;
}

/** What lets a finding through; in full only the first time. */
function exceptions({ exemption, baseline }: VerdictRecord, told: Told): readonly string[] {
  const texts = [
    ...(exemption === undefined ? [] : [{ full: exemptionText(exemption), short: `exempted by ${exemption.owner}` }]),
    ...(baseline === undefined
      ? []
      : [{ full: baselineText(baseline), short: `known in the baseline of ${baseline.owner}` }]),
  ];
  return texts.map(({ full, short }) => {
    if (told.has(full)) return `${short}, as above`;
    told.add(full);
    return full;
  });
}

function exemptionText({ reason, owner, expires }: NonNullable<VerdictRecord["exemption"]>): string {
  return `exempted by ${owner} until ${expires}: ${reason}`;
}

function baselineText({ reason, owner, until }: NonNullable<VerdictRecord["baseline"]>): string {
  return `known in the baseline of ${owner} until ${until}: ${reason}`;
}

/** What opens the gate for a time is said first and loudly. */
function mode({ advisoryMode }: RunLog): string[] {
  if (advisoryMode === undefined) return [];
  const { until, owner, reason } = advisoryMode;
  return [`ADVISORY MODE until ${until} (${owner}): nothing blocks. ${reason.replace(/\s+/g, " ")}`];
}

/** Everything after the first line is indented, so that a line at the margin is always a heading. */
function block(heading: string, details: readonly (string | null)[]): string {
  return [heading, ...details.filter((detail) => detail !== null)].join("\n").replaceAll("\n", "\n  ");
}

function paint(color: "red" | "yellow", text: string, enabled: boolean): string {
  return enabled ? styleText([color, "bold"], text, { validateStream: false }) : text;
}
