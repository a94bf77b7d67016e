/** Every key that takes an object refuses a list where one is wanted: to JavaScript a list is an object too. */
import * as v from "valibot";
import { parseConfig } from "../../infra/config";
import { KEYS, type SCHEMA } from "../../infra/config-schema";
import { REQUIRED } from "./settings";

type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

const ARN = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:123456789012:${rest}`;
const SECRET = { secretArn: ARN("secretsmanager", "secret:otlp-Cd34Ef"), key: "token" };
const ADDED = {
  variables: { A: "1" },
  permissions: [{ actions: ["s3:GetObject"], resources: ["*"] }],
  egress: [{ port: 587, to: "203.0.113.0/24", reason: "mail" }],
  sidecars: {
    otel: {
      image: "otel",
      cpu: 1,
      memory: 6,
      variables: { B: "2" },
      secrets: { TOKEN: SECRET },
      healthCheck: { command: ["CMD", "true"] },
      dependsOn: { agent: "START" },
    },
    agent: { image: "agent", cpu: 1, memory: 6 },
  },
  dependsOn: { otel: "HEALTHY" },
};

/** One of each, with everything in it that may be left out. */
const EXAMPLES: Readonly<Record<string, Json>> = {
  workloads: {
    web: ADDED,
    migration: { variables: { A: "1" } },
    mail: { role: "worker", queues: ["mail"], ...ADDED },
    admin: { role: "web", paths: ["/admin/*"], ...ADDED },
    nightly: { role: "job", command: ["python"], ...ADDED },
  },
  externalSecrets: { TOKEN: { ...SECRET, workloads: ["web"] } },
  tags: { department: "retail" },
  kmsKeys: { data: ARN("kms", "key/0a1b2c3d") },
  alarmTopics: { signals: ARN("sns", "signals") },
  ownNetwork: {
    vpcId: "vpc-0a1b2c3d4e5f60718",
    cidrBlock: "10.20.0.0/16",
    publicSubnets: { "subnet-0a000001": "10.20.0.0/24", "subnet-0a000002": "10.20.1.0/24" },
    privateSubnets: { "subnet-0b000001": "10.20.32.0/20", "subnet-0b000002": "10.20.48.0/20" },
    isolatedSubnets: { "subnet-0c000001": "10.20.8.0/24", "subnet-0c000002": "10.20.9.0/24" },
  },
  ownDatabase: {
    host: "shared.c1a2b3c4d5e6.eu-west-1.rds.amazonaws.com",
    database: "depot",
    version: "17",
    maxConnections: 600,
    securityGroupId: "sg-0d1e2f3a4b5c60718",
    masterSecret: { secretArn: ARN("secretsmanager", "secret:depot-Ab12Cd") },
  },
  ownCache: {
    host: "master.shared.a1b2c3.euw1.cache.amazonaws.com",
    engine: "valkey",
    version: "8.0",
    evictionPolicy: "noeviction",
    securityGroupId: "sg-0e1f2a3b4c5d60718",
  },
  databaseRestore: { sourceInstance: "orders", time: "latest" },
  workingHours: { from: "07:00", to: "20:00" },
  deploymentHooks: [{ functionArn: ARN("lambda", "function:smoke"), stages: ["POST_TEST_TRAFFIC_SHIFT"] }],
  firewallExclusions: [
    {
      group: "AWSManagedRulesCommonRuleSet",
      rule: "SizeRestrictions_BODY",
      reason: "uploads are large",
      owner: "edge",
    },
  ],
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The value with each of its objects in turn as an empty list, by where that is. */
function* withLists(value: Json, at: string): Generator<readonly [place: string, value: Json]> {
  if (typeof value !== "object") return;
  if (isList(value)) {
    for (const [index, item] of value.entries())
      for (const [place, changed] of withLists(item, `${at}[${index}]`)) yield [place, value.with(index, changed)];
    return;
  }
  yield [at, []];
  for (const [name, member] of Object.entries(value))
    for (const [place, changed] of withLists(member, `${at}.${name}`)) yield [place, { ...value, [name]: changed }];
}

const CASES = Object.entries(EXAMPLES).flatMap(([key, value]) =>
  [...withLists(value, key)].map(([place, changed]) => [place, key, changed] as const),
);
const parse = (key: string, value: Json) =>
  v.safeParse(KEYS[key as keyof v.InferInput<typeof SCHEMA>], JSON.stringify(value));

it("has an example of every key that takes an object, and each is taken", () => {
  const taking = Object.entries(KEYS).filter(([, schema]) => /objects? /.test(wantedOf(schema)));
  expect(taking.map(([key]) => key).sort()).toEqual(Object.keys(EXAMPLES).sort());
  for (const [key, value] of Object.entries(EXAMPLES))
    expect([key, parse(key, value).issues]).toEqual([key, undefined]);
});

it.each(CASES)("%s as a list is refused", (_, key, value) => {
  expect(parse(key, value).success).toBe(false);
});

it("says where, in one sentence", () => {
  const workloads = (web: Json) => parseConfig({ ...REQUIRED, workloads: JSON.stringify({ web }) });
  expect(() => workloads([])).toThrow(/; web must be an object of what is added to it\.$/);
  expect(() => workloads({ variables: [] })).toThrow(/; web\.variables must be an object of variables\.$/);
});

function wantedOf(schema: (typeof KEYS)[keyof typeof KEYS]): string {
  return v.safeParse(schema, null).issues?.[0].message ?? "";
}
