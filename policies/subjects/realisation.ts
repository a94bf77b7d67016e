import type { Fact } from "../model/fact";
import type { Shown } from "../model/shown";
import type { Subject } from "../model/subject";
import type { Location } from "../model/verdict";
import type { Variable } from "./environment";

declare module "./kinds" {
  interface SubjectKinds {
    realisation: Realisation;
  }
}

/** A resource that is a workload, a database or a cache, or makes one run, of a stack with a blueprint; or what should be one. */
export interface Realisation extends Subject {
  /**
   * `undeclared`: it descends from the blueprint, which does not know it. `beside`: it does not descend from it. `unbuilt`: it
   * is declared, and no resource is it.
   */
  readonly standing: "declared" | "undeclared" | "beside" | "unbuilt";
  /** What its blueprint says of it. */
  readonly promises: readonly Held[];
}

/** One declared leaf, held against the real one. */
export interface Held {
  readonly what: Shown;
  /** Whether the real one is what was declared; unknown while either is; absent: nothing was declared. */
  readonly kept: Fact<boolean>;
  /** How they differ where they do. */
  readonly difference: Difference;
  /** Where it is declared; undefined: nowhere, or it is not known where. */
  readonly declaredAt?: Location | undefined;
  /** The variable that it is; undefined: it is something else. */
  readonly variable?: { readonly name: string; readonly declared: Variable | undefined };
}

export type Difference =
  | { readonly kind: "missing" | "extra" | "other" }
  | { readonly kind: "differs"; readonly real: Shown | number; readonly declared: Shown | number };
