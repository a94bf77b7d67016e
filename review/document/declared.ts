/**
 * What a review takes of a program's blueprint: sizes, counts and what talks to what. No value of an environment variable and
 * no command, since these may hold what is secret; of variables that hold seconds, the seconds.
 */
import * as v from "valibot";
import {
  type ConnectionClient,
  type ConnectionLimits,
  peakTasks,
  servedConnections,
  type Timeouts,
} from "guardrails-policies/facts";
import { oneLine } from "../text";

const figure = v.number();
const variable = v.variant("kind", [
  v.looseObject({ kind: v.literal("plain"), value: v.unknown() }),
  v.looseObject({ kind: v.literal("secret") }),
  v.looseObject({
    kind: v.literal("store"),
    store: v.looseObject({ kind: v.picklist(["cache", "database"]), name: v.string() }),
  }),
]);

const service = v.looseObject({
  desiredCount: figure,
  scaling: v.nullish(v.looseObject({ min: figure, max: figure })),
  maximumPercent: figure,
  capacity: v.optional(v.string()),
});

const workload = v.looseObject({
  role: v.string(),
  cpu: figure,
  memory: figure,
  environment: v.record(v.string(), v.unknown()),
  database: v.nullish(
    v.looseObject({
      name: v.string(),
      processes: figure,
      engines: figure,
      poolSize: figure,
      maxOverflow: figure,
      poolTimeout: v.optional(figure),
    }),
  ),
  stopTimeout: v.optional(figure),
  service: v.nullish(service),
});

const database = v.looseObject({
  engine: v.string(),
  engineVersion: v.optional(v.string()),
  // None of one that was made elsewhere, of which nobody here knows more.
  instanceClass: v.optional(v.string()),
  given: v.optional(v.looseObject({ host: v.string() })),
  maxConnections: figure,
  multiAz: v.optional(v.boolean()),
  proxy: v.nullish(v.looseObject({ maxConnectionsPercent: figure })),
});

const cache = v.looseObject({
  engine: v.string(),
  engineVersion: v.optional(v.string()),
  // None of one that was made elsewhere.
  nodeType: v.optional(v.string()),
  nodes: v.optional(figure),
  evictionPolicy: v.optional(v.string()),
});

const blueprint = v.looseObject({
  environment: v.string(),
  region: v.optional(v.string()),
  domain: v.nullish(v.string()),
  network: v.looseObject({ cidrBlock: v.string(), availabilityZones: figure, natGateways: v.string() }),
  databases: v.record(v.string(), v.unknown()),
  caches: v.record(v.string(), v.unknown()),
  workloads: v.record(v.string(), v.unknown()),
});

export interface DeclaredNode {
  readonly id: string;
  readonly title: string;
  readonly kind: "workload" | "database" | "cache";
  readonly role: string | null;
  readonly facts: readonly string[];
}

export interface DeclaredEdge {
  readonly from: string;
  readonly to: string;
  /** The variables that hold the store's address. */
  readonly variables: readonly string[];
}

export interface DeclaredBudget {
  readonly database: string;
  readonly clients: readonly ConnectionClient[];
  readonly limits: ConnectionLimits;
}

/** A blueprint as a review needs it. */
export interface DeclaredStack {
  readonly environment: string;
  readonly region: string | null;
  readonly domain: string | null;
  readonly network: string;
  readonly nodes: readonly DeclaredNode[];
  readonly edges: readonly DeclaredEdge[];
  readonly budgets: readonly DeclaredBudget[];
  readonly timeouts: readonly { readonly workload: string; readonly role: string; readonly timeouts: Timeouts }[];
  /** What takes something down when it goes, a phrase each. */
  readonly singlePoints: readonly string[];
}

/** Reads a blueprint component's inputs; null: there is none, or it has another shape. Parts of another shape are left out. */
export function declaredStack(inputs: unknown): DeclaredStack | null {
  const parsed = v.safeParse(blueprint, inputs);
  if (!parsed.success) return null;
  const { environment, region, domain, network } = parsed.output;
  const databases = entries(parsed.output.databases, database);
  const caches = entries(parsed.output.caches, cache);
  const workloads = entries(parsed.output.workloads, workload);
  const zones = network.availabilityZones;
  return {
    environment: oneLine(environment),
    region: region === undefined ? null : oneLine(region),
    domain: domain === undefined || domain === null ? null : oneLine(domain),
    network: oneLine(`network ${network.cidrBlock}, ${zones} zones, NAT: ${network.natGateways}`),
    nodes: [
      ...workloads.map(([name, part]): DeclaredNode => ({
        id: `workload/${name}`,
        title: name,
        kind: "workload",
        role: part.role,
        facts: [tasks(part.service), `${part.cpu} CPU units, ${part.memory} MiB`],
      })),
      ...databases.map(([name, part]): DeclaredNode => ({
        id: `database/${name}`,
        title: name,
        kind: "database",
        role: null,
        facts: [
          oneLine(
            `${part.engine} ${part.engineVersion ?? ""}, ${part.instanceClass ?? "made elsewhere"}${part.multiAz === true ? ", two zones" : ""}`,
          ),
          `max_connections ${part.maxConnections}`,
        ],
      })),
      ...caches.map(([name, part]): DeclaredNode => ({
        id: `cache/${name}`,
        title: name,
        kind: "cache",
        role: null,
        facts: [
          oneLine(
            `${part.engine} ${part.engineVersion ?? ""}, ${part.nodes === undefined ? "made elsewhere" : `${part.nodes} × ${part.nodeType ?? "a node"}`}`,
          ),
          oneLine(part.evictionPolicy ?? ""),
        ].filter((fact) => fact !== ""),
      })),
    ],
    edges: workloads.flatMap(([name, part]) => edgesOf(name, part.environment)),
    budgets: databases.map(([name, part]) => ({
      database: name,
      clients: workloads.flatMap(([client, { database: used, service: runs }]) =>
        used?.name === name ? [{ ...used, name: client, peakTasks: peakOf(runs) }] : [],
      ),
      limits: {
        maxConnections: servedConnections(part.maxConnections, part.instanceClass),
        ...(part.proxy === undefined || part.proxy === null
          ? {}
          : { proxyMaxConnectionsPercent: part.proxy.maxConnectionsPercent }),
      },
    })),
    timeouts: workloads.map(([name, part]) => ({ workload: name, role: part.role, timeouts: timeoutsOf(part) })),
    singlePoints: [
      ...(network.natGateways === "single" ? ["one NAT gateway for every zone"] : []),
      ...(network.natGateways === "instance" ? ["one NAT instance for every zone"] : []),
      ...(zones < 2 ? ["one availability zone"] : []),
      ...databases.filter(([, { multiAz }]) => multiAz === false).map(([name]) => `database ${name} in one zone`),
      ...caches
        .filter(([, { nodes }]) => nodes !== undefined && nodes < 2)
        .map(([name]) => `cache ${name} on one node`),
      ...workloads.filter(([, part]) => mostTasks(part.service) === 1).map(([name]) => `one task of ${name}`),
    ],
  };
}

type Workload = v.InferOutput<typeof workload>;
type Service = Workload["service"];

/** The parts of a shape that is known, by name. */
function entries<S extends v.GenericSchema>(
  record: Readonly<Record<string, unknown>>,
  schema: S,
): [string, v.InferOutput<S>][] {
  return Object.keys(record)
    .sort()
    .flatMap((name) => {
      const parsed = v.safeParse(schema, record[name]);
      return parsed.success ? [[oneLine(name), parsed.output] as [string, v.InferOutput<S>]] : [];
    });
}

function tasks(runs: Service): string {
  if (runs === undefined || runs === null) return "as one-off tasks";
  const { desiredCount, scaling, capacity } = runs;
  const number = scaling === undefined || scaling === null ? String(desiredCount) : `${scaling.min} to ${scaling.max}`;
  const spot = capacity === undefined || capacity === "on-demand" ? "" : ", mostly Spot";
  return `${number} ${number === "1" ? "task" : "tasks"}${spot}`;
}

function mostTasks(runs: Service): number {
  if (runs === undefined || runs === null) return 0;
  return Math.max(runs.desiredCount, runs.scaling?.max ?? 0);
}

function peakOf(runs: Service): number {
  if (runs === undefined || runs === null) return 1;
  return peakTasks({ maxTasks: mostTasks(runs), maximumPercent: runs.maximumPercent });
}

function edgesOf(name: string, environment: Readonly<Record<string, unknown>>): DeclaredEdge[] {
  const variables = new Map<string, string[]>();
  for (const key of Object.keys(environment).sort()) {
    const parsed = v.safeParse(variable, environment[key]);
    if (!parsed.success || parsed.output.kind !== "store") continue;
    const { kind, name: store } = parsed.output.store;
    const to = `${kind}/${oneLine(store)}`;
    variables.set(to, [...(variables.get(to) ?? []), oneLine(key)]);
  }
  return [...variables].map(([to, names]) => ({ from: `workload/${name}`, to, variables: names }));
}

/** Seconds in variables of their own, and in gunicorn's arguments. */
const SECONDS: Readonly<Record<string, keyof Timeouts>> = {
  CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT: "celerySoftShutdown",
  CELERY_VISIBILITY_TIMEOUT: "visibilityTimeout",
  CELERY_TASK_TIME_LIMIT: "longestTask",
  REDBEAT_LOCK_TIMEOUT: "schedulerLock",
  BEAT_MAX_LOOP_INTERVAL: "schedulerMaxLoop",
};
const ARGUMENTS: Readonly<Record<string, keyof Timeouts>> = {
  "--timeout": "workerTimeout",
  "--graceful-timeout": "gracefulTimeout",
  "--keep-alive": "keepAlive",
};

function timeoutsOf({ environment, database: used, stopTimeout }: Workload): Timeouts {
  const found: Partial<Record<keyof Timeouts, number>> = {};
  for (const [name, what] of Object.entries(SECONDS)) {
    const seconds = Number(plain(environment[name]) ?? Number.NaN);
    if (Number.isFinite(seconds)) found[what] = seconds;
  }
  const words = (plain(environment["GUNICORN_CMD_ARGS"]) ?? "").split(/\s+/);
  for (const [argument, what] of Object.entries(ARGUMENTS)) {
    const at = words.indexOf(argument);
    const seconds = at < 0 ? Number.NaN : Number(words[at + 1] ?? Number.NaN);
    if (Number.isFinite(seconds)) found[what] = seconds;
  }
  if (used?.poolTimeout !== undefined) found.poolTimeout = used.poolTimeout;
  if (stopTimeout !== undefined) found.stopTimeout = stopTimeout;
  return found;
}

function plain(value: unknown): string | undefined {
  const parsed = v.safeParse(variable, value);
  if (!parsed.success || parsed.output.kind !== "plain") return undefined;
  const text = parsed.output.value;
  return typeof text === "string" || typeof text === "number" ? String(text) : undefined;
}
