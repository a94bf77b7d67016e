// Sound: a role that one branch may assume.
// preview and up: nothing

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const { accountId } = pulumi.output(aws.getCallerIdentity());
const provider = new aws.iam.OpenIdConnectProvider("actions", {
  url: "https://token.actions.githubusercontent.com",
  clientIdLists: ["sts.amazonaws.com"],
  thumbprintLists: ["6938fd4d98bab03faadb97b34396831e3780aea1"],
});
const trust = aws.iam.getPolicyDocumentOutput({
  statements: [
    {
      actions: ["sts:AssumeRoleWithWebIdentity"],
      principals: [{ type: "Federated", identifiers: [provider.arn] }],
      conditions: [
        {
          test: "StringLike",
          variable: "token.actions.githubusercontent.com:sub",
          values: ["repo:example/app:ref:refs/heads/main"],
        },
      ],
    },
  ],
});
const role = new aws.iam.Role("deploy", { assumeRolePolicy: trust.json });
new aws.iam.RolePolicyAttachment("deploy", {
  role: role.name,
  policyArn: aws.iam.getPolicyOutput({ name: "ReadOnlyAccess" }).arn,
});
const boundary = new aws.iam.Policy("boundary", {
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Action: "iam:*", Resource: pulumi.interpolate`arn:aws:iam::${accountId}:*` }],
  }),
});

export const arns = [role.arn, boundary.arn];
