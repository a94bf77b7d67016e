// Every origin may call the function, with the visitor's credentials; it has no settings.
// preview and up: cors-not-wildcard blocked, engine-supported advice, logging-not-debug passes,
//   secret-not-in-plain-environment passes, value-is-resolved passes

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const role = new aws.iam.Role("api", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  managedPolicyArns: [aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole],
});

const api = new aws.lambda.Function("api", {
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset("exports.handler = async () => ({ statusCode: 200 });"),
  }),
});

// Anybody's page may call it, in the name of whoever is signed in.
const url = new aws.lambda.FunctionUrl("api", {
  functionName: api.name,
  authorizationType: "NONE",
  cors: { allowOrigins: ["*"], allowMethods: ["*"], allowCredentials: true },
});

export const endpoint = url.functionUrl;
