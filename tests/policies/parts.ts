import * as aws from "@pulumi/aws";
import type {
  Blueprint,
  DeclaredCache,
  DeclaredDatabase,
  DeclaredVariable,
  DeclaredWorkload,
} from "../../policies/model";
import { json, resource, type TestResource } from "../../policies/testing";

export interface Container {
  readonly name?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
  /** Any other field of a container. */
  readonly more?: Readonly<Record<string, unknown>>;
}

const pairs = (record: Readonly<Record<string, unknown>> | undefined, field: string) =>
  Object.entries(record ?? {}).map(([name, value]) => ({ name, [field]: value }));

/** A task definition with one container; a reference anywhere in it makes all of it unknown at preview. */
export function task(name: string, container: Container, parent?: TestResource): TestResource {
  const { name: containerName = name, command, environment, secrets } = container;
  const definition = {
    name: containerName,
    image: "example.com/app@sha256:0000000000000000000000000000000000000000000000000000000000000000",
    ...(command === undefined ? {} : { command }),
    environment: pairs(environment, "value"),
    secrets: pairs(secrets, "valueFrom"),
    ...container.more,
  };
  return resource(
    aws.ecs.TaskDefinition,
    name,
    { family: name, containerDefinitions: json([definition]) },
    {
      ...(parent === undefined ? {} : { parent }),
      outputs: { arn: `arn:aws:ecs:eu-west-1:111122223333:task-definition/${name}:1` },
    },
  );
}

export const WEB = ["uvicorn", "app.main:app"];
export const WORKER = ["celery", "-A", "app.worker", "worker"];
export const BEAT = ["celery", "-A", "app.worker", "beat", "-S", "redbeat.RedBeatScheduler"];

export const plain = (value: string): DeclaredVariable => ({ kind: "plain", value });

/** The URL of the declared cache `redis`, injected from the secret `redis-connection`. */
export const redisUrl = (key: string, database = 0): DeclaredVariable => ({
  kind: "store",
  store: { kind: "cache", name: "redis" },
  url: `rediss://:{password}@{host}:6379/${database}?ssl_cert_reqs=required`,
  secret: "redis-connection",
  key,
});

export const databaseUrl: DeclaredVariable = {
  kind: "store",
  store: { kind: "database", name: "postgres" },
  url: "postgresql+asyncpg://{user}:{password}@{host}:5432/app",
  secret: "database-app",
  key: "url",
};

export function declaredWorkload(part: Partial<DeclaredWorkload>): DeclaredWorkload {
  return {
    role: "web",
    image: "example.com/app@sha256:0000000000000000000000000000000000000000000000000000000000000000",
    command: WEB,
    cpu: 512,
    memory: 1024,
    environment: {},
    database: null,
    stopTimeout: 110,
    healthCheck: { startPeriod: 60 },
    service: {
      desiredCount: 2,
      scaling: { min: 2, max: 5 },
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      capacity: "on-demand",
      availabilityZoneRebalancing: true,
      circuitBreaker: { enable: true, rollback: true },
    },
    ...part,
  };
}

/** The service of a declared scheduler. */
export const singleton: NonNullable<DeclaredWorkload["service"]> = {
  desiredCount: 1,
  scaling: null,
  minimumHealthyPercent: 0,
  maximumPercent: 100,
  capacity: "on-demand",
  availabilityZoneRebalancing: false,
  circuitBreaker: { enable: true, rollback: true },
};

/** A database that was made elsewhere, at a host of its own. */
export function givenDatabase(maxConnections: number): DeclaredDatabase {
  const given = { host: "shared.abc123.eu-west-1.rds.amazonaws.com", port: 5432, instance: null };
  return { engine: "postgres", engineVersion: "16", maxConnections, given };
}

/** A Redis that was made elsewhere, at a host of its own. */
export function givenCache(evictionPolicy: string): DeclaredCache {
  const given = { host: "master.shared.abc123.euw1.cache.amazonaws.com", port: 6379, nodes: [] };
  const guarded = { transitEncryption: true, authentication: true };
  return { engine: "valkey", engineVersion: "8.0", clusterMode: false, evictionPolicy, ...guarded, given };
}

/** A blueprint with one database, one cache and the given workloads. */
export function declaration(part: Partial<Blueprint> = {}): Blueprint {
  return {
    schemaVersion: 1,
    product: "product",
    environment: "production",
    region: "eu-west-1",
    domain: "example.com",
    network: { cidrBlock: "10.0.0.0/16", availabilityZones: 2, natGateways: "per-zone" },
    secrets: {},
    databases: {
      postgres: {
        engine: "postgres",
        engineVersion: "16.4",
        instanceClass: "db.t4g.medium",
        maxConnections: 380,
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
        nodeType: "cache.t4g.small",
        nodes: 2,
        clusterMode: false,
        transitEncryption: true,
        authentication: true,
        evictionPolicy: "noeviction",
        snapshotRetentionDays: 7,
      },
    },
    workloads: {},
    ...part,
  };
}
