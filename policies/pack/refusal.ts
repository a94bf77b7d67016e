import type * as v from "valibot";

/** Thrown for a configuration that is not understood in full; the message is one sentence, without a value. */
export class PolicyConfigError extends Error {
  override readonly name = "PolicyConfigError";
}

/** Keys that objects of JavaScript have by themselves: a validation that looks them up finds them everywhere. */
const INHERITED = new Set(["__proto__", "constructor", "prototype"]);

const DEEPEST = 12;

/** Words as keys and rules are named: camelCase or kebab-case, a digit at most behind each. */
const NAME = /^(?=.{1,60}$)[a-z]+\d?(?:[A-Z][a-z]+\d?|-[a-z]+\d?)*$/;

/** A key as it may be shown: a name is, anything else may be a value that was pasted into the wrong place. */
export function shown(key: string): string {
  return NAME.test(key) ? `"${key}"` : "a key that is not a name";
}

/** Sentence for the first fault of a value against its schema, with the path to it: the type that was found, never the value. */
export function issueSentence(issue: v.BaseIssue<unknown>, root: string): string {
  const path = [root, ...(issue.path ?? []).map(({ key }) => shownStep(key))].join(".");
  if (issue.type === "strict_object" && issue.expected === "never") {
    return `${path} is not a key of this pack's configuration.`;
  }
  return `${path} is ${foundOf(issue)}, want ${wantedOf(issue)}.`;
}

/** What was found, by type: a value pasted into the wrong place may be a secret. */
export function typeName(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : typeof value === "string" ? "text" : `a ${typeof value}`;
}

/**
 * Refuses keys that no schema sees, and structures deeper than any configuration. Walks without recursion, so that depth
 * costs nothing.
 * @throws PolicyConfigError
 */
export function refuseStrangeKeys(value: unknown, root: string): void {
  const left: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next.value !== "object" || next.value === null) continue;
    if (next.depth > DEEPEST) throw new PolicyConfigError(`policy configuration: ${root} is nested too deeply.`);
    for (const key of Object.getOwnPropertyNames(next.value)) {
      if (INHERITED.has(key)) {
        throw new PolicyConfigError(`policy configuration: ${root} has a key "${key}", which no configuration has.`);
      }
      left.push({ value: (next.value as Readonly<Record<string, unknown>>)[key], depth: next.depth + 1 });
    }
  }
}

function shownStep(key: unknown): string {
  if (typeof key === "number") return String(key);
  return typeof key === "string" && NAME.test(key) ? key : "(a key that is not a name)";
}

function foundOf({ input, type }: v.BaseIssue<unknown>): string {
  if (type === "max_length" || type === "min_length" || type === "non_empty") {
    const size = typeof input === "string" || Array.isArray(input) ? input.length : 0;
    return `${typeName(input)} of length ${size}`;
  }
  return typeName(input);
}

function wantedOf(issue: v.BaseIssue<unknown> & { requirement?: unknown }): string {
  const { type, input, expected, requirement, message } = issue;
  if (input === undefined) return "a value";
  switch (type) {
    case "max_length":
      return `at most ${String(requirement)}`;
    case "min_length":
      return `at least ${String(requirement)}`;
    case "iso_date":
      return "a day of the calendar as YYYY-MM-DD";
    case "non_empty":
      return "something in it";
    case "check":
    case "regex":
      return message;
    case "strict_object":
    case "record":
      return "an object";
    case "array":
      return "a list";
    case "string":
      return "text";
    default:
      return (expected ?? "what the documentation says").replace(/^\((.*)\)$/, "$1").replaceAll(" | ", " or ");
  }
}
