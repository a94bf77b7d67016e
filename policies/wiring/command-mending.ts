import type { Program } from "../facts";
import type { Way } from "../model/judgement";
import type { Workload } from "../subjects/workload";
import { programsOf } from "./celery-stores";

/**
 * That what stays of a workload's shell takes the shell's place.
 * @param alone whether what is started before it is left out
 */
export function withExec(workload: Workload, alone: boolean): readonly Way[] {
  const stays = programsOf(workload).filter((program) => program.kind !== "other" || !program.understood);
  const last = stays.filter(({ kind }) => kind !== "migration").at(-1);
  const program = last === undefined ? undefined : executableOf(last);
  return program === undefined ? [] : [[{ container: "command", edit: { kind: "exec", program, alone } }]];
}

/** That a workload's command has none of some words. */
export function withoutWords(...words: readonly string[]): Way {
  return [{ container: "command", edit: { kind: "without", words } }];
}

/** What a command line calls it; undefined: not by one name. */
function executableOf(program: Program): string | undefined {
  switch (program.kind) {
    case "server":
      return program.server === "runserver" ? undefined : program.server;
    case "celery":
      return "celery";
    case "other":
      return /^[\w.-]+$/.test(program.program) ? program.program : undefined;
    case "queue":
    case "migration":
      return undefined;
  }
}
