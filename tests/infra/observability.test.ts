import { readFileSync } from "node:fs";
import { join } from "node:path";
import { alarmGroups } from "../../infra/alarms";
import { backlog } from "../../infra/backlog";
import { declareBlueprint } from "../../infra/blueprint";
import { budgetOf } from "../../infra/budget";
import { parseConfig } from "../../infra/config";
import { sources } from "../../infra/metrics";
import { MONITOR_LINE } from "../../infra/monitor";
import type { Blueprint } from "../../policies/model";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const METRIC_FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter";
const METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
const PEOPLE = "arn:aws:service:eu-west-1:123456789012:alarms";
const SIGNALS = "arn:aws:service:eu-west-1:123456789012:signals";

interface Query {
  readonly id: string;
  readonly expression?: string;
  readonly metric?: { readonly namespace: string; readonly metricName: string; readonly dimensions: Dimensions };
}

type Dimensions = Readonly<Record<string, string>>;

interface PolicyText {
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: string;
    readonly Principal: Readonly<Record<string, string>>;
    readonly Action: unknown;
    readonly Condition?: unknown;
  }[];
}

function ofType(resources: readonly Registered[], type: string): readonly Registered[] {
  return resources.filter((resource) => resource.type === type);
}

function one(resources: readonly Registered[], type: string, name: string): Registered {
  const found = resources.find((resource) => resource.type === type && resource.name === name);
  if (found === undefined) throw new Error(`the program registered no ${type} ${name}`);
  return found;
}

function text(resource: Registered, input: string): string {
  const value = resource.inputs[input];
  if (typeof value !== "string") throw new Error(`${resource.name} has no text in ${input}`);
  return value;
}

/** The metrics an alarm reads, whichever way it does. */
function metrics({ inputs }: Registered): { namespace: string; name: string; dimensions: Dimensions }[] {
  const queries = inputs["metricQueries"] as readonly Query[] | undefined;
  if (queries === undefined) {
    const { namespace, metricName, dimensions } = inputs;
    return [{ namespace: String(namespace), name: String(metricName), dimensions: dimensions as Dimensions }];
  }
  return queries.flatMap(({ metric }) =>
    metric === undefined
      ? []
      : [{ namespace: metric.namespace, name: metric.metricName, dimensions: metric.dimensions }],
  );
}

let production: readonly Registered[] = [];
let development: readonly Registered[] = [];

beforeAll(async () => {
  production = await runProgram({ ...PRODUCTION, "guardrails:alarmEmail": "oncall@example.com" });
  development = await runProgram({
    "aws:region": "eu-west-1",
    "guardrails:environment": "development",
    "guardrails:image": REQUIRED.image,
  });
}, 120_000);

describe("every alarm", () => {
  const runbook = readFileSync(join(__dirname, "../../docs/runbook.md"), "utf8");
  const sections = [...runbook.matchAll(/^### (\S+)$/gm)].map(([, section]) => section ?? "");
  const named = (alarm: Registered) =>
    /docs\/runbook\.md#(\S+)$/.exec(text(alarm, "alarmDescription"))?.[1] ?? alarm.name;
  const alarms = () => [...ofType(production, METRIC_ALARM), ...ofType(production, COMPOSITE_ALARM)];

  it("tells somebody when it begins and when it is over", () => {
    expect(alarms().length).toBeGreaterThan(25);
    for (const { inputs } of alarms()) {
      expect(inputs["actionsEnabled"]).toBe(true);
      expect([[PEOPLE], [SIGNALS]]).toContainEqual(inputs["alarmActions"]);
      expect(inputs["okActions"]).toStrictEqual(inputs["alarmActions"]);
    }
  });

  it("has a section in the runbook, and every section an alarm", () => {
    const missing = alarms().filter((alarm) => !sections.includes(named(alarm)));
    expect(missing.map(({ name }) => name)).toStrictEqual([]);
    expect(sections.filter((section) => !alarms().some((alarm) => named(alarm) === section))).toStrictEqual([]);
  });

  it("has a name of this stack's, one for each", () => {
    const names = alarms().map(({ inputs }) => String(inputs["name"] ?? inputs["alarmName"]));
    expect(names.filter((name) => !name.startsWith("guardrails-production-"))).toStrictEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("reads metrics of things that are registered under just these names", () => {
    const cluster = one(production, "aws:ecs/cluster:Cluster", "cluster");
    const cache = one(production, "aws:elasticache/replicationGroup:ReplicationGroup", "redis");
    const nodes = Array.from({ length: Number(cache.inputs["numCacheClusters"]) }, (_, i) =>
      [text(cache, "replicationGroupId"), `00${i + 1}`].join("-"),
    );
    const known: Readonly<Record<string, readonly string[]>> = {
      DBInstanceIdentifier: [text(one(production, "aws:rds/instance:Instance", "postgres"), "identifier")],
      CacheClusterId: nodes,
      ClusterName: [text(cluster, "name")],
      ServiceName: ofType(production, "aws:ecs/service:Service").map((service) => text(service, "name")),
      LoadBalancer: ["suffix-of-edge"],
      TargetGroup: ["suffix-of-edge"],
      CertificateArn: [text(one(production, "aws:lb/listener:Listener", "edge-https"), "certificateArn")],
    };
    const dimensions = ofType(production, METRIC_ALARM).flatMap((alarm) =>
      metrics(alarm).flatMap((metric) => Object.entries(metric.dimensions)),
    );
    expect(dimensions.filter(([name, value]) => !(known[name] ?? []).includes(value))).toStrictEqual([]);
    const read = new Set(dimensions.map(([name, value]) => `${name}=${value}`));
    expect(nodes.filter((node) => !read.has(`CacheClusterId=${node}`))).toStrictEqual([]);
  });
});

describe("thresholds", () => {
  it("warn of connections above all the budget allows and below what the database serves", () => {
    const blueprint = production[1]?.inputs as unknown as Blueprint<unknown>;
    const { peak, usable } = budgetOf(blueprint, "postgres");
    const threshold = Number(one(production, METRIC_ALARM, "database-connections").inputs["threshold"]);
    expect(threshold).toBeGreaterThanOrEqual(peak);
    expect(threshold).toBeLessThan(usable);
    // 90 % of 800 connections but for the 5 that are reserved.
    expect(threshold).toBe(715);
  });

  it("know what the Redis node has for data", () => {
    const thresholds = ["warning", "critical"].map((level) =>
      Number(one(production, METRIC_ALARM, `redis-memory-${level}`).inputs["threshold"]),
    );
    // cache.m6g.large: maxmemory 6,854,542,746 bytes, of which a quarter is reserved.
    expect(thresholds).toStrictEqual([0.7, 0.85].map((share) => Math.floor(6_854_542_746 * 0.75 * share)));
  });

  it("fall back to percentages for an instance and a node that are not known", async () => {
    const unknown = await runProgram({
      ...PRODUCTION,
      "guardrails:databaseInstanceClass": "db.x2iedn.xlarge",
      "guardrails:databaseMaxConnections": "800",
      "guardrails:cacheNodeType": "cache.c7gn.large",
    });
    const redis = one(unknown, METRIC_ALARM, "redis-memory-critical");
    expect(redis.inputs["threshold"]).toBe(63.75);
    expect(metrics(redis).map(({ name }) => name)).toStrictEqual([
      "DatabaseMemoryUsagePercentage",
      "DatabaseMemoryUsagePercentage",
    ]);
    expect(one(unknown, METRIC_ALARM, "database-memory").inputs["threshold"]).toBe(256 * 1024 ** 2);
  }, 60_000);

  it("watch for what ends a database slowly: spent credits, old transactions, slots that nobody reads", () => {
    const names = (resources: readonly Registered[]) =>
      resources.flatMap(({ type, name }) => (type === METRIC_ALARM && name.startsWith("database-") ? [name] : []));
    expect(names(production)).toEqual(
      expect.arrayContaining(["database-transaction-age", "database-replication-slot"]),
    );
    // Production's class is not a burstable one.
    expect(names(production)).not.toContain("database-credits");
    const measured = sources({
      ...{ prefix: "shop-development", databaseIdentifier: "shop-development-postgres", cacheNodeIds: ["node"] },
      ...{ loadBalancer: "lb", targetGroup: "tg" },
    });
    const blueprint = declareBlueprint(parseConfig({ ...REQUIRED, environment: "development" }), "eu-west-1");
    const promises = { storageGiB: 20, latencyTargetMs: 1000, queueWaitSeconds: 300 };
    const alarms = alarmGroups(blueprint, promises, measured).flatMap((group) => group.alarms);
    const slow = alarms.filter(({ name }) => /credits|transaction-age|slot/.test(name));
    expect(slow.map(({ name, when, threshold }) => [name, when, threshold])).toStrictEqual([
      ["database-credits", "below", 5],
      ["database-transaction-age", "above", 1_000_000_000],
      ["database-replication-slot", "above", 2 * 1024 ** 3],
      ["redis-credits", "below", 5],
    ]);
  });

  it("ask for the tasks each service always has", () => {
    const thresholds = ["web", "worker", "scheduler"].map((name) => [
      one(production, METRIC_ALARM, `${name}-tasks`).inputs["threshold"],
      one(production, METRIC_ALARM, `${name}-tasks`).inputs["treatMissingData"],
    ]);
    expect(thresholds).toStrictEqual([
      [2, "breaching"],
      [2, "breaching"],
      [1, "breaching"],
    ]);
  });

  it("leave out what cannot be: growing without room, lagging without a replica", () => {
    const names = (resources: readonly Registered[]) => ofType(resources, METRIC_ALARM).map(({ name }) => name);
    const only = ["redis-replication", "worker-at-maximum"];
    expect(names(production)).toStrictEqual(expect.arrayContaining(only));
    expect(names(development).filter((name) => only.includes(name))).toStrictEqual([]);
  });
});

describe("objectives", () => {
  it("are stricter in production, and an owner's own where there are some", () => {
    const objectives = (config: Readonly<Record<string, string>>) => parseConfig({ ...REQUIRED, ...config }).objectives;
    expect(objectives({})).toStrictEqual({ availabilityTarget: 99.9, latencyTargetMs: 1000 });
    expect(objectives({ environment: "development" }).availabilityTarget).toBeLessThan(99.9);
    expect(objectives({ availabilityTarget: "99.95", latencyTargetMs: "300" })).toStrictEqual({
      availabilityTarget: 99.95,
      latencyTargetMs: 300,
    });
  });

  it.each(["94.9", "100", "-99", "99,9", "high", "1e2"])("cannot be an availability of %s", (availabilityTarget) => {
    expect(() => parseConfig({ ...REQUIRED, availabilityTarget })).toThrow(
      `guardrails:availabilityTarget is "${availabilityTarget}", but must be a percentage from 95 to 99.999.`,
    );
  });
});

describe("burstable classes", () => {
  it("have an alarm for the node that has spent most, which is silent while a new one saves up", () => {
    const { inputs } = one(development, METRIC_ALARM, "redis-credits");
    const queries = inputs["metricQueries"] as readonly { readonly expression?: string; readonly metric?: object }[];
    expect(queries[0]?.expression).toBe("MIN([node1])");
    expect(queries[1]?.metric).toMatchObject({ metricName: "CPUCreditBalance", stat: "Minimum", period: 300 });
    // The smallest class earns 12 an hour: half of it is more than the threshold.
    expect(inputs).toMatchObject({ threshold: 5, evaluationPeriods: 6, datapointsToAlarm: 6 });
    const names = ofType(production, METRIC_ALARM).map(({ name }) => name);
    expect(names.filter((name) => name.endsWith("-credits"))).toStrictEqual([]);
  });
});

describe("the certificate", () => {
  it("has an alarm a month before its end, where there is a domain", () => {
    expect(one(production, METRIC_ALARM, "certificate-expiry").inputs).toMatchObject({
      namespace: "AWS/CertificateManager",
      metricName: "DaysToExpiry",
      statistic: "Minimum",
      period: 86_400,
      comparisonOperator: "LessThanThreshold",
      threshold: 30,
    });
    expect(ofType(development, METRIC_ALARM).map(({ name }) => name)).not.toContain("certificate-expiry");
  });
});

describe("tasks that fail", () => {
  it("are counted in the log of every pool of workers, into the metric an alarm looks at", async () => {
    const workloads = JSON.stringify({
      mail: { role: "worker", queues: ["mail"] },
      partners: { role: "web", paths: ["/v1/*"] },
    });
    const resources = await runProgram({ ...PRODUCTION, "guardrails:workloads": workloads });
    const filters = ofType(resources, METRIC_FILTER).filter(({ name }) => name.startsWith("TaskFailures"));
    expect(filters.map(({ inputs }) => inputs["logGroupName"])).toStrictEqual([
      "/guardrails-production/worker",
      "/guardrails-production/mail",
    ]);
    for (const { inputs } of filters) {
      expect(inputs).toMatchObject({
        pattern: '?"raised unexpected" ?"Task handler raised error"',
        metricTransformation: { name: "TaskFailures", namespace: "guardrails-production", value: "1" },
      });
    }
    expect(one(resources, METRIC_ALARM, "task-failures").inputs).toMatchObject({
      namespace: "guardrails-production",
      metricName: "TaskFailures",
      statistic: "Sum",
      threshold: 10,
      treatMissingData: "notBreaching",
    });
  }, 60_000);
});

describe("the scheduler's heartbeat", () => {
  it("is read from the monitor's log without a default, into the metrics alarms and scaling look at", () => {
    const filters = ofType(production, METRIC_FILTER).filter(({ name }) => !name.startsWith("TaskFailures"));
    const written = filters.map(({ inputs }) => inputs["metricTransformation"] as Record<string, unknown>);
    expect(filters.map(({ inputs }) => inputs["logGroupName"])).toStrictEqual(
      Array.from({ length: 4 }, () => "/guardrails-production/monitor"),
    );
    expect(written.filter((transformation) => "defaultValue" in transformation)).toStrictEqual([]);
    const read = ofType(production, METRIC_ALARM)
      .flatMap(metrics)
      .filter(({ namespace, name }) => namespace === "guardrails-production" && name !== "TaskFailures")
      .map(({ name }) => name);
    const names = written.map(({ name }) => String(name));
    expect([...names].sort()).toStrictEqual(MONITOR_LINE.metrics.map(({ name }) => name).sort());
    expect(names).toStrictEqual(expect.arrayContaining([...new Set(read), "QueueWaiting"]));
    expect(written.map(({ namespace }) => namespace)).toStrictEqual(names.map(() => "guardrails-production"));
  });

  it("raises an alarm when nobody holds the lock, or nobody knows", () => {
    expect(one(production, METRIC_ALARM, "scheduler-silent").inputs).toMatchObject({
      namespace: "guardrails-production",
      metricName: "SchedulerLock",
      statistic: "Maximum",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      treatMissingData: "breaching",
    });
  });

  it("raises an alarm when two run", () => {
    expect(one(production, METRIC_ALARM, "scheduler-doubled").inputs).toMatchObject({
      namespace: "ECS/ContainerInsights",
      metricName: "RunningTaskCount",
      dimensions: { ClusterName: "guardrails-production", ServiceName: "scheduler" },
      statistic: "Maximum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 1,
      datapointsToAlarm: 3,
      treatMissingData: "notBreaching",
    });
  });
});

describe("a deployment", () => {
  it("of the web service is ended by the short windows of the fast burn, and only they end one", () => {
    const alarms = Object.fromEntries(
      ofType(production, "aws:ecs/service:Service").map(({ name, inputs }) => [name, inputs["alarms"]]),
    );
    expect(alarms).toStrictEqual({
      monitor: undefined,
      scheduler: undefined,
      web: {
        alarmNames: ["guardrails-production-availability-burn-fast-5m", "guardrails-production-latency-burn-fast-5m"],
        enable: true,
        rollback: true,
      },
      worker: undefined,
    });
    const names = ofType(production, METRIC_ALARM).map((alarm) => text(alarm, "name"));
    expect(names).toStrictEqual(expect.arrayContaining((alarms["web"] as { alarmNames: string[] }).alarmNames));
  });

  it("wakes nobody by one window, and somebody by both", () => {
    const rule = one(production, COMPOSITE_ALARM, "availability-burn-fast");
    expect(rule.inputs).toMatchObject({
      alarmRule:
        'ALARM("guardrails-production-availability-burn-fast-60m") AND ALARM("guardrails-production-availability-burn-fast-5m")',
      alarmActions: [PEOPLE],
    });
    for (const window of ["60m", "5m"]) {
      const alarm = one(production, METRIC_ALARM, `availability-burn-fast-${window}`);
      expect(alarm.inputs["alarmActions"]).toStrictEqual([SIGNALS]);
    }
  });
});

describe("scaling", () => {
  it("of the worker wakes it for the first message, which is above any target of a service without a task", () => {
    const measured = sources({
      ...{ prefix: "shop", databaseIdentifier: "d", cacheNodeIds: [], loadBalancer: "l", targetGroup: "t" },
    });
    for (const averageTaskSeconds of [1, 60, 3600]) {
      const settings = { concurrency: 4, queueWaitSeconds: 300, averageTaskSeconds };
      const { perTask, target } = backlog("worker", settings, measured);
      // Without a task there is no count of them: the metric has no value, not zero.
      expect(perTask.expression).toBe(
        `IF(FILL(running, 0) > 0, waiting / FILL(running, 1), IF(waiting > 0, waiting + ${target}, 0))`,
      );
    }
  });

  it("of the worker follows the backlog of each task, in slowly, within the bounds of the budget", () => {
    const policy = one(production, "aws:appautoscaling/policy:Policy", "worker-backlog");
    expect(policy.inputs["targetTrackingScalingPolicyConfiguration"]).toMatchObject({
      customizedMetricSpecification: {
        metrics: [
          { id: "backlog", returnData: true },
          {
            id: "running",
            metricStat: {
              metric: {
                metricName: "RunningTaskCount",
                dimensions: [
                  { name: "ClusterName", value: "guardrails-production" },
                  { name: "ServiceName", value: "worker" },
                ],
              },
            },
            returnData: false,
          },
          {
            id: "waiting",
            metricStat: { metric: { namespace: "guardrails-production", metricName: "QueueWaiting" } },
            returnData: false,
          },
        ],
      },
      targetValue: 60,
      scaleInCooldown: 300,
      scaleOutCooldown: 60,
    });
    const blueprint = production[1]?.inputs as unknown as Blueprint;
    const target = one(production, "aws:appautoscaling/target:Target", "worker");
    expect(target.inputs["maxCapacity"]).toBe(blueprint.workloads["worker"]?.service?.scaling?.max);
    const policies = ofType(production, "aws:appautoscaling/policy:Policy").map(({ name }) => name);
    expect(policies.sort()).toStrictEqual(["web-cpu", "web-requests", "worker-backlog", "worker-cpu"]);
  });

  it("aims at half of the wait that is allowed, and at one message at least", () => {
    const measured = sources({
      prefix: "p",
      databaseIdentifier: "d",
      cacheNodeIds: [],
      loadBalancer: "l",
      targetGroup: "t",
    });
    const target = (concurrency: number, queueWaitSeconds: number, averageTaskSeconds: number) =>
      backlog("worker", { concurrency, queueWaitSeconds, averageTaskSeconds }, measured).target;
    expect(target(4, 300, 10)).toBe(60);
    expect(target(2, 60, 7)).toBe(8);
    expect(target(1, 10, 600)).toBe(1);
  });
});

describe("the alarm topics", () => {
  it("are encrypted with a key that lets AWS's services publish, for this account only", () => {
    const services = ["budgets.amazonaws.com", "cloudwatch.amazonaws.com", "events.rds.amazonaws.com"];
    const key = JSON.parse(text(one(production, "aws:kms/key:Key", "alerts-key"), "policy")) as PolicyText;
    const allowed = (policy: PolicyText) =>
      policy.Statement.filter(({ Effect, Principal }) => Effect === "Allow" && "Service" in Principal);
    const account = { StringEquals: { "aws:SourceAccount": "123456789012" } };
    for (const name of ["alarms", "signals"]) {
      expect(text(one(production, "aws:sns/topic:Topic", name), "kmsMasterKeyId")).toMatch(/:alerts-key$/);
      const policy = JSON.parse(text(one(production, "aws:sns/topicPolicy:TopicPolicy", name), "policy")) as PolicyText;
      for (const statements of [allowed(policy), allowed(key)]) {
        expect(statements.map(({ Principal }) => Principal["Service"]).sort()).toStrictEqual(services);
        for (const { Condition } of statements) expect(Condition).toStrictEqual(account);
      }
      expect(policy.Statement.find(({ Effect }) => Effect === "Deny")).toMatchObject({
        Action: "sns:Publish",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      });
    }
  });

  it("mail whoever is named, and only the alarms", () => {
    const subscriptions = ofType(production, "aws:sns/topicSubscription:TopicSubscription");
    expect(subscriptions.map(({ inputs }) => inputs)).toStrictEqual([
      { topic: PEOPLE, protocol: "email", endpoint: "oncall@example.com" },
    ]);
    expect(ofType(development, "aws:sns/topicSubscription:TopicSubscription")).toStrictEqual([]);
  });

  it("hear of the database's own events", () => {
    const events = ofType(production, "aws:rds/eventSubscription:EventSubscription");
    expect(events.map(({ inputs }) => inputs["snsTopic"])).toStrictEqual([PEOPLE, PEOPLE]);
    expect(events.map(({ inputs }) => inputs["sourceType"]).sort()).toStrictEqual([
      "db-instance",
      "db-parameter-group",
    ]);
    const instance = events.find(({ inputs }) => inputs["sourceType"] === "db-instance");
    expect(instance?.inputs["eventCategories"]).toStrictEqual(expect.arrayContaining(["failover", "failure"]));
  });

  it("hear of a bill only where its owner has a limit, and of this stack's alone", async () => {
    expect(ofType(production, "aws:budgets/budget:Budget")).toStrictEqual([]);
    const resources = await runProgram({ ...PRODUCTION, "guardrails:monthlyBudget": "1234" });
    const { inputs } = one(resources, "aws:budgets/budget:Budget", "spending");
    expect(inputs).toMatchObject({
      limitAmount: "1234.0",
      filterExpression: {
        ands: [
          { tags: { key: "product", values: ["guardrails"] } },
          { tags: { key: "environment", values: ["production"] } },
        ],
      },
    });
    const notifications = inputs["notifications"] as unknown[];
    expect(notifications).toHaveLength(3);
    for (const notification of notifications) expect(notification).toMatchObject({ subscriberSnsTopicArns: [PEOPLE] });
  }, 60_000);
});

it("no alarm is there before the services it watches, but those that deployments look at", () => {
  const services = ofType(production, "aws:ecs/service:Service").map(({ urn }) => urn);
  expect(services).toHaveLength(4);
  const watching = ofType(production, METRIC_ALARM).filter(({ name }) => !name.includes("-burn-"));
  expect(watching.length).toBeGreaterThan(15);
  for (const { name, dependsOn } of watching) {
    expect([name, dependsOn]).toStrictEqual([name, expect.arrayContaining(services)]);
  }
});

describe("the dashboard", () => {
  interface Widget {
    readonly type: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly properties: { readonly alarms?: string[]; readonly annotations?: { readonly alarms: string[] } };
  }
  const widgets = (resources: readonly Registered[]) => {
    const body = text(one(resources, "aws:cloudwatch/dashboard:Dashboard", "dashboard"), "dashboardBody");
    return (JSON.parse(body) as { widgets: Widget[] }).widgets;
  };

  it("shows each alarm's state and its graph", () => {
    for (const resources of [production, development]) {
      const arns = ofType(resources, METRIC_ALARM).map(({ name }) => `arn:aws:service:eu-west-1:123456789012:${name}`);
      const shown = widgets(resources);
      const graphs = shown.flatMap(({ properties }) => properties.annotations?.alarms ?? []);
      expect(graphs.sort()).toStrictEqual([...arns].sort());
      const [states] = shown.filter(({ type }) => type === "alarm");
      expect([...(states?.properties.alarms ?? [])].sort()).toStrictEqual([...arns].sort());
    }
  });

  it("has no widget over another, nor beyond the edge", () => {
    const cells = widgets(production).flatMap(({ x, y, width, height }) => {
      expect(x + width).toBeLessThanOrEqual(24);
      return Array.from({ length: width * height }, (_, i) => `${x + (i % width)},${y + Math.floor(i / width)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
  });
});
