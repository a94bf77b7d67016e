/** Values that AWS has in no account, beside the next one that it has: each service refuses, and only these. */
import { type Properties } from "../../../../offline/provider/values";
import { str } from "../../client";
import { aws, world } from "../fresh-world";

const INSTANCE = "aws:rds/instance:Instance";
const DB_PARAMETERS = "aws:rds/parameterGroup:ParameterGroup";
const CACHE = "aws:elasticache/replicationGroup:ReplicationGroup";
const CACHE_PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";
const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
const SCALED = "aws:appautoscaling/target:Target";
const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";

type Case = readonly [what: string, inputs: () => Properties, message: string];
type Sound = readonly [what: string, inputs: () => Properties];

function tries(type: string, refused: readonly Case[], taken: readonly Sound[]): void {
  test.each(refused)("not %s", async (_what, inputs, message) => {
    await expect(aws.create(type, "refused", inputs())).rejects.toThrow(message);
  });
  test.each(taken.map(([what, inputs], index) => [what, inputs, index] as const))(
    "but %s",
    async (_what, inputs, index) => {
      await expect(aws.create(type, `taken-${index}`, inputs())).resolves.toBeDefined();
    },
  );
}

const database = (changes: Properties) => () => ({
  instanceClass: "db.t4g.medium",
  engine: "postgres",
  engineVersion: "17.6",
  username: "shop",
  password: "alongpassword",
  allocatedStorage: 50,
  storageType: "gp3",
  skipFinalSnapshot: true,
  ...changes,
});

describe("RDS takes an instance", () => {
  tries(
    INSTANCE,
    [
      ["of a class nobody has", database({ instanceClass: "db.zz9.large" }), "Invalid DB Instance class: db.zz9.large"],
      [
        "of a generation that is not there",
        database({ instanceClass: "db.m9g.large" }),
        "Invalid DB Instance class: db.m9g.large",
      ],
      [
        "of a size its family has not",
        database({ instanceClass: "db.m7g.micro" }),
        "Invalid DB Instance class: db.m7g.micro",
      ],
      ["of an engine nobody has", database({ engine: "postgresql" }), "Invalid DB engine: postgresql"],
      ["of a major version to come", database({ engineVersion: "99" }), "Cannot find version 99 for postgres"],
      ["of a minor version to come", database({ engineVersion: "17.99" }), "Cannot find version 17.99 for postgres"],
      [
        "with 5 GiB",
        database({ allocatedStorage: 5 }),
        "Invalid storage size for engine name postgres and storage type gp3: 5",
      ],
      [
        "with 50 GiB of io2",
        database({ storageType: "io2", iops: 3000 }),
        "Invalid storage size for engine name postgres and storage type io2: 50",
      ],
      [
        "that may grow by a twentieth",
        database({ allocatedStorage: 100, maxAllocatedStorage: 105 }),
        "Invalid max storage size for engine name postgres and storage type gp3: 105",
      ],
      [
        "with chosen IOPS on a small gp3 volume",
        database({ iops: 3000 }),
        "You can't specify IOPS or storage throughput for engine postgres and a storage size less than 400.",
      ],
      [
        "with fewer IOPS than a large gp3 volume has",
        database({ allocatedStorage: 500, iops: 3000 }),
        "Invalid IOPS value for engine name postgres and storage type gp3: 3000",
      ],
      [
        "of io1 without IOPS",
        database({ allocatedStorage: 200, storageType: "io1" }),
        "You must specify the Iops parameter",
      ],
      [
        "with windows that meet",
        database({ backupWindow: "03:00-04:00", maintenanceWindow: "sun:03:30-sun:04:30" }),
        "The backup window and maintenance window must not overlap.",
      ],
      [
        "with windows that meet behind midnight, at the week's end",
        database({ backupWindow: "23:45-00:15", maintenanceWindow: "mon:00:00-mon:01:00" }),
        "The backup window and maintenance window must not overlap.",
      ],
      ["with a window of ten minutes", database({ backupWindow: "03:00-03:10" }), "must be at least 30 minutes"],
      [
        "that keeps Performance Insights for 400 days",
        database({ performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 400 }),
        "Invalid Performance Insights retention period: 400",
      ],
    ],
    [
      ["of this year's class", database({ instanceClass: "db.r8g.2xlarge" })],
      ["of a class with a disk of its own", database({ instanceClass: "db.m6idn.24xlarge" })],
      ["of the major version alone", database({ engineVersion: "18" })],
      ["of a version in extended support", database({ engineVersion: "11.22-rds.20240418" })],
      ["of MySQL", database({ engine: "mysql", engineVersion: "8.4.3" })],
      ["that grows by a tenth", database({ allocatedStorage: 100, maxAllocatedStorage: 110 })],
      ["that does not grow", database({ allocatedStorage: 100, maxAllocatedStorage: 100 })],
      ["with the IOPS of a large volume", database({ allocatedStorage: 400, iops: 12_000, storageThroughput: 500 })],
      ["with windows that touch", database({ backupWindow: "03:00-04:00", maintenanceWindow: "Sun:04:00-Sun:05:00" })],
      [
        "that keeps Performance Insights for thirteen months",
        database({ performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 403 }),
      ],
    ],
  );

  test("of a window that has no such form, at the preview already", async () => {
    const { failures } = await aws.check(INSTANCE, "odd", database({ maintenanceWindow: "sunday 03:00" })());
    expect(failures.join()).toContain('must satisfy the format of "ddd:hh24:mi-ddd:hh24:mi"');
  });
});

const parameter =
  (family: string, name: string, value = "1") =>
  () => ({
    family,
    parameters: [{ name, value, applyMethod: "pending-reboot" }],
  });

describe("RDS takes parameters", () => {
  tries(
    DB_PARAMETERS,
    [
      ["of a family to come", () => ({ family: "postgres99" }), "postgres99 is not a valid parameter group family"],
      [
        "of a family without a version",
        () => ({ family: "postgres" }),
        "postgres is not a valid parameter group family",
      ],
      [
        "nobody knows",
        parameter("postgres17", "max_conections", "100"),
        "Could not find parameter with name: max_conections",
      ],
      [
        "of an extension nobody has",
        parameter("postgres16", "pgsuperfast.level"),
        "Could not find parameter with name: pgsuperfast.level",
      ],
    ],
    [
      ["of PostgreSQL", parameter("postgres17", "transaction_timeout")],
      ["of an older PostgreSQL", parameter("postgres12", "operator_precedence_warning")],
      ["of an extension", parameter("postgres17", "pg_stat_statements.track", "ALL")],
      ["of RDS", parameter("postgres17", "rds.force_ssl")],
      ["of the newest", parameter("postgres18", "io_method", "worker")],
      ["of MySQL, of which the names are not held here", parameter("mysql8.4", "innodb_buffer_pool_size")],
    ],
  );
});

const cache = (changes: Properties) => () => ({
  description: "d",
  engine: "redis",
  engineVersion: "7.1",
  nodeType: "cache.t4g.small",
  ...changes,
});

describe("ElastiCache takes a group", () => {
  tries(
    CACHE,
    [
      [
        "of a node type nobody has",
        cache({ nodeType: "cache.zz9.large" }),
        "Invalid Cache Node Type: cache.zz9.large.",
      ],
      ["of a size its family has not", cache({ nodeType: "cache.m7g.micro" }), "Invalid Cache Node Type"],
      ["of a Redis to come", cache({ engineVersion: "9.0" }), "Cannot find version 9.0 for redis."],
      ["of a Redis between", cache({ engineVersion: "7.2" }), "Cannot find version 7.2 for redis."],
      [
        "of a Valkey before the first",
        cache({ engine: "valkey", engineVersion: "6.2" }),
        "Cannot find version 6.2 for valkey.",
      ],
      [
        "with windows that meet",
        cache({ snapshotWindow: "05:00-06:00", maintenanceWindow: "sun:05:30-sun:06:30" }),
        "The snapshot window and maintenance window must not overlap.",
      ],
      [
        "with half an hour for snapshots",
        cache({ snapshotWindow: "05:00-05:30" }),
        "Snapshot window must be at least 60 minutes.",
      ],
    ],
    [
      ["of a Graviton node", cache({ nodeType: "cache.r7g.4xlarge" })],
      ["of a node with a disk", cache({ nodeType: "cache.r6gd.xlarge" })],
      ["of Redis 6", cache({ engineVersion: "6.x" })],
      ["of Valkey", cache({ engine: "valkey", engineVersion: "8.1" })],
      ["with windows apart", cache({ snapshotWindow: "05:00-06:00", maintenanceWindow: "sun:06:00-sun:07:00" })],
    ],
  );
});

describe("ElastiCache takes parameters", () => {
  tries(
    CACHE_PARAMETERS,
    [
      ["of a family to come", () => ({ family: "redis9" }), "redis9 is not a valid parameter group family"],
      ["nobody knows", parameter("redis7", "maxmemory-polcy", "noeviction"), "Parameter maxmemory-polcy cannot be"],
      ["of the machine", parameter("valkey8", "logfile", "/tmp/log"), "Parameter logfile cannot be modified"],
    ],
    [
      ["of Redis", parameter("redis7", "activedefrag", "yes")],
      ["of its own", parameter("redis6.x", "client-output-buffer-limit-pubsub-soft-seconds", "60")],
      ["of Memcached, of which the names are not held here", parameter("memcached1.6", "max_item_size", "1048576")],
    ],
  );
});

const task = (container: Properties, changes: Properties = {}, ...others: Properties[]) => {
  const containers = [{ name: "web", image: "app@sha256:0", ...container }, ...others];
  return () => ({
    family: "values",
    cpu: "512",
    memory: "1024",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    executionRoleArn: world.roleArn,
    containerDefinitions: JSON.stringify(containers),
    ...changes,
  });
};
const noRole = { executionRoleArn: null };
const health = (changes: Properties) => ({ healthCheck: { command: ["CMD-SHELL", "true"], ...changes } });
const logs = (options: Properties, logDriver = "awslogs") => ({ logConfiguration: { logDriver, options } });
const OPTIONS = { "awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web" };
const sidecar = { name: "proxy", image: "proxy@sha256:0" };
const onEc2 = { networkMode: "bridge", requiresCompatibilities: ["EC2"], cpu: null, memory: null };

describe("ECS takes a container", () => {
  tries(
    TASK,
    [
      ["checked every second", task(health({ interval: 1 })), "Invalid health check interval 1"],
      ["given a second to answer", task(health({ timeout: 1 })), "Invalid health check timeout 1"],
      ["checked by nothing", task({ healthCheck: { command: [] } }), "health check command cannot be empty"],
      ["after a container that is not there", task({ dependsOn: [{ containerName: "x", condition: "START" }] }), "'x'"],
      [
        "after itself",
        task({ dependsOn: [{ containerName: "web", condition: "START" }] }),
        "depends on container 'web'",
      ],
      [
        "after the health of one that says nothing of it",
        task({ dependsOn: [{ containerName: "proxy", condition: "HEALTHY" }] }, {}, sidecar),
        "Container 'proxy' needs a health check",
      ],
      ["with a secret that is nowhere", task({ secrets: [{ name: "A" }] }), "Secret.valueFrom should not be null"],
      ["with a secret without a name", task({ secrets: [{ valueFrom: "arn" }] }), "Secret.name should not be null"],
      [
        "with another port on the host",
        task({ portMappings: [{ containerPort: 8000, hostPort: 80 }] }),
        "the host ports and container ports in port mappings must match",
      ],
      ["that is privileged", task({ privileged: true }), "do not support privileged"],
      ["with devices", task({ linuxParameters: { devices: [{ hostPath: "/dev/a" }] } }), "do not support devices"],
      [
        "with more memory than its task",
        task({ memory: 2048 }),
        "must not be greater than the task's memory, 1024 MiB",
      ],
      [
        "that reserves with another more than its task",
        task({ memoryReservation: 600 }, {}, { ...sidecar, memory: 600 }),
        "must not exceed the task's, 1024 MiB",
      ],
      ["with more CPU than its task", task({ cpu: 1024 }), "CPU units together must not exceed the task's, 512"],
      [
        "that logs to CloudWatch without an execution role",
        task(logs(OPTIONS), noRole),
        "Fargate requires task definition to have execution role ARN to support log driver awslogs.",
      ],
      ["that logs nowhere", task(logs({ "awslogs-group": "g" })), "requires options: awslogs-region"],
      ["that logs to the host", task(logs({}, "json-file")), "The log driver json-file is not supported on Fargate."],
      [
        "of ECR without an execution role",
        task({ image: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1" }, noRole),
        "Fargate requires task definition to have execution role ARN to support ECR images.",
      ],
      ["on EC2 without memory", task({}, onEc2), "At least one of 'memory' or 'memoryReservation' must be specified."],
    ],
    [
      ["that says everything it may", task({ ...health({ interval: 30, timeout: 5, retries: 3 }), ...logs(OPTIONS) })],
      ["on its own port of the host", task({ portMappings: [{ containerPort: 80, hostPort: 80 }] })],
      ["on a port AWS chooses", task({ portMappings: [{ containerPort: 80, hostPort: 0 }] })],
      ["after another's health", task({}, {}, { ...sidecar, ...health({}), dependsOn: [after("web", "START")] })],
      ["privileged, on EC2", task({ privileged: true, memory: 256 }, onEc2)],
      ["with all of its task's memory", task({ memory: 1024, cpu: 512 })],
      ["of elsewhere without an execution role", task({ image: "public.ecr.aws/nginx/nginx:1" }, noRole)],
    ],
  );

  test.each<[string, Properties, string]>([
    ["a number in its environment", { environment: [{ name: "PORT", value: 8000 }] }, "unmarshal number"],
    ["a boolean in its environment", { environment: [{ name: "DEBUG", value: true }] }, "unmarshal boolean"],
    ["its environment as an object", { environment: { PORT: "8000" } }, "cannot unmarshal object"],
    ["memory as text", { memory: "512" }, "cannot unmarshal string"],
    ["its command as one text", { command: "gunicorn app" }, "cannot unmarshal string"],
  ])("not with %s, at the preview already", async (_what, container, said) => {
    const { failures } = await aws.check(TASK, "odd", task(container)());
    expect(failures.join()).toContain(
      "ECS Task Definition container_definitions is invalid: Error decoding JSON: json:",
    );
    expect(failures.join()).toContain(said);
    expect(failures.join()).not.toMatch(/8000|gunicorn/);
  });

  test("with names in any case and what it does not know, as Go reads it", async () => {
    const { failures } = await aws.check(TASK, "fine", task({ Environment: [{ Name: "A", Value: "b" }], note: 1 })());
    expect(failures).toEqual([]);
  });
});

function after(containerName: string, condition: string): Properties {
  return { containerName, condition };
}

describe("ECS takes a service", () => {
  const service = (changes: Properties) => async () => {
    const { outputs } = await aws.create(TASK, "for-service", task({})());
    return {
      cluster: world.clusterArn,
      taskDefinition: str(outputs.arn),
      launchType: "FARGATE",
      networkConfiguration: { subnets: world.subnetIds },
      ...changes,
    };
  };

  test("with a grace period only behind a load balancer", async () => {
    const inputs = await service({ healthCheckGracePeriodSeconds: 60 })();
    await expect(aws.create(SERVICE, "waiting", inputs)).rejects.toThrow(
      "Health check grace period is only valid for services configured to use load balancers",
    );
    const none = await service({ healthCheckGracePeriodSeconds: 0 })();
    await expect(aws.create(SERVICE, "not-waiting", none)).resolves.toBeDefined();
  });

  test("that scales in its own dimension", async () => {
    const made = await aws.create(SERVICE, "scaled", await service({ name: "scaled" })());
    const scaled = (scalableDimension: string, serviceNamespace = "ecs") => ({
      ...{ minCapacity: 1, maxCapacity: 2, scalableDimension, serviceNamespace },
      resourceId: str(made.outputs.arn).split(":").at(-1) ?? "",
    });
    for (const [inputs, said] of [
      [scaled("ecs:service:TaskCount"), "Value 'ecs:service:TaskCount' at 'scalableDimension'"],
      [
        scaled("dynamodb:table:ReadCapacityUnits"),
        "Unsupported service namespace, resource type or scalable dimension",
      ],
      [scaled("ecs:service:DesiredCount", "fargate"), "Value 'fargate' at 'serviceNamespace'"],
      [scaled("ecs:service:DesiredCount", "dynamodb"), "Unsupported service namespace"],
    ] as const)
      await expect(aws.create(SCALED, "refused", inputs)).rejects.toThrow(said);
    await expect(aws.create(SCALED, "taken", scaled("ecs:service:DesiredCount"))).resolves.toBeDefined();
    const table = { ...scaled("dynamodb:table:ReadCapacityUnits", "dynamodb"), resourceId: "table/orders" };
    await expect(aws.create(SCALED, "table", table)).resolves.toBeDefined();
  });
});

describe("a load balancer takes a target group", () => {
  const group = (changes: Properties) => () => ({
    ...{ port: 8000, protocol: "HTTP", targetType: "ip", vpcId: world.vpcId },
    ...changes,
  });
  const matcher = (codes: string, changes: Properties = {}) => group({ healthCheck: { matcher: codes }, ...changes });
  tries(
    TARGET_GROUP,
    [
      [
        "that is well with 999",
        matcher("999"),
        "Health check matcher HTTP code '999' must be within '200-499' inclusive",
      ],
      ["that is well with an error", matcher("200-503"), "code '200-503' must be within '200-499'"],
      ["that is well with a word", matcher("ok"), "Health check matcher HTTP code 'ok'"],
      ["of gRPC that is well with 200", matcher("200", { protocolVersion: "GRPC" }), "must be within '0-99' inclusive"],
    ],
    [
      ["that is well with several", matcher("200,204,300-399")],
      ["of gRPC", matcher("12", { protocolVersion: "GRPC" })],
      ["of a network load balancer", matcher("200-599", { protocol: "TCP" })],
    ],
  );

  test.each([10, 29, 901])("not with %i s to warm up, at the preview already", async (slowStart) => {
    const { failures } = await aws.check(TARGET_GROUP, "slow", group({ slowStart })());
    expect(failures.join()).toContain("Valid intervals are 30-900 or 0 to disable.");
  });

  test("and keeps to what the program gave of its health check at a refresh", async () => {
    const inputs = group({ healthCheck: { path: "/health" } })();
    const made = await aws.create(TARGET_GROUP, "refreshed", inputs);
    expect(made.outputs.healthCheck).toMatchObject({ path: "/health", port: "traffic-port", matcher: "200" });
    const found = await aws.read(TARGET_GROUP, "refreshed", made.id, made);
    expect(found?.inputs.healthCheck).toEqual({ path: "/health" });
  });
});

describe("CloudWatch takes a dashboard", () => {
  const dashboard =
    (...widgets: Properties[]) =>
    () => ({
      dashboardName: `d${JSON.stringify(widgets).length}`,
      dashboardBody: JSON.stringify({ widgets }),
    });
  const text = { type: "text", properties: { markdown: "# Shop" } };
  tries(
    DASHBOARD,
    [
      [
        "with an empty widget",
        dashboard(text, {}),
        "2 validation errors: /widgets/1: should have required property 'type'",
      ],
      [
        "with a metric of nowhere",
        dashboard({ type: "metric", properties: { metrics: [] } }),
        "/widgets/0/properties: should have required property 'region'",
      ],
      ["with a widget nobody knows", dashboard({ type: "chart", properties: {} }), "/widgets/0/type: should be one of"],
      ["wider than a dashboard", dashboard({ ...text, width: 25 }), "/widgets/0/width: should be 1 to 24"],
    ],
    [
      ["without widgets", dashboard()],
      ["with text and a metric", dashboard(text, { type: "metric", properties: { region: "eu-west-1", metrics: [] } })],
    ],
  );
});
