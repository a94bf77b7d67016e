import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { MadeDatabase } from "guardrails-policies/model";
import { TIMEOUTS } from "../timeouts";
import { allow } from "./access";
import { named } from "./context";
import type { Foundation } from "./foundation";
import { logGroup } from "./log-group";
import { policyDocument, readSecrets, trust } from "./policy";
import { stackRole } from "./stack-role";
import type { Door } from "./store";

/** What the application logs in with; the proxy takes it from its client and gives it to the database. */
export interface Login {
  readonly username: string;
  readonly password: pulumi.Output<string>;
}

export interface DatabaseProxyArgs {
  readonly foundation: Foundation;
  readonly declared: NonNullable<MadeDatabase["proxy"]>;
  readonly database: Door;
  readonly instance: aws.rds.Instance;
  /** The application's, and while it moves to its other one the one before. */
  readonly logins: readonly Login[];
  /** Seconds a client waits for a connection of the proxy's. */
  readonly borrowTimeout: number;
}

/**
 * RDS Proxy in front of the database ($0.015 an hour for each of its vCPUs). It takes TLS connections only and knows no login
 * but the application's.
 */
export function databaseProxy(args: DatabaseProxyArgs, parent: pulumi.Resource): Door {
  const { database, declared, instance } = args;
  const { context, keys, network } = args.foundation;
  const name = `${database.name}-proxy`;
  const group = new aws.ec2.SecurityGroup(
    name,
    { description: "PostgreSQL proxy", vpcId: network.vpcId, tags: named(context, name) },
    { parent },
  );
  allow({ name, securityGroupId: group.id }, database, context, parent);

  const { secrets, role, policy } = loginsOf(name, args, parent);
  const proxyName = `${context.prefix}-${database.name}`;
  // Made first, like the database's: a group RDS makes itself keeps logs forever and under no key.
  const logs = logGroup(name, `/aws/rds/proxy/${proxyName}`, context, keys.logs, parent);
  const proxy = new aws.rds.Proxy(
    name,
    {
      name: proxyName,
      engineFamily: "POSTGRESQL",
      auths: secrets.map((secret) => ({
        authScheme: "SECRETS",
        clientPasswordAuthType: "POSTGRES_SCRAM_SHA_256",
        iamAuth: "DISABLED",
        secretArn: secret.arn,
      })),
      roleArn: role.arn,
      requireTls: true,
      // Longer than a pool keeps a connection, or the pool finds it closed.
      idleClientTimeout: TIMEOUTS.poolRecycle + 300,
      // Its debug log holds statements.
      debugLogging: false,
      vpcSubnetIds: network.isolatedSubnetIds,
      vpcSecurityGroupIds: [group.id],
      tags: named(context, name),
    },
    { parent, dependsOn: [policy, logs] },
  );
  const targetGroup = new aws.rds.ProxyDefaultTargetGroup(
    name,
    {
      dbProxyName: proxy.name,
      connectionPoolConfig: {
        maxConnectionsPercent: declared.maxConnectionsPercent,
        // RDS's default of half of it, written out.
        maxIdleConnectionsPercent: Math.floor(declared.maxConnectionsPercent / 2),
        connectionBorrowTimeout: args.borrowTimeout,
      },
    },
    { parent },
  );
  const target = new aws.rds.ProxyTarget(
    name,
    { dbProxyName: proxy.name, targetGroupName: targetGroup.name, dbInstanceIdentifier: instance.identifier },
    { parent },
  );
  // A proxy without its target takes connections and serves none.
  const host = pulumi.all([proxy.endpoint, target.id]).apply(([endpoint]) => endpoint);
  return { name: database.name, host, port: database.port, securityGroupId: group.id };
}

/**
 * Each login as a secret in the form RDS Proxy reads, and a role that reads them and nothing else. A secret belongs to a login
 * and not to a generation: a rotation writes the one nobody uses, and the one in use keeps its value.
 */
function loginsOf(name: string, { foundation, logins }: DatabaseProxyArgs, parent: pulumi.Resource) {
  const { context, keys } = foundation;
  const kept = logins.map((login) => {
    const secretName = login.username === "app" ? "database-proxy" : "database-proxy-b";
    const secret = new aws.secretsmanager.Secret(
      secretName,
      {
        description: `${context.prefix}: a login of the application's, for the database proxy`,
        kmsKeyId: keys.secrets,
        recoveryWindowInDays: context.deletionProtection ? 30 : 7,
        tags: named(context, secretName),
      },
      { parent },
    );
    const version = new aws.secretsmanager.SecretVersion(
      secretName,
      { secretId: secret.id, secretString: pulumi.secret(pulumi.jsonStringify({ ...login })) },
      { parent },
    );
    return { secret, version };
  });
  const secrets = kept.map(({ secret }) => secret);
  const versions = kept.map(({ version }) => version);
  const role = stackRole(
    name,
    {
      context,
      description: `Reads the application's database login of ${context.prefix}`,
      assumeRolePolicy: trust("rds.amazonaws.com", null),
    },
    parent,
  );
  const policy = new aws.iam.RolePolicy(
    name,
    {
      role: role.id,
      policy: policyDocument(
        readSecrets(
          secrets.map(({ arn }) => arn),
          [keys.secrets],
          context.region,
        ),
      ),
    },
    { parent, dependsOn: versions },
  );
  return { secrets, role, policy };
}
