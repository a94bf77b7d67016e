import { randomUUID } from "node:crypto";
import { number, type Properties, text } from "../../provider/values";
import { hex, lowerAlphanumeric, shortRegion, stableLower } from "../names";
import { type Place } from "../resource-type";
import type { Plausible } from ".";

const POSTGRES = 5432;
const MYSQL = 3306;
const REDIS = 6379;

/** The part of a host name that is an account's own in a region. */
function own(place: Place, length = 12): string {
  return stableLower(`${place.account.id}/${place.region}`, length);
}

/** An Aurora-like cluster: a writer's and a readers' endpoint, hosts without a scheme or port. */
function cluster(domain: "rds" | "docdb" | "neptune", standardPort: number): Plausible {
  return (place, inputs, name) => {
    const id = text(inputs.clusterIdentifier) ?? `${name.toLowerCase()}-${hex(7)}`;
    const host = (kind: string) => `${id}.${kind}-${own(place)}.${place.region}.${domain}.amazonaws.com`;
    const engine = text(inputs.engine) ?? "";
    const port = number(inputs.port) ?? (engine.includes("mysql") ? MYSQL : standardPort);
    const managed = inputs.manageMasterUserPassword === true;
    return {
      id,
      outputs: {
        arn: place.arn("rds", `cluster:${id}`),
        clusterIdentifier: id,
        clusterResourceId: `cluster-${hex(26).toUpperCase()}`,
        clusterMembers: [],
        availabilityZones: inputs.availabilityZones ?? ["a", "b", "c"].map((letter) => `${place.region}${letter}`),
        endpoint: host("cluster"),
        readerEndpoint: host("cluster-ro"),
        port,
        ...(managed ? { masterUserSecrets: [managedSecret(place, id)] } : {}),
      },
    };
  };
}

/** The secret that RDS makes for a cluster's master user. */
function managedSecret(place: Place, id: string): Properties {
  return {
    kmsKeyId: place.arn("kms", `key/${randomUUID()}`),
    secretArn: place.arn("secretsmanager", `secret:rds!cluster-${id}-${lowerAlphanumeric(6)}`),
    secretStatus: "active",
  };
}

function clusterInstance(domain: "rds" | "docdb" | "neptune", standardPort: number): Plausible {
  return (place, inputs, name) => {
    const id = text(inputs.identifier) ?? `${name.toLowerCase()}-${hex(7)}`;
    return {
      id,
      outputs: {
        arn: place.arn("rds", `db:${id}`),
        identifier: id,
        availabilityZone: inputs.availabilityZone ?? `${place.region}a`,
        endpoint: `${id}.${own(place)}.${place.region}.${domain}.amazonaws.com`,
        port: (text(inputs.engine) ?? "").includes("mysql") ? MYSQL : standardPort,
        writer: true,
      },
    };
  };
}

export const DATA_STORES: Readonly<Record<string, Plausible>> = {
  "aws:rds/cluster:Cluster": cluster("rds", POSTGRES),
  "aws:rds/clusterInstance:ClusterInstance": clusterInstance("rds", POSTGRES),
  "aws:docdb/cluster:Cluster": cluster("docdb", 27017),
  "aws:docdb/clusterInstance:ClusterInstance": clusterInstance("docdb", 27017),
  "aws:neptune/cluster:Cluster": cluster("neptune", 8182),
  "aws:neptune/clusterInstance:ClusterInstance": clusterInstance("neptune", 8182),
  "aws:elasticache/serverlessCache:ServerlessCache": (place, inputs, name) => {
    const id = text(inputs.name) ?? name;
    const address = `${id}-${own(place, 6)}.serverless.${shortRegion(place.region)}.cache.amazonaws.com`;
    return {
      id,
      outputs: {
        arn: place.arn("elasticache", `serverlesscache:${id}`),
        endpoints: [{ address, port: REDIS }],
        readerEndpoints: [{ address, port: REDIS + 1 }],
        fullEngineVersion: text(inputs.engine) === "valkey" ? "8.0" : "7.1",
        status: "available",
      },
    };
  },
  "aws:memorydb/cluster:Cluster": (place, inputs, name) => {
    const id = text(inputs.name) ?? name;
    const host = `${id}.${own(place, 6)}.memorydb.${place.region}.amazonaws.com`;
    const port = number(inputs.port) ?? REDIS;
    return {
      id,
      outputs: {
        arn: place.arn("memorydb", `cluster/${id}`),
        clusterEndpoints: [{ address: `clustercfg.${host}`, port }],
        port,
        shards: [{ name: "0001", numNodes: 1, slots: "0-16383", nodes: [] }],
      },
    };
  },
  "aws:opensearch/domain:Domain": (place, inputs, name) => {
    const domain = text(inputs.domainName) ?? name;
    const endpoint = `search-${domain}-${own(place, 26)}.${place.region}.es.amazonaws.com`;
    const arn = place.arn("es", `domain/${domain}`);
    return {
      id: arn,
      outputs: {
        arn,
        domainId: `${place.account.id}/${domain}`,
        endpoint,
        dashboardEndpoint: `${endpoint}/_dashboards`,
      },
    };
  },
  "aws:dynamodb/table:Table": (place, inputs, name) => {
    const table = text(inputs.name) ?? name;
    const arn = place.arn("dynamodb", `table/${table}`);
    return { id: table, outputs: { arn, ...(inputs.streamEnabled === true ? { streamArn: `${arn}/stream/1` } : {}) } };
  },
  "aws:mq/broker:Broker": (place, inputs) => {
    const id = `b-${randomUUID()}`;
    const host = `${id}.mq.${place.region}.on.aws`;
    const endpoint =
      text(inputs.engineType)?.toLowerCase() === "rabbitmq" ? `amqps://${host}:5671` : `ssl://${host}:61617`;
    return {
      id,
      outputs: {
        arn: place.arn("mq", `broker:${text(inputs.brokerName) ?? ""}:${id}`),
        instances: [{ consoleUrl: `https://${host}`, endpoints: [endpoint], ipAddress: "10.0.0.10" }],
      },
    };
  },
  "aws:msk/cluster:Cluster": (place, inputs, name) => {
    const cluster = text(inputs.clusterName) ?? name;
    const host = (port: number) =>
      [1, 2].map((n) => `b-${n}.${cluster}.${own(place, 6)}.c2.kafka.${place.region}.amazonaws.com:${port}`).join(",");
    const arn = place.arn("kafka", `cluster/${cluster}/${randomUUID()}`);
    return {
      id: arn,
      outputs: { arn, bootstrapBrokers: host(9092), bootstrapBrokersTls: host(9094), currentVersion: "K1" },
    };
  },
  "aws:efs/fileSystem:FileSystem": (place) => {
    const id = `fs-0${hex(16)}`;
    return {
      id,
      outputs: {
        arn: place.arn("elasticfilesystem", `file-system/${id}`),
        dnsName: `${id}.efs.${place.region}.amazonaws.com`,
        numberOfMountTargets: 0,
      },
    };
  },
};
