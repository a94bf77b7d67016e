import { existsSync, readFileSync } from "node:fs";
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
