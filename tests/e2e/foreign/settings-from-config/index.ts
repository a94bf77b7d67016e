// Sound: alarms, and a webhook that stays secret.
// preview and up: nothing

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

interface Alarm {
  readonly name: string;
  readonly threshold: number;
}

const config = new pulumi.Config();
const alarms = config.requireObject<Alarm[]>("alarms");
const webhook = config.requireSecret("webhook");
const notify = config.getBoolean("notify") ?? true;

const topic = new aws.sns.Topic("alerts");
if (notify) new aws.sns.TopicSubscription("chat", { topic: topic.arn, protocol: "https", endpoint: webhook });
for (const { name, threshold } of alarms) {
  new aws.cloudwatch.MetricAlarm(name, {
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 2,
    metricName: name,
    namespace: "app",
    period: 60,
    statistic: "Average",
    threshold,
    alarmActions: [topic.arn],
  });
}

export const count = alarms.length;
export const target = webhook;
