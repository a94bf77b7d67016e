import type { EnvironmentName } from "./blueprint";
import type { Variable } from "./environment";
import { chain, known, map, optional, unknown, type Fact } from "./fact";
import type { Gate } from "./gate";
import { type ResourceGraph } from "./graph";
import { ECS_GATES, ECS_TYPES, readWorkloads } from "./readers/ecs";
import { ELASTICACHE_TYPES, readCacheCredentials, readCaches } from "./readers/elasticache";
import { RDS_TYPES, readDatabaseCredentials, readDatabases } from "./readers/rds";
import { readSecrets, SECRET_TYPES } from "./readers/secrets";
import { letsThrough, SECURITY_GROUP_TYPES } from "./readers/security-groups";
import { BLUEPRINT_TYPE } from "./blueprint";
import type { Credential, Secret } from "./secret";
import type { Cache, Database } from "./stores";
import type { Workload } from "./workload";

/** Types some reader understands; all others pass by unread. */
export const KNOWN_TYPES: ReadonlySet<string> = new Set([
  BLUEPRINT_TYPE,
  ...ECS_TYPES,
  ...ELASTICACHE_TYPES,
  ...RDS_TYPES,
  ...SECRET_TYPES,
  ...SECURITY_GROUP_TYPES,
]);

/** Types of which no rule has anything to say: they tell something about others, once all are there. */
export const SUPPORTING_TYPES: ReadonlySet<string> = new Set(SECURITY_GROUP_TYPES);

/** Types whose registration starts or scales code. */
export const GATE_TYPES: ReadonlySet<string> = new Set(ECS_GATES);

/** A label of every endpoint AWS gives to a store of a kind, in any partition: another host is none of them, whatever comes. */
const ENDPOINTS = { cache: /\.cache\./i, database: /\.rds\./i } as const;

/** The stack as rules see it: workloads, stores and secrets, each fact with what it rests on. */
export class Stack {
  /** @param gate the pack's own configuration; undefined: it is not judged here. */
  constructor(
    readonly graph: ResourceGraph,
    readonly gate?: Gate,
  ) {}

  /** The strictest environment any blueprint declares; production where none says. */
  get environment(): EnvironmentName {
    const names = this.graph.declarations.map(({ environment }) => environment);
    if (names.length === 0) return "production";
    const order: readonly EnvironmentName[] = ["production", "staging", "development"];
    return (
      order.find((name) =>
        names.some((fact) => (fact.state === "known" ? fact.value === name : name === "production")),
      ) ?? "production"
    );
  }

  readonly workloads = lazily(() => readWorkloads(this.graph, this.secrets()));
  readonly secrets = lazily((): readonly Secret[] => readSecrets(this.graph));
  readonly databases = lazily((): readonly Database[] => readDatabases(this.graph));
  readonly caches = lazily((): readonly Cache[] => readCaches(this.graph));

  /** Every value used as a secret, except those in plain environment variables. */
  readonly credentials = lazily((): readonly Credential[] => [
    ...this.secrets(),
    ...readDatabaseCredentials(this.graph),
    ...readCacheCredentials(this.graph),
  ]);

  /**
   * The cache a URL variable points to. Decided by the host name against the caches' own endpoints, or by the
   * declaration while the host is unknown; absent: it points somewhere that is not a cache of this stack.
   */
  cacheOf(variable: Variable, host: string | undefined): Fact<Cache> {
    return this.#storeOf(this.caches(), "cache", variable, host);
  }

  /** The database a workload's URL variable points to. */
  databaseOf(variable: Variable, host: string | undefined): Fact<Database> {
    return this.#storeOf(this.databases(), "database", variable, host);
  }

  /** Whether a workload's connections get to a cache; absent where the stack does not decide about it. */
  reaches(workload: Workload, cache: Cache): Fact<boolean> {
    return letsThrough(this.graph, workload.securityGroups, cache.securityGroups, cache.port);
  }

  #storeOf<S extends Cache | Database>(
    stores: readonly S[],
    kind: keyof typeof ENDPOINTS,
    variable: Variable,
    host: string | undefined,
  ): Fact<S> {
    if (variable.store?.state === "known") {
      return chain(variable.store, (store): Fact<S> => {
        const found = stores.find((candidate) => store.kind === kind && candidate.name === store.name);
        return found === undefined
          ? { state: "absent", basis: "declared", location: variable.location }
          : known(found, variable.location, "declared");
      });
    }
    const match = stores.find(({ hosts }) => hosts.state === "known" && hosts.value.some((own) => own === host));
    if (match !== undefined) return known(match, variable.location);
    const possible = host !== undefined && ENDPOINTS[kind].test(host);
    const undecided = stores.flatMap(({ hosts }) => (hosts.state === "unknown" ? hosts.unknowns : []));
    if (possible && undecided.length > 0) return unknown(...undecided);
    if (possible && !this.graph.closed) return this.graph.missing(variable.location);
    return { state: "absent", basis: "verified", location: variable.location };
  }
}

/** Whether a workload is a copy-count of one only; used by messages. */
export function peakCount(workload: Workload): Fact<number> {
  return chain(workload.service, (service) =>
    chain(optional(service.scalingMaximum), (maximum) =>
      map(service.desiredCount, (desired) => Math.max(desired, maximum ?? 0)),
    ),
  );
}

function lazily<T>(build: () => T): () => T {
  let built: { readonly value: T } | undefined;
  return () => (built ??= { value: build() }).value;
}
