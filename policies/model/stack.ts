import { storeEndpoint, type StoreEndpoint } from "../facts";
import type { EnvironmentName } from "./blueprint";
import type { Variable } from "./environment";
import { chain, known, unknown, type Fact } from "./fact";
import type { Gate } from "./gate";
import { type ResourceGraph } from "./graph";
import { ECS_GATES, ECS_TYPES, readWorkloads, type WorkloadMemo } from "./readers/ecs";
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

/** Types that together make a workload. */
export const WORKLOAD_TYPES: ReadonlySet<string> = new Set(ECS_TYPES);

/** Types whose registration starts or scales code. */
export const GATE_TYPES: ReadonlySet<string> = new Set(ECS_GATES);

export interface StackOptions {
  /** The pack's own configuration; undefined: it is not judged here. */
  readonly gate?: Gate;
  /** URNs of the resources whose workloads are to be judged, beside all stores; undefined: everything. */
  readonly focus?: ReadonlySet<string>;
  readonly memo?: WorkloadMemo;
}

/** The stack as rules see it: workloads, stores and secrets, each fact with what it rests on. */
export class Stack {
  readonly #options: StackOptions;

  constructor(
    readonly graph: ResourceGraph,
    options: StackOptions = {},
  ) {
    this.#options = options;
  }

  get gate(): Gate | undefined {
    return this.#options.gate;
  }

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

  /** The workloads that are to be judged. */
  readonly workloads = lazily(() => {
    const { focus } = this.#options;
    const all = this.allWorkloads();
    return focus === undefined ? all : all.filter(({ sources }) => sources.some((urn) => focus.has(urn)));
  });
  /** Every workload, for what all of them add up to. */
  readonly allWorkloads = lazily(() =>
    readWorkloads(this.graph, (arn) => this.#secretsByArn().get(arn), this.#options.memo),
  );
  readonly secrets = lazily((): readonly Secret[] => readSecrets(this.graph));
  readonly #secretsByArn = lazily(
    () =>
      new Map(this.secrets().flatMap((secret) => (secret.arn.state === "known" ? [[secret.arn.value, secret]] : []))),
  );
  readonly databases = lazily((): readonly Database[] => readDatabases(this.graph));
  readonly caches = lazily((): readonly Cache[] => readCaches(this.graph));

  /** Every value used as a secret that is to be judged, except those in plain environment variables. */
  readonly credentials = lazily((): readonly Credential[] =>
    // With a focus on workloads there is none: each was judged when it was registered.
    this.#options.focus !== undefined
      ? []
      : [...this.secrets(), ...readDatabaseCredentials(this.graph), ...readCacheCredentials(this.graph)],
  );

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
    return letsThrough(this.graph, workload.securityGroups, cache.securityGroups, cache.port, workload.location);
  }

  #storeOf<S extends Cache | Database>(
    stores: readonly S[],
    kind: StoreEndpoint["kind"],
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
    const endpoint = host === undefined ? undefined : storeEndpoint(host);
    const match =
      stores.find(({ hosts }) => hosts.state === "known" && hosts.value.some((own) => own === host)) ??
      stores.find(({ identifier }) => isNamed(identifier, endpoint) === true);
    if (match !== undefined) return known(match, variable.location);
    if (endpoint?.kind === kind) {
      // An endpoint of such a store, of one that is here or of another: its name tells, where both names are known.
      const undecided = stores.flatMap(({ hosts, identifier }) =>
        hosts.state === "unknown" && isNamed(identifier, endpoint) === undefined ? hosts.unknowns : [],
      );
      if (undecided.length > 0) return unknown(...undecided);
      if (!this.graph.closed) return this.graph.missing(variable.location);
    }
    return { state: "absent", basis: "verified", location: variable.location };
  }
}

/** Whether a store is the one an endpoint names; undefined: one of them says no name. */
function isNamed(identifier: Fact<string>, endpoint: StoreEndpoint | undefined): boolean | undefined {
  if (identifier.state !== "known" || endpoint?.identifier === undefined) return undefined;
  return identifier.value.toLowerCase() === endpoint.identifier;
}

function lazily<T>(build: () => T): () => T {
  let built: { readonly value: T } | undefined;
  return () => (built ??= { value: build() }).value;
}
