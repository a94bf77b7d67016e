import type { Location } from "./verdict";

/** What may mend a failure, as data, for whoever can try it. No value of it is a secret: such a one is named by its place. */
export interface Suggestion {
  /** Keys of this product's own configuration that decide it: not set, each means something safe. */
  readonly settings?: readonly string[];
  /** Places in the policy configuration to be taken out: `rules.image-pinned.level`, `exemptions[0]`. */
  readonly configuration?: readonly string[];
  /** What should be otherwise. */
  readonly set?: readonly SuggestedChange[];
  /** Other ways, each for where those before it do not mend. */
  readonly otherwise?: readonly (readonly SuggestedChange[])[];
}

/** One change in every place that it has, as a variable has in a declaration and where it is built. */
export type SuggestedChange = readonly SuggestedProperty[];

/** A place and what should be there: exactly one of `value`, `from`, `edit` and `add`. */
export interface SuggestedProperty {
  readonly urn: string;
  /** `containerDefinitions[0].environment[CELERY_TASK_ACKS_LATE].value`: an item of a list by its place or its name. */
  readonly path: string;
  /** Null: without it. */
  readonly value?: SuggestedValue;
  /** A stand-in of the right shape; the real one is its author's to fill in. */
  readonly author?: true;
  /** What is in another place: a property of a resource as it is registered, or what its provider makes of it. */
  readonly from?: Location;
  /** With `from`: what follows it in the same text. */
  readonly suffix?: string;
  /** What becomes of the text or the list of words that is there. */
  readonly edit?: SuggestedEdit;
  /** The resource itself, which the program has not: its properties follow, in the same change. */
  readonly add?: true;
}

export type SuggestedValue =
  string | number | boolean | null | readonly SuggestedValue[] | { readonly [member: string]: SuggestedValue };

/** A change of a value that is not shown. */
export type SuggestedEdit =
  /** A parameter of a URL's query. */
  | { readonly kind: "query"; readonly name: string; readonly value: string }
  /** What stands behind an option of a command line, which is added where it is missing. */
  | { readonly kind: "option"; readonly name: string; readonly value: string }
  /** Words of a command that are left out. */
  | { readonly kind: "without"; readonly words: readonly string[] }
  /** A shell's line that ends with one program, in the shell's own place; what stood before it stays only where that is said. */
  | { readonly kind: "exec"; readonly program: string; readonly alone: boolean }
  /** An image by its digest instead of its tag. */
  | { readonly kind: "digest"; readonly digest: string };
