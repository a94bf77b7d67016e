import { isDeepStrictEqual } from "node:util";
import { brokerSetting, celerySetting } from "../facts";
import { weaker } from "../model/fact";
import type { Basis, UnknownRecord } from "../model/verdict";
import type { Stack } from "../model/stack";
import type { Workload } from "../subjects/workload";
import { programsOf } from "./celery-stores";

/** Who does Celery's work in a stack. */
export interface CeleryCensus {
  readonly schedulers: Presence;
  readonly workers: Presence;
  /** Names of the queues that some worker consumes; unknowns: what may consume more. */
  readonly queues: ReadonlySet<string>;
  readonly queueUnknowns: readonly UnknownRecord[];
  /** What the workers' queues rest on; undefined: there are no workers. */
  readonly consumers: Basis | undefined;
}

export interface Presence {
  /** What the surest one rests on; undefined: there is none. */
  readonly found: Basis | undefined;
  /** What may turn out to be one. */
  readonly unknowns: readonly UnknownRecord[];
  /** What it rests on that none of the others is one. */
  readonly others: Basis;
}

export function celeryCensus(stack: Stack): CeleryCensus {
  return stack.overall("workload", {
    name: "celery census",
    of: count,
    together: counted,
    same: isDeepStrictEqual,
  });
}

function counted(parts: readonly CeleryCensus[]): CeleryCensus {
  const merge = (pick: (part: CeleryCensus) => Presence): Presence => ({
    found: surest(parts.map((part) => pick(part).found)),
    unknowns: parts.flatMap((part) => pick(part).unknowns),
    others: parts.map((part) => pick(part).others).reduce(weaker, "verified"),
  });
  return {
    schedulers: merge(({ schedulers }) => schedulers),
    workers: merge(({ workers }) => workers),
    queues: new Set(parts.flatMap(({ queues }) => [...queues])),
    queueUnknowns: parts.flatMap(({ queueUnknowns }) => queueUnknowns),
    consumers: weakest(parts.map(({ consumers }) => consumers)),
  };
}

function count(workloads: readonly Workload[]): CeleryCensus {
  const presence = (role: "scheduler" | "worker"): Presence => {
    const roles = workloads.map((workload) => workload.hasRole(role));
    return {
      found: surest(roles.map((fact) => (fact.state === "known" && fact.value ? fact.basis : undefined))),
      unknowns: roles.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : [])),
      others: roles.map((fact) => (fact.state === "unknown" ? "verified" : fact.basis)).reduce(weaker, "verified"),
    };
  };
  const workers = presence("worker");
  const consumed = workloads.flatMap(consumedBy);
  return {
    schedulers: presence("scheduler"),
    workers,
    queues: new Set(consumed.flatMap(({ names }) => names)),
    queueUnknowns: [...workers.unknowns, ...consumed.flatMap(({ unknowns }) => unknowns)],
    consumers: weakest(consumed.map(({ basis }) => basis)),
  };
}

function surest(found: readonly (Basis | undefined)[]): Basis | undefined {
  return found.includes("verified") ? "verified" : found.find((basis) => basis !== undefined);
}

function weakest(found: readonly (Basis | undefined)[]): Basis | undefined {
  return found.reduce((a, b) => (a === undefined || b === undefined ? (a ?? b) : weaker(a, b)), undefined);
}

interface Consumed {
  readonly basis: Basis;
  readonly names: readonly string[];
  readonly unknowns: readonly UnknownRecord[];
}

/** Celery's own, where nobody says another. */
const CELERY_QUEUE = "celery";

function consumedBy(workload: Workload): readonly Consumed[] {
  return programsOf(workload).flatMap((program): readonly Consumed[] => {
    if (program.kind !== "celery" || !program.worker) return [];
    const { urn, path } = workload.location;
    const basis = workload.reading.state === "unknown" ? "verified" : workload.reading.basis;
    if ("unknown" in program.queues)
      return [
        {
          basis,
          names: [],
          unknowns: [{ location: { urn, path: `${path}.command` }, because: "unread", producers: [] }],
        },
      ];
    const { value } = program.queues;
    return [value === undefined ? defaultOf(workload, basis) : { basis, names: value, unknowns: [] }];
  });
}

/** Without a list of its own a worker consumes the default queue. */
function defaultOf({ environment }: Workload, basis: Basis): Consumed {
  const { variables, open } = environment.matching((name) => celerySetting(name) === "default-queue");
  const names = variables.flatMap(({ value }) => (value.state === "known" ? [value.value.trim()] : []));
  const unknowns = variables.flatMap(({ value }) => (value.state === "unknown" ? value.unknowns : []));
  // The application may have another one, which only its own code tells.
  return { basis, names: names.length > 0 ? names : [CELERY_QUEUE], unknowns: [...unknowns, ...open] };
}

/** Settings that only a product with periodic tasks has. */
export function isScheduleSetting(name: string): boolean {
  const kind = brokerSetting(name);
  return kind === "scheduler" || kind === "max-loop" || kind === "lock" || kind === "lock-timeout";
}
