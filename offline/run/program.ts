import { registerStackTransformation } from "@pulumi/pulumi/runtime";
import type { PulumiFn } from "@pulumi/pulumi/automation";

/** A program whose failures are seen here, and not only as the engine words them. */
export interface GuardedProgram {
  readonly run: PulumiFn;
  /** What the program threw; undefined: nothing. */
  error(): unknown;
}

/**
 * Wraps a program so that what it throws is kept, and so that a program that registers nothing fails. Such a program is
 * a mistake (a module that was loaded before runs no side effect again), and an `up` of it would delete the whole stack.
 */
export function guardProgram(program: PulumiFn): GuardedProgram {
  let thrown: unknown;
  return {
    run: async () => {
      const registered = new Set<string>();
      registerStackTransformation(({ type }) => {
        registered.add(type);
        return undefined;
      });
      try {
        const outputs = await program();
        if (registered.size === 0) throw new Error("the program registered no resource");
        return outputs;
      } catch (error) {
        thrown = error;
        throw error;
      }
    },
    error: () => thrown,
  };
}
