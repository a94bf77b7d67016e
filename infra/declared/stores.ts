/** The database, its copy and Redis: of the stack's own what is made, of those that are brought what their owner says. */
import type { ConnectionLimits } from "guardrails-policies/facts";
import type { DeclaredCache, DeclaredDatabase, MadeDatabase } from "guardrails-policies/model";
import { connectionLimits } from "../budget";
import { CACHE_VERSIONS } from "../config-engines";
import type { Settings } from "../settings";

/** What is there is declared as its owner describes it, and nothing more is promised of it. */
export function declareDatabase(settings: Settings<unknown>): DeclaredDatabase {
  const { own, version, maxConnections } = settings.database;
  if (own === null) return declarePostgres(settings);
  const { host, port, instance } = own;
  return { engine: "postgres", engineVersion: version, maxConnections, given: { host, port, instance } };
}

/** Of one that is brought no class is known, and its owner has counted already. */
export function limitsOf(settings: Settings<unknown>): ConnectionLimits {
  const { own, maxConnections } = settings.database;
  return connectionLimits(own === null ? settings.database : { maxConnections }, declareProxy(settings));
}

function declarePostgres(settings: Settings<unknown>): MadeDatabase {
  const { database, deletionProtection } = settings;
  return {
    engine: "postgres",
    engineVersion: database.version,
    instanceClass: database.instanceClass,
    maxConnections: database.maxConnections,
    multiAz: database.multiAz,
    backupRetentionDays: database.backupRetentionDays,
    deletionProtection,
    proxy: declareProxy(settings),
  };
}

/** A copy of it, in one zone: whoever reads from it can read from the database instead. */
export function declareReplica(settings: Settings<unknown>): MadeDatabase {
  return { ...declarePostgres(settings), multiAz: false, backupRetentionDays: 0, replicaOf: "postgres" };
}

/** A fifth of the connections is left to what goes past a proxy: the migration and people. */
function declareProxy({ database }: Settings<unknown>): MadeDatabase["proxy"] {
  return database.proxy ? { maxConnectionsPercent: 80 } : null;
}

export function declareRedis({ cache }: Settings<unknown>): DeclaredCache {
  if (cache.own !== null) {
    const { engine, version, clusterMode, evictionPolicy, host, port, nodes } = cache.own;
    // Every client speaks TLS, verifies and sends the token: one that has neither serves none of them.
    const guarded = { transitEncryption: true, authentication: true };
    return { engine, engineVersion: version, clusterMode, evictionPolicy, ...guarded, given: { host, port, nodes } };
  }
  return {
    engine: cache.engine,
    engineVersion: CACHE_VERSIONS[cache.engine],
    nodeType: cache.nodeType,
    nodes: cache.nodes,
    // Celery's transport cannot use a sharded cluster.
    clusterMode: false,
    transitEncryption: true,
    authentication: true,
    // It holds queues and locks: when memory ends a write must fail, not a message vanish.
    evictionPolicy: "noeviction",
    snapshotRetentionDays: cache.snapshotRetentionDays,
  };
}
