import type { RunLog } from "../log";

/** A resource as a run or a state shows it; no property of it, since a property may be a secret. */
export interface ReviewResource {
  readonly urn: string;
  readonly type: string;
  readonly parent: string | null;
  /** URNs it depends on, as far as the source tells. */
  readonly dependencies: readonly string[];
}

/** A line of a program's source, relative to the folder under review. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Seconds and counts read off resources: the only properties a review takes. */
export interface ReadNumbers {
  readonly loadBalancerIdle: number | null;
  readonly deregistrationDelay: number | null;
}

/** Somebody's written acceptance, as a policy configuration has it. */
export interface ConfiguredException {
  readonly kind: "exemption" | "baseline" | "accepted-check" | "advisory-mode";
  readonly what: string;
  readonly resource: string;
  readonly reason: string;
  readonly owner: string;
  readonly until: string;
}

/** Everything a review is made from. */
export interface Evidence {
  readonly kind: "preview" | "up" | "verdicts" | "state";
  readonly project: string;
  readonly stack: string;
  readonly log: RunLog;
  /** What went wrong in the run besides what the pack refused; null: nothing. */
  readonly error: string | null;
  readonly notes: readonly string[];
  readonly resources: readonly ReviewResource[];
  /** The inputs of the program's blueprint component; undefined: it has none. */
  readonly blueprint: unknown;
  /** The stack's outputs; `{}` where they are not known. */
  readonly outputs: unknown;
  readonly numbers: ReadNumbers;
  /** By URN. */
  readonly positions: ReadonlyMap<string, SourcePosition>;
  readonly exceptions: readonly ConfiguredException[];
  readonly digests: {
    readonly program: string | null;
    readonly pack: string | null;
    readonly policyConfiguration: string | null;
    readonly plan: string | null;
  };
}

/** What is known where there is a verdict file and nothing else. */
export const NO_EVIDENCE: Omit<Evidence, "kind" | "project" | "stack" | "log"> = {
  error: null,
  notes: [],
  resources: [],
  blueprint: undefined,
  outputs: {},
  numbers: { loadBalancerIdle: null, deregistrationDelay: null },
  positions: new Map(),
  exceptions: [],
  digests: { program: null, pack: null, policyConfiguration: null, plan: null },
};
