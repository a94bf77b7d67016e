import * as aws from "@pulumi/aws";
import type { Input } from "@pulumi/pulumi";
import { apply, ref, resource, type TestResource } from "../../../policies/testing";
import { ADDRESS, database as addressed, definition, said } from "./judged";

/** Values that are known only at an up: until then nothing that they decide is told as if it were known. */
const elsewhere = resource(aws.ssm.Parameter, "elsewhere", { type: "String" }, { outputs: { value: "anything" } });
const later = <T>(value: T): T => apply(ref(elsewhere, "value"), () => value);

interface Kind {
  readonly rule: string;
  readonly stack: readonly TestResource[];
  readonly atUp: readonly string[];
}

const service = (args: Partial<aws.ecs.ServiceArgs>) =>
  resource(aws.ecs.Service, "web", { taskDefinition: "web", cluster: "main", desiredCount: 2, ...args });
const key = (args: aws.kms.KeyArgs) => resource(aws.kms.Key, "key", args);
const group = (args: Partial<aws.elasticache.ReplicationGroupArgs>) =>
  resource(aws.elasticache.ReplicationGroup, "redis", {
    description: "redis",
    transitEncryptionEnabled: true,
    authToken: "m8Qe2ZtV5xKp9RbW3nLs7YdF4hJc6GaT",
    ...args,
  });
const node = (engine: string) => resource(aws.elasticache.Cluster, "cache", { engine });
const database = resource(
  aws.rds.Instance,
  "shop",
  { engine: "postgres", instanceClass: "db.t4g.medium" },
  { outputs: { identifier: "shop-1a2b" } },
);
const alarm = (args: Partial<aws.cloudwatch.MetricAlarmArgs>, name = "connections") =>
  resource(aws.cloudwatch.MetricAlarm, name, {
    namespace: "AWS/RDS",
    metricName: "DatabaseConnections",
    dimensions: { DBInstanceIdentifier: "shop-1a2b" },
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 1,
    threshold: 100,
    alarmActions: ["arn:aws:sns:eu-west-1:111122223333:on-call"],
    ...args,
  });
const ARN = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/1";
const balancer = resource(aws.lb.LoadBalancer, "web", {}, { outputs: { arn: ARN } });
const visible = { cloudwatchMetricsEnabled: true, metricName: "web", sampledRequestsEnabled: true };
const acl = resource(
  aws.wafv2.WebAcl,
  "web",
  {
    scope: "REGIONAL",
    defaultAction: { allow: {} },
    visibilityConfig: visible,
    rules: [
      {
        name: "rate",
        priority: 1,
        action: { block: {} },
        statement: { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP" } },
        visibilityConfig: visible,
      },
    ],
  },
  { outputs: { arn: "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/web/1" } },
);
const before = (resourceArn: string) =>
  resource(aws.wafv2.WebAclAssociation, "web", { webAclArn: ref(acl, "arn"), resourceArn });
const lambda = (variables: Record<string, string>, args: Partial<aws.lambda.FunctionArgs> = {}) =>
  resource(aws.lambda.Function, "jobs", { role: "role", environment: { variables }, ...args });
const secretArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf";

const revision = (name: string, number: number, command: readonly string[]) =>
  resource(
    aws.ecs.TaskDefinition,
    name,
    {
      family: "jobs",
      containerDefinitions: JSON.stringify([
        { name, image: "example.com/shop:1", command, environment: [{ name: "REDBEAT_LOCK_TIMEOUT", value: "30" }] },
      ]),
    },
    { outputs: { arn: `arn:aws:ecs:eu-west-1:111122223333:task-definition/jobs:${number}`, revision: number } },
  );
/** Beat and a worker are revisions of one family. */
const beat = revision("beat", 2, ["celery", "-A", "shop", "beat", "-S", "redbeat.RedBeatScheduler"]);
const worker = revision("worker", 3, ["celery", "-A", "shop", "worker"]);
const once = (name: string, taskDefinition: aws.ecs.ServiceArgs["taskDefinition"]) =>
  resource(aws.ecs.Service, name, {
    name,
    ...{ taskDefinition, cluster: "main", desiredCount: 1, availabilityZoneRebalancing: "DISABLED" },
    ...{ deploymentMaximumPercent: 100, deploymentMinimumHealthyPercent: 0 },
  });
const every = (taskDefinitionArn: Input<string>) =>
  resource(aws.scheduler.Schedule, "every", {
    scheduleExpression: "rate(1 hour)",
    flexibleTimeWindow: { mode: "OFF" },
    target: { arn: "cluster", roleArn: "role", ecsParameters: { taskDefinitionArn } },
  });
const limited = definition("jobs", { RATELIMIT_ENABLED: "true" }, { command: ["celery", "-A", "shop", "worker"] });
const started = (input: string) =>
  resource(aws.scheduler.Schedule, "jobs", {
    scheduleExpression: "rate(1 day)",
    flexibleTimeWindow: { mode: "OFF" },
    target: { arn: "cluster", roleArn: "role", ecsParameters: { taskDefinitionArn: "jobs" }, input },
  });

const kinds: Readonly<Record<string, Kind>> = {
  "which of two revisions a second service runs": {
    rule: "scheduler-runs-once",
    stack: [beat, worker, once("own", ref(beat, "arn")), once("other", "jobs:2")],
    atUp: ["blocked services"],
  },
  "which of two revisions a service beside another runs": {
    rule: "scheduler-runs-once",
    stack: [beat, worker, once("own", ref(beat, "arn")), once("other", "jobs:3")],
    atUp: ["pass"],
  },
  "an alarm that brings a release back": {
    rule: "deployment-rolls-back",
    stack: [service({ alarms: { alarmNames: ["web"], enable: later(true), rollback: true } })],
    atUp: ["pass"],
  },
  "what such an alarm does": {
    rule: "deployment-rolls-back",
    stack: [
      service({
        alarms: { alarmNames: ["web"], enable: true, rollback: later(true) },
        deploymentCircuitBreaker: { enable: false, rollback: false },
      }),
    ],
    atUp: ["pass"],
  },
  "what a key is for": { rule: "key-rotation-enabled", stack: [key({ keyUsage: later("SIGN_VERIFY") })], atUp: [] },
  "what kind a key is of": {
    rule: "key-rotation-enabled",
    stack: [key({ customerMasterKeySpec: later("RSA_4096"), enableKeyRotation: true })],
    atUp: [],
  },
  "where a key lies": { rule: "key-rotation-enabled", stack: [key({ customKeyStoreId: later("cks-1") })], atUp: [] },
  "the engine of a replication group": {
    rule: "redis-encrypted-and-authenticated",
    stack: [group({ engine: later("valkey") })],
    atUp: ["pass"],
  },
  "the engine of a node": {
    rule: "redis-encrypted-and-authenticated",
    stack: [node(later("memcached"))],
    atUp: [],
  },
  "the engine of a database": {
    rule: "database-encrypted",
    stack: [resource(aws.rds.Instance, "shop", { instanceClass: "db.r6g.large", engine: later("aurora-postgresql") })],
    atUp: [],
  },
  "the mode of a cluster": {
    rule: "database-encrypted",
    stack: [resource(aws.rds.Cluster, "shop", { engine: "aurora-postgresql", engineMode: later("serverless") })],
    atUp: ["pass"],
  },
  "the name of a database that an alarm gives in words": {
    rule: "pool-monitored",
    stack: [database, alarm({})],
    atUp: ["pass"],
  },
  "which database an alarm is on": {
    rule: "pool-monitored",
    stack: [database, alarm({ dimensions: { DBInstanceIdentifier: later("shop-1a2b") } })],
    atUp: ["pass"],
  },
  "the threshold of one alarm of two": {
    rule: "pool-monitored",
    stack: [
      database,
      alarm({ dimensions: { DBInstanceIdentifier: ref(database, "identifier") }, threshold: later(100) }),
      alarm({ dimensions: { DBInstanceIdentifier: ref(database, "identifier") }, threshold: 5000 }, "dead"),
    ],
    atUp: ["pass"],
  },
  "the ARN of what a firewall stands before": {
    rule: "waf-rate-limit-attached",
    stack: [balancer, acl, before(ARN)],
    atUp: ["pass"],
  },
  "what a firewall stands before": {
    rule: "waf-rate-limit-attached",
    stack: [balancer, acl, before(later(ARN))],
    atUp: ["pass"],
  },
  "the command that a schedule starts what has a limiter's settings with": {
    rule: "rate-limiter-uses-redis",
    stack: [limited, started(later('{"containerOverrides":[{"name":"jobs","command":["celery","worker"]}]}'))],
    atUp: [],
  },
  "a plain value under a secret's name": {
    rule: "secret-not-in-plain-environment",
    stack: [lambda({ JWT_SECRET_KEY: later(secretArn) })],
    atUp: ["pass"],
  },
  "a plain value that is a secret": {
    rule: "secret-not-in-plain-environment",
    stack: [lambda({ JWT_SECRET_KEY: later("hG7s-kP2q_vR9xWm3ZtB8nYc4LdF6aJe") })],
    atUp: ["blocked plain"],
  },
};

describe("until a value is known, what it decides is unproven", () => {
  it.each(Object.entries(kinds))("%s", async (_, { rule, stack, atUp }) => {
    expect(await said(rule, [elsewhere, ...stack], "preview")).toEqual(["unproven"]);
    expect(await said(rule, [elsewhere, ...stack], "up")).toEqual(atUp);
  });
});

it("what starts one revision of a family starts no other", async () => {
  const own = once("own", ref(beat, "arn"));
  const literal = every("arn:aws:ecs:eu-west-1:111122223333:task-definition/jobs:3");
  for (const schedule of [every(ref(worker, "arn")), literal]) {
    expect(await said("scheduler-runs-once", [beat, worker, own, schedule], "up")).toEqual(["pass"]);
  }
  const dated = every(ref(beat, "arn"));
  expect(await said("scheduler-runs-once", [beat, worker, own, dated], "up")).toEqual(["blocked again"]);
  expect(await said("scheduler-runs-once", [beat, worker, own, every(ref(worker, "arn"))], "preview")).toEqual([
    "pass",
  ]);
});

it("a workload that is set up for periodic tasks may turn out to send them itself", async () => {
  const beats = ["celery", "-A", "shop", "beat"];
  const stack = (command: string) => [
    elsewhere,
    definition("jobs", { REDBEAT_REDIS_URL: "redis://cache.internal:6379/0" }),
    started(later(JSON.stringify({ containerOverrides: [{ name: "jobs", command: [command] }] }))),
    definition("beat", {}, { command: beats }),
    definition("worker", {}, { command: ["celery", "-A", "shop", "worker"] }),
  ];
  expect(await said("scheduler-runs", stack("./job.sh"), "preview")).toEqual(["pass", "unproven"]);
  expect(await said("scheduler-runs", stack("uvicorn"), "up")).toEqual(["pass"]);
});

it("a program that is started by a function is not known while its command is not", async () => {
  const worker = lambda(
    {},
    {
      packageType: "Image",
      imageConfig: { commands: later(["celery", "-A", "shop", "beat", "-S", "redbeat.RedBeatScheduler"]) },
    },
  );
  expect(await said("scheduler-runs-once", [elsewhere, worker], "preview")).toEqual(["unproven"]);
});

const REDBEAT = ["celery", "-A", "shop", "beat", "-S", "redbeat.RedBeatScheduler"];
const BEAT_ARN = "arn:aws:ecs:eu-west-1:111122223333:task-definition/jobs:2";
const runs = (input: string) =>
  resource(aws.scheduler.Schedule, "runs", {
    scheduleExpression: "rate(1 hour)",
    flexibleTimeWindow: { mode: "OFF" },
    target: { arn: "arn:aws:scheduler:::aws-sdk:ecs:runTask", roleArn: "role", input },
  });

it.each<[string, TestResource]>([
  ["a schedule", every(later(BEAT_ARN))],
  ["a schedule of the API itself", runs(later(JSON.stringify({ TaskDefinition: BEAT_ARN })))],
  [
    "an event",
    resource(aws.cloudwatch.EventTarget, "every", {
      ...{ rule: "hourly", arn: "cluster", ecsTarget: { taskDefinitionArn: later(BEAT_ARN) } },
    }),
  ],
])("what %s starts may be any task definition while nothing says which", async (_what, start) => {
  const stack = [elsewhere, beat, once("own", ref(beat, "arn")), start];
  expect(await said("scheduler-runs-once", stack, "preview")).toContain("unproven");
  expect(await said("scheduler-runs-once", stack, "preview")).not.toContain("blocked again");
});

it("what a schedule starts is its own once it is known, and nobody else's", async () => {
  const own = [elsewhere, beat, once("own", ref(beat, "arn"))];
  expect(await said("scheduler-runs-once", [...own, every(later(BEAT_ARN))], "up")).toContain("blocked again");
  const another = later(BEAT_ARN.replace("jobs:2", "reports:1"));
  expect(await said("scheduler-runs-once", [...own, every(another)], "up")).not.toContain("blocked again");
});

it("a schedule of a function starts no task, whatever its ARN is going to be", async () => {
  const called = resource(aws.scheduler.Schedule, "called", {
    scheduleExpression: "rate(1 hour)",
    flexibleTimeWindow: { mode: "OFF" },
    target: { arn: later("arn:aws:lambda:eu-west-1:111122223333:function:jobs"), roleArn: "role" },
  });
  const alone = await said("scheduler-runs-once", [elsewhere, beat, once("own", ref(beat, "arn"))], "preview");
  expect(
    await said("scheduler-runs-once", [elsewhere, beat, once("own", ref(beat, "arn")), called], "preview"),
  ).toEqual(alone);
});

it("a task that a schedule makes a scheduler is not judged while its own command is to come", async () => {
  const stack = (command: readonly string[]) => [
    elsewhere,
    definition("jobs", {}, { command: later(command) }),
    started(JSON.stringify({ containerOverrides: [{ name: "jobs", command: REDBEAT }] })),
  ];
  expect(await said("scheduler-runs-once", stack(["celery", "worker", "-B"]), "preview")).toContain("unproven");
  expect(await said("scheduler-runs-once", stack(["celery", "worker", "-B"]), "up")).toContain("blocked embedded");
});

it("a command that is replaced by a container's name is nobody's while the containers are to come", async () => {
  const image = later("example.com/shop:1");
  const stack = [
    elsewhere,
    definition("jobs", {}, { name: "web", command: ["uvicorn", "app.main:app"], image }),
    resource(aws.scheduler.Schedule, "jobs", {
      scheduleExpression: "rate(1 day)",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        ...{ arn: "cluster", roleArn: "role", ecsParameters: { taskDefinitionArn: "jobs", taskCount: 3 } },
        input: JSON.stringify({ containerOverrides: [{ name: "jobs", command: REDBEAT }] }),
      },
    }),
  ];
  expect(await said("scheduler-runs-once", stack, "preview")).toEqual(["unproven"]);
  expect(await said("scheduler-runs-once", stack, "up")).toEqual([]);
});

it("what is known is told as before, whatever else is still to come", async () => {
  const own = before(ref(balancer, "arn"));
  expect(await said("waf-rate-limit-attached", [elsewhere, balancer, acl, own], "preview")).toEqual(["pass"]);
  const dead = alarm({ dimensions: { DBInstanceIdentifier: ref(database, "identifier") }, threshold: 5000 });
  expect(await said("pool-monitored", [elsewhere, database, dead], "preview")).toEqual(["blocked never"]);
  const broken = service({ deploymentCircuitBreaker: { enable: false, rollback: later(true) } });
  expect(await said("deployment-rolls-back", [elsewhere, broken], "up")).toEqual(["blocked off"]);
});

describe("an address that may turn out to be no database's", () => {
  const kept = (value: unknown) =>
    resource(aws.secretsmanager.SecretVersion, "url", { secretId: secretArn, secretString: value as string });
  const limits = { DB_MAX_OVERFLOW: "0", DB_POOL_TIMEOUT: "10" };
  const app = (name: string, size: string) =>
    definition("app", { DB_POOL_SIZE: size, ...limits }, { secrets: [{ name, valueFrom: secretArn }] });
  const settled = (value: string, size: string, phase: "preview" | "up", name = "DATABASE_URL") =>
    said("pool-limits-declared", [elsewhere, kept(later(value)), app(name, size)], phase);

  it.each(["DATABASE_URL", "DATABASE_READ_URL", "POSTGRES_DSN"])(
    "blocks nobody for a size that is none until it is known: %s",
    async (name) => {
      expect(await settled("nothing of a database", "10.0.0.0/16", "preview", name)).not.toContain("blocked unproven");
      expect(await settled("nothing of a database", "10.0.0.0/16", "up", name)).toEqual([]);
    },
  );

  it("blocks for it once it is one", async () => {
    const stack = [elsewhere, addressed(), kept(later(`postgresql+asyncpg://app@${ADDRESS}/app`))];
    const use = app("DATABASE_URL", "10.0.0.0/16");
    expect(await said("pool-limits-declared", [...stack, use], "up")).toContain("blocked unproven");
  });

  it("blocks for it where it is worked out from a database of the stack", async () => {
    const url = apply(ref(database, "identifier"), () => "postgresql+asyncpg://app@shop/app");
    const stack = [database, kept(url), app("DATABASE_URL", "10.0.0.0/16")];
    expect(await said("pool-limits-declared", stack, "preview")).toContain("blocked unproven");
  });
});
