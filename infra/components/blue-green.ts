/** Two fleets behind one load balancer: which of them gets the requests is ECS's to change while a release takes over. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DeploymentSettings } from "../config-deployment";
import { type Context, named } from "./context";
import { policyDocument, type Statement, trust } from "./policy";
import { stackRole } from "./stack-role";

/** What a service is told about its second fleet. */
export interface BlueGreen {
  readonly alternate: aws.lb.TargetGroup;
  readonly productionRule: aws.lb.ListenerRule;
  readonly testRule: aws.lb.ListenerRule;
}

/** ECS's permission to change the load balancer, and the functions it asks on the way. */
export interface Switchboard {
  readonly roleArn: pulumi.Output<string>;
  readonly policy: aws.iam.RolePolicy;
  readonly settings: DeploymentSettings;
}

type Conditions = NonNullable<aws.lb.ListenerRuleArgs["conditions"]>;

export interface FleetsArgs {
  readonly context: Context;
  /** The fleet that serves at first, and its alternate. */
  readonly blue: aws.lb.TargetGroup;
  readonly green: aws.lb.TargetGroup;
  readonly production: aws.lb.Listener;
  readonly test: aws.lb.Listener;
  readonly conditions: Conditions;
  readonly priority: number;
  /** Of the production rule's resource; the test rule's has `-test` behind it. */
  readonly name: string;
}

/** The two rules of one service: for everybody, and for whoever tries the next release. */
export function fleets(args: FleetsArgs, parent: pulumi.Resource): BlueGreen {
  const { blue, context, green } = args;
  const rule = (name: string, listener: aws.lb.Listener) =>
    new aws.lb.ListenerRule(
      name,
      {
        listenerArn: listener.arn,
        priority: args.priority,
        conditions: args.conditions,
        actions: [
          {
            type: "forward",
            forward: {
              targetGroups: [
                { arn: blue.arn, weight: 100 },
                { arn: green.arn, weight: 0 },
              ],
            },
          },
        ],
        tags: named(context, name),
      },
      // The weights are ECS's from the first deployment on.
      { parent, ignoreChanges: ["actions"] },
    );
  return {
    alternate: green,
    productionRule: rule(args.name, args.production),
    testRule: rule(`${args.name}-test`, args.test),
  };
}

/** The role ECS changes rules and targets with (ECS guide, "Amazon ECS infrastructure IAM role for load balancers"). */
export function switchboard(
  name: string,
  { context, settings }: { readonly context: Context; readonly settings: DeploymentSettings },
  parent: pulumi.Resource,
): Switchboard {
  const { accountId, partition, prefix, region } = context;
  const role = stackRole(
    name,
    {
      context,
      description: `ECS leads ${prefix}'s requests to a new release with it`,
      assumeRolePolicy: trust("ecs.amazonaws.com", null),
    },
    parent,
  );
  const balancing = (resource: string) =>
    pulumi.interpolate`arn:${partition}:elasticloadbalancing:${region}:${accountId}:${resource}`;
  const statements: Statement[] = [
    {
      Sid: "Look",
      Effect: "Allow",
      Action: ["Listeners", "Rules", "TargetGroups", "TargetHealth"].map((of) => `elasticloadbalancing:Describe${of}`),
      // These actions know no resources (service authorization reference, Elastic Load Balancing V2).
      Resource: "*",
    },
    {
      Sid: "LeadRequests",
      Effect: "Allow",
      Action: ["elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyRule"],
      Resource: [balancing("listener/app/*"), balancing("listener-rule/app/*")],
      Condition: { StringEquals: { "aws:ResourceTag/product": context.tags["product"] ?? "" } },
    },
    {
      Sid: "KeepTargets",
      Effect: "Allow",
      Action: ["elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"],
      Resource: balancing("targetgroup/*"),
      Condition: { StringEquals: { "aws:ResourceTag/product": context.tags["product"] ?? "" } },
    },
    ...(settings.hooks.length === 0
      ? []
      : [
          {
            Sid: "AskHooks",
            Effect: "Allow" as const,
            Action: "lambda:InvokeFunction",
            Resource: [...new Set(settings.hooks.map(({ functionArn }) => functionArn))],
          },
        ]),
  ];
  const policy = new aws.iam.RolePolicy(name, { role: role.id, policy: policyDocument(statements) }, { parent });
  return { roleArn: role.arn, policy, settings };
}

/** What a service says of its deployment. */
export function deploymentConfiguration({
  roleArn,
  settings: { bakeMinutes, hooks },
}: Switchboard): aws.types.input.ecs.ServiceDeploymentConfiguration {
  return {
    strategy: "BLUE_GREEN",
    bakeTimeInMinutes: String(bakeMinutes),
    lifecycleHooks: hooks.map(({ functionArn, stages }) => ({
      hookTargetArn: functionArn,
      roleArn,
      lifecycleStages: [...stages],
    })),
  };
}
