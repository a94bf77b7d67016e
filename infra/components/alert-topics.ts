import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AlarmSettings, GivenTopics } from "../config-alarms";
import { type Context, named } from "./context";
import type { Keys } from "./keys";
import { policyDocument, type Statement } from "./policy";
import { publishersMayPublish } from "./publishers";

export interface AlertTopicsArgs extends AlarmSettings {
  readonly context: Context;
  readonly keys: Keys;
}

/** What alarms are sent to, whoever made it. */
export interface AlarmTopic {
  readonly arn: pulumi.Output<string>;
}

/**
 * Where alarms go. `people` is for what somebody has to look at. `signals` is for what means something only together with
 * another alarm: it can be shown in a chat without waking anybody, and no alarm is without an action. A topic that is given is
 * used as it is: its policy, its key and its subscribers are its owner's.
 */
export class AlertTopics extends pulumi.ComponentResource {
  readonly people: AlarmTopic;
  readonly signals: AlarmTopic;

  constructor(name: string, args: AlertTopicsArgs, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:AlertTopics", name, {}, opts);
    this.people = this.topic("alarms", args);
    this.signals = this.topic("signals", args);
    // Where the topic is given, there are neither.
    if (args.email !== null) {
      // Nothing arrives before its owner has followed the link in AWS's first message.
      new aws.sns.TopicSubscription(
        "alarms-email",
        { topic: this.people.arn, protocol: "email", endpoint: args.email },
        { parent: this },
      );
    }
    args.endpoints.forEach((url, i) => {
      new aws.sns.TopicSubscription(
        `alarms-https-${i}`,
        // Who knows such a URL can often raise alarms, or silence them.
        { topic: this.people.arn, protocol: "https", endpoint: pulumi.secret(url) },
        { parent: this },
      );
    });
    this.registerOutputs();
  }

  private topic(name: keyof GivenTopics, { context, keys, topics }: AlertTopicsArgs): AlarmTopic {
    const given = topics[name];
    if (given !== null) return { arn: pulumi.output(given) };
    if (keys.alerts === null) throw new Error(`the topic ${name} has no key`);
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
