import * as aws from "@pulumi/aws";
import { json, ref, resource, type TestResource } from "../../../policies/testing";
import { said, subjectsOf } from "../subjects";

/** What each platform's own CORS settings come to: origins, methods and whether cookies go along. */
const read = (...resources: readonly TestResource[]) =>
  subjectsOf("cors-setting", resources).map(({ shown, value, methods, credentials }) => [
    shown,
    said(value),
    said(methods),
    said(credentials),
  ]);
const bucket = resource(aws.s3.Bucket, "site", {}, { outputs: { id: "site", domain: "https://site.example.com" } });
const api = resource(aws.apigateway.RestApi, "api", {}, { outputs: { id: "a1", rootResourceId: "r1" } });
const handler = resource(aws.lambda.Function, "handler", { role: "r" }, { outputs: { arn: "a", name: "n" } });

/** Deprecated, and still how most programs have it. */
const inline = (...corsRules: readonly aws.types.input.s3.BucketCorsRule[]) => ({ corsRules: [...corsRules] });

describe("S3", () => {
  const rule = { allowedOrigins: ["https://app.example.com", "*"], allowedMethods: ["PUT", "get"] };
  const seen = ["bucket/site/cors", '["https://app.example.com","*"]', ["PUT", "GET"], "absent"];

  it.each([
    ["inline", resource(aws.s3.Bucket, "site", inline(rule))],
    ["inline, in the older resource", resource(aws.s3.BucketV2, "site", inline(rule))],
    ["of its own", resource(aws.s3.BucketCorsConfiguration, "site", { bucket: "b", corsRules: [rule] })],
    [
      "of its own, in the older",
      resource(aws.s3.BucketCorsConfigurationV2, "site", { bucket: "b", corsRules: [rule] }),
    ],
  ])("reads rules %s", (_, owner) => {
    expect(read(owner)).toEqual([seen]);
  });

  it("tells several rules apart, and has none where none are written", () => {
    const rules = [rule, { allowedOrigins: ["https://*.example.com"], allowedMethods: ["GET"] }];
    const found = subjectsOf("cors-setting", [resource(aws.s3.Bucket, "site", inline(...rules))]);
    expect(found.map(({ key }) => key.split("/").at(-1))).toEqual(["corsRules[0]", "corsRules[1]"]);
    expect(read(bucket)).toEqual([]);
  });

  it("says what is open in a list that is known in part, and nothing where that may be sound", () => {
    const rules = (origins: aws.types.input.s3.BucketCorsRule["allowedOrigins"]) =>
      read(resource(aws.s3.Bucket, "files", inline({ allowedOrigins: origins, allowedMethods: ["GET"] })));
    expect(rules(["*", ref(bucket, "domain")])).toEqual([["bucket/files/cors", '["*"]', ["GET"], "absent"]]);
    expect(rules(["https://a.example.com", ref(bucket, "domain")])).toEqual([
      ["bucket/files/cors", ["not-created corsRules[0].allowedOrigins[1]"], ["GET"], "absent"],
    ]);
  });
});

describe("Lambda", () => {
  it("reads what a function URL adds", () => {
    const url = resource(aws.lambda.FunctionUrl, "api", {
      functionName: ref(handler, "name"),
      authorizationType: "NONE",
      cors: { allowOrigins: ["*"], allowCredentials: true },
    });
    expect(read(url)).toEqual([["function-url/api/cors", '["*"]', "absent", true]]);
  });

  it.each([{}, { cors: {} }, { cors: { allowMethods: ["GET"], maxAge: 5 } }])("has none in %j", (cors) => {
    expect(
      read(resource(aws.lambda.FunctionUrl, "api", { functionName: "f", authorizationType: "NONE", ...cors })),
    ).toEqual([]);
  });
});

describe("API Gateway", () => {
  it("reads an HTTP API's own", () => {
    const http = resource(aws.apigatewayv2.Api, "api", {
      protocolType: "HTTP",
      corsConfiguration: { allowOrigins: ["https://*"], allowMethods: ["GET", "*"], allowCredentials: false },
    });
    expect(read(http)).toEqual([["http-api/api/cors", '["https://*"]', ["GET", "*"], false]]);
  });

  it("reads headers that an HTTP API puts into answers", () => {
    const integration = (value: string) =>
      resource(aws.apigatewayv2.Integration, "api", {
        apiId: "a",
        integrationType: "HTTP_PROXY",
        responseParameters: [
          { statusCode: "200", mappings: { "append:header.x-id": "1" } },
          { statusCode: "403", mappings: { "overwrite:header.Access-Control-Allow-Origin": value } },
        ],
      });
    expect(read(integration("*"))).toEqual([["integration/api/cors", "*", "absent", "absent"]]);
    expect(read(integration("$request.header.Origin"))).toEqual([["integration/api/cors", "*", "absent", "absent"]]);
    expect(read(integration("$stageVariables.origin"))).toEqual([
      ["integration/api/cors", ["unread responseParameters[1].mappings"], "absent", "absent"],
    ]);
  });

  const answer = (responseParameters: Readonly<Record<string, string>>, httpMethod = "OPTIONS") =>
    resource(aws.apigateway.IntegrationResponse, "preflight", {
      restApi: ref(api, "id"),
      resourceId: "r",
      httpMethod,
      statusCode: "200",
      responseParameters,
    });
  const ORIGIN = "method.response.header.Access-Control-Allow-Origin";

  it("reads a REST API's answer to a preflight", () => {
    const preflight = answer({
      [ORIGIN]: "'https://app.example.com'",
      "method.response.header.Access-Control-Allow-Methods": "'GET, post'",
      "method.response.header.Access-Control-Allow-Credentials": "'true'",
    });
    expect(read(preflight)).toEqual([
      ["integration-response/preflight/cors", "https://app.example.com", ["GET", "POST"], true],
    ]);
  });

  it.each([
    ["'*'", "*"],
    ["integration.response.header.Access-Control-Allow-Origin", ["unread responseParameters"]],
    ["stageVariables.origin", ["unread responseParameters"]],
    ["'${stageVariables.origin}'", ["unread responseParameters"]],
  ])("knows what a mapping stands for: %s", (written, value) => {
    expect(read(answer({ [ORIGIN]: written }))).toEqual([
      ["integration-response/preflight/cors", value, "absent", "absent"],
    ]);
  });

  it("takes an answer of one method for that", () => {
    const methods = (method: string) => read(answer({ [ORIGIN.toLowerCase()]: "'*'" }, method)).map((row) => row[2]);
    expect(methods("GET")).toEqual([["GET"]]);
    expect(methods("POST")).toEqual(["absent"]);
  });

  it.each([
    ["'*'", "*"],
    ["method.request.header.Origin", "*"],
    ["method.request.header.X-Allowed", ["unread responseParameters"]],
  ])("reads what a REST API answers by itself: %s", (written, value) => {
    const gateway = resource(aws.apigateway.Response, "denied", {
      restApiId: ref(api, "id"),
      responseType: "UNAUTHORIZED",
      responseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": written },
    });
    expect(read(gateway)).toEqual([["gateway-response/denied/cors", value, "absent", "absent"]]);
  });

  it("has none where no header is about CORS", () => {
    expect(read(answer({ "method.response.header.Content-Type": "'text/html'" }), api)).toEqual([]);
  });

  const definition = {
    openapi: "3.0.1",
    "x-amazon-apigateway-gateway-responses": {
      DEFAULT_4XX: { responseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": "'null'" } },
    },
    paths: {
      "/orders": {
        options: preflightOf("'GET,OPTIONS'"),
        get: preflightOf(undefined),
      },
      "/orders/{id}": { options: preflightOf("'GET,OPTIONS'") },
    },
  };
  function preflightOf(methods: string | undefined) {
    const responseParameters = {
      "method.response.header.Access-Control-Allow-Origin": "'*'",
      ...(methods === undefined ? {} : { "method.response.header.Access-Control-Allow-Methods": methods }),
    };
    return { "x-amazon-apigateway-integration": { type: "mock", responses: { default: { responseParameters } } } };
  }
  const inDefinition = [
    ["*", ["GET", "OPTIONS"], "absent"],
    ["*", ["GET"], "absent"],
    ["null", "absent", "absent"],
  ].map((row) => ["rest-api/orders/cors", ...row]);

  it("reads an imported definition, each setting once", () => {
    const body = JSON.stringify(definition);
    expect(read(resource(aws.apigateway.RestApi, "orders", { body }))).toEqual(inDefinition);
  });

  it("reads YAML, and HTTP APIs' own part of it", () => {
    const body = [
      "openapi: 3.0.1 # imported",
      "x-amazon-apigateway-cors:",
      "  allowOrigins: ['*']",
      "  allowMethods: [GET, POST]",
      "  allowCredentials: true",
    ].join("\n");
    expect(read(resource(aws.apigatewayv2.Api, "orders", { protocolType: "HTTP", body }))).toEqual([
      ["http-api/orders/cors", '["*"]', ["GET", "POST"], true],
    ]);
  });

  it.each([
    ["is not known yet", json({ uri: ref(handler, "arn") }), "not-created body"],
    ["is no definition", "{", "unreadable body"],
    ["is a single word", "orders", "unreadable body"],
  ])("does not take for read a definition that %s", (_, body, why) => {
    expect(read(resource(aws.apigateway.RestApi, "orders", { body }))).toEqual([
      ["rest-api/orders/cors", [why], [why], [why]],
    ]);
  });
});

describe("load balancers", () => {
  it.each([aws.lb.Listener, aws.alb.Listener])("reads the headers of a listener", (listener) => {
    const cors = (origin: string) =>
      read(
        resource<aws.lb.ListenerArgs>(listener, "https", {
          loadBalancerArn: "a",
          defaultActions: [],
          routingHttpResponseAccessControlAllowOriginHeaderValue: origin,
          routingHttpResponseAccessControlAllowMethodsHeaderValue: "GET,POST",
          routingHttpResponseAccessControlAllowCredentialsHeaderValue: "true",
        }),
      );
    expect(cors("*")).toEqual([["listener/https/cors", "*", ["GET", "POST"], true]]);
    expect(cors("")).toEqual([]);
  });
});

describe("CloudFront", () => {
  const policy = (part: Partial<aws.cloudfront.ResponseHeadersPolicyArgs>) =>
    resource(aws.cloudfront.ResponseHeadersPolicy, "site", part);

  it("reads a policy's CORS, whether or not the origin's own headers win", () => {
    const corsConfig = {
      accessControlAllowCredentials: false,
      accessControlAllowHeaders: { items: ["*"] },
      accessControlAllowMethods: { items: ["GET", "HEAD"] },
      accessControlAllowOrigins: { items: ["*"] },
      originOverride: false,
    };
    expect(read(policy({ corsConfig }))).toEqual([
      ["response-headers-policy/site/cors", '["*"]', ["GET", "HEAD"], false],
    ]);
  });

  it("reads headers that are added by name", () => {
    const items = [
      { header: "X-Frame-Options", value: "DENY", override: true },
      { header: "access-control-allow-origin", value: "null", override: true },
    ];
    expect(read(policy({ customHeadersConfig: { items } }))).toEqual([
      ["response-headers-policy/site/cors", "null", "absent", "absent"],
    ]);
    expect(read(policy({}))).toEqual([]);
  });

  const SIMPLE = "60669652-455b-4ae9-85a4-c4c02393f86c";
  const PREFLIGHT = "5cc3b908-e619-4b99-88e5-2cf7f45965bd";
  const behavior = (responseHeadersPolicyId: string, targetOriginId: string, ...allowedMethods: string[]) => ({
    targetOriginId,
    viewerProtocolPolicy: "https-only",
    cachedMethods: ["GET"],
    allowedMethods,
    responseHeadersPolicyId,
  });
  const customOriginConfig = {
    httpPort: 80,
    httpsPort: 443,
    originProtocolPolicy: "https-only",
    originSslProtocols: ["TLSv1.2"],
  };
  const distribution = (...[first, ...others]: readonly [Behavior, ...Behavior[]]) =>
    resource(aws.cloudfront.Distribution, "site", {
      enabled: true,
      origins: [
        { originId: "files", domainName: "files.s3.eu-west-1.amazonaws.com", originAccessControlId: "o" },
        { originId: "api", domainName: "api.example.com", customOriginConfig },
      ],
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: {},
      defaultCacheBehavior: first,
      orderedCacheBehaviors: others.map((other) => ({ pathPattern: "/a/*", ...other })),
    });
  type Behavior = ReturnType<typeof behavior>;

  it("knows AWS's own policies that let everybody in", () => {
    // SecurityHeadersPolicy says nothing of CORS.
    const security = behavior("67f7725c-6f97-4210-82d7-5512b31e9d03", "api", "GET", "HEAD");
    const all = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];
    const methods = (...behaviors: readonly [Behavior, ...Behavior[]]) =>
      read(distribution(...behaviors)).map(([, , allowed]) => allowed);
    expect(methods(security, behavior(SIMPLE, "files", "GET", "HEAD"))).toEqual([["GET", "HEAD"]]);
    expect(methods(behavior(SIMPLE, "files", ...all), behavior(SIMPLE, "api", ...all))).toEqual([
      ["GET", "HEAD"],
      ["GET", "HEAD", "POST"],
    ]);
    expect(methods(behavior(PREFLIGHT, "files", ...all), behavior(PREFLIGHT, "api", "GET"))).toEqual([all, ["GET"]]);
    expect(read(distribution(behavior(SIMPLE, "api", "GET")))).toEqual([
      ["distribution/site/cors", "*", ["GET"], "absent"],
    ]);
  });
});
