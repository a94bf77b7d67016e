import { isDeepStrictEqual } from "node:util";
import { purposeOf, type Purpose } from "../facts";
import { chain, known, mayPass, together, unknown, weaker, type Fact } from "../model/fact";
import { sameItems, type Stack } from "../model/stack";
import type { Basis, UnknownRecord } from "../model/verdict";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";
import { declaredWorkload } from "../platforms/ecs/declared-workload";
import type { Declaration } from "../model/declaration";
import { secretReference } from "../platforms/secretsmanager/reference";

/** The keys a workload encrypts with, and what shows that it belongs to others. */
export interface KeyHolder {
  readonly workload: Workload;
  readonly keys: readonly HeldKey[];
  readonly signing: readonly HeldKey[];
  /** Stores it shares with whoever has the same of them: broker, cache, database. */
  readonly stores: ReadonlySet<string>;
  /** Stores of its that are not known yet: it may share them with anybody. */
  readonly openStores: readonly UnknownRecord[];
}

/** A key as it is read, and as the blueprint declares it. */
export interface HeldKey {
  readonly variable: Variable;
  readonly declared: Variable | undefined;
  /** As {@link secretPlace} has it. */
  readonly place: string | undefined;
}

const STORES: ReadonlySet<Purpose | undefined> = new Set<Purpose>([
  ...(["databaseUrl", "databaseHost", "broker", "resultBackend", "redisUrl", "redisHost", "schedulerLock"] as const),
  "rateLimitStorage",
]);

/** What a workload encrypts and signs with; nothing of its own where its environment is not known. */
export function keyHolder(stack: Stack, workload: Workload): KeyHolder {
  const variables = workload.written.all.variables;
  const declared = declaredVariables(stack, workload);
  const held = (purpose: Purpose) =>
    variables
      .filter(({ name, value }) => purposeOf(name) === purpose && !isReference(value))
      .map((variable): HeldKey => {
        return { variable, declared: declared.get(variable.name), place: secretPlace(variable) };
      });
  const used = variables.filter(({ name }) => STORES.has(purposeOf(name)));
  return {
    workload,
    keys: held("encryptionKey"),
    signing: held("signingKey"),
    stores: new Set(used.flatMap(identitiesOf)),
    openStores: used.flatMap(({ value }) => (value.state === "unknown" ? value.unknowns.filter(mayPass) : [])),
  };
}

/** Every workload with an encryption key. */
export function keyHolders(stack: Stack): readonly KeyHolder[] {
  return stack.overall("workload", {
    name: "key holders",
    of: (workloads) => workloads.map((workload) => keyHolder(stack, workload)).filter(({ keys }) => keys.length > 0),
    together: (parts) => parts.flat(),
    same: (before, now) => sameItems(before.map(workloadOf), now.map(workloadOf)),
  });
}

function workloadOf({ workload }: KeyHolder): Workload {
  return workload;
}

/** Whether two workloads work on the same data: one blueprint declares both, or they share a store. */
export function belongTogether(one: KeyHolder, other: KeyHolder): boolean {
  const [a, b] = [one.workload, other.workload];
  if (a.declared && b.declared) return true;
  for (const store of one.stores) if (other.stores.has(store)) return true;
  return false;
}

/** What keeps the keys of other workloads from being known, and may still become known in this run; one of each. */
export function mayHoldKeys(stack: Stack): readonly UnknownRecord[] {
  return stack.overall("workload", {
    name: "what may hold keys",
    of: (workloads) => workloads.flatMap(({ written }) => written.all.open.filter(mayPass).slice(0, 1)),
    together: (parts) => parts.flat(),
    same: isDeepStrictEqual,
  });
}

/** What it rests on that no other workload holds a key: of one that is only declared, a blueprint's word. */
export function othersRestOn(stack: Stack): Basis {
  const weakest = (bases: readonly Basis[]) => bases.reduce(weaker, "verified");
  return stack.overall("workload", {
    name: "what keys rest on",
    of: (workloads) => weakest(workloads.map(({ written }) => written.all.basis)),
    together: weakest,
    same: Object.is,
  });
}

/** What may still show that two workloads work on the same data. */
export function mayBelongTogether(one: KeyHolder, other: KeyHolder): readonly UnknownRecord[] {
  if (belongTogether(one, other)) return [];
  const uses = (holder: KeyHolder) => holder.stores.size + holder.openStores.length > 0;
  return uses(one) && uses(other) ? [...one.openStores, ...other.openStores] : [];
}

/** Declared variables of the workload that a workload is or realises. */
function declaredVariables(stack: Stack, { name, declared }: Workload): ReadonlyMap<string, Variable> {
  const declaration = declared
    ? stack.graph.declarations.find((candidate) => candidate.declares("workloads", name))
    : undefined;
  if (declaration === undefined) return new Map();
  const { variables } = declaredWorkload(stack, { declaration, key: name }).written.all;
  return new Map(variables.map((variable) => [variable.name, variable]));
}

/** A key that stays in KMS is named, not held. */
function isReference(value: Fact<string>): boolean {
  return value.state === "known" && /^(?:arn:|alias\/)/.test(value.value);
}

/** What tells a store: its URL, or the secret that it is read from. */
function identitiesOf({ value, valueFrom, reference }: Variable): readonly string[] {
  const declared = reference === undefined ? undefined : together({ ...reference });
  return [
    ...(value.state === "known" && value.value.trim() !== "" ? [`value ${value.value.trim()}`] : []),
    ...(valueFrom?.state === "known" ? [`from ${valueFrom.value}`] : []),
    ...(declared?.state === "known" ? [`declared ${declared.value.secret}:${declared.value.key}`] : []),
  ];
}

/**
 * How two keys are to each other. `rotating`: one has the other's among its older ones (`new,old`, as MultiFernet and Airflow
 * read them), so that what one encrypts is not readable to both.
 */
export type Likeness = "same" | "rotating" | "different";

/** Decided by where they are read from where that is one place, else by their values, else by what a blueprint says of them. */
export function likeness(stack: Stack, one: HeldKey, other: HeldKey): Fact<Likeness> {
  const at = one.variable.location;
  if (one.place !== undefined && one.place === other.place) return known("same", at);
  const values = together({ mine: one.variable.value, theirs: other.variable.value });
  if (values.state === "known") {
    const basis = weaker(values.basis, "verified");
    return known(compare(keysIn(values.value.mine), keysIn(values.value.theirs)), at, basis);
  }
  if (one.declared === undefined || other.declared === undefined)
    return values.state === "absent" ? unknown({ location: at, because: "unsupported", producers: [] }) : values;
  return declaredLikeness(stack, one.declared, other.declared);
}

/** The entry of a secret store that a variable is read from, whatever version is pinned. */
export function secretPlace({ valueFrom }: Variable): string | undefined {
  const reference = valueFrom?.state === "known" ? secretReference(valueFrom.value) : undefined;
  return reference === undefined ? undefined : `${reference.id} ${reference.key ?? ""}`;
}

function declaredLikeness(stack: Stack, one: Variable, other: Variable): Fact<Likeness> {
  const at = one.location;
  const values = together({ mine: one.value, theirs: other.value });
  if (values.state === "known") {
    return known(compare(keysIn(values.value.mine), keysIn(values.value.theirs)), at, "declared");
  }
  const [mine, theirs] = [one.reference, other.reference];
  if (mine === undefined || theirs === undefined)
    return values.state === "absent" ? unknown({ location: at, because: "unsupported", producers: [] }) : values;
  return chain(together({ mine: mine.secret, theirs: theirs.secret }), (secrets): Fact<Likeness> => {
    const [myKey, theirKey] = [mine.key, theirs.key].map((key) => (key.state === "known" ? key.value : ""));
    if (secrets.mine === secrets.theirs) return known(myKey === theirKey ? "same" : "different", at, "declared");
    const declaration = stack.graph.declarations.find((candidate) => candidate.declares("secrets", secrets.mine));
    if (declaration === undefined) return known("different", at, "declared");
    const provided = together({
      mine: declaration.providedValue(secrets.mine),
      theirs: declaration.providedValue(secrets.theirs),
    });
    if (provided.state === "unknown") return provided;
    // What is generated is like nothing else.
    if (provided.state === "absent") return known("different", at, "declared");
    return known(compare(keysIn(provided.value.mine), keysIn(provided.value.theirs)), at, "declared");
  });
}

/** No key is shorter than sixteen characters: what is cut at commas into less is one text. */
const SHORTEST_KEY = 16;

/** The first encrypts, the others still decrypt. */
function keysIn(text: string): readonly string[] {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  return parts.length > 1 && parts.every((part) => part.length >= SHORTEST_KEY) ? parts : [text.trim()];
}

function compare(mine: readonly string[], theirs: readonly string[]): Likeness {
  const [first = ""] = mine;
  const [theirFirst = ""] = theirs;
  if (mine.includes(theirFirst) && theirs.includes(first)) return "same";
  return mine.some((key) => theirs.includes(key)) ? "rotating" : "different";
}

function forEncryption(declaration: Declaration): readonly string[] {
  return declaration.keys("secrets").filter((key) => {
    const purpose = declaration.purpose(key);
    return purpose.state === "known" && purpose.value === "encryption";
  });
}

/** The secret that the blueprint of a declared workload declares for encryption; undefined: none, or no blueprint speaks of it. */
export function promisedSecret(stack: Stack, { name, declared }: Workload): string | undefined {
  const declaration = declared
    ? stack.graph.declarations.find((candidate) => candidate.declares("workloads", name))
    : undefined;
  return declaration === undefined ? undefined : forEncryption(declaration)[0];
}

/** The names under which a declared workload reads a key that its blueprint declares for encryption; undefined: there is none. */
export function promisedKeys(stack: Stack, workload: Workload): readonly string[] | undefined {
  const declaration = workload.declared
    ? stack.graph.declarations.find((candidate) => candidate.declares("workloads", workload.name))
    : undefined;
  const promised = declaration === undefined ? undefined : forEncryption(declaration);
  if (promised === undefined || promised.length === 0) return undefined;
  return [...declaredVariables(stack, workload).values()]
    .filter(({ reference }) => reference?.secret.state === "known" && promised.includes(reference.secret.value))
    .map(({ name }) => name);
}
