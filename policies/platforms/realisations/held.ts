import { isDeepStrictEqual } from "node:util";
import { absent, known, orDefault, type Fact } from "../../model/fact";
import { named, words, type Shown } from "../../model/shown";
import type { Difference, Held } from "../../subjects/realisation";

/** How a declared leaf is held against a real one. */
export interface How<T> {
  /** Whether the two come to the same; deeply equal unless said otherwise. */
  readonly same?: (real: T, declared: T) => boolean;
  /** What the platform makes of a real leaf that is left out. */
  readonly leftOut?: T;
  /** Whether a leaf that is declared as nothing promises that there is none. */
  readonly noneIsPromised?: boolean;
}

export function held<T>(what: Shown, written: Fact<T>, declared: Fact<T>, how: How<T> = {}): Held {
  const { same = isDeepStrictEqual, leftOut, noneIsPromised = false } = how;
  const real = leftOut === undefined ? written : orDefault(written, leftOut);
  return {
    what,
    kept: keptOf(real, declared, same, noneIsPromised),
    difference: differenceOf(real, declared),
    declaredAt: declared.state === "known" ? declared.location : undefined,
  };
}

/** A fact that was read beside its declaration: what wins is of no matter here. */
export function heldSides<T>(what: Shown, fact: Fact<T>, how: How<T> = {}): Held {
  if (fact.state === "unknown") return held(what, fact, fact, how);
  const sides = fact.sides as { readonly real: Fact<T>; readonly declared: Fact<T> } | undefined;
  return held(what, sides?.real ?? fact, sides?.declared ?? absent(fact.location), how);
}

function keptOf<T>(
  real: Fact<T>,
  declared: Fact<T>,
  same: (real: T, declared: T) => boolean,
  noneIsPromised: boolean,
): Fact<boolean> {
  if (declared.state === "absent" && !noneIsPromised) return absent(declared.location);
  if (real.state === "unknown") return real;
  if (declared.state === "unknown") return declared;
  const both = real.state === "known" && declared.state === "known";
  return known(both ? same(real.value, declared.value) : real.state === declared.state, real.location);
}

function differenceOf(real: Fact<unknown>, declared: Fact<unknown>): Difference {
  if (real.state === "absent") return { kind: "missing" };
  if (declared.state === "absent") return { kind: "extra" };
  const [is, was] = [real, declared].map((fact) => (fact.state === "known" ? shown(fact.value) : undefined));
  return is === undefined || was === undefined ? { kind: "other" } : { kind: "differs", real: is, declared: was };
}

/** Of what a program writes: numbers, switches, and names that are no secret; undefined: it is not shown. */
function shown(value: unknown): Shown | number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? words("on") : words("off");
  if (Array.isArray(value) && value.length === 1) return shown(value[0]);
  if (typeof value !== "string") return undefined;
  if (/^\d{1,9}(?:\.\d{1,4}){0,2}$/.test(value)) return value as Shown;
  const hidden = words("");
  const name = named(value, hidden);
  return name === hidden ? undefined : name;
}
