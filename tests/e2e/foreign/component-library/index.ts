// Sound: topics and subscriptions.
// preview and up: nothing

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// Every resource gets the team's tags, whoever makes it.
pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
  type.startsWith("aws:") ? { props: { ...props, tags: { ...props.tags, team: "data" } }, opts } : undefined,
);

abstract class Team extends pulumi.ComponentResource {
  protected child = (options: pulumi.CustomResourceOptions = {}) => ({ ...options, parent: this });
}

class Topic extends Team {
  readonly arn: pulumi.Output<string>;
  constructor(name: string, subscribers: readonly string[]) {
    super("team:messaging:Topic", name);
    const topic = new aws.sns.Topic(name, {}, this.child());
    for (const endpoint of subscribers) {
      new aws.sns.TopicSubscription(
        `${name}-${endpoint}`,
        { topic: topic.arn, protocol: "email", endpoint },
        this.child(),
      );
    }
    this.arn = topic.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

export const topics = ["orders", "refunds"].map((name) => new Topic(name, ["ops@example.com"]).arn);
