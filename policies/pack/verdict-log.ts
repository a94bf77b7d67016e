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
        descriptor ??= openSync(file, "a", 0o600);
        writeSync(descriptor, lines.join(""));
        lines = [];
      },
    },
  );
}
