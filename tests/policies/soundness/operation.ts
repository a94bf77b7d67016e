import * as aws from "@pulumi/aws";
import * as fc from "fast-check";
import { json, ref, resource, type TestResource } from "../../../policies/testing";
import { nowOrLater } from "./later";
import { fn, functionOf } from "./functions";
import { ownKey } from "./own-key";
import { starter, startersOf } from "./starters";
import { HOSTS } from "./values";

/** What surrounds workloads: keys, roles, schedules, functions, and a second cache with its parameters. */

const ACCOUNT = "eu-west-1:111122223333";

const cache = fc.record({
  transitEncryptionEnabled: nowOrLater(undefined, true, false),
  atRestEncryptionEnabled: nowOrLater(undefined, true, false),
  authToken: nowOrLater(undefined, "m8Qe2ZtV5xKp9RbW3nLs7YdF4hJc6GaT", "changeme"),
  automaticFailoverEnabled: nowOrLater(undefined, true, false),
  numNodeGroups: nowOrLater(undefined, 1, 3),
  clusterMode: nowOrLater(undefined, "enabled", "disabled"),
  engine: nowOrLater(undefined, "redis", "valkey"),
  engineVersion: nowOrLater(undefined, "7.1", "5.0.6"),
  group: fc.constantFrom("computed", "named", "none"),
  parameters: fc.uniqueArray(
    fc.record({
      name: nowOrLater("maxmemory-policy", "cluster-enabled"),
      value: nowOrLater("noeviction", "allkeys-lru", "yes"),
    }),
    { maxLength: 1, selector: ({ name }) => name },
  ),
});

export const operation = fc.record({
  cache: fc.option(cache, { nil: undefined }),
  functions: fc.array(fn, { maxLength: 1 }),
  key: fc.option(
    fc.record({
      enableKeyRotation: nowOrLater(undefined, true, false),
      customerMasterKeySpec: nowOrLater(undefined, undefined, "SYMMETRIC_DEFAULT", "RSA_2048"),
      keyUsage: nowOrLater(undefined, undefined, "SIGN_VERIFY"),
    }),
    { nil: undefined },
  ),
  events: fc.option(nowOrLater('{"source":["aws.secretsmanager"]}', '{"source":["aws.ecs"]}'), { nil: undefined }),
});

export type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

export function operationOf({ cache: drawnCache, functions, key, events }: Operation): readonly TestResource[] {
  return [
    ...(drawnCache === undefined ? [] : cacheOf(drawnCache)),
    ...functions.flatMap((own, index) => functionOf(own, index)),
    ...(key === undefined ? [] : [resource(aws.kms.Key, "key", key as aws.kms.KeyArgs)]),
    ...(events === undefined
      ? []
      : [resource(aws.cloudwatch.EventRule, "rotated", { eventPattern: events as string })]),
  ];
}

function cacheOf({ group, parameters, ...drawn }: NonNullable<Operation["cache"]>): readonly TestResource[] {
  const name = "second-1a2b";
  const own = resource(
    aws.elasticache.ParameterGroup,
    "second",
    { ...(group === "named" ? { name } : {}), family: "redis7", parameters: parameters as never },
    { outputs: { name } },
  );
  const parameterGroupName = { computed: ref(own, "name"), named: name, none: undefined }[group];
  const second = resource(
    aws.elasticache.ReplicationGroup,
    "second",
    {
      description: "second",
      replicationGroupId: "second",
      ...(parameterGroupName === undefined ? {} : { parameterGroupName }),
      ...(drawn as Partial<aws.elasticache.ReplicationGroupArgs>),
    },
    { outputs: { primaryEndpointAddress: HOSTS.second } },
  );
  return [...(group === "none" ? [] : [own]), second];
}

/** How tasks of a definition are started beside its services, and how its secret is kept and read. */
export const around = fc.record({
  starter: fc.option(starter, { nil: undefined }),
  key: ownKey,
  rotation: fc.constantFrom("none", "none", "computed", "written"),
  rotates: nowOrLater(1, 30),
  role: fc.constantFrom("none", "reads", "reads-all", "reads-other", "reads-nothing", "later"),
  /** A function of somebody else's is called to run a task of it, and is waited for. */
  invoked: fc.constantFrom(false, false, true),
});

export type Around = typeof around extends fc.Arbitrary<infer T> ? T : never;

/** The role that starts a definition's tasks, and its policy, which may come after everything else. */
export function roleOf(
  { role }: Around,
  name: string,
  secretArn: string,
): { readonly role: TestResource | undefined; readonly policy: readonly TestResource[] } {
  if (role === "none") return { role: undefined, policy: [] };
  const own = resource(
    aws.iam.Role,
    name,
    { name, assumeRolePolicy: "{}" },
    { outputs: { arn: `arn:aws:iam::111122223333:role/${name}` } },
  );
  const about = { reads: secretArn, "reads-all": "*", "reads-other": `${secretArn}x`, "reads-nothing": "", later: "" };
  const statement = { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: about[role] };
  const document =
    role === "later"
      ? json({ Statement: [{ ...statement, Resource: secretArn }] })
      : JSON.stringify({ Statement: [statement] });
  const policy = resource(aws.iam.RolePolicy, name, { role: ref(own, "name"), policy: document });
  return { role: own, policy: role === "reads-nothing" ? [] : [policy] };
}

/** Everything that comes after a definition and its secret. */
export function aroundOf(
  drawn: Around,
  name: string,
  definition: TestResource,
  secret: TestResource,
): readonly TestResource[] {
  const run = () =>
    resource(aws.lambda.Invocation, name, {
      functionName: "run",
      input: json({ taskDefinition: ref(definition, "arn") }),
    });
  return [
    ...startersOf(drawn.starter, name, definition),
    ...rotationsOf(drawn, name, secret),
    ...(drawn.invoked ? [run()] : []),
  ];
}

function rotationsOf({ rotation, rotates }: Around, name: string, secret: TestResource): readonly TestResource[] {
  if (rotation === "none") return [];
  return [
    resource(aws.secretsmanager.SecretRotation, name, {
      secretId: rotation === "computed" ? ref(secret, "id") : String(secret.outputs.id),
      rotationLambdaArn: `arn:aws:lambda:${ACCOUNT}:function:rotate`,
      rotationRules: { automaticallyAfterDays: rotates as number },
    }),
  ];
}
