/** What can be done with a stack, what it takes and what comes of it. */
import type { EngineEvent, OpMap } from "@pulumi/pulumi/automation";
import type { RunLog } from "../../review";
import type { Elsewhere, ProviderCall } from "../aws";
import type { PropertyChange } from "../program/property-change";
import type { Registration } from "../program/registration";
import type { Seed } from "../workspace/seed";
import type { StackConfiguration } from "../workspace/stack-configuration";
import type { StateResource } from "../workspace/state";
import type { Conclusion } from "./conclusion";
import type { Outputs } from "./engine-stack";
import type { Program } from "./program";

export type Operation = "preview" | "up" | "destroy";

/** Performs an `up` of the same program on the stack whose state and account are in a folder. */
export type Rehearse = (stateDirectory: string) => Promise<RunResult>;

export interface OperationOptions {
  readonly operation: Operation;
  readonly program: Program;
  readonly configuration: StackConfiguration;
  /** The policy pack: an executable file, or a folder where the engine has a Node.js language host. */
  readonly packPath: string;
  /** A configuration that the pack accepts; undefined: its defaults. */
  readonly policyConfig?: unknown;
  /** URNs of the resources that alone are previewed or updated; undefined: all. */
  readonly targets?: readonly string[];
  /** The folder that keeps this stack's state between runs. */
  readonly stateDirectory: string;
  /** Receives one line of progress. */
  readonly report?: (line: string) => void;
  readonly onEvent?: (event: EngineEvent) => void;
  /** Receives each resource as a program in a folder registers or reads it; of a function, none. */
  readonly onRegistration?: (registration: Registration) => void;
  /** Receives the engine's own output, the given secrets redacted. */
  readonly onEngineOutput?: (text: string) => void;
  /** What the program finds that it does not make; undefined: nothing. */
  readonly seed?: Seed;
  /**
   * What the account answers of things it never held and the seed does not name: `assumed` answers plausibly and says so in
   * {@link RunResult.assumed}, as somebody may have made them; `refused` answers that they are not there. Default: assumed.
   */
  readonly elsewhere?: Elsewhere;
  /** Keeps the verdict lines there as well, as the pack wrote them. */
  readonly verdictFile?: string;
  /** What the program registers otherwise than it has it; undefined: nothing. */
  readonly changes?: readonly PropertyChange[];
  /** Asks the engine to stop after what it is doing. */
  readonly signal?: AbortSignal;
  /**
   * How an update is rehearsed on a copy of the stack: before an `up`, which is not begun when its rehearsal is refused, and
   * after a preview that leaves open what an update would know, or may not have seen all. Undefined: nothing is rehearsed.
   */
  readonly rehearse?: Rehearse | undefined;
  /**
   * An `up` that shows what would come of one: neither the pack's refusals nor AWS's keep the rest from being judged, and a
   * program in a folder is told that it is previewed, so that it keeps its hands off the world.
   */
  readonly isRehearsal?: boolean;
}

export interface RunResult extends Conclusion {
  readonly verdicts: RunLog;
  /** Why what a preview leaves open was not decided by a rehearsal: a sentence. */
  readonly notRehearsed?: string;
  /** Resources by what happened to them, or would happen in a preview: `{create: 87}`. */
  readonly changes: OpMap;
  /** The stack's outputs after an `up`; a secret's value is withheld. */
  readonly outputs?: Outputs;
  /** What was taken to be there without being known, a phrase each. */
  readonly assumed: readonly string[];
  /** What the program and the engine warned of, a sentence each; a secret's value is withheld. */
  readonly warnings: readonly string[];
  /** The resource types that no stand-in knows: their inputs were echoed, their outputs are unknown. */
  readonly stoodInFor: readonly string[];
  /** Every request the offline providers received, in order. */
  readonly calls: readonly ProviderCall[];
  /** The engine's state after the operation, the stack itself included. */
  readonly state: readonly StateResource[];
}
