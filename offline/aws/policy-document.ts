/** `aws.iam.getPolicyDocument`: a policy's JSON from its statements, as the provider renders it. */
import { blocks, type Properties, text, texts, type Value } from "../provider/values";

const VERSIONS = ["2008-10-17", "2012-10-17"];

/** A statement of a policy, in the order of keys in which it is written. */
type Statement = Record<string, unknown> & { Sid?: string };

/** The function's result. @throws Error when the arguments are not a policy */
export function policyDocument(args: Properties): Properties {
  const version = text(args.version) ?? "2012-10-17";
  if (!VERSIONS.includes(version)) {
    throw new Error(`expected version to be one of ["2008-10-17" "2012-10-17"], got ${version}`);
  }
  const sources = [
    ...texts(args.sourcePolicyDocuments),
    ...(text(args.sourceJson) === undefined ? [] : [text(args.sourceJson) ?? ""]),
  ];
  const overrides = [
    ...texts(args.overridePolicyDocuments),
    ...(text(args.overrideJson) === undefined ? [] : [text(args.overrideJson) ?? ""]),
  ];
  let statements: Statement[] = [];
  for (const source of sources) statements = [...statements, ...parsed(source)];
  statements = merged(
    statements,
    blocks(args.statements).map((block) => statement(block, version)),
  );
  refuseRepeatedSids(statements);
  for (const override of overrides) statements = merged(statements, parsed(override));
  const id = text(args.policyId);
  const document = { Version: version, ...(id === undefined ? {} : { Id: id }), Statement: statements };
  const json = goJson(document, 2);
  return { ...args, id: digest(json), json, minifiedJson: goJson(document), version };
}

/** Statements with those of `later` in the place of the ones they share a Sid with. */
function merged(statements: readonly Statement[], later: readonly Statement[]): Statement[] {
  const result = [...statements];
  for (const item of later) {
    const index = item.Sid === undefined ? -1 : result.findIndex(({ Sid }) => Sid === item.Sid);
    if (index < 0) result.push(item);
    else result[index] = item;
  }
  return result;
}

function parsed(json: string): Statement[] {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    throw new Error("merging policy documents: a source or override policy document is not valid JSON");
  }
  const found = typeof document === "object" && document !== null && "Statement" in document ? document.Statement : [];
  return (Array.isArray(found) ? found : [found]) as Statement[];
}

function refuseRepeatedSids(statements: readonly Statement[]): void {
  const sids = statements.flatMap(({ Sid }) => Sid ?? []);
  const twice = sids.find((sid, index) => sids.indexOf(sid) !== index);
  if (twice !== undefined) throw new Error(`duplicate Sid (${twice}). Remove the Sid or ensure the Sid is unique.`);
}

function statement(block: { [key: string]: Value }, version: string): Statement {
  const sid = text(block.sid);
  const written: Statement = {
    ...(sid === undefined || sid === "" ? {} : { Sid: sid }),
    Effect: text(block.effect) ?? "Allow",
  };
  const add = (key: string, value: unknown): void => {
    if (value !== undefined) written[key] = value;
  };
  add("Action", list(block.actions));
  add("NotAction", list(block.notActions));
  add("Resource", list(block.resources, version));
  add("NotResource", list(block.notResources, version));
  add("Principal", principals(block.principals, version));
  add("NotPrincipal", principals(block.notPrincipals, version));
  add("Condition", conditions(block.conditions, version));
  return written;
}

/** One value as a text, several as a list. */
function list(value: Value | undefined, version?: string): string | string[] | undefined {
  const items = descending(value, version);
  return items.length > 1 ? items : items[0];
}

/** The texts of a list, the last in the alphabet first: the provider's order. */
function descending(value: Value | undefined, version?: string): string[] {
  const items = texts(value).map((item) => (version === undefined ? item : withVariables(item, version)));
  return items.sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
}

/** `&{…}` stands for an IAM variable, which Terraform's own `${…}` would swallow. */
function withVariables(item: string, version: string): string {
  if (!item.includes("&{")) return item;
  if (version === "2008-10-17")
    throw new Error(`found &{ sequence in (${item}), which is not supported in document version 2008-10-17`);
  return item.replaceAll("&{", "${");
}

function principals(value: Value | undefined, version: string): unknown {
  const given = blocks(value);
  if (given.length === 0) return undefined;
  const everybody = given.length === 1 && given[0]?.type === "*" && texts(given[0].identifiers).join() === "*";
  if (everybody) return "*";
  const byType = new Map<string, string[]>();
  for (const { type, identifiers } of given) {
    const key = text(type) ?? "";
    byType.set(key, [...(byType.get(key) ?? []), ...descending(identifiers, version)]);
  }
  return Object.fromEntries(
    sorted(byType).map(([type, identifiers]) => [type, identifiers.length > 1 ? identifiers : identifiers[0]]),
  );
}

/** Conditions by test and variable, both in alphabetical order; the values in theirs. */
function conditions(value: Value | undefined, version: string): unknown {
  const given = blocks(value);
  if (given.length === 0) return undefined;
  const tests = new Map<string, Map<string, string[]>>();
  for (const { test, variable, values } of given) {
    const variables = tests.get(text(test) ?? "") ?? new Map<string, string[]>();
    const name = text(variable) ?? "";
    const added = texts(values).map((item) => withVariables(item, version));
    variables.set(name, [...(variables.get(name) ?? []), ...added]);
    tests.set(text(test) ?? "", variables);
  }
  return Object.fromEntries(
    sorted(tests).map(([test, variables]) => [
      test,
      Object.fromEntries(sorted(variables).map(([name, values]) => [name, values.length === 1 ? values[0] : values])),
    ]),
  );
}

/** A map's entries by key, as Go writes maps. */
function sorted<Item>(entries: ReadonlyMap<string, Item>): [string, Item][] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** JSON as Go writes it: with what HTML would take for markup escaped. */
function goJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The provider's id of a document: a number that stands for its text. */
function digest(json: string): string {
  let hash = 0xffffffff;
  for (const byte of Buffer.from(json)) {
    hash ^= byte;
    for (let bit = 0; bit < 8; bit++) hash = hash & 1 ? (hash >>> 1) ^ 0xedb88320 : hash >>> 1;
  }
  return String((hash ^ 0xffffffff) >>> 0);
}
