// Sound: users, a client and an API that asks for them.
// preview and up: nothing

import * as aws from "@pulumi/aws";

export = async () => {
  const pool = new aws.cognito.UserPool("users", { autoVerifiedAttributes: ["email"], mfaConfiguration: "OFF" });
  const client = new aws.cognito.UserPoolClient("web", {
    userPoolId: pool.id,
    callbackUrls: ["https://app.example.com/callback"],
    allowedOauthFlows: ["code"],
    allowedOauthScopes: ["openid"],
  });
  const api = new aws.apigateway.RestApi("api", { description: "behind the pool" });
  const authorizer = new aws.apigateway.Authorizer("pool", {
    restApi: api.id,
    type: "COGNITO_USER_POOLS",
    providerArns: [pool.arn],
  });
  return { issuer: pool.endpoint, client: client.id, root: api.rootResourceId, authorizer: authorizer.id };
};
