import { openSync, writeSync } from "node:fs";
import { VERDICTS_VARIABLE, type LogRecord } from "../model";

/** Where verdicts go as they are reached. */
export type VerdictSink = (record: LogRecord) => void;

/**
 * The sink named by the environment; undefined where none is named. Written synchronously: the engine may end the
 * process at any time after a refusal, and a verdict that was given must be on disk by then.
 */
export function fileSink(environment: NodeJS.ProcessEnv = process.env): VerdictSink | undefined {
  const file = environment[VERDICTS_VARIABLE];
  if (file === undefined || file === "") return undefined;
  let descriptor: number | undefined;
  return (record) => {
    descriptor ??= openSync(file, "a", 0o600);
    writeSync(descriptor, `${JSON.stringify(record)}\n`);
  };
}
