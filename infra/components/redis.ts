import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { MadeCache } from "guardrails-policies/model";
import type { StoreChanges } from "../config-engines";
import type { CacheSettings } from "../settings";
import { REDIS_PORT } from "../connections";
import { named } from "./context";
import type { Foundation } from "./foundation";
import type { Generators } from "./generators";
import { logGroup } from "./log-group";

export interface RedisArgs {
  readonly foundation: Foundation;
  readonly declared: MadeCache;
  readonly settings: CacheSettings;
  readonly changes: StoreChanges;
  readonly generators: Generators;
}

/** Slow commands, and what the engine has to say of itself: failovers, memory, snapshots. */
const LOGS = ["engine-log", "slow-log"] as const;

/** ElastiCache for Valkey or Redis OSS, not sharded, in the isolated subnets: queues, locks, limits, cache and fan-out. */
export class Redis extends pulumi.ComponentResource {
  readonly behindProxy = null;
  readonly port = REDIS_PORT;
  readonly host: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;

  constructor(
    readonly name: string,
    args: RedisArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("guardrails:index:Redis", name, {}, opts);
    const { declared } = args;
    const { context, keys, network } = args.foundation;
    const replicated = declared.nodes > 1;
    const group = new aws.ec2.SecurityGroup(
      name,
      { description: "Redis", vpcId: network.vpcId, tags: named(context, name) },
      { parent: this },
    );
    const subnetGroup = new aws.elasticache.SubnetGroup(
      name,
      { description: "Isolated subnets", subnetIds: network.isolatedSubnetIds, tags: named(context, name) },
      { parent: this },
    );
    const parameterGroup = new aws.elasticache.ParameterGroup(
      name,
      {
        description: `${context.prefix}: eviction`,
        family: `${declared.engine}${declared.engineVersion.split(".", 1).join()}`,
        parameters: [{ name: "maxmemory-policy", value: declared.evictionPolicy }],
        tags: named(context, name),
      },
      { parent: this },
    );
    const logs = LOGS.map((logType) => ({
      logType,
      logFormat: "json",
      destinationType: "cloudwatch-logs",
      destination: logGroup(`${name}-${logType}`, `/${context.prefix}/${name}/${logType}`, context, keys.logs, this)
        .name,
    }));
    const replication = new aws.elasticache.ReplicationGroup(
      name,
      {
        replicationGroupId: `${context.prefix}-${name}`,
        description: `${context.prefix}: queues, locks, limits, cache`,
        engine: declared.engine,
        engineVersion: declared.engineVersion,
        nodeType: declared.nodeType,
        numCacheClusters: declared.nodes,
        clusterMode: declared.clusterMode ? "enabled" : "disabled",
        port: this.port,
        parameterGroupName: parameterGroup.name,
        subnetGroupName: subnetGroup.name,
        securityGroupIds: [group.id],
        // Both need a replica to fail over to.
        automaticFailoverEnabled: replicated,
        multiAzEnabled: replicated,
        transitEncryptionEnabled: declared.transitEncryption,
        transitEncryptionMode: "required",
        authToken: args.generators.value("redis-auth"),
        // A new token takes two steps. First `rotate` with a new generation: the old token stays valid while tasks are replaced.
        // Then `set` with the same generation: the old one ends.
        authTokenUpdateStrategy: args.settings.tokenUpdate === "rotate" ? "ROTATE" : "SET",
        atRestEncryptionEnabled: true,
        kmsKeyId: keys.data,
        snapshotRetentionLimit: declared.snapshotRetentionDays,
        snapshotWindow: "02:00-03:00",
        maintenanceWindow: "sun:03:30-sun:04:30",
        autoMinorVersionUpgrade: true,
        applyImmediately: args.changes === "now",
        logDeliveryConfigurations: logs,
        tags: named(context, name),
      },
      { parent: this, protect: context.deletionProtection },
    );
    this.host = replication.primaryEndpointAddress;
    this.securityGroupId = group.id;
    this.registerOutputs();
  }
}
