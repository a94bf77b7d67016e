import * as aws from "@pulumi/aws";
import { poolMonitored } from "../../../policies/rules/database/pool-monitored";
import { environmentAgrees } from "../../../policies/rules/operation/environment-agrees";
import type { Rule } from "../../../policies/rules/rule";
import { blueprint, component, resource, run, type TestResource } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, task, WEB } from "../fixtures";

/** How often a rule looks at a resource while a program is registered, one after the other, and at its end. */
async function looksOf(rule: Rule, resources: readonly TestResource[]): Promise<number> {
  let looks = 0;
  const counted: Rule = {
    ...rule,
    judge: (stack, owner, options) => {
      looks += 1;
      return rule.judge(stack, owner, options);
    },
  };
  await run([counted], resources, { phase: "up" });
  return looks;
}

const ENVIRONMENT = { ENVIRONMENT: "production", CELERY_BROKER_URL: "redis://redis.example.com:6379/0" };
const names = (count: number) => Array.from({ length: count }, (_, i) => `api-${i}`);

const alone = (count: number) => names(count).map((name) => task(name, { command: WEB, environment: ENVIRONMENT }));

function declared(count: number): readonly TestResource[] {
  const environment = Object.fromEntries(Object.entries(ENVIRONMENT).map(([name, value]) => [name, plain(value)]));
  const workloads = Object.fromEntries(names(count).map((name) => [name, declaredWorkload({ environment })]));
  const root = blueprint(declaration({ workloads }));
  const built = names(count).flatMap((name) => {
    const parent = component(name, { parent: root });
    return [parent, task(name, { command: WEB, environment: ENVIRONMENT }, parent)];
  });
  return [root, ...built];
}

/** Databases without an alarm of their own, and alarms on something else. */
const watched = (alarms: number) => [
  resource(aws.rds.Instance, "db", { identifier: "db", instanceClass: "db.t4g.medium" }),
  resource(aws.rds.Cluster, "cluster", { clusterIdentifier: "cluster", engine: "aurora-postgresql" }),
  ...names(alarms).map((name) =>
    resource(aws.cloudwatch.MetricAlarm, name, {
      namespace: "AWS/ECS",
      metricName: "CPUUtilization",
      dimensions: { ServiceName: name },
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 3,
      threshold: 90,
    }),
  ),
];

describe("what was judged is judged again only where a new resource may change it", () => {
  it.each([
    ["workloads of no blueprint", alone],
    ["workloads of one blueprint", declared],
  ])("so that further %s cost the same each, however many there are", async (_, stackOf) => {
    const [few, more, most] = [
      await looksOf(environmentAgrees, stackOf(48)),
      await looksOf(environmentAgrees, stackOf(64)),
      await looksOf(environmentAgrees, stackOf(80)),
    ];
    expect(most - more).toBe(more - few);
  });

  it("so that alarms on other things have no database looked at again", async () => {
    expect(await looksOf(poolMonitored, watched(6))).toBe(await looksOf(poolMonitored, watched(3)));
  });
});
