import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { MadeDatabase } from "guardrails-policies/model";
import type { StoreChanges } from "../config-engines";
import { POSTGRES_PORT } from "../connections";
import { named } from "./context";
import type { Foundation } from "./foundation";
import { logGroup } from "./log-group";
import type { Postgres } from "./postgres";

export interface ReplicaArgs {
  readonly foundation: Foundation;
  readonly declared: MadeDatabase;
  readonly changes: StoreChanges;
  /** What it is a copy of. */
  readonly primary: Postgres;
  readonly maxStorageGiB: number;
}

const LOG_EXPORTS = ["postgresql", "upgrade"] as const;

/**
 * A copy of the database that is read from, some seconds behind at worst. It has the primary's parameters, since a copy that
 * serves fewer connections than its primary cannot follow it, its key, its logins and their passwords.
 */
export class Replica extends pulumi.ComponentResource {
  readonly behindProxy = null;
  readonly port = POSTGRES_PORT;
  readonly host: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;

  constructor(
    readonly name: string,
    args: ReplicaArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("guardrails:index:Replica", name, {}, opts);
    const { changes, declared, primary } = args;
    const { context, keys, network } = args.foundation;
    const identifier = `${context.prefix}-${name}`;
    const group = new aws.ec2.SecurityGroup(
      name,
      { description: "PostgreSQL, a copy to read from", vpcId: network.vpcId, tags: named(context, name) },
      { parent: this },
    );
    const logs = LOG_EXPORTS.map((log) =>
      logGroup(`${name}-${log}`, `/aws/rds/instance/${identifier}/${log}`, context, keys.logs, this),
    );
    const instance = new aws.rds.Instance(
      name,
      {
        identifier,
        replicateSourceDb: primary.identifier,
        instanceClass: declared.instanceClass,
        port: this.port,
        storageType: "gp3",
        maxAllocatedStorage: args.maxStorageGiB,
        storageEncrypted: true,
        multiAz: declared.multiAz,
        vpcSecurityGroupIds: [group.id],
        publiclyAccessible: false,
        parameterGroupName: primary.parameterGroupName,
        caCertIdentifier: "rds-ca-rsa2048-g1",
        backupRetentionPeriod: declared.backupRetentionDays,
        maintenanceWindow: "sun:04:45-sun:05:45",
        copyTagsToSnapshot: true,
        // A copy: what is in it is in the primary's backups.
        skipFinalSnapshot: true,
        deletionProtection: declared.deletionProtection,
        applyImmediately: changes === "now",
        autoMinorVersionUpgrade: true,
        databaseInsightsMode: "standard",
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: keys.data,
        performanceInsightsRetentionPeriod: 7,
        monitoringInterval: 60,
        monitoringRoleArn: primary.monitoringRoleArn,
        enabledCloudwatchLogsExports: [...LOG_EXPORTS],
        iamDatabaseAuthenticationEnabled: true,
        tags: named(context, name),
      },
      { parent: this, protect: context.deletionProtection, dependsOn: logs },
    );
    this.host = instance.address;
    this.securityGroupId = group.id;
    this.registerOutputs();
  }
}
