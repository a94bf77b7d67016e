import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Context, named } from "./context";

/** The ECS cluster, with Fargate and Fargate Spot to choose from. One that is given is used as it is. */
export class Cluster extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly clusterName: pulumi.Output<string>;
  /** A service that names a capacity provider needs it attached first; a given cluster has them already. */
  readonly capacityProviders: readonly aws.ecs.ClusterCapacityProviders[];

  constructor(name: string, args: { readonly context: Context }, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:Cluster", name, {}, opts);
    const { context } = args;
    const { clusterArn, clusterName } = context.services;
    if (clusterArn !== null) {
      this.arn = pulumi.output(clusterArn);
      this.clusterName = pulumi.output(clusterName);
      this.capacityProviders = [];
      this.registerOutputs();
      return;
    }
    const cluster = new aws.ecs.Cluster(
      name,
      {
        name: clusterName,
        // Down to the task: the alarms on task counts and the scaling on backlog read what it publishes.
        settings: [{ name: "containerInsights", value: "enhanced" }],
        tags: named(context, name),
      },
      { parent: this },
    );
    this.capacityProviders = [
      new aws.ecs.ClusterCapacityProviders(
        name,
        { clusterName: cluster.name, capacityProviders: ["FARGATE", "FARGATE_SPOT"] },
        { parent: this },
      ),
    ];
    this.arn = cluster.arn;
    this.clusterName = cluster.name;
    this.registerOutputs();
  }
}
