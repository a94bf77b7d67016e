import type { Suggestion } from "./suggestion";

/**
 * What the pack says, and the lines it says it in.
 *
 * The engine's own events carry failures only. The pack therefore appends every verdict, as it is reached, to the JSON
 * lines file named by the environment variable {@link VERDICTS_VARIABLE}: one {@link RunRecord}, then
 * {@link VerdictRecord}s (see {@link latestVerdicts}), then one {@link EndRecord}. A file without an end record is a run that did not finish judging, never a green one.
 */
export const VERDICTS_VARIABLE = "GUARDRAILS_VERDICTS";

/**
 * The environment variable with which a run is taken to its end whatever is refused, where nothing it creates is real: each
 * refusal is reported at the end of the run, which it fails, and none before. Any text but an empty one sets it.
 */
export const REHEARSAL_VARIABLE = "GUARDRAILS_REHEARSAL";

export type Severity = "critical" | "high" | "medium" | "low";

/** What the engine does on a finding. */
export type Level = "mandatory" | "advisory" | "disabled";

/**
 * What a verdict rests on. `verified`: values of real resources, or provenance. `declared`: the blueprint, where a real
 * value that takes part is still unknown.
 */
export type Basis = "verified" | "declared";

/** A place in the stack: a resource and a property path in it (`containerDefinitions[0].environment.CORS_ORIGINS`). */
export interface Location {
  readonly urn: string;
  readonly path: string;
}

export interface RunRecord {
  readonly record: "run";
  readonly schemaVersion: 1;
  readonly pack: string;
  readonly packVersion: string;
  readonly rules: readonly RuleRecord[];
  /** Present where nothing blocks in this run. */
  readonly advisoryMode?: Temporary;
}

/** A rule's metadata, so that a report needs no second source. */
export interface RuleRecord {
  /** `<subject>-<promise>` in kebab-case. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** The audit finding it makes undeployable. */
  readonly audit: string;
  /** One or two sentences a reviewer can quote. */
  readonly why: string;
  /** What to change, in Pulumi code. */
  readonly fix: string;
}

export interface VerdictRecord {
  readonly record: "verdict";
  readonly rule: string;
  /** What was judged, for people: `workload/web`. Two resources may share it; their keys differ. */
  readonly subject: string;
  /** The identity of what was judged: the URN of its resource (or blueprint and declared part), and what in it. */
  readonly key: string;
  /** The key of the declared part it realises: this verdict takes the place of the one on that. */
  readonly realises?: string;
  /** Which of several failures of one subject; absent on the first, whose record takes the place of all before it. */
  readonly part?: number;
  readonly verdict: "pass" | "fail" | "unproven";
  /** Absent on unproven: it rests on nothing. */
  readonly basis?: Basis;
  /**
   * Reached by a rehearsal: an update of the same program on a copy of its state and account, where what was not created yet
   * had stood-in values. Never verified.
   */
  readonly rehearsed?: true;
  /** The line of defence that judged: the blueprint, one resource as it was registered, a gate, or the whole stack. */
  readonly stage: "blueprint" | "resource" | "gate" | "stack";
  readonly level: Level;
  readonly location: Location;
  /** On fail and unproven: which message it is, its text (never a secret's value), and what to do. */
  readonly messageId?: string;
  readonly message?: string;
  readonly fix?: string;
  /** On fail: changes that may mend it, for whoever can try them. */
  readonly suggestion?: Suggestion;
  /** On unproven: what is unknown, and the resources that make it so. */
  readonly unknowns?: readonly UnknownRecord[];
  /** Present where an exemption turned the finding into advice. */
  readonly exemption?: { readonly reason: string; readonly owner: string; readonly expires: string };
  /** Present where the baseline did. */
  readonly baseline?: Temporary;
}

/** Something that lets findings through until a day. */
export interface Temporary {
  readonly reason: string;
  readonly owner: string;
  /** `YYYY-MM-DD`, the last day. */
  readonly until: string;
}

export interface UnknownRecord {
  readonly location: Location;
  readonly because: UnknownCause;
  /** URNs of the resources whose creation makes the value known. */
  readonly producers: readonly string[];
}

/**
 * Why a value is unknown. `not-created`: it depends on a resource that does not exist yet (preview). `not-registered`:
 * a resource that would decide it may still come in this run. `unfinished`: it is decided once every resource is
 * registered, and not before. `redacted`: the engine withheld it. `outside`: it lives in
 * a resource that is not part of the stack. `unread`: it lives in a file, a script or a default that is not part of the
 * program. `unsupported`: it is there and this pack does not know what it comes to. `unreadable`: it has a shape that cannot be read.
 */
export type UnknownCause = (typeof UNKNOWN_CAUSES)[number];

export const UNKNOWN_CAUSES = [
  "not-created",
  "not-registered",
  "unfinished",
  "redacted",
  "outside",
  "unread",
  "unsupported",
  "unreadable",
] as const;

export interface EndRecord {
  readonly record: "end";
  /** How many findings stand that block, whatever the engine's own exceptions made of them. */
  readonly blocking: number;
  /** Number of resources the pack was shown at the end, the stack itself and providers included. */
  readonly resources: number;
  /** How many of them some reader knows how to read, by more than their settings. */
  readonly judged: number;
  /** All others, with how many resources each type has, by type. */
  readonly notLookedAt: readonly NotLookedAt[];
  /** Rules that found nothing to judge. */
  readonly notApplicable: readonly string[];
}

/** Resources of a type that no reader knows, or knows by its settings only. */
export interface NotLookedAt {
  readonly type: string;
  readonly count: number;
  /** Their settings and passwords were read, not what they run or hold. */
  readonly settingsOnly?: true;
}

export type LogRecord = RunRecord | VerdictRecord | EndRecord;

/**
 * The verdicts that stand at the end of a run: of a rule and key the latest, with what a realised part was promised to be
 * replaced by what it is.
 */
export function latestVerdicts(records: Iterable<VerdictRecord>): readonly VerdictRecord[] {
  const latest = new Map<string, VerdictRecord[]>();
  const realised = new Set<string>();
  for (const record of records) {
    const id = idOf(record.rule, record.key);
    if (record.realises !== undefined) realised.add(idOf(record.rule, record.realises));
    if (record.part === undefined) latest.set(id, [record]);
    else latest.set(id, [...(latest.get(id) ?? []).filter(({ part }) => part !== record.part), record]);
  }
  return [...latest].flatMap(([id, found]) => (realised.has(id) ? [] : found));
}

/** There is no space in a rule's id. */
function idOf(rule: string, key: string): string {
  return `${rule} ${key}`;
}
