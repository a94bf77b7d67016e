// Sound: a function stores what a queue holds.
// preview and up: engine-supported advice, logging-not-debug passes, secret-not-in-plain-environment passes,
//   value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const queue = new aws.sqs.Queue("orders", { visibilityTimeoutSeconds: 180 });
const table = new aws.dynamodb.Table("orders", {
  attributes: [{ name: "id", type: "S" }],
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
  streamEnabled: true,
  streamViewType: "NEW_IMAGE",
});
const role = new aws.iam.Role("store", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  inlinePolicies: [
    {
      name: "table",
      policy: table.arn.apply((Resource) =>
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "dynamodb:PutItem", Resource }],
        }),
      ),
    },
  ],
});
const store = new aws.lambda.Function("store", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "store.handler",
  timeout: 30,
  environment: { variables: { TABLE: table.name } },
  // Built by another package of the repository, beside this one.
  code: new pulumi.asset.FileArchive("../http-api/handler"),
});
new aws.lambda.EventSourceMapping("store", { eventSourceArn: queue.arn, functionName: store.arn, batchSize: 5 });

export const url = queue.url;
export const stream = pulumi.interpolate`${table.streamArn}`;
