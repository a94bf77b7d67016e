import { registerStackTransformation } from "@pulumi/pulumi/runtime";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { serveLanguageRuntime } from "../program/language-runtime";
import type { MonitorListener } from "../program/monitor-proxy";
import { ChangedProgram } from "../program/changed-program";
import type { PropertyChange } from "../program/property-change";
import type { ProgramFolder } from "../program/program-folder";
import type { Registration } from "../program/registration";

/** What is run: a function of this process, once a process; or somebody's program in its folder, in a process of its own. */
export type Program = PulumiFn | ProgramFolder;

/** A program that the engine can be given. */
export interface StartedProgram {
  /** What the Automation API runs in this process; undefined: nothing. */
  readonly inline: PulumiFn | undefined;
  /** The language runtime that the engine calls; undefined: the Automation API's. */
  readonly runtimeAddress: string | undefined;
  /** What the program threw; undefined: nothing, or the engine has been told by the program itself. */
  error(): unknown;
  /** The values of secrets in its configuration that are known only once it runs. */
  secrets(): readonly string[];
  /** The types of the resources it registered; of a function, none. */
  types(): ReadonlySet<string>;
  stop(): void;
}

export interface ProgramOptions {
  readonly onOutput: (text: string) => void;
  readonly stackReference: MonitorListener["stackReference"];
  /** Whether a program in a folder is told that it is previewed, also where it is not. */
  readonly toldPreview: boolean;
  /** Told of every type and function the program asks the engine for, before the engine is. */
  readonly used: MonitorListener["used"];
  /** Receives each resource as a program in a folder registers or reads it; of a function, none. */
  readonly onRegistration?: ((registration: Registration) => void) | undefined;
  /** What is registered otherwise than the program has it. */
  readonly changes: readonly PropertyChange[];
}

/** Prepares a program to be run by an engine. */
export async function startProgram(program: Program, options: ProgramOptions): Promise<StartedProgram> {
  if (typeof program === "function") return guardProgram(program, options.changes);
  const runtime = await serveLanguageRuntime({ folder: program, ...options });
  return {
    inline: undefined,
    runtimeAddress: runtime.address,
    error: () => undefined,
    secrets: () => runtime.secrets,
    types: () => runtime.types,
    stop: () => {
      runtime.stop();
    },
  };
}

/**
 * Wraps a program so that what it throws is kept, and so that a program that registers nothing fails. Such a program is
 * a mistake (a module that was loaded before runs no side effect again), and an `up` of it would delete the whole stack.
 */
function guardProgram(program: PulumiFn, changes: readonly PropertyChange[]): StartedProgram {
  let thrown: unknown;
  return {
    inline: async () => {
      const registered = new Set<string>();
      registerStackTransformation(({ type }) => {
        registered.add(type);
        return undefined;
      });
      const changed = changes.length > 0 ? new ChangedProgram(changes) : undefined;
      if (changed !== undefined) registerStackTransformation(changed.transformation);
      try {
        const outputs = await program();
        changed?.finish();
        if (registered.size === 0) throw new Error("the program registered no resource");
        return outputs;
      } catch (error) {
        thrown = error;
        throw error;
      }
    },
    runtimeAddress: undefined,
    error: () => thrown,
    secrets: () => [],
    types: () => new Set(),
    stop: () => undefined,
  };
}
