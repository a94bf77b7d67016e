import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { rateLimiterUsesRedis } from "../../../policies/rules/redis/rate-limiter-uses-redis";
import { blueprint, interpolate, json, ref, resource, type TestResource } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, redisUrl, ruleTester, task, WEB, WORKER } from "../fixtures";

const HOST = "master.redis.abc123.euw1.cache.amazonaws.com";
const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:redis-AbCdEf";

const redis = resource(
  aws.elasticache.ReplicationGroup,
  "redis",
  { description: "limiter" },
  { outputs: { primaryEndpointAddress: HOST } },
);
const holder = resource(aws.secretsmanager.Secret, "redis", {}, { outputs: { arn: ARN } });
const urls = resource(aws.secretsmanager.SecretVersion, "redis-urls", {
  secretId: ref(holder, "arn"),
  secretString: json({
    limiter: interpolate`rediss://:t0ken-of-length-16@${ref(redis, "primaryEndpointAddress")}:6379/1`,
  }),
});
const injected = task("api", {
  command: WEB,
  secrets: { RATELIMIT_STORAGE_URL: interpolate`${ref(holder, "arn")}:limiter::` },
});

const limited = (url: string) => task("api", { command: WEB, environment: { RATELIMIT_STORAGE_URL: url } });

interface Wiring {
  readonly ways: readonly TestResource[];
  readonly workload?: TestResource;
  readonly cache?: TestResource;
  readonly parent?: TestResource;
}

/** The limited service and its Redis, each in a group of its own unless said otherwise, and the given ways between them. */
function wired({ ways, workload = webGroup, cache = cacheGroup, parent }: Wiring): readonly TestResource[] {
  const options = parent === undefined ? {} : { parent };
  const store = resource(
    aws.elasticache.ReplicationGroup,
    "redis",
    { description: "limiter", securityGroupIds: [ref(cache, "id")] },
    { ...options, outputs: { primaryEndpointAddress: HOST } },
  );
  const url =
    parent === undefined
      ? `rediss://${HOST}:6379/1`
      : interpolate`rediss://${ref(store, "primaryEndpointAddress")}:6379/1`;
  const definition = task("api", { command: WEB, environment: { RATELIMIT_STORAGE_URL: url } }, parent);
  const service = resource(
    aws.ecs.Service,
    "api",
    {
      name: "api",
      taskDefinition: ref(definition, "arn"),
      networkConfiguration: { subnets: ["subnet-1"], securityGroups: [ref(workload, "id")] },
    },
    options,
  );
  const groups = workload === cache ? [workload] : [workload, cache];
  return [...(parent === undefined ? [] : [parent]), ...groups, store, definition, service, ...ways];
}

const declared = blueprint(
  declaration({
    workloads: { api: declaredWorkload({ environment: { RATELIMIT_STORAGE_URL: redisUrl("limiter", 1) } }) },
  }),
);

const group = (name: string, args: aws.ec2.SecurityGroupArgs = {}) =>
  resource(aws.ec2.SecurityGroup, name, args, { outputs: { id: `sg-${name}` } });
const webGroup = group("api");
const cacheGroup = group("redis");

const tcp = (port: pulumi.Input<number>) => ({ ipProtocol: "tcp", fromPort: port, toPort: port });
const wayOut = resource(aws.vpc.SecurityGroupEgressRule, "api-to-redis", {
  securityGroupId: ref(webGroup, "id"),
  referencedSecurityGroupId: ref(cacheGroup, "id"),
  ...tcp(6379),
});
const wayIn = (port: pulumi.Input<number> = 6379, from = webGroup) =>
  resource(aws.vpc.SecurityGroupIngressRule, "api-to-redis", {
    securityGroupId: ref(cacheGroup, "id"),
    referencedSecurityGroupId: ref(from, "id"),
    ...tcp(port),
  });
const olderWays = (["ingress", "egress"] as const).map((type) => {
  const [own, other] = type === "ingress" ? [cacheGroup, webGroup] : [webGroup, cacheGroup];
  return resource(aws.ec2.SecurityGroupRule, type, {
    type,
    securityGroupId: ref(own, "id"),
    sourceSecurityGroupId: ref(other, "id"),
    protocol: "tcp",
    fromPort: 6000,
    toPort: 7000,
  });
});

const everything = { protocol: "-1", fromPort: 0, toPort: 0 };
const openGroup = group("open", { egress: [{ ...everything, cidrBlocks: ["0.0.0.0/0"] }] });
const inlineGroup = (protocol: string) =>
  group("inline", { ingress: [{ protocol, fromPort: 6379, toPort: 6379, cidrBlocks: ["10.0.0.0/16"] }] });
const sharedGroup = group("shared", {
  ingress: [{ ...everything, self: true }],
  egress: [{ ...everything, self: true }],
});
const number = resource(aws.ssm.Parameter, "port", { type: "String" }, { outputs: { version: 6379 } });

ruleTester.run(rateLimiterUsesRedis, {
  valid: [
    {
      name: "a declared URL of the declared cache",
      stack: [
        blueprint(
          declaration({
            workloads: { web: declaredWorkload({ environment: { RATELIMIT_STORAGE_URL: redisUrl("limiter", 1) } }) },
          }),
        ),
      ],
      passes: { "workload/web": "declared" },
    },
    {
      name: "a URL injected from a secret, followed to the cache's own endpoint",
      phase: "up",
      stack: [redis, holder, urls, injected],
      passes: { "workload/api": "verified" },
    },
    {
      name: "a Redis that its groups' rules let the workload reach",
      phase: "up",
      stack: wired({ ways: [wayOut, wayIn()] }),
      passes: { "workload/api": "verified" },
    },
    {
      name: "a declared Redis that its groups' rules let the workload reach, at the first preview",
      stack: wired({ ways: [wayOut, wayIn()], parent: declared }),
      passes: { "workload/api": "declared" },
    },
    {
      name: "the same with the older kind of rule",
      phase: "up",
      stack: wired({ ways: olderWays }),
      passes: { "workload/api": "verified" },
    },
    {
      name: "the same with rules in the groups, by addresses",
      phase: "up",
      stack: wired({ ways: [], workload: openGroup, cache: inlineGroup("tcp") }),
      passes: { "workload/api": "verified" },
    },
    {
      name: "one group that lets itself in and out",
      phase: "up",
      stack: wired({ ways: [], workload: sharedGroup, cache: sharedGroup }),
      passes: { "workload/api": "verified" },
    },
    {
      name: "a worker without a limiter is not judged",
      stack: [task("worker", { command: WORKER, environment: { LOG_LEVEL: "INFO" } })],
      passes: {},
    },
  ],
  invalid: [
    {
      name: "a Redis whose group lets nobody in",
      phase: "up",
      stack: wired({ ways: [wayOut] }),
      subject: "workload/api",
      messageId: "closed",
      says: "cache redis",
      stage: "stack",
    },
    {
      name: "a declared Redis whose group lets nobody in, at the first preview",
      stack: wired({ ways: [wayOut], parent: declared }),
      subject: "workload/api",
      messageId: "closed",
      stage: "stack",
    },
    {
      name: "a workload whose group lets nothing out",
      phase: "up",
      stack: wired({ ways: [wayIn()] }),
      subject: "workload/api",
      messageId: "closed",
    },
    {
      name: "a way in on another port",
      phase: "up",
      stack: wired({ ways: [wayOut, wayIn(5432)] }),
      subject: "workload/api",
      messageId: "closed",
    },
    {
      name: "a way in for another protocol",
      phase: "up",
      stack: wired({ ways: [], workload: openGroup, cache: inlineGroup("udp") }),
      subject: "workload/api",
      messageId: "closed",
    },
    {
      name: "a way in for another group",
      phase: "up",
      stack: wired({ ways: [wayOut, group("other"), wayIn(6379, group("other"))] }),
      subject: "workload/api",
      messageId: "closed",
    },
    {
      name: "memory storage in the blueprint",
      stack: [
        blueprint(
          declaration({
            workloads: { web: declaredWorkload({ environment: { RATELIMIT_STORAGE_URL: plain("memory://") } }) },
          }),
        ),
      ],
      subject: "workload/web",
      messageId: "inProcess",
      says: "memory",
      stage: "blueprint",
    },
    {
      name: "a declared web workload without a storage",
      stack: [blueprint(declaration({ workloads: { web: declaredWorkload({}) } }))],
      subject: "workload/web",
      messageId: "missing",
    },
    {
      name: "the asynchronous memory storage in a task definition",
      stack: [limited("async+memory://")],
      subject: "workload/api",
      messageId: "inProcess",
      stage: "resource",
    },
    {
      name: "a Redis beside the application",
      stack: [limited("redis://localhost:6379/0")],
      subject: "workload/api",
      messageId: "local",
      says: "RATELIMIT_STORAGE_URL",
    },
    {
      name: "a Redis that is not in the stack",
      phase: "up",
      stack: [redis, limited("rediss://elsewhere.example.com:6379/0")],
      subject: "workload/api",
      messageId: "outside",
      says: "not this stack's",
    },
    {
      name: "a host that no endpoint of AWS's has, before the cache has one",
      stack: [redis, limited("rediss://elsewhere.example.com:6379/0")],
      subject: "workload/api",
      messageId: "outside",
      says: "not this stack's",
      stage: "stack",
    },
    {
      name: "rate limits without a storage",
      stack: [task("api", { command: WEB, environment: { RATE_LIMIT_ENABLED: "true" } })],
      subject: "workload/api",
      messageId: "missing",
    },
  ],
  unproven: [
    {
      name: "a way in on a port that is computed",
      stack: wired({ ways: [number, wayOut, wayIn(ref(number, "version"))], parent: declared }),
      subject: "workload/api",
      path: "fromPort",
      producer: "port",
    },
    {
      name: "a URL injected from a secret that does not exist yet",
      stack: [redis, holder, urls, injected],
      subject: "workload/api",
      path: "containerDefinitions",
      producer: "redis",
    },
    {
      name: "an endpoint of AWS's, while the cache has none yet",
      stack: [redis, limited("rediss://master.other.abc123.euw1.cache.amazonaws.com:6379/0")],
      subject: "workload/api",
      path: "primaryEndpointAddress",
      producer: "redis",
    },
  ],
});
