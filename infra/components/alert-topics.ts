import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Context, named } from "./context";
import type { Keys } from "./keys";
import { policyDocument, type Statement } from "./policy";
import { publishersMayPublish } from "./publishers";

export interface AlertTopicsArgs {
  readonly context: Context;
  readonly keys: Keys;
  /** Who is woken up; null: nobody is subscribed yet. */
  readonly email: string | null;
}

/**
 * Where alarms go. `people` is for what somebody has to look at. `signals` is for what means something only together with
 * another alarm: it can be shown in a chat without waking anybody, and no alarm is without an action.
 */
export class AlertTopics extends pulumi.ComponentResource {
  readonly people: aws.sns.Topic;
  readonly signals: aws.sns.Topic;

  constructor(name: string, args: AlertTopicsArgs, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:AlertTopics", name, {}, opts);
    this.people = this.topic("alarms", args);
    this.signals = this.topic("signals", args);
    if (args.email !== null) {
      // Nothing arrives before its owner has followed the link in AWS's first message.
      new aws.sns.TopicSubscription(
        "alarms-email",
        { topic: this.people.arn, protocol: "email", endpoint: args.email },
        { parent: this },
      );
    }
    this.registerOutputs();
  }

  private topic(name: string, { context, keys }: AlertTopicsArgs): aws.sns.Topic {
    const topic = new aws.sns.Topic(
      name,
      {
        name: `${context.prefix}-${name}`,
        displayName: `${context.prefix} ${name}`,
        // AWS's own key for SNS lets no CloudWatch alarm publish.
        kmsMasterKeyId: keys.alerts,
        tags: named(context, name),
      },
      { parent: this },
    );
    new aws.sns.TopicPolicy(
      name,
      {
        arn: topic.arn,
        policy: policyDocument([...publishersMayPublish(context, topic.arn), onlyEncrypted(topic.arn)]),
      },
      { parent: this },
    );
    return topic;
  }
}

function onlyEncrypted(topicArn: pulumi.Output<string>): Statement {
  return {
    Sid: "OnlyEncrypted",
    Effect: "Deny",
    Principal: { AWS: "*" },
    Action: "sns:Publish",
    Resource: topicArn,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
