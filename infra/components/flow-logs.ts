import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { named } from "./context";
import { logGroup } from "./log-group";
import type { NetworkArgs } from "./network";
import { policyDocument, trust } from "./policy";
import { stackRole } from "./stack-role";

/** Who talked to whom, as far as the network sees it, for as long as the stack keeps logs. */
export function flowLogs(
  { context, keys, vpcId }: Pick<NetworkArgs, "context" | "keys"> & { readonly vpcId: pulumi.Input<string> },
  parent: pulumi.Resource,
): void {
  const group = logGroup("flow-logs", `/${context.prefix}/flow-logs`, context, keys.logs, parent);
  const role = stackRole(
    "flow-logs",
    {
      context,
      description: "Writes VPC flow logs",
      assumeRolePolicy: trust("vpc-flow-logs.amazonaws.com", context.accountId),
    },
    parent,
  );
  const policy = new aws.iam.RolePolicy(
    "flow-logs",
    {
      role: role.id,
      policy: policyDocument([
        {
          Sid: "WriteFlowLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          Resource: [group.arn, pulumi.interpolate`${group.arn}:*`],
        },
      ]),
    },
    { parent },
  );
  new aws.ec2.FlowLog(
    "flow-logs",
    {
      vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: group.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 600,
      tags: named(context, "flow-logs"),
    },
    { parent, dependsOn: policy },
  );
}
