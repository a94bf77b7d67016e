/** How many processes and threads of a program hold connections. */
import type { Count, Program, Setting } from "../commands";
import type { Figure } from "./settings";

export interface Concurrency {
  /** Processes that own a pool each, parents included. */
  readonly processes: Figure;
  /** Those of them that are children of a parent that has the application loaded as well; undefined: no such split. */
  readonly children: number | undefined;
  /** Threads of one process; they share its pool, or have a connection each where there is none. */
  readonly threads: Figure;
  readonly threadsShareLoop: boolean;
}

/** `cpus`: virtual CPUs of the task; undefined: not known. */
export function concurrencyOf(program: Program, cpus: number | undefined): Concurrency {
  const alone = { children: undefined, threadsShareLoop: false };
  const figure = (setting: Setting<Count>): Figure => {
    if ("unknown" in setting) return setting;
    if (setting.value !== "cores") return { value: setting.value, from: setting.from };
    return cpus === undefined ? { unknown: ["cpu"] } : { value: Math.max(1, Math.ceil(cpus)), from: setting.from };
  };
  switch (program.kind) {
    case "server":
      return {
        ...alone,
        processes: figure(program.workers),
        threads: figure(program.threads),
        threadsShareLoop: isAsync(program),
      };
    case "celery": {
      const one: Figure = { value: 1, from: "default" };
      if (!program.worker) return { ...alone, processes: one, threads: one };
      const concurrency = figure(program.concurrency);
      const { pool, nodes } = program;
      if ("unknown" in pool) return { ...alone, processes: { unknown: pool.unknown }, threads: concurrency };
      if ("unknown" in nodes) return { ...alone, processes: { unknown: nodes.unknown }, threads: one };
      const kind = pool.value.slice(pool.value.lastIndexOf(".") + 1).toLowerCase();
      if (kind === "solo") return { ...alone, processes: { value: nodes.value, from: pool.from }, threads: one };
      if (["threads", "gevent", "eventlet"].includes(kind)) {
        return { ...alone, processes: { value: nodes.value, from: pool.from }, threads: concurrency };
      }
      if (kind !== "prefork" && kind !== "processes")
        return { ...alone, processes: { unknown: [pool.from] }, threads: one };
      if ("unknown" in concurrency) return { ...alone, processes: concurrency, threads: one };
      const children = concurrency.value * nodes.value;
      return { ...alone, processes: { value: children + nodes.value, from: concurrency.from }, children, threads: one };
    }
    case "queue":
      return { ...alone, processes: figure(program.processes), threads: figure(program.threads) };
    case "migration":
      return { ...alone, processes: { value: 1, from: "command" }, threads: { value: 1, from: "command" } };
    case "other":
      // A virtual machine's threads share its pools; it starts no other one by itself. Node.js may (cluster), Ruby and PHP do.
      if (program.program === "java" || program.program === "dotnet") {
        return { ...alone, processes: { value: 1, from: "command" }, threads: { unknown: ["program"] } };
      }
      return { ...alone, processes: { unknown: ["program"] }, threads: { unknown: ["program"] } };
  }
}

function isAsync(program: Program & { kind: "server" }): boolean {
  if (["uvicorn", "fastapi", "hypercorn", "granian", "daphne"].includes(program.server)) return true;
  return "value" in program.workerClass && /uvicorn|asgi|gevent|eventlet|tornado/i.test(program.workerClass.value);
}
