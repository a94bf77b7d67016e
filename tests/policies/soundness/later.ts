import * as fc from "fast-check";
import { apply, ref } from "../../../policies/testing";
import { source } from "./values";

/** A value that a program works out from what it reads elsewhere: unknown at preview, then this. */
export function later(value: unknown): unknown {
  return apply(ref(source, "value"), () => value);
}

/** One of some values, known from the start or only at an up. */
export function nowOrLater(...values: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.constantFrom(...values, ...values, ...values.filter((value) => value !== undefined).map(later));
}
