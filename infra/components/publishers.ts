import type * as pulumi from "@pulumi/pulumi";
import type { Context } from "./context";
import type { Statement } from "./policy";

/** AWS services that publish, and the statement name of each. */
const PUBLISHERS = { Alarms: "cloudwatch", Budgets: "budgets", DatabaseEvents: "events.rds" } as const;

/** For a topic: what the services may do with it. */
export function publishersMayPublish({ accountId }: Context, topicArn: pulumi.Output<string>): Statement[] {
  return Object.entries(PUBLISHERS).map(([Sid, service]) => ({
    Sid,
    Effect: "Allow",
    Principal: { Service: `${service}.amazonaws.com` },
    Action: "sns:Publish",
    Resource: topicArn,
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  }));
}

/** For the topics' KMS key: what a service needs to publish to an encrypted topic. */
export function publishersMayUse({ accountId }: Context): Statement[] {
  return Object.entries(PUBLISHERS).map(([Sid, service]) => ({
    Sid,
    Effect: "Allow",
    Principal: { Service: `${service}.amazonaws.com` },
    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    Resource: "*",
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  }));
}
