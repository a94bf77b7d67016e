import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { MadeDatabase } from "guardrails-policies/model";
import type { StoreChanges } from "../config-engines";
import type { GivenKeys } from "../config-keys";
import type { DatabaseSettings } from "../settings";
import { databaseLogin, POSTGRES_PORT } from "../connections";
import { named } from "./context";
import { monitoringRole } from "./database-monitoring";
import type { Foundation } from "./foundation";
import { databaseProxy } from "./database-proxy";
import type { Generators } from "./generators";
import { logGroup } from "./log-group";
import { beginning, DECIDED_ONCE } from "./restore";
import type { SecretReference } from "./secrets";
import type { Door } from "./store";

export interface PostgresArgs {
  readonly foundation: Foundation;
  readonly declared: MadeDatabase;
  readonly settings: {
    readonly database: DatabaseSettings;
    readonly keys: GivenKeys;
    readonly storeChanges: StoreChanges;
  };
  readonly generators: Generators;
}

/** RDS for PostgreSQL in the isolated subnets, with its own parameter group. */
export class Postgres extends pulumi.ComponentResource {
  readonly kind = "made";
  readonly port = POSTGRES_PORT;
  readonly host: pulumi.Output<string>;
  readonly identifier: pulumi.Output<string>;
  readonly parameterGroupName: pulumi.Output<string>;
  readonly monitoringRoleArn: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  /** The instance itself, if what clients connect to is its proxy. */
  readonly behindProxy: Door | null;
  /**
   * Kept by RDS, which rotates it every seven days. A task reads secrets when it starts only, so nothing that stays may
   * use this one: the migration does, and ends.
   */
  readonly master: SecretReference;

  constructor(
    readonly name: string,
    args: PostgresArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("guardrails:index:Postgres", name, {}, opts);
    const { declared } = args;
    const { storageGiB, maxStorageGiB, restoredFrom, name: databaseName } = args.settings.database;
    const { context, keys, network } = args.foundation;
    const identifier = `${context.prefix}-${name}`;
    const group = new aws.ec2.SecurityGroup(
      name,
      { description: "PostgreSQL", vpcId: network.vpcId, tags: named(context, name) },
      { parent: this },
    );
    const subnetGroup = new aws.rds.SubnetGroup(
      name,
      { description: "Isolated subnets", subnetIds: network.isolatedSubnetIds, tags: named(context, name) },
      { parent: this },
    );
    const parameterGroup = this.parameterGroup(args);
    // Made first: a group RDS makes itself keeps logs forever and under no key.
    const logs = LOG_EXPORTS.map((log) =>
      logGroup(`${name}-${log}`, `/aws/rds/instance/${identifier}/${log}`, context, keys.logs, this),
    );
    const monitoring = monitoringRole(name, context, this);
    const instance = new aws.rds.Instance(
      name,
      {
        identifier,
        engine: declared.engine,
        engineVersion: declared.engineVersion,
        instanceClass: declared.instanceClass,
        port: this.port,
        // The one way to keep this password out of Pulumi's state.
        manageMasterUserPassword: true,
        masterUserSecretKmsKeyId: keys.secrets,
        storageType: "gp3",
        allocatedStorage: storageGiB,
        // RDS takes no maximum that is what there is: without one nothing grows.
        ...(maxStorageGiB > storageGiB ? { maxAllocatedStorage: maxStorageGiB } : {}),
        storageEncrypted: true,
        ...beginning(restoredFrom, { dbName: databaseName, username: "postgres_admin", kmsKeyId: keys.data }),
        multiAz: declared.multiAz,
        dbSubnetGroupName: subnetGroup.name,
        vpcSecurityGroupIds: [group.id],
        publiclyAccessible: false,
        parameterGroupName: parameterGroup.name,
        caCertIdentifier: "rds-ca-rsa2048-g1",
        backupRetentionPeriod: declared.backupRetentionDays,
        backupWindow: "02:00-03:00",
        maintenanceWindow: "sun:03:30-sun:04:30",
        copyTagsToSnapshot: true,
        deleteAutomatedBackups: !declared.deletionProtection,
        skipFinalSnapshot: !declared.deletionProtection,
        // Of this stack's life: a snapshot stays when its stack is gone, and the next one's needs another name. A stack has a key
        // of its own for as long as it lives; one that is given outlives it.
        finalSnapshotIdentifier: pulumi.interpolate`${identifier}-final-${args.settings.keys.data === null ? keys.data.apply(shortId) : group.id.apply(shortGroupId)}`,
        deletionProtection: declared.deletionProtection,
        // Changes that restart wait for the maintenance window, unless this `up` is for them.
        applyImmediately: args.settings.storeChanges === "now",
        autoMinorVersionUpgrade: true,
        allowMajorVersionUpgrade: args.settings.storeChanges === "now",
        // A version that is out of support is upgraded, instead of costing from $0.12 an hour and vCPU more.
        engineLifecycleSupport: "open-source-rds-extended-support-disabled",
        // Free of charge; `advanced` costs by the vCPU. The console of Performance Insights has ended, its API goes on.
        databaseInsightsMode: "standard",
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: keys.data,
        // Seven days are free of charge.
        performanceInsightsRetentionPeriod: 7,
        // Seconds; what the hypervisor cannot see: processes, swap, the load of each. Sixty is the cheapest.
        monitoringInterval: 60,
        monitoringRoleArn: monitoring.role.arn,
        enabledCloudwatchLogsExports: [...LOG_EXPORTS],
        // Password roles serve the application; IAM authentication is for people.
        iamDatabaseAuthenticationEnabled: true,
        tags: named(context, name),
      },
      {
        parent: this,
        protect: context.deletionProtection,
        dependsOn: [...logs, monitoring.policy],
        ignoreChanges: DECIDED_ONCE,
      },
    );
    const database = { name, host: instance.address, port: this.port, securityGroupId: group.id };
    const door = this.proxied(args, database, instance);
    this.host = door.host;
    this.securityGroupId = pulumi.output(door.securityGroupId);
    this.behindProxy = door === database ? null : database;
    this.identifier = instance.identifier;
    this.parameterGroupName = parameterGroup.name;
    this.monitoringRoleArn = monitoring.role.arn;
    const masterArn = instance.masterUserSecrets.apply((secrets) => secrets[0]?.secretArn ?? "");
    this.master = { arn: masterArn, versionId: null, keyArn: keys.secrets };
    this.registerOutputs();
  }

  private proxied(args: PostgresArgs, database: Door, instance: aws.rds.Instance): Door {
    const { foundation, declared, generators } = args;
    const settings = args.settings.database;
    if (declared.proxy === null) return database;
    return databaseProxy(
      {
        foundation,
        declared: declared.proxy,
        database,
        instance,
        logins: [
          {
            username: databaseLogin("app", settings.passwordGeneration),
            password: generators.value("database-app-password"),
          },
          ...(settings.passwordGeneration > 1
            ? [
                {
                  username: databaseLogin("app", settings.passwordGeneration - 1),
                  password: generators.value("database-app-password-previous"),
                },
              ]
            : []),
        ],
        borrowTimeout: settings.poolTimeoutSeconds,
      },
      this,
    );
  }

  private parameterGroup({ foundation: { context }, declared }: PostgresArgs): aws.rds.ParameterGroup {
    const parameter = (name: string, value: string | number, applyMethod: "immediate" | "pending-reboot") => ({
      name,
      value: String(value),
      applyMethod,
    });
    return new aws.rds.ParameterGroup(
      this.name,
      {
        description: `${context.prefix}: connection limit, TLS, timeouts, logging`,
        family: `postgres${declared.engineVersion.split(".", 1).join()}`,
        parameters: [
          // A limit that is written down, because every pool is sized against it. Static: needs a restart.
          parameter("max_connections", declared.maxConnections, "pending-reboot"),
          parameter("rds.force_ssl", 1, "immediate"),
          // No timeouts: here they would end the migration's work and a dump too. They are the roles' own (migration.ts).
          parameter("log_min_duration_statement", 500, "immediate"),
          parameter("log_connections", 1, "immediate"),
          parameter("log_disconnections", 1, "immediate"),
          parameter("log_lock_waits", 1, "immediate"),
        ],
        tags: named(context, this.name),
      },
      { parent: this },
    );
  }
}

/** The first eight digits of a key's id. */
function shortId(keyArn: string): string {
  return keyArn.replace(/^.*\//, "").slice(0, 8);
}

/** The first eight digits of a security group's id (`sg-…`). */
function shortGroupId(id: string): string {
  return id.replace(/^sg-/, "").slice(0, 8);
}

const LOG_EXPORTS = ["postgresql", "upgrade"] as const;
