import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { LogRecord } from "guardrails-policies/model";
import { EMPTY_LOG, parseRunLog, type RunLog, VerdictLogError } from "../../review";

/** The verdicts the pack wrote: none without a file, the error where a line cannot be read. */
export function readVerdicts(file: string): RunLog | VerdictLogError {
  if (!existsSync(file)) return EMPTY_LOG;
  try {
    return parseRunLog(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof VerdictLogError) return error;
    throw error;
  }
}

/** Copies the verdicts to a person's file; where there are none, an older file must not be taken for this run's. */
export function keepVerdicts(file: string, copy: string): void {
  if (existsSync(file)) copyFileSync(file, copy);
  else rmSync(copy, { force: true });
}

/** Writes verdicts that no pack wrote as they are: those of several runs together. */
export function writeVerdicts({ pack, rules, advisoryMode, verdicts, end }: RunLog, file: string): void {
  if (pack === null) return;
  const run: LogRecord = {
    record: "run",
    schemaVersion: 1,
    pack: pack.name,
    packVersion: pack.version,
    rules,
    ...(advisoryMode === undefined ? {} : { advisoryMode }),
  };
  const records: readonly LogRecord[] = [run, ...verdicts, ...(end === null ? [] : [end])];
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
}
