// Sound: one origin may call the API; its function has no settings.
// preview and up: cors-not-wildcard passes, cors-origins-declared passes, engine-supported advice, logging-not-debug
//   passes, secret-not-in-plain-environment passes, slo-alarms-present advice, value-is-resolved passes

"use strict";
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const stack = pulumi.getStack();
const role = new aws.iam.Role("handler", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal(aws.iam.Principals.LambdaPrincipal),
});
const handler = new aws.lambda.Function("handler", {
  role: role.arn,
  runtime: aws.lambda.Runtime.NodeJS22dX,
  handler: "index.handler",
  code: new pulumi.asset.AssetArchive({ ".": new pulumi.asset.FileArchive("./handler") }),
});

const api = new aws.apigatewayv2.Api("api", {
  protocolType: "HTTP",
  corsConfiguration: { allowOrigins: ["https://app.example.com"], allowMethods: ["GET", "POST"] },
});
const integration = new aws.apigatewayv2.Integration("api", {
  apiId: api.id,
  integrationType: "AWS_PROXY",
  integrationUri: handler.arn,
  payloadFormatVersion: "2.0",
});
const route = new aws.apigatewayv2.Route("api", {
  apiId: api.id,
  routeKey: "$default",
  target: pulumi.interpolate`integrations/${integration.id}`,
});
new aws.apigatewayv2.Stage("api", { apiId: api.id, name: stack, autoDeploy: true }, { dependsOn: [route] });
new aws.lambda.Permission("api", {
  action: "lambda:InvokeFunction",
  function: handler.name,
  principal: "apigateway.amazonaws.com",
  sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
});

module.exports = { url: pulumi.interpolate`${api.apiEndpoint}/${stack}` };
