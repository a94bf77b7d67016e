import { absent, known, map, orElse, together, type Fact } from "../../model/fact";
import type { DeclaredPart } from "../../model/graph";
import { flag, integer, read, text, type Resource } from "../../model/resource";
import { words } from "../../model/shown";
import type { Stack } from "../../model/stack";
import type { Database } from "../../subjects/database";
import type { Held, Realisation } from "../../subjects/realisation";
import { CACHE_CLUSTER, REPLICATION_GROUP } from "../elasticache/cache";
import { CLUSTER } from "../rds/links";
import { held, heldSides } from "./held";
import { bare, standingOf } from "./standing";

export function readDatabase(resource: Resource, stack: Stack): readonly Realisation[] {
  const part = stack.graph.declaredPart("databases", resource);
  if (read(resource, ["replicateSourceDb"], text).state !== "absent") return readCopy(resource, part, stack);
  return stack.of("database", resource.urn).flatMap((database) => {
    const standing = standingOf(stack, resource, part);
    if (standing === undefined) return [];
    const promises =
      part === undefined
        ? []
        : [
            heldSides(words("engine"), database.engine, { same: isEngine }),
            held(
              words("engine version"),
              read(resource, ["engineVersion"], text),
              part.declaration.text("databases", part.key, "engineVersion"),
              {
                same: isVersion,
              },
            ),
            ...ofAnyDatabase(resource, part, database),
            heldSides(words("second zone"), database.replicated),
            held(
              words("days of backups"),
              read(resource, ["backupRetentionPeriod"], integer),
              part.declaration.number("databases", part.key, "backupRetentionDays"),
              // RDS user guide, "Backup retention period", as the API and so the provider has it.
              { leftOut: resource.type === CLUSTER ? 1 : 0 },
            ),
            heldSides(words("proxy with a share of the connections"), database.proxyMaxConnectionsPercent, {
              noneIsPromised: true,
            }),
          ];
    return [{ ...bare(database), standing, promises }];
  });
}

/** A copy of another has its engine, its version and its backups from there. One that no blueprint speaks of promises nothing. */
function readCopy(resource: Resource, part: DeclaredPart | undefined, stack: Stack): readonly Realisation[] {
  if (part?.declaration.text("databases", part.key, "replicaOf").state !== "known") return [];
  return stack.of("database", resource.urn).flatMap((database) => {
    const standing = standingOf(stack, resource, part);
    if (standing === undefined) return [];
    return [{ ...bare(database), standing, promises: ofAnyDatabase(resource, part, database) }];
  });
}

/** What a database and a copy of one promise alike. */
function ofAnyDatabase(resource: Resource, { declaration, key }: DeclaredPart, database: Database): readonly Held[] {
  return [
    heldSides(words("instance class"), database.instanceClasses, {
      same: (real, [declared]) => real.every((own) => own === declared),
    }),
    heldSides(words("max_connections"), database.maxConnections),
    held(
      words("deletion protection"),
      read(resource, ["deletionProtection"], flag),
      declaration.flag("databases", key, "deletionProtection"),
      { leftOut: false },
    ),
  ];
}

export function readCache(resource: Resource, stack: Stack): readonly Realisation[] {
  const part = stack.graph.declaredPart("caches", resource);
  return stack.of("cache", resource.urn).flatMap((cache) => {
    const standing = standingOf(stack, resource, part);
    if (standing === undefined) return [];
    const [access] = stack.of("cache-access", resource.urn);
    const promises =
      part === undefined
        ? []
        : [
            held(
              words("engine"),
              read(resource, ["engine"], text),
              part.declaration.text("caches", part.key, "engine"),
              {
                leftOut: "redis",
                same: (real, wanted) => real.toLowerCase() === wanted,
              },
            ),
            held(
              words("engine version"),
              read(resource, ["engineVersion"], text),
              part.declaration.text("caches", part.key, "engineVersion"),
              { same: isVersion },
            ),
            ...nodePromises(resource, part),
            heldSides(words("cluster mode"), cache.clusterMode),
            heldSides(words("eviction policy"), cache.evictionPolicy),
            ...(access === undefined
              ? []
              : [
                  heldSides(words("encryption in transit"), access.encryptedInTransit),
                  heldSides(words("authentication"), access.authenticated),
                ]),
            held(
              words("days of snapshots"),
              read(resource, ["snapshotRetentionLimit"], integer),
              part.declaration.number("caches", part.key, "snapshotRetentionDays"),
              { leftOut: 0 },
            ),
          ];
    return [{ ...bare(cache), standing, promises }];
  });
}

/** What has nodes that one may count. */
function nodePromises(resource: Resource, { declaration, key }: DeclaredPart) {
  if (resource.type !== REPLICATION_GROUP && resource.type !== CACHE_CLUSTER) return [];
  return [
    held(words("node type"), read(resource, ["nodeType"], text), declaration.text("caches", key, "nodeType")),
    held(words("number of nodes"), nodesOf(resource), declaration.number("caches", key, "nodes")),
  ];
}

function nodesOf(resource: Resource): Fact<number> {
  const location = { urn: resource.urn, path: "numCacheClusters" };
  if (resource.type === CACHE_CLUSTER) return known(1, location);
  const replicas = read(resource, ["replicasPerNodeGroup"], integer);
  const shards = read(resource, ["numNodeGroups"], integer);
  const sharded =
    replicas.state === "absent" && shards.state === "absent"
      ? absent(location)
      : map(
          together({ shards: orElse(shards, known(1, location)), replicas: orElse(replicas, known(0, location)) }),
          (count) => count.shards * (1 + count.replicas),
        );
  return orElse(read(resource, ["numCacheClusters"], integer), orElse(sharded, known(1, location)));
}

/** `17` is declared, `17.4` runs: the smaller numbers are AWS's to choose. */
function isVersion(real: string, wanted: string): boolean {
  return real === wanted || real.startsWith(`${wanted}.`);
}

function isEngine(real: string, wanted: string): boolean {
  return real === wanted || real === `aurora-${wanted}ql`;
}
