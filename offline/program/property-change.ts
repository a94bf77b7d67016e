import type { SuggestedEdit } from "guardrails-policies/model";
import { edited } from "./property-edit";
import { Edit } from "./property-path";

/** Something of one of a program's resources that is to be otherwise than the program has it. */
export interface PropertyChange {
  readonly type: string;
  readonly name: string;
  /** See {@link parsePath}. */
  readonly path: string;
  /** Null: without it. */
  readonly value?: unknown;
  /** Instead of a value, what is at another place. */
  readonly from?: Place;
  /** What follows it in the same text. */
  readonly suffix?: string;
  /** Instead of a value, what becomes of the one that is there. */
  readonly edit?: SuggestedEdit;
  /** The resource itself, which the program has not. */
  readonly add?: true;
}

/** A property of a resource: as it is registered, or else what its provider makes of it. */
export interface Place {
  readonly type: string;
  readonly name: string;
  readonly path: string;
}

/** What is put into the place of a change that needs no other place. */
export function ownValueOf({ value, edit }: PropertyChange): unknown {
  return edit === undefined ? value : new Edit((found) => edited(found, edit));
}

/** What was found at another place, as it goes into the place of a change; undefined: nothing was. */
export function followed(found: unknown, { suffix }: PropertyChange): unknown {
  return suffix === undefined || typeof found !== "string" ? found : `${found}${suffix}`;
}

/** What resources are told apart by. */
export function resourceKey({ type, name }: Pick<Place, "type" | "name">): string {
  return `${type} ${name}`;
}

/** The package a type is of: `aws:ecs/service:Service` → `aws`. */
export function packageOf(type: string): string {
  return type.split(":")[0] ?? "";
}
