/** Logs, alarms, events and messages. */
import { type Properties } from "../../../../offline/provider/values";
import { str } from "../../client";
import { aws, offline } from "../fresh-account";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";
const TOPIC = "aws:sns/topic:Topic";
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";

function alarm(changes: Properties = {}): Properties {
  return {
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 3,
    period: 60,
    metricName: "m",
    namespace: "n",
    statistic: "Sum",
    threshold: 1,
    ...changes,
  };
}

test("names and ARNs have AWS's forms", async () => {
  const group = await aws.create(LOG_GROUP, "web", { name: "/shop/web" });
  expect([group.id, group.outputs.arn]).toEqual([
    "/shop/web",
    "arn:aws:logs:eu-west-1:123456789012:log-group:/shop/web",
  ]);
  const topic = await aws.create(TOPIC, "alarms", { name: "alarms" });
  expect(topic.id).toBe("arn:aws:sns:eu-west-1:123456789012:alarms");
  const mail = await aws.create(SUBSCRIPTION, "mail", {
    topic: topic.id,
    protocol: "email",
    endpoint: "a@example.com",
  });
  expect(mail.id).toMatch(/^arn:aws:sns:eu-west-1:123456789012:alarms:[0-9a-f-]{36}$/);
  expect(mail.outputs.pendingConfirmation).toBe(true);
  const made = await aws.create(ALARM, "cpu", alarm({ name: "cpu" }));
  expect(made.outputs.arn).toBe("arn:aws:cloudwatch:eu-west-1:123456789012:alarm:cpu");
  const board = await aws.create("aws:cloudwatch/dashboard:Dashboard", "d", {
    dashboardName: "shop",
    dashboardBody: '{"widgets":[]}',
  });
  expect(board.outputs.dashboardArn).toBe("arn:aws:cloudwatch::123456789012:dashboard/shop");
  const queue = await aws.create("aws:sqs/queue:Queue", "q", { name: "jobs" });
  expect(queue.id).toBe("https://sqs.eu-west-1.amazonaws.com/123456789012/jobs");
});

describe("refuses", () => {
  test.each<[string, string, Properties, string]>([
    ["a log group with a key by its id", LOG_GROUP, { kmsKeyId: "1234" }, "Member must be a key ARN"],
    [
      "a log group with a key that is not there",
      LOG_GROUP,
      { kmsKeyId: "arn:aws:kms:eu-west-1:123456789012:key/ghost" },
      "The specified KMS key does not exist or is not allowed to be used.",
    ],
    [
      "a filter of a log group that is not there",
      "aws:cloudwatch/logMetricFilter:LogMetricFilter",
      { logGroupName: "ghost", pattern: "p", metricTransformation: { name: "n", namespace: "s", value: "1" } },
      "The specified log group does not exist.",
    ],
    [
      "an alarm that wants more points than periods",
      ALARM,
      alarm({ datapointsToAlarm: 4 }),
      "DatapointsToAlarm should be less than or equal to EvaluationPeriods",
    ],
    [
      "an alarm of half a minute and a bit",
      ALARM,
      alarm({ period: 45 }),
      "Period must be 10, 20, 30 or a multiple of 60, got 45",
    ],
    [
      "an alarm over more than a day",
      ALARM,
      alarm({ period: 300, evaluationPeriods: 300 }),
      "Metrics cannot be checked across more than a day",
    ],
    ["an alarm whose action is no ARN", ALARM, alarm({ alarmActions: ["mail me"] }), "Invalid arn syntax: mail me"],
    [
      "an alarm with six actions",
      ALARM,
      alarm({ alarmActions: [1, 2, 3, 4, 5, 6].map((n) => `arn:aws:sns:eu-west-1:1:${n}`) }),
      "less than or equal to 5 at 'alarmActions'",
    ],
    [
      "a composite of alarms that are not there",
      COMPOSITE,
      { alarmName: "c", alarmRule: "ALARM(ghost)" },
      "Could not save the composite alarm as alarms [ghost] in the alarm rule do not exist",
    ],
    [
      "a dashboard without widgets",
      "aws:cloudwatch/dashboard:Dashboard",
      { dashboardName: "d", dashboardBody: "{}" },
      "should have required property 'widgets'",
    ],
    ["an event rule without a reason", RULE, {}, "Parameter(s) EventPattern or ScheduleExpression must be specified."],
    [
      "a target of a rule that is not there",
      TARGET,
      { rule: "ghost", arn: "arn:aws:sns:eu-west-1:1:t" },
      "Rule ghost does not exist on EventBus default.",
    ],
    [
      "a subscription to a topic that is not there",
      SUBSCRIPTION,
      { topic: "ghost", protocol: "email", endpoint: "a@example.com" },
      "NotFound: Topic does not exist",
    ],
    [
      "a policy of a topic that is not there",
      "aws:sns/topicPolicy:TopicPolicy",
      { arn: "ghost", policy: "{}" },
      "NotFound: Topic does not exist",
    ],
    ["a topic with a key that is not there", TOPIC, { kmsMasterKeyId: "ghost" }, "Key 'ghost' does not exist"],
  ])("%s", async (_what, type, inputs, message) => {
    await expect(aws.create(type, "refused", inputs)).rejects.toThrow(message);
  });

  test("a mail subscription that is no address", async () => {
    const topic = await aws.made(TOPIC, "mail", {});
    const wrong = { topic: topic.id, protocol: "email", endpoint: "nobody" };
    await expect(aws.create(SUBSCRIPTION, "mail", wrong)).rejects.toThrow(
      "InvalidParameter: Invalid parameter: email endpoint",
    );
  });

  test("names that are taken", async () => {
    await aws.create(LOG_GROUP, "one", { name: "taken" });
    await expect(aws.create(LOG_GROUP, "two", { name: "taken" })).rejects.toThrow(
      "ResourceAlreadyExistsException: The specified log group already exists",
    );
    await aws.create("aws:sqs/queue:Queue", "one", { name: "taken" });
    await expect(aws.create("aws:sqs/queue:Queue", "two", { name: "taken" })).rejects.toThrow(
      "A queue already exists with the name taken.",
    );
    const other = await offline.client("aws", { region: "us-east-1" });
    await expect(other.create("aws:sqs/queue:Queue", "three", { name: "taken" })).resolves.toBeDefined();
  });

  test("to delete what is protected or in use", async () => {
    const group = await aws.create(LOG_GROUP, "kept", { deletionProtectionEnabled: true });
    await expect(aws.delete(group)).rejects.toThrow("deletion protection enabled and cannot be deleted");
    const part = await aws.create(ALARM, "part", alarm({ name: "part" }));
    const whole = await aws.create(COMPOSITE, "whole", {
      alarmName: "whole",
      alarmRule: "ALARM(part) OR ALARM('part')",
    });
    await expect(aws.create(COMPOSITE, "again", { alarmName: "whole", alarmRule: "ALARM(part)" })).rejects.toThrow(
      "An alarm with the name whole already exists",
    );
    await expect(aws.delete(part)).rejects.toThrow(
      "Cannot delete part as there are composite alarm(s) depending on it.",
    );
    await expect(aws.update(whole, { alarmName: "whole", alarmRule: "OK(ghost)" })).rejects.toThrow("alarms [ghost]");
    await aws.delete(whole);
    await aws.delete(part);
    const rule = await aws.create(RULE, "used", { scheduleExpression: "rate(5 minutes)" });
    const target = await aws.create(TARGET, "used", {
      rule: str(rule.outputs.name),
      arn: "arn:aws:sns:eu-west-1:123456789012:t",
    });
    await expect(aws.delete(rule)).rejects.toThrow("Rule can't be deleted since it has targets.");
    await aws.delete(target);
    await aws.delete(rule);
  });

  test("an update a creation would be refused for", async () => {
    const made = await aws.create(ALARM, "updated", alarm({ name: "updated" }));
    await expect(aws.update(made, alarm({ name: "updated", datapointsToAlarm: 9 }))).rejects.toThrow(
      "DatapointsToAlarm",
    );
    const group = await aws.create(LOG_GROUP, "updated", {});
    await expect(aws.update(group, { kmsKeyId: "1234" })).rejects.toThrow("Member must be a key ARN");
  });
});
