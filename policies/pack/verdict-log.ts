import { openSync, writeSync } from "node:fs";
import { VERDICTS_VARIABLE, type LogRecord } from "../model";

/** Where verdicts go as they are reached. */
export interface VerdictSink {
  (record: LogRecord): void;
  /** Called before the engine is answered: what was reached until then has to be kept by then. */
  readonly flush?: () => void;
}

/**
 * The sink named by the environment; undefined where none is named. Written synchronously: the engine may end the
 * process at any time after it was answered with a refusal, and a verdict that was given must be on disk by then.
 */
export function fileSink(environment: NodeJS.ProcessEnv = process.env): VerdictSink | undefined {
  const file = environment[VERDICTS_VARIABLE];
  if (file === undefined || file === "") return undefined;
  let descriptor: number | undefined;
  let lines: string[] = [];
  return Object.assign(
    (record: LogRecord) => {
      lines.push(`${JSON.stringify(record)}\n`);
    },
    {
      flush: () => {
        if (lines.length === 0) return;
        try {
          descriptor ??= openSync(file, "a", 0o600);
          writeSync(descriptor, lines.join(""));
        } catch (error) {
          throw notKept(file, error);
        }
        lines = [];
      },
    },
  );
}

/** Verdicts that are asked for and cannot be kept end the run: who goes by the file would take what is missing for green. */
function notKept(file: string, error: unknown): Error {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "it failed";
  const failure = new Error(
    `${VERDICTS_VARIABLE} is ${file}, where nothing can be written (${code}), but must be a file that verdicts can be added to.`,
  );
  // The engine prints the stack, which says nothing to who set a variable.
  failure.stack = failure.message;
  return failure;
}
