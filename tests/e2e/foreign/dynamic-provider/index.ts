// Sound: the database keeps its own password, and nothing connects but a migration.
// preview and up: database-encrypted advice, engine-supported passes, pool-monitored advice
// stood in for: pulumi-nodejs:dynamic:Resource

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

interface Schema {
  readonly statements: pulumi.Input<string[]>;
  readonly host: pulumi.Input<string>;
}

/** Runs in Pulumi's own process for such resources, which is not here: only what it is asked for is. */
const migrations: pulumi.dynamic.ResourceProvider = {
  create: async (inputs: { readonly statements: string[] }) => ({
    id: `schema-${inputs.statements.length}`,
    outs: inputs,
  }),
};
class Migration extends pulumi.dynamic.Resource {
  constructor(name: string, args: Schema) {
    super(migrations, name, args);
  }
}

const database = new aws.rds.Cluster("app", {
  engine: "aurora-postgresql",
  engineMode: "provisioned",
  masterUsername: "app",
  manageMasterUserPassword: true,
  serverlessv2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 4 },
  skipFinalSnapshot: true,
});
new aws.rds.ClusterInstance("app", {
  clusterIdentifier: database.id,
  engine: "aurora-postgresql",
  instanceClass: "db.serverless",
});
new Migration("schema", { statements: ["create table a (b int)"], host: database.endpoint });

export const secret = database.masterUserSecrets.apply((secrets) => secrets?.[0]?.secretArn);
