import { cpSync } from "node:fs";
import { join } from "node:path";
import type { UnknownCause, VerdictRecord } from "guardrails-policies/model";
import type { RunLog } from "../../review";
import type { StateDirectory } from "../workspace/state";
import { TemporaryFolder } from "../workspace/temporary-folder";
import type { Rehearse, RunResult } from "./operation";

/** What an update knows and a preview does not; anything else stays unknown in an update too. */
const KNOWN_TO_AN_UPDATE: ReadonlySet<UnknownCause> = new Set(["not-created", "not-registered", "unfinished"]);

/** Whether an update could decide what these verdicts leave open. */
export function isUndecided({ verdicts }: RunLog): boolean {
  return verdicts.some(({ unknowns = [] }) => unknowns.some(({ because }) => KNOWN_TO_AN_UPDATE.has(because)));
}

/**
 * Whether an update may register what a preview does not: what a program makes inside `apply` of a value that nobody knows yet is
 * not there before, and nothing tells that it will be.
 */
export function mayHide({ changes }: RunResult): boolean {
  return Object.entries(changes).some(([kind, count]) => count > 0 && !KNOWS_ITS_OUTPUTS.has(kind));
}

/** What happens to resources whose outputs a preview knows. */
const KNOWS_ITS_OUTPUTS: ReadonlySet<string> = new Set(["same", "read", "delete", "discard", "refresh"]);

/** Runs an update on a copy of the stack, which is thrown away: nothing of it is anywhere afterwards but its result. */
export async function rehearsal(state: StateDirectory, rehearse: Rehearse): Promise<RunResult> {
  const folder = new TemporaryFolder();
  try {
    const copy = join(folder.path, "state");
    cpSync(state.path, copy, { recursive: true });
    return await rehearse(copy);
  } finally {
    folder.remove();
  }
}

/** A preview with what its rehearsal decided, and with what went wrong there: of that the preview's word stays. */
export function withRehearsal(preview: RunResult, rehearsed: RunResult): RunResult {
  const assumed = [...new Set([...preview.assumed, ...rehearsed.assumed])].sort();
  const wrong = rehearsed.outcome === "error" ? { notRehearsed: rehearsed.error ?? "it went wrong" } : {};
  return {
    ...preview,
    ...wrong,
    assumed,
    outcome: preview.outcome === "blocked" || refuses(rehearsed) ? "blocked" : "passed",
    verdicts: {
      ...preview.verdicts,
      end: rehearsed.verdicts.end ?? preview.verdicts.end,
      verdicts: together(preview.verdicts.verdicts, rehearsed.verdicts),
    },
  };
}

/** Whether a rehearsal shows that the pack refuses the update, whatever else went wrong; what that left open shows nothing. */
export function refuses({ verdicts: { verdicts, end } }: RunResult): boolean {
  return verdicts.some(
    ({ verdict, level }) => level === "mandatory" && (verdict === "fail" || (verdict === "unproven" && end !== null)),
  );
}

/** An update that its rehearsal refused: it was not begun. */
export function refused(rehearsed: RunResult, state: RunResult["state"]): RunResult {
  const { assumed, warnings, stoodInFor, verdicts } = rehearsed;
  const marked = { ...verdicts, verdicts: verdicts.verdicts.map(marking(new Set())) };
  return { outcome: "blocked", assumed, warnings, stoodInFor, verdicts: marked, changes: {}, calls: [], state };
}

/**
 * What stands: of a rehearsal that came to its end everything it says, of one that went wrong what it decided beside the rest
 * of the preview. What both say alike was known to the preview.
 */
function together(preview: readonly VerdictRecord[], { verdicts, end }: RunLog): readonly VerdictRecord[] {
  const alike = new Set(preview.map(content));
  const decided = verdicts.filter(({ verdict }) => end !== null || verdict !== "unproven").map(marking(alike));
  if (end !== null) return decided;
  const told = new Set(decided.map(identity));
  const rest = preview.filter((record) => !told.has(identity(record)));
  return [...rest, ...decided];
}

/** A record as a rehearsal's, unless it is one of those. */
function marking(alike: ReadonlySet<string>): (record: VerdictRecord) => VerdictRecord {
  return (record) => {
    if (alike.has(content(record))) return record;
    return { ...record, rehearsed: true, ...(record.basis === undefined ? {} : { basis: "declared" }) };
  };
}

function identity({ rule, key }: VerdictRecord): string {
  return JSON.stringify([rule, key]);
}

function content({ rule, key, part, verdict, basis, messageId, message, level }: VerdictRecord): string {
  return JSON.stringify([rule, key, part, verdict, basis, messageId, message, level]);
}
