import { readFileSync } from "node:fs";
import * as v from "valibot";
import { parse } from "yaml";
import { type Properties, type Value } from "../provider/values";
import { InputError } from "./input-error";

/** A resource that was made elsewhere: what a program finds by `.get`, by a lookup, or by naming it. */
export interface SeedResource {
  /** The type token, `aws:ec2/vpc:Vpc`. */
  readonly type: string;
  readonly id: string;
  /** Outputs, by the SDK's names; what is left out is filled in plausibly. */
  readonly properties: Properties;
}

/** What a function of a provider answers. */
export interface SeedFunction {
  /** The function token, `aws:ssm/getParameter:getParameter`. */
  readonly token: string;
  /** Arguments that the call must have, at least; none: any call. */
  readonly args: Properties;
  readonly result: Properties;
}

/** The outputs of another stack. */
export interface SeedStack {
  readonly outputs: Properties;
  /** Outputs that the other stack marks as secret. */
  readonly secretOutputs: Properties;
}

/** What a run finds that the program does not make. */
export interface Seed {
  readonly resources: readonly SeedResource[];
  readonly functions: readonly SeedFunction[];
  /** By the name a program gives to `StackReference`. */
  readonly stacks: Readonly<Record<string, SeedStack>>;
}

export const EMPTY_SEED: Seed = { resources: [], functions: [], stacks: {} };

const valueSchema: v.GenericSchema<Value> = v.lazy(() =>
  v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(valueSchema), v.record(v.string(), valueSchema)]),
);
const properties = v.optional(v.record(v.string(), valueSchema), {});
const token = (what: string) =>
  v.pipe(v.string(), v.regex(/^[a-z][\w-]*:[\w./-]+:\w+$/i, `must be ${what} such as package:module/name:Name`));

const seedSchema = v.strictObject({
  resources: v.optional(
    v.array(v.strictObject({ type: token("a type token"), id: v.pipe(v.string(), v.minLength(1)), properties })),
    [],
  ),
  functions: v.optional(
    v.array(v.strictObject({ token: token("a function token"), args: properties, result: properties })),
    [],
  ),
  stacks: v.optional(v.record(v.string(), v.strictObject({ outputs: properties, secretOutputs: properties })), {}),
});

/** Reads a seed file, YAML or JSON. Throws {@link InputError}, which names the place and never a value. */
export function readSeed(path: string, name: string): Seed {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason = code === "ENOENT" ? "is not there" : `cannot be read (${code ?? "unreadable"})`;
    throw new InputError(`the seed file ${name} ${reason}`);
  }
  return parseSeed(text, name);
}

/** A seed from its text. Throws {@link InputError}. */
export function parseSeed(text: string, name: string): Seed {
  let content: unknown;
  try {
    content = parse(text, { prettyErrors: false });
  } catch {
    throw new InputError(`the seed file ${name} is neither valid YAML nor JSON`);
  }
  const seed = v.safeParse(seedSchema, content ?? {});
  if (seed.success) return seed.output;
  const [issue] = seed.issues;
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new InputError(`the seed file ${name} cannot be used: it must be a map`);
  }
  const where = issue.path?.map(({ key }) => String(key)).join(".") ?? "the whole file";
  const wanted =
    issue.type === "regex" ? issue.message : (WANTED[issue.type] ?? `must be ${issue.expected ?? "of another form"}`);
  throw new InputError(`the seed file ${name} cannot be used: ${where} ${wanted}`);
}

/** Why a place is refused, without what is there: it may be a secret. */
const WANTED: Readonly<Record<string, string>> = {
  strict_object: "is not a known key, is missing, or is not a map",
  array: "must be a list",
  record: "must be a map",
  string: "must be text",
  min_length: "must not be empty",
};
