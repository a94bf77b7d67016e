import * as aws from "@pulumi/aws";
import { ref, resource } from "../../../policies/testing";
import { said, subjectsOf } from "../subjects";

const alarm = (args: Partial<aws.cloudwatch.MetricAlarmArgs>) =>
  resource(aws.cloudwatch.MetricAlarm, "alarm", {
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 1,
    threshold: 10,
    ...args,
  });
const read = (args: Partial<aws.cloudwatch.MetricAlarmArgs>) => {
  const [found] = subjectsOf("alarm", [alarm(args)]);
  if (found === undefined) throw new Error("no alarm was read");
  return { metrics: said(found.metrics), above: said(found.above), below: said(found.below), tells: said(found.tells) };
};

it("reads one metric, its threshold and its actions", () => {
  expect(read({ namespace: "AWS/RDS", metricName: "DatabaseConnections", alarmActions: ["arn:topic"] })).toEqual({
    metrics: ["AWS/RDS DatabaseConnections"],
    above: { value: 10, inclusive: false },
    below: false,
    tells: "somebody",
  });
});

it("reads the metrics of a calculation, whose threshold is about none of them", () => {
  const metric = (metricName: string) => ({ namespace: "AWS/ApplicationELB", metricName, period: 60, stat: "Sum" });
  const metricQueries = [
    { id: "result", expression: "failed / requests", returnData: true },
    { id: "failed", metric: metric("HTTPCode_Target_5XX_Count") },
    { id: "requests", metric: metric("RequestCount") },
  ];
  expect(read({ metricQueries })).toEqual({
    metrics: ["AWS/ApplicationELB HTTPCode_Target_5XX_Count", "AWS/ApplicationELB RequestCount"],
    above: "absent",
    below: false,
    tells: "nobody",
  });
});

it.each([
  [{ alarmActions: [] }, "nobody"],
  [{ alarmActions: ["arn:topic"], actionsEnabled: false }, "off"],
  [{ alarmActions: [ref(resource(aws.sns.Topic, "topic", {}), "arn")] }, "somebody"],
])("tells whom %j reaches", (args, tells) => {
  expect(read({ namespace: "AWS/RDS", metricName: "CPUUtilization", ...args }).tells).toBe(tells);
});

it("takes an alarm that fires below for none that fires above", () => {
  expect(read({ comparisonOperator: "LessThanThreshold" })).toMatchObject({ above: "absent", below: true });
});
