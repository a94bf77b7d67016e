import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Context, named } from "./context";

/** The ECS cluster, with Fargate and Fargate Spot to choose from. */
export class Cluster extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly clusterName: pulumi.Output<string>;
  /** A service that names a capacity provider needs it attached first. */
  readonly capacityProviders: aws.ecs.ClusterCapacityProviders;

  constructor(name: string, args: { readonly context: Context }, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:Cluster", name, {}, opts);
    const { context } = args;
    const cluster = new aws.ecs.Cluster(
      name,
      {
        name: context.prefix,
        // Down to the task: the alarms on task counts and the scaling on backlog read what it publishes.
        settings: [{ name: "containerInsights", value: "enhanced" }],
        tags: named(context, name),
      },
      { parent: this },
    );
    this.capacityProviders = new aws.ecs.ClusterCapacityProviders(
      name,
      { clusterName: cluster.name, capacityProviders: ["FARGATE", "FARGATE_SPOT"] },
      { parent: this },
    );
    this.arn = cluster.arn;
    this.clusterName = cluster.name;
    this.registerOutputs();
  }
}
