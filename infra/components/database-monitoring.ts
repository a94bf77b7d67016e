import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Context } from "./context";
import { policyDocument, trust } from "./policy";
import { stackRole } from "./stack-role";

/** Enhanced monitoring writes to one log group for all databases of the account, which RDS keeps itself. */
export function monitoringRole(
  database: string,
  context: Context,
  parent: pulumi.Resource,
): { role: aws.iam.Role; policy: aws.iam.RolePolicy } {
  const name = `${database}-monitoring`;
  const role = stackRole(
    name,
    {
      context,
      description: `Writes the operating system's metrics of ${context.prefix}-${database}`,
      assumeRolePolicy: trust("monitoring.rds.amazonaws.com", context.accountId),
    },
    parent,
  );
  const group = pulumi.interpolate`arn:${context.partition}:logs:${context.region}:${context.accountId}:log-group:RDSOSMetrics`;
  const policy = new aws.iam.RolePolicy(
    name,
    {
      role: role.id,
      policy: policyDocument([
        {
          Sid: "KeepGroup",
          Effect: "Allow",
          Action: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"],
          Resource: [group, pulumi.interpolate`${group}:*`],
        },
        {
          Sid: "WriteMetrics",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams", "logs:GetLogEvents"],
          Resource: pulumi.interpolate`${group}:log-stream:*`,
        },
      ]),
    },
    { parent },
  );
  return { role, policy };
}
