import type { Basis, Location, UnknownCause, UnknownRecord } from "./verdict";

/**
 * One thing a rule wants to know about the stack, in three states: *known*, *absent* (looked for, and not there) or
 * *unknown* (with every place and resource that makes it so). A known or absent fact says what it rests on.
 */
export type Fact<T> = Known<T> | Absent | Unknown;

export interface Known<T> {
  readonly state: "known";
  readonly value: T;
  readonly basis: Basis;
  readonly location: Location;
  readonly sides?: Sides;
}

export interface Absent {
  readonly state: "absent";
  readonly basis: Basis;
  readonly location: Location;
  readonly sides?: Sides;
}

/** What is real and what was declared, for those who compare the two; everybody else sees what wins. */
export interface Sides {
  readonly real: Fact<unknown>;
  readonly declared: Fact<unknown>;
}

export interface Unknown {
  readonly state: "unknown";
  readonly unknowns: readonly UnknownRecord[];
}

export function known<T>(value: T, location: Location, basis: Basis = "verified"): Known<T> {
  return { state: "known", value, basis, location };
}

export function absent(location: Location, basis: Basis = "verified"): Absent {
  return { state: "absent", basis, location };
}

export function unknown(...unknowns: readonly UnknownRecord[]): Unknown {
  return { state: "unknown", unknowns };
}

/** Causes that may still go away in this run; the others stay, whatever comes. */
const PASSING: ReadonlySet<UnknownCause> = new Set(["not-created", "not-registered", "unfinished"]);

/** Whether something may still become known in this run. */
export function mayPass({ because }: UnknownRecord): boolean {
  return PASSING.has(because);
}

/** Applies `transform` to a known value; what is absent or unknown stays so. */
export function map<T, U>(fact: Fact<T>, transform: (value: T) => U): Fact<U> {
  return fact.state === "known" ? known(transform(fact.value), fact.location, fact.basis) : fact;
}

/** Follows a known value to another fact; the result rests on the weaker of the two. */
export function chain<T, U>(fact: Fact<T>, next: (value: T) => Fact<U>): Fact<U> {
  if (fact.state !== "known") return fact;
  const result = next(fact.value);
  return result.state === "unknown" ? result : { ...result, basis: weaker(fact.basis, result.basis) };
}

/**
 * The real fact where it is decided, else the declared one. A real value, or its proven absence, always wins: a
 * declaration may only speak while reality cannot.
 */
export function orDeclared<T>(real: Fact<T>, declared: Fact<T> | undefined): Fact<T> {
  if (declared === undefined) return real;
  const winner = real.state === "unknown" && declared.state !== "unknown" ? declared : real;
  return winner.state === "unknown" ? winner : { ...winner, sides: { real, declared } };
}

/** A fact that is somebody's word until the real value is seen. */
export function asDeclared<T>(fact: Fact<T>): Fact<T> {
  return fact.state === "unknown" ? fact : { ...fact, basis: "declared" };
}

/** An absent fact's default, stated by the caller with the platform that supplies it. */
export function orDefault<T>(fact: Fact<T>, value: T): Fact<T> {
  return fact.state === "absent" ? known(value, fact.location, fact.basis) : fact;
}

/** An absent fact's default where that is itself a fact; it rests on the weaker of the two. */
export function orElse<T>(fact: Fact<T>, otherwise: Fact<T>): Fact<T> {
  if (fact.state !== "absent") return fact;
  return otherwise.state === "unknown" ? otherwise : { ...otherwise, basis: weaker(fact.basis, otherwise.basis) };
}

/** A fact with its absence as a value. */
export function optional<T>(fact: Fact<T>): Known<T | undefined> | Unknown {
  return fact.state === "absent" ? known(undefined, fact.location, fact.basis) : fact;
}

/** A fact with everything but a known value as no value: for what can only grow once it is known. */
export function knownOrNone<T>(fact: Fact<T>): Known<T | undefined> {
  if (fact.state === "known") return fact;
  const location = fact.state === "absent" ? fact.location : (fact.unknowns[0]?.location ?? { urn: "", path: "" });
  return known(undefined, location, fact.state === "absent" ? fact.basis : "verified");
}

type Values<F> = { readonly [K in keyof F]: F[K] extends Fact<infer T> ? T : never };

/**
 * Several facts as one: unknown if any is (naming all that are), absent if any is absent, else known on the weakest
 * basis. Wrap a member in {@link optional} where its absence is an answer.
 */
export function together<F extends Readonly<Record<string, Fact<unknown>>>>(facts: F): Fact<Values<F>> {
  const unknowns: UnknownRecord[] = [];
  const values: Record<string, unknown> = {};
  let missing: Absent | undefined;
  let location: Location | undefined;
  let basis: Basis = "verified";
  // In one pass: nothing is called more often.
  for (const key of Object.keys(facts)) {
    const fact = facts[key];
    if (fact === undefined) continue;
    if (fact.state === "unknown") unknowns.push(...fact.unknowns);
    else {
      location ??= fact.location;
      basis = weaker(basis, fact.basis);
      if (fact.state === "absent") missing ??= fact;
      else values[key] = fact.value;
    }
  }
  if (unknowns.length > 0) return unknown(...unknowns);
  return missing ?? known(values as Values<F>, location ?? { urn: "", path: "" }, basis);
}

/** The same for several of one kind. */
export function all<T>(facts: readonly Fact<T>[]): Fact<readonly T[]> {
  const unknowns = facts.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : []));
  if (unknowns.length > 0) return unknown(...unknowns);
  const missing = facts.find((fact) => fact.state === "absent");
  const each = facts.flatMap((fact) => (fact.state === "known" ? [fact] : []));
  const values = each.map(({ value }) => value);
  return missing ?? known(values, each[0]?.location ?? { urn: "", path: "" }, weakest("verified", facts));
}

/** Whether one of several is true: one that is known is enough; an absent one is not true. */
export function anyTrue(facts: readonly Fact<boolean>[], location: Location): Fact<boolean> {
  const found = facts.find((fact) => fact.state === "known" && fact.value);
  if (found !== undefined) return found;
  const unknowns = facts.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : []));
  return unknowns.length > 0 ? unknown(...unknowns) : restingOn(known(false, location), facts);
}

/** A fact that others would have changed: it rests on the weakest of them. What is unknown among them says nothing of it. */
export function restingOn<T>(fact: Fact<T>, others: readonly Fact<unknown>[]): Fact<T> {
  return fact.state === "unknown" ? fact : { ...fact, basis: weakest(fact.basis, others) };
}

/** The weakest of a basis and those of facts. */
export function weakest(basis: Basis, facts: readonly Fact<unknown>[]): Basis {
  return facts.reduce((all, fact) => (fact.state === "unknown" ? all : weaker(all, fact.basis)), basis);
}

export function weaker(a: Basis, b: Basis): Basis {
  return a === "declared" || b === "declared" ? "declared" : "verified";
}
