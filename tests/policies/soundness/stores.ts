import * as aws from "@pulumi/aws";
import * as fc from "fast-check";
import { ref, resource, type TestResource } from "../../../policies/testing";
import { aurora, auroraOf } from "./aurora";
import { DATABASE_HOST, databaseHost, redis, REDIS_HOST, source } from "./values";

export const DATABASE = "aws:rds/instance:Instance";

/** Databases, parameter groups, proxies and names that may all be registered after what uses them. */

const parameter = fc.record({
  name: fc.constantFrom<unknown>("max_connections", "reserved_connections", "work_mem", ref(source, "arn")),
  value: fc.constantFrom<unknown>("20", "100", "400", ref(source, "version")),
});

export const stores = fc.record({
  parameters: fc.uniqueArray(parameter, { maxLength: 2, selector: ({ name }) => name }),
  identifier: fc.constantFrom("postgres", "other", undefined),
  instanceClass: fc.constantFrom<unknown>("db.t4g.micro", "db.m7g.large", ref(source, "value")),
  /** `named`: the group is found by its name only, so it may come after the database. */
  group: fc.constantFrom("computed", "named", "default", "none"),
  proxy: fc.constantFrom<unknown>(undefined, undefined, 50, ref(source, "version")),
  aliases: fc.subarray(["cache.internal.example.com", "database.internal.example.com"]),
  literalAlias: fc.boolean(),
  aurora: fc.option(aurora, { nil: undefined, freq: 2 }),
});

export type Stores = typeof stores extends fc.Arbitrary<infer T> ? T : never;

export function storesOf(drawn: Stores): readonly TestResource[] {
  const name = "postgres-1a2b";
  const group = resource(
    aws.rds.ParameterGroup,
    "postgres",
    {
      ...(drawn.group === "named" ? { name } : {}),
      family: "postgres17",
      parameters: drawn.parameters as aws.types.input.rds.ParameterGroupParameter[],
    },
    { outputs: { name } },
  );
  const parameterGroupName = {
    computed: ref(group, "name"),
    named: name,
    default: "default.postgres17",
    none: undefined,
  }[drawn.group];
  const identifier = drawn.identifier ?? "postgres";
  const instance = resource(
    aws.rds.Instance,
    "postgres",
    {
      engine: "postgres",
      identifier: drawn.identifier,
      instanceClass: drawn.instanceClass as string,
      ...(parameterGroupName === undefined ? {} : { parameterGroupName }),
    },
    { outputs: { address: databaseHost(identifier), identifier } },
  );
  const beside = drawn.aurora === undefined ? [] : auroraOf(drawn.aurora);
  return [group, instance, ...proxyOf(drawn, instance), ...aliasesOf(drawn, instance), ...beside];
}

function proxyOf({ proxy: percent }: Stores, instance: TestResource): readonly TestResource[] {
  if (percent === undefined) return [];
  const proxy = resource(
    aws.rds.Proxy,
    "proxy",
    { name: "proxy", engineFamily: "POSTGRESQL", roleArn: "role", vpcSubnetIds: ["subnet-1"], auths: [] },
    { outputs: { endpoint: "proxy.proxy-abc123.eu-west-1.rds.amazonaws.com" } },
  );
  const targets = resource(aws.rds.ProxyDefaultTargetGroup, "proxy", {
    dbProxyName: "proxy",
    connectionPoolConfig: { maxConnectionsPercent: percent as number },
  });
  const target = resource(aws.rds.ProxyTarget, "proxy", {
    dbProxyName: "proxy",
    targetGroupName: "default",
    dbInstanceIdentifier: ref(instance, "identifier"),
  });
  return [proxy, targets, target];
}

function aliasesOf({ aliases, literalAlias }: Stores, instance: TestResource): readonly TestResource[] {
  return aliases.map((name) => {
    const [store, output, host] = name.startsWith("cache")
      ? [redis, "primaryEndpointAddress", REDIS_HOST]
      : [instance, "address", DATABASE_HOST];
    return resource(aws.route53.Record, name, {
      zoneId: "zone",
      name,
      type: "CNAME",
      ttl: 60,
      records: [literalAlias ? host : ref(store, output)],
    });
  });
}
