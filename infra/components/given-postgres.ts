import * as pulumi from "@pulumi/pulumi";
import type { OwnDatabase } from "../config-database";
import type { SecretReference } from "./secrets";
import type { Store } from "./store";

/**
 * A database that somebody else made. Nothing of it is made, changed or deleted; each workload that reads it adds its own
 * rule to the security group, as it does to one of the stack's.
 */
export class GivenPostgres extends pulumi.ComponentResource implements Store {
  readonly kind = "given";
  readonly behindProxy = null;
  readonly port: number;
  readonly host: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  readonly master: SecretReference;
  /** The RDS instance's; null: somebody else watches it. */
  readonly identifier: string | null;

  constructor(
    readonly name: string,
    own: OwnDatabase,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("guardrails:index:GivenPostgres", name, {}, opts);
    this.port = own.port;
    this.host = pulumi.output(own.host);
    this.securityGroupId = pulumi.output(own.securityGroupId);
    // Not pinned: who owns it may rotate it, and the migration reads it when it starts.
    this.master = { arn: own.masterSecret.secretArn, versionId: null, keyArn: own.masterSecret.kmsKeyArn };
    this.identifier = own.instance;
    this.registerOutputs();
  }
}
