// A large stack, with or without a blueprint: what a platform team with many services has.

import { KINDS, urn } from "./service.mjs";

const BLUEPRINT = "guardrails:index:Blueprint";
const COMPONENT = "bench:index:Service";

const STORES = [
  [
    "aws:rds/instance:Instance",
    "db",
    { instanceClass: "db.r7g.2xlarge", address: "db.abc123.eu-west-1.rds.amazonaws.com" },
  ],
  [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "redis",
    { primaryEndpointAddress: "master.redis.abc123.euw1.cache.amazonaws.com" },
  ],
];

/** Logical names where another kind refers to them; of a declared service the nearest component says which part it is. */
const NAMES = ["secret", "task", "service", "target", "group"];

/** How many resources one service has. */
export const RESOURCES_OF_A_SERVICE = KINDS.length;

/**
 * So many services with all that belongs to them, as they are registered at `up`, and what AWS adds to each.
 * @param declared whether a blueprint declares them, in whose subtree they then are
 */
export function stackOf(services, declared = false) {
  const root = declared ? blueprintOf(services) : undefined;
  const stores = STORES.map(([type, name, properties]) => resourceOf(type, name, properties, {}, root));
  const parts = Array.from({ length: services }, (_, i) => {
    const component = declared ? resourceOf(COMPONENT, `api-${i}`, {}, {}, root) : undefined;
    const resources = KINDS.map((kind, k) => {
      const [type, properties, outputs, dependencies = {}] = kind(i);
      return { ...resourceOf(type, `${NAMES[k] ?? k}-${i}`, properties, dependencies, component), outputs };
    });
    return component === undefined ? resources : [component, ...resources];
  });
  return [...(root === undefined ? [] : [root]), ...stores, ...parts.flat()];
}

function resourceOf(type, name, properties, dependencies, parent) {
  const types = parent === undefined ? type : `${parent.urn.split("::")[2]}$${type}`;
  return { type, name, urn: urn(types, name), parent: parent?.urn ?? "", properties, dependencies };
}

function blueprintOf(services) {
  const plain = (value) => ({ kind: "plain", value });
  const workload = {
    role: "web",
    image: "example.com/api@sha256:0",
    command: ["uvicorn", "app.main:app"],
    cpu: 512,
    memory: 1024,
    environment: {
      CORS_ORIGINS: plain('["https://app.example.com"]'),
      RATELIMIT_STORAGE_URL: {
        kind: "store",
        store: { kind: "cache", name: "redis" },
        url: "rediss://:{password}@{host}:6379/1?ssl_cert_reqs=required",
        secret: "redis",
        key: "limiter",
      },
      DATABASE_URL: {
        kind: "store",
        store: { kind: "database", name: "db" },
        url: "postgresql://{user}:{password}@{host}:5432/app",
        secret: "db",
        key: "url",
      },
      DB_POOL_SIZE: plain("1"),
      DB_MAX_OVERFLOW: plain("0"),
      DB_POOL_TIMEOUT: plain("10"),
    },
    database: { name: "db", processes: 1, engines: 1, poolSize: 1, maxOverflow: 0, poolTimeout: 10 },
    stopTimeout: 110,
    service: {
      desiredCount: 1,
      scaling: { min: 1, max: 2 },
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      capacity: "on-demand",
      availabilityZoneRebalancing: true,
      circuitBreaker: { enable: true, rollback: true },
    },
  };
  const secrets = { redis: "cache-password", db: "database-password" };
  const properties = {
    schemaVersion: 1,
    product: "bench",
    environment: "production",
    region: "eu-west-1",
    domain: "example.com",
    network: { cidrBlock: "10.0.0.0/16", availabilityZones: 2, natGateways: "per-zone" },
    secrets: Object.fromEntries(
      Object.entries(secrets).map(([name, purpose]) => [name, { purpose, origin: { kind: "composed", from: [] } }]),
    ),
    databases: {
      db: {
        engine: "postgres",
        engineVersion: "16.4",
        instanceClass: "db.r7g.2xlarge",
        maxConnections: 5000,
        multiAz: true,
        backupRetentionDays: 14,
        deletionProtection: true,
        proxy: null,
      },
    },
    caches: {
      redis: {
        engine: "redis",
        engineVersion: "7.1",
        nodeType: "cache.m6g.large",
        nodes: 2,
        clusterMode: false,
        transitEncryption: true,
        authentication: true,
        evictionPolicy: "noeviction",
        snapshotRetentionDays: 7,
      },
    },
    workloads: Object.fromEntries(Array.from({ length: services }, (_, i) => [`api-${i}`, workload])),
  };
  return resourceOf(BLUEPRINT, "bench", properties, {}, undefined);
}
