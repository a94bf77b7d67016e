/** Nothing is verified of what only a blueprint says so far: neither a value, nor that something is not there. */
import * as aws from "@pulumi/aws";
import { rules } from "../../policies/rules";
import { blueprint, component, json, ref, resource, run, type TestResource } from "../../policies/testing";
import { BEAT, declaration, declaredWorkload, plain, redisUrl, WORKER } from "./fixtures";

const source = resource(aws.ssm.Parameter, "source", { type: "String" }, { outputs: { value: "600" } });
const database = resource(
  aws.rds.Instance,
  "db",
  { engine: "postgres", identifier: "shop", instanceClass: "db.t4g.micro" },
  { outputs: { address: "shop.abc123.eu-west-1.rds.amazonaws.com" } },
);

interface Part {
  readonly command: readonly string[];
  /** Declared with these values, and built with others that a preview does not know. */
  readonly numbers?: Readonly<Record<string, string>>;
  /** Built as they are read. */
  readonly plain?: Readonly<Record<string, string>>;
  /** Built with a container definition that a preview does not know at all. */
  readonly unread?: Readonly<Record<string, string>>;
}

function stack(name: string, { command, numbers = {}, plain: readable = {}, unread }: Part): TestResource[] {
  const declared = Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, plain(value)]));
  const environment = { CELERY_BROKER_URL: redisUrl("broker", 2), ...declared };
  const root = blueprint(declaration({ workloads: { [name]: declaredWorkload({ command, environment }) } }));
  const part = component(name, { parent: root });
  const held = Object.keys(numbers).map((key, i) => {
    const arn = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:s${i}-AbCdEf`;
    const value = { secretId: arn, secretString: ref(source, "value") };
    return {
      value: resource(aws.secretsmanager.SecretVersion, `s${i}`, value),
      injected: { name: key, valueFrom: arn },
    };
  });
  const container = {
    name,
    image: "example.com/app:1",
    command,
    secrets: held.map(({ injected }) => injected),
    environment: [
      ...Object.entries({ ...readable, ...unread }).map(([key, value]) => ({ name: key, value })),
      ...(unread === undefined ? [] : [{ name: "SOURCE", value: ref(source, "value") }]),
    ],
  };
  const fields = { family: name, containerDefinitions: json([container]) };
  const definition = resource(aws.ecs.TaskDefinition, name, fields, { parent: part });
  return [root, source, database, part, ...held.map(({ value }) => value), definition];
}

/** With a service that runs it once, as it should. */
function once(resources: readonly TestResource[]): TestResource[] {
  const definition = resources.at(-1);
  if (definition?.parent === undefined) throw new Error("no task definition in a part");
  const args = {
    taskDefinition: ref(definition, "arn"),
    desiredCount: 1,
    deploymentMaximumPercent: 100,
    deploymentMinimumHealthyPercent: 0,
    availabilityZoneRebalancing: "DISABLED",
  };
  return [...resources, resource(aws.ecs.Service, definition.name, args, { parent: definition.parent })];
}

const WEB = ["uvicorn", "app.main:app"];
const POOL = { DB_POOL_SIZE: "500", DATABASE_URL: "postgresql://app@shop.abc123.eu-west-1.rds.amazonaws.com:5432/app" };
const ELSEWHERE = { DATABASE_URL: "postgresql://app@db.example.com:5432/app", DB_POOL_SIZE: "1", DB_MAX_OVERFLOW: "0" };

const alias = resource(aws.route53.Record, "alias", {
  zoneId: "zone",
  name: "db.internal.example.com",
  type: "CNAME",
  ttl: 60,
  records: [ref(database, "address")],
});

/** A workload that is built as it is read, so that there is a client to count for sure. */
const another = resource(aws.ecs.TaskDefinition, "other", {
  family: "other",
  containerDefinitions: JSON.stringify([
    {
      name: "other",
      image: "example.com/other:1",
      command: WEB,
      environment: [
        { name: "DATABASE_URL", value: "postgresql://app@db.internal.example.com:5432/app" },
        { name: "DB_POOL_SIZE", value: "1" },
        { name: "DB_MAX_OVERFLOW", value: "0" },
      ],
    },
  ]),
});

const token = resource(
  aws.ssm.Parameter,
  "token",
  { type: "SecureString" },
  { outputs: { value: "no address at all" } },
);

/** A pool, and an address that only its name says to be a database's. */
const named = (pool: string): TestResource[] => {
  const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:url-AbCdEf";
  const settings = { DB_POOL_SIZE: pool, DB_MAX_OVERFLOW: "0", DB_POOL_TIMEOUT: "5" };
  const container = {
    name: "web",
    image: "example.com/app:1",
    command: WEB,
    environment: Object.entries(settings).map(([name, value]) => ({ name, value })),
    secrets: [{ name: "DATABASE_URL", valueFrom: arn }],
  };
  return [
    token,
    resource(aws.secretsmanager.SecretVersion, "url", { secretId: arn, secretString: ref(token, "value") }),
    resource(aws.ecs.TaskDefinition, "web", { family: "web", containerDefinitions: JSON.stringify([container]) }),
  ];
};

const MIGRATE = ["alembic", "upgrade", "head"];

/** A declared migration, and a service that names the family of two definitions: which one it runs is known once there are both. */
function revisionsOf(name: string, command: readonly string[]): TestResource[] {
  const root = blueprint(
    declaration({
      workloads: { [name]: declaredWorkload({ command, role: "migration", service: null, healthCheck: null }) },
    }),
  );
  const part = component(name, { parent: root });
  const revision = (own: string, run: readonly string[], parent?: TestResource) =>
    resource(
      aws.ecs.TaskDefinition,
      own,
      {
        family: "shop",
        containerDefinitions: JSON.stringify([{ name: own, image: "example.com/app:1", command: run }]),
      },
      parent === undefined ? {} : { parent },
    );
  return [
    root,
    part,
    revision("web", WEB),
    revision(name, command, part),
    resource(aws.ecs.Service, "api", { taskDefinition: "shop", desiredCount: 1 }),
  ];
}

/**
 * A declared web server whose service names one of two revisions of a family, so that while nobody knows which, only what is
 * declared of the service speaks: that says nothing of the load balancer it is behind.
 */
function servedBy(command: readonly string[]): TestResource[] {
  const root = blueprint(declaration({ workloads: { web: declaredWorkload({ command }) } }));
  const part = component("web", { parent: root });
  const edge = resource(aws.lb.LoadBalancer, "edge", { name: "edge", idleTimeout: 120 }, { outputs: { arn: "edge" } });
  const group = resource(aws.lb.TargetGroup, "edge", { port: 8000, vpcId: "vpc-1" }, { outputs: { arn: "group" } });
  const definition = (revision: number, parent?: TestResource) =>
    resource(
      aws.ecs.TaskDefinition,
      `web-${revision}`,
      {
        family: "web",
        containerDefinitions: JSON.stringify([{ name: "web", image: "example.com/app:1", command, stopTimeout: 110 }]),
      },
      {
        ...(parent && { parent }),
        outputs: { arn: `arn:aws:ecs:eu-west-1:111122223333:task-definition/web:${revision}` },
      },
    );
  const behind = { targetGroupArn: ref(group, "arn"), containerName: "web", containerPort: 8000 };
  return [
    root,
    part,
    edge,
    group,
    resource(aws.lb.Listener, "edge", {
      loadBalancerArn: ref(edge, "arn"),
      defaultActions: [{ type: "forward", targetGroupArn: ref(group, "arn") }],
    }),
    definition(1),
    definition(2, part),
    resource(
      aws.ecs.Service,
      "web",
      {
        taskDefinition: "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:2",
        desiredCount: 2,
        loadBalancers: [behind],
      },
      { parent: part },
    ),
    resource(aws.ecs.Service, "other", { taskDefinition: "web:1", desiredCount: 1 }),
  ];
}

/** A service that is read, and a call of a task whose definition is not, of which only its blueprint says that it serves. */
function calledBeside(command: readonly string[]): TestResource[] {
  const workloads = Object.fromEntries(["web", "called"].map((name) => [name, declaredWorkload({ command: WEB })]));
  const root = blueprint(declaration({ workloads }));
  const [part, other] = ["web", "called"].map((name) => component(name, { parent: root }));
  if (part === undefined || other === undefined) throw new Error("no parts");
  const container = { image: "example.com/app:1", environment: [{ name: "SOURCE", value: ref(source, "value") }] };
  const serving = { name: "web", image: "example.com/app:1", command: WEB };
  const environment = [{ name: "DATABASE_URL", value: POOL.DATABASE_URL }];
  const web = resource(
    aws.ecs.TaskDefinition,
    "web",
    { family: "web", containerDefinitions: JSON.stringify([{ ...serving, environment }]) },
    { parent: part },
  );
  const called = resource(
    aws.ecs.TaskDefinition,
    "called",
    { family: "called", containerDefinitions: json([{ name: "called", ...container, command }]) },
    { parent: other, outputs: { arn: "arn:aws:ecs:eu-west-1:111122223333:task-definition/called:1" } },
  );
  return [
    ...[root, source, database, part, other, web, called],
    resource(aws.scheduler.Schedule, "migrates", {
      scheduleExpression: "rate(1 day)",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        roleArn: "role",
        arn: "arn:aws:ecs:eu-west-1:111122223333:cluster/main",
        ecsParameters: { taskDefinitionArn: ref(web, "arn") },
        input: JSON.stringify({ containerOverrides: [{ name: "web", command: MIGRATE }] }),
      },
    }),
    resource(aws.ecs.Service, "web", { taskDefinition: ref(web, "arn"), desiredCount: 2 }, { parent: part }),
    resource(aws.lambda.Invocation, "call", { functionName: "run", input: json({ task: ref(called, "arn") }) }),
  ];
}

/** A function that publishes to a queue, and a worker of another one: both are read as they are built. */
const publishing = (queue: string) =>
  resource(aws.lambda.Function, "publish", {
    role: "role",
    environment: { variables: { CELERY_TASK_DEFAULT_QUEUE: queue } },
  });
const consuming = resource(aws.ecs.TaskDefinition, "consumes", {
  family: "consumes",
  containerDefinitions: JSON.stringify([
    { name: "consumes", image: "example.com/app:1", command: ["celery", "-A", "app", "worker", "--queues", "mail"] },
  ]),
});

it.each<[string, string, TestResource[]]>([
  ["a lock's end", "timeouts-ladder-holds", stack("beat", { command: BEAT, numbers: { REDBEAT_LOCK_TIMEOUT: "1" } })],
  [
    "beat's sleep",
    "timeouts-ladder-holds",
    stack("beat", { command: BEAT, numbers: { REDBEAT_LOCK_TIMEOUT: "30", CELERY_BEAT_MAX_LOOP_INTERVAL: "60" } }),
  ],
  [
    "a soft shutdown",
    "timeouts-ladder-holds",
    stack("worker", { command: WORKER, numbers: { CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT: "600" } }),
  ],
  [
    "that another setting says the same",
    "tasks-survive-interruption",
    stack("worker", {
      command: WORKER,
      numbers: { SHOP_CELERY_TASK_ACKS_LATE: "true" },
      plain: {
        CELERY_TASK_ACKS_LATE: "true",
        CELERY_TASK_REJECT_ON_WORKER_LOST: "true",
        CELERY_TASK_TIME_LIMIT: "600",
        CELERY_BROKER_URL: "redis://redis.example.com:6379/0",
      },
    }),
  ],
  [
    "a lock beside a longer one",
    "scheduler-runs-once",
    once(
      stack("beat", {
        command: BEAT,
        numbers: { REDBEAT_LOCK_TIMEOUT: "30" },
        plain: { SHOP_REDBEAT_LOCK_TIMEOUT: "45" },
      }),
    ),
  ],
  [
    "that it has no database",
    "connection-budget-holds",
    [...stack("web", { command: WEB, unread: POOL }), alias, another],
  ],
  [
    "that its database is elsewhere",
    "connection-budget-holds",
    [...stack("web", { command: WEB, numbers: ELSEWHERE, unread: POOL }), alias, another],
  ],
  [
    "that no other workload consumes a queue",
    "scheduler-runs",
    [...stack("web", { command: WEB, unread: {} }), publishing("reports")],
  ],
  [
    "that nothing but a worker consumes a queue",
    "scheduler-runs",
    [...stack("web", { command: WEB, unread: {} }), publishing("reports"), consuming],
  ],
  ["that no service runs a migration", "migrations-gate-release", revisionsOf("migrate", MIGRATE)],
  ["that no balancer waits longer than its server", "timeouts-ladder-holds", servedBy(["gunicorn", "app.main:app"])],
  [
    "that no balancer gives up before its worker",
    "timeouts-ladder-holds",
    servedBy(["gunicorn", "-k", "sync", "--timeout", "300", "app.main:app"]),
  ],
  ["that what is called is no migration", "migrations-gate-release", calledBeside(MIGRATE)],
  [
    "that what a shell starts is no migration",
    "migrations-gate-release",
    calledBeside(["sh", "-c", "python manage.py migrate"]),
  ],
  ["that an address is a database's", "pool-limits-declared", named("0")],
  ["that a limited pool is one of connections to a database", "pool-limits-declared", named("5")],
])("%s is declared and verifies nothing by %s, before the real one is there", async (_, id, resources) => {
  const { verdicts } = await run(rules, resources, { phase: "preview" });
  const own = verdicts.filter(({ rule }) => rule === id);
  expect(own.length).toBeGreaterThan(0);
  expect(own.filter(({ basis }) => basis === "verified")).toEqual([]);
});
