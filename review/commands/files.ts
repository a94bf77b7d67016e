import { readFileSync } from "node:fs";
import { isDay } from "guardrails-policies/facts";
import { personsPath } from "../../offline/prepare";
import { InputError } from "../../offline/workspace/input-error";

/** A file's bytes. Throws {@link InputError}. */
export function readBytes(file: string): Buffer {
  const bytes = bytesIfThere(file);
  if (bytes === undefined) throw new InputError(`there is no file ${file}`);
  return bytes;
}

/** A file's text. Throws {@link InputError}. */
export function read(file: string): string {
  return readBytes(file).toString();
}

/** A file's text; undefined: there is none. Throws {@link InputError} where it cannot be read. */
export function readIfThere(file: string): string | undefined {
  return bytesIfThere(file)?.toString();
}

function bytesIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(personsPath(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new InputError(`${file} cannot be read (${code ?? "unreadable"})`);
  }
}

/** A file's JSON. Throws {@link InputError}. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(read(file));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${file} is not JSON`);
  }
}

/** The moment of a review, ISO 8601 in UTC: given, or SOURCE_DATE_EPOCH (seconds, as for reproducible builds), or the clock. */
export function momentOf(given: string | undefined): string {
  const epoch = process.env["SOURCE_DATE_EPOCH"];
  const date =
    given === undefined ? new Date(epoch === undefined ? Date.now() : Number(epoch) * 1000) : new Date(given);
  // A day that the calendar does not have would be read as one of the month after.
  const [day] = /^\d{4}-\d\d-\d\d/.exec(given ?? "") ?? [];
  if (Number.isNaN(date.getTime()) || (day !== undefined && !isDay(day))) {
    throw new InputError(`${given === undefined ? "SOURCE_DATE_EPOCH" : "--now"} is not a time`);
  }
  return date.toISOString();
}
