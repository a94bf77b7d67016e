import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface ApiArgs {
  readonly cluster: aws.ecs.Cluster;
  readonly subnets: readonly aws.ec2.Subnet[];
  readonly vpcId: pulumi.Input<string>;
  readonly environment: Readonly<Record<string, string>>;
}

export class Api extends pulumi.ComponentResource {
  readonly service: aws.ecs.Service;

  constructor(name: string, args: ApiArgs, options?: pulumi.ComponentResourceOptions) {
    super("orders:index:Api", name, {}, options);
    const parent = { parent: this };
    const group = new aws.ec2.SecurityGroup(name, { vpcId: args.vpcId }, parent);
    const task = new aws.ecs.TaskDefinition(
      name,
      {
        family: name,
        cpu: "256",
        memory: "512",
        networkMode: "awsvpc",
        requiresCompatibilities: ["FARGATE"],
        containerDefinitions: JSON.stringify([
          {
            name,
            image: "ghcr.io/example/orders:1.4.2",
            command: ["uvicorn", "orders.main:app", "--host", "0.0.0.0", "--port", "8000"],
            portMappings: [{ containerPort: 8000 }],
            environment: Object.entries(args.environment).map(([key, value]) => ({ name: key, value })),
          },
        ]),
      },
      parent,
    );
    this.service = new aws.ecs.Service(
      name,
      {
        cluster: args.cluster.arn,
        taskDefinition: task.arn,
        desiredCount: 2,
        launchType: "FARGATE",
        networkConfiguration: { subnets: args.subnets.map(({ id }) => id), securityGroups: [group.id] },
      },
      parent,
    );
    this.registerOutputs({ service: this.service.name });
  }
}
