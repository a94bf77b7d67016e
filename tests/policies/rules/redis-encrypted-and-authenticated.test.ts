import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import { redisEncryptedAndAuthenticated } from "../../../policies/rules/redis/redis-encrypted-and-authenticated";
import { blueprint, component, ref, resource } from "../../../policies/testing";
import { declaration, ruleTester } from "../fixtures";

const token = resource(random.RandomPassword, "token", { length: 48 }, { outputs: { result: "m8Qe2ZtV5xKp9RbW3nLs" } });
const source = resource(aws.ssm.Parameter, "source", { type: "String" }, { outputs: { value: "true" } });
const group = (args: Partial<aws.elasticache.ReplicationGroupArgs>) =>
  resource(aws.elasticache.ReplicationGroup, "redis", {
    description: "queue",
    engine: "redis",
    transitEncryptionEnabled: true,
    atRestEncryptionEnabled: true,
    authToken: ref(token, "result"),
    ...args,
  });
const single = (args: Partial<aws.elasticache.ClusterArgs>) =>
  resource(aws.elasticache.Cluster, "redis", { engine: "redis", nodeType: "cache.t4g.small", ...args });
const memorydb = (args: Partial<aws.memorydb.ClusterArgs>) =>
  resource(aws.memorydb.Cluster, "redis", { aclName: "app", nodeType: "db.t4g.small", ...args });
const serverless = (args: Partial<aws.elasticache.ServerlessCacheArgs>) =>
  resource(aws.elasticache.ServerlessCache, "redis", { engine: "valkey", ...args });
const user = (args: Partial<aws.elasticache.UserArgs>) =>
  resource(aws.elasticache.User, "default", {
    userId: "default",
    userName: "default",
    engine: "redis",
    accessString: "on ~* +@all",
    ...args,
  });
const subject = "cache/redis";
const passes = { [subject]: "verified" } as const;

/** The shape of the product's own program. */
const root = blueprint(declaration());
const redis = component("redis", { parent: root });
const own = (atRestEncryptionEnabled: boolean) =>
  resource(
    aws.elasticache.ReplicationGroup,
    "redis",
    { description: "queue", transitEncryptionEnabled: true, authToken: ref(token, "result"), atRestEncryptionEnabled },
    { parent: redis },
  );

ruleTester.run(redisEncryptedAndAuthenticated, {
  valid: [
    { name: "a replication group, before its token is known", stack: [token, group({})], passes },
    {
      name: "one with users of its own",
      stack: [group({ authToken: undefined, userGroupIds: ["app"] })],
      passes,
    },
    {
      name: "Valkey, which encrypts its disks unless somebody says otherwise",
      stack: [token, group({ engine: "valkey", atRestEncryptionEnabled: undefined })],
      passes,
    },
    { name: "TLS and nothing else", stack: [token, group({ transitEncryptionMode: "required" })], passes },
    { name: "a serverless cache with users", stack: [serverless({ userGroupId: "app" })], passes },
    { name: "MemoryDB with a list of its own", stack: [memorydb({})], passes },
    ...[
      { authenticationMode: { type: "iam" } },
      { authenticationMode: { type: "password", passwords: ["m8Qe2ZtV5xKp9RbW3nLs"] } },
      { noPasswordRequired: true, accessString: "off ~keys* -@all +get" },
      { noPasswordRequired: true, accessString: "~* +@all" },
      { noPasswordRequired: true, accessString: "on ~* -@all" },
      { noPasswordRequired: true, accessString: "on ~* +@all off" },
      { noPasswordRequired: false, passwords: ["m8Qe2ZtV5xKp9RbW3nLs"] },
    ].map((args) => ({
      name: `a user that nobody is without a password: ${JSON.stringify(args)}`,
      stack: [user(args)],
      passes: { "redis-user/default": "verified" } as const,
    })),
    { name: "memcached, which is something else", stack: [single({ engine: "memcached" })], passes: {} },
    { name: "a replica of a group", stack: [single({ replicationGroupId: "redis" })], passes: {} },
    { name: "a blueprint", stack: [root], passes: { [subject]: "declared" } },
    { name: "the product's own program", stack: [root, redis, token, own(true)], passes },
  ],
  invalid: [
    { name: "no TLS", stack: [token, group({ transitEncryptionEnabled: false })], subject, messageId: "readable" },
    {
      name: "no word of TLS",
      stack: [token, group({ transitEncryptionEnabled: undefined })],
      subject,
      messageId: "readable",
    },
    {
      name: "both, as while clients are moved over",
      stack: [token, group({ transitEncryptionMode: "preferred" })],
      subject,
      messageId: "both",
    },
    {
      name: "nobody asked",
      stack: [group({ authToken: undefined })],
      subject,
      messageId: "open",
      stage: "resource",
    },
    {
      name: "an empty list of users",
      stack: [group({ authToken: undefined, userGroupIds: [] })],
      subject,
      messageId: "open",
    },
    {
      name: "open disks",
      stack: [token, group({ atRestEncryptionEnabled: undefined })],
      subject,
      messageId: "stored",
    },
    { name: "a single node", stack: [single({ transitEncryptionEnabled: true })], subject, messageId: "open" },
    { name: "a serverless cache without users", stack: [serverless({})], subject, messageId: "open" },
    {
      name: "MemoryDB that is open to all",
      stack: [memorydb({ aclName: "open-access", tlsEnabled: false })],
      subject,
      messageId: "readable",
    },
    ...[
      { noPasswordRequired: true },
      { authenticationMode: { type: "no-password-required" } },
      { noPasswordRequired: true, accessString: "off on ~app::* -@all +@read" },
    ].map((args) => ({
      name: `a user that anybody is: ${JSON.stringify(args)}`,
      stack: [user(args)],
      subject: "redis-user/default",
      messageId: "passwordless",
      stage: "resource" as const,
    })),
    {
      name: "a blueprint without a token",
      stack: [
        blueprint(
          declaration({
            caches: { redis: { ...(declaration().caches.redis as never as object), authentication: false } as never },
          }),
        ),
      ],
      subject,
      messageId: "open",
      stage: "blueprint",
    },
    {
      name: "the product's own program with open disks",
      stack: [root, redis, token, own(false)],
      subject,
      messageId: "stored",
    },
  ],
  unproven: [
    {
      name: "a second group of a global one, which has its settings",
      stack: [group({ globalReplicationGroupId: "world", transitEncryptionEnabled: undefined })],
      subject,
      path: "globalReplicationGroupId",
    },
    {
      name: "a user whose rights are read elsewhere",
      stack: [source, user({ noPasswordRequired: true, accessString: ref(source, "value") })],
      subject: "redis-user/default",
      path: "accessString",
      producer: "source",
    },
    {
      name: "a switch that is read elsewhere",
      stack: [token, source, group({ transitEncryptionEnabled: ref(source, "value") })],
      subject,
      path: "transitEncryptionEnabled",
      producer: "source",
    },
  ],
});
