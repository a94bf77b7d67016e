import * as aws from "@pulumi/aws";
import { poolMonitored } from "../../../policies/rules/database/pool-monitored";
import { blueprint, ref, resource, run, type TestResource } from "../../../policies/testing";
import { declaration, ruleTester } from "../fixtures";

const database = (more: Partial<aws.rds.InstanceArgs> = {}, parent?: TestResource) =>
  resource(
    aws.rds.Instance,
    "postgres",
    { engine: "postgres", identifier: "shop", instanceClass: "db.t4g.medium", ...more },
    parent === undefined ? {} : { parent },
  );
const alarm = (args: Partial<aws.cloudwatch.MetricAlarmArgs>, parent?: TestResource, name = "connections") =>
  resource(
    aws.cloudwatch.MetricAlarm,
    name,
    {
      namespace: "AWS/RDS",
      metricName: "DatabaseConnections",
      dimensions: { DBInstanceIdentifier: "shop" },
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 3,
      threshold: 330,
      alarmActions: ["arn:aws:sns:eu-west-1:111122223333:on-call"],
      ...args,
    },
    parent === undefined ? {} : { parent },
  );
const group = resource(aws.rds.ParameterGroup, "shop", {
  name: "shop",
  family: "postgres17",
  parameters: [{ name: "max_connections", value: "200" }],
});
const topic = resource(aws.ssm.Parameter, "limit", { type: "String" }, { outputs: { insecureValue: "90" } });

/** The production program's shape. */
const root = blueprint(declaration({}));
const product = (threshold: number) => [root, database({}, root), alarm({ threshold }, root)];

const subject = "database/postgres";
const passes = { [subject]: "verified" } as const;

ruleTester.run(poolMonitored, {
  valid: [
    { name: "an alarm below what is served", stack: [database(), alarm({})], passes },
    { name: "an alarm that is registered first", stack: [alarm({}), database()], passes },
    {
      name: "a calculation with the connections in it",
      stack: [
        database(),
        alarm({
          namespace: undefined,
          metricName: undefined,
          dimensions: undefined,
          threshold: 90,
          metricQueries: [
            { id: "share", expression: "connections / 4", returnData: true },
            {
              id: "connections",
              metric: {
                namespace: "AWS/RDS",
                metricName: "DatabaseConnections",
                dimensions: { DBInstanceIdentifier: "shop" },
                period: 60,
                stat: "Maximum",
              },
            },
          ],
        }),
      ],
      passes,
    },
    {
      name: "a cluster",
      stack: [
        resource(aws.rds.Cluster, "postgres", { engine: "aurora-postgresql", clusterIdentifier: "shop" }),
        alarm({ dimensions: { DBClusterIdentifier: "shop" } }),
      ],
      passes,
    },
    { name: "the production program", phase: "up", stack: product(300), passes },
    {
      name: "an alarm that never fires, before one that does",
      phase: "up",
      stack: [database(), alarm({ threshold: 1000 }, undefined, "late"), alarm({})],
      passes,
    },
    {
      name: "an alarm on few connections and one that tells nobody, before one that is sound",
      phase: "up",
      stack: [
        database(),
        alarm({ comparisonOperator: "LessThanThreshold", threshold: 1 }, undefined, "idle"),
        alarm({ alarmActions: [] }, undefined, "seen"),
        alarm({}),
      ],
      passes,
    },
    {
      name: "an alarm that tells somebody by a composite alarm",
      stack: [
        database(),
        alarm({ alarmActions: [], name: "connections" }),
        resource(aws.cloudwatch.CompositeAlarm, "any", {
          alarmName: "any",
          alarmRule: "ALARM(connections)",
          alarmActions: ["arn:aws:sns:eu-west-1:111122223333:on-call"],
        }),
      ],
      passes,
    },
    { name: "what is only declared has no alarms yet", stack: [root], passes: {} },
  ],
  invalid: [
    { name: "no alarm", stack: [database()], subject, messageId: "none" },
    {
      name: "an alarm on few connections: that nobody uses it",
      stack: [database(), alarm({ comparisonOperator: "LessThanOrEqualToThreshold", threshold: 1 })],
      subject,
      messageId: "none",
    },
    {
      name: "an alarm without an action",
      stack: [database(), alarm({ alarmActions: [] })],
      subject,
      messageId: "mute",
      says: "alarm connections",
    },
    {
      name: "an alarm without an action, beside one that never fires",
      phase: "up",
      stack: [database(), alarm({ threshold: 5000 }), alarm({ alarmActions: [] }, undefined, "silent")],
      subject,
      messageId: "mute",
      says: "alarm silent",
    },
    {
      name: "an alarm whose actions are switched off",
      stack: [database(), alarm({ actionsEnabled: false })],
      subject,
      messageId: "off",
    },
    {
      name: "an alarm on something else of it",
      stack: [database(), alarm({ metricName: "CPUUtilization" })],
      subject,
      messageId: "none",
    },
    {
      name: "an alarm on another database",
      stack: [database(), alarm({ dimensions: { DBInstanceIdentifier: "other" } })],
      subject,
      messageId: "none",
    },
    {
      name: "above what the class carries",
      stack: [database(), alarm({ threshold: 1000 })],
      subject,
      messageId: "never",
      says: "1000 connections, and serves 450",
    },
    {
      name: "at the number the parameter group sets",
      stack: [group, database({ parameterGroupName: "shop" }), alarm({ threshold: 200 })],
      subject,
      messageId: "never",
      says: "serves 200",
    },
    {
      name: "the production program without its alarm",
      phase: "up",
      stack: product(300).slice(0, 2),
      subject,
      messageId: "none",
    },
    { name: "the production program, set too high", phase: "up", stack: product(5000), subject, messageId: "never" },
  ],
  unproven: [
    {
      name: "whether it fires above or below is computed",
      stack: [topic, database(), alarm({ comparisonOperator: ref(topic, "insecureValue") })],
      subject,
      path: "comparisonOperator",
      producer: "limit",
    },
    {
      name: "a threshold that is computed",
      stack: [topic, database(), alarm({ threshold: ref(topic, "insecureValue") })],
      subject,
      path: "threshold",
      producer: "limit",
    },
    {
      name: "an alarm that never fires, beside one of which it is not known",
      stack: [
        topic,
        database(),
        alarm({ threshold: 5000 }),
        alarm({ threshold: ref(topic, "insecureValue") }, undefined, "another"),
      ],
      subject,
      path: "threshold",
      producer: "limit",
    },
    {
      name: "an alarm that never fires, on a metric that is not known",
      stack: [topic, database(), alarm({ threshold: 5000, metricName: ref(topic, "insecureValue") })],
      subject,
      path: "metricName",
      producer: "limit",
    },
  ],
});

it("says of an alarm that tells nobody that alone, whatever is wrong with the others", async () => {
  const stack = [database(), alarm({ threshold: 5000 }), alarm({ alarmActions: [] }, undefined, "silent")];
  const { diagnostics } = await run([poolMonitored], stack, { phase: "up" });
  expect(
    diagnostics.map(({ level, message }) => [level, /never fires|tells? nobody|nobody is told/.exec(message)?.[0]]),
  ).toEqual([["advisory", "nobody is told"]]);
});
