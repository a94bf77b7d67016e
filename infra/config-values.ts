/** Values as configuration has them: text. Each message completes the sentence "guardrails:key is … but must be …". */
import { isDay } from "guardrails-policies/facts";
import * as v from "valibot";

export const text = (wanted: string, pattern: RegExp) => v.pipe(v.string(wanted), v.regex(pattern, wanted));

/** A container image's reference. */
export const IMAGE = text(
  "an image reference such as repository/name@sha256:…",
  /^[a-z0-9][\w./:-]*(@sha256:[0-9a-f]{64})?$/i,
);

export const VARIABLE_NAME = text("a variable's name", /^[A-Za-z_][A-Za-z0-9_]*$/);

export const integer = (minimum: number, maximum = Infinity) => {
  const wanted = integerWanted(minimum, maximum);
  const digits = v.pipe(text(wanted, /^-?\d{1,15}$/), v.transform(Number));
  return v.pipe(digits, v.minValue(minimum, wanted), v.maxValue(maximum, wanted));
};

/** Inside an object numbers are numbers. */
export const integerOf = (minimum: number, maximum = Infinity) => {
  const wanted = integerWanted(minimum, maximum);
  return v.pipe(v.number(wanted), v.integer(wanted), v.minValue(minimum, wanted), v.maxValue(maximum, wanted));
};

function integerWanted(minimum: number, maximum: number): string {
  return maximum === Infinity ? `an integer of at least ${minimum}` : `an integer from ${minimum} to ${maximum}`;
}

export const texts = (wanted: string, pattern = /^[^\0]+$/) =>
  v.pipe(v.array(text(wanted, pattern), wanted), v.minLength(1, wanted));

/** A list is an object too, of the names 0, 1, …: where things have names it is none. */
const notAList = (wanted: string) =>
  v.custom<object>((given) => typeof given === "object" && given !== null && !Array.isArray(given), wanted);

/** Things by their names. */
export const byName = <Name extends v.GenericSchema<string, string>, Value extends v.GenericSchema>(
  name: Name,
  value: Value,
  wanted: string,
) => v.pipe(notAList(wanted), v.record(name, value, wanted));

/** An object that may have all of its keys left out; with one that it must have, a list is none. */
export const objectOf = <Entries extends v.ObjectEntries>(entries: Entries, wanted: string) =>
  v.pipe(notAList(wanted), v.strictObject(entries, wanted));

/** RFC 3339 in UTC, to the second. */
export function isInstant(given: string): boolean {
  const [, day = "", time = ""] = /^(\S{10})T(\d\d:\d\d:\d\d)Z$/.exec(given) ?? [];
  return isDay(day) && /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(time);
}

export const percentage = (minimum: number, maximum: number) => {
  const wanted = `a percentage from ${minimum} to ${maximum}`;
  const digits = v.pipe(text(wanted, /^\d{1,3}(\.\d{1,6})?$/), v.transform(Number));
  return v.pipe(digits, v.minValue(minimum, wanted), v.maxValue(maximum, wanted));
};

export const truth = v.pipe(
  v.picklist(["true", "false"], "true or false"),
  v.transform((value) => value === "true"),
);

export const emptyOr = (wanted: string, pattern: RegExp) =>
  v.pipe(
    v.string(wanted),
    v.regex(new RegExp(`^$|${pattern.source}`), wanted),
    v.transform((value) => (value === "" ? null : value)),
  );

/** A value that is written as JSON; whatever is wrong with it, the one sentence is said. */
export const json = <Value>(wanted: string, shape: v.GenericSchema<unknown, Value>) =>
  v.pipe(
    v.string(wanted),
    v.rawTransform(({ dataset, addIssue, NEVER }): Value => {
      const parsed = v.safeParse(shape, jsonOrUndefined(dataset.value));
      if (parsed.success) return parsed.output;
      addIssue({ message: wanted });
      return NEVER;
    }),
  );

export const list = (wanted: string, minimum = 0, maximum = Infinity) =>
  json(wanted, v.pipe(v.array(v.string()), v.minLength(minimum), v.maxLength(maximum)));

export const networks = (wanted: string) =>
  json(wanted, v.array(v.pipe(v.string(), v.regex(/^(\d{1,3}\.){3}\d{1,3}\/([0-9]|[12]\d|3[0-2])$/))));

export function jsonOrUndefined(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
