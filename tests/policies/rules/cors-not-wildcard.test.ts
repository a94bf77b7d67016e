import * as aws from "@pulumi/aws";
import { corsNotWildcard } from "../../../policies/rules/cors/cors-not-wildcard";
import { blueprint, component, ref, resource } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, ruleTester, task, WEB } from "../fixtures";

const token = resource(
  aws.secretsmanager.Secret,
  "token",
  {},
  { outputs: { arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:token-AbCdEf" } },
);

const declaring = (origins: string) =>
  blueprint(declaration({ workloads: { web: declaredWorkload({ environment: { CORS_ORIGINS: plain(origins) } }) } }));

const open = declaring('["*"]');
const named = declaring('["https://app.example.com"]');
const web = component("web", { parent: named });

const url = (cors: aws.types.input.lambda.FunctionUrlCors) =>
  resource(aws.lambda.FunctionUrl, "api", { functionName: "api", authorizationType: "NONE", cors });
const files = (allowedOrigins: string[], allowedMethods: string[]) =>
  resource(aws.s3.BucketCorsConfiguration, "files", {
    bucket: "files",
    corsRules: [{ allowedOrigins, allowedMethods }],
  });
const httpApi = (corsConfiguration: aws.types.input.apigatewayv2.ApiCorsConfiguration) =>
  resource(aws.apigatewayv2.Api, "api", { protocolType: "HTTP", corsConfiguration });
const preflight = (responseParameters: Readonly<Record<string, string>>) =>
  resource(aws.apigateway.IntegrationResponse, "orders", {
    restApi: "a",
    resourceId: "r",
    httpMethod: "OPTIONS",
    statusCode: "200",
    responseParameters,
  });
const listener = (origin: string) =>
  resource(aws.lb.Listener, "https", {
    loadBalancerArn: "a",
    defaultActions: [],
    routingHttpResponseAccessControlAllowOriginHeaderValue: origin,
  });
const site = resource(
  aws.s3.BucketWebsiteConfiguration,
  "site",
  { bucket: "site" },
  {
    outputs: { endpoint: "https://site.example.com" },
  },
);
const ORIGIN = "method.response.header.Access-Control-Allow-Origin";
const METHODS = "method.response.header.Access-Control-Allow-Methods";
const app = "https://app.example.com";

ruleTester.run(corsNotWildcard, {
  valid: [
    {
      name: "named origins in a task definition",
      stack: [
        task("api", { command: WEB, environment: { CORS_ORIGINS: "https://a.example.com,https://b.example.com" } }),
      ],
      passes: { "workload/api/CORS_ORIGINS": "verified" },
    },
    {
      name: "a workload without CORS settings is not judged",
      stack: [task("api", { command: WEB, environment: { LOG_LEVEL: "INFO" } })],
      passes: {},
    },
    {
      name: "declared origins, while the container definitions are unknown",
      stack: [
        named,
        token,
        web,
        task(
          "web",
          {
            command: WEB,
            environment: { CORS_ORIGINS: '["https://app.example.com"]' },
            secrets: { T: ref(token, "arn") },
          },
          web,
        ),
      ],
      passes: { "workload/web/CORS_ORIGINS": "declared" },
    },
    {
      name: "the real value, once it is known",
      phase: "up",
      stack: [
        named,
        token,
        web,
        task(
          "web",
          {
            command: WEB,
            environment: { CORS_ORIGINS: '["https://app.example.com"]' },
            secrets: { T: ref(token, "arn") },
          },
          web,
        ),
      ],
      passes: { "workload/web/CORS_ORIGINS": "verified" },
    },
    {
      name: "named origins of platforms, whatever may be done from them",
      stack: [
        url({ allowOrigins: [app], allowMethods: ["*"], allowCredentials: true }),
        files([app, "https://*.example.com"], ["PUT", "POST", "DELETE"]),
        httpApi({ allowOrigins: [app], allowMethods: ["*"], allowCredentials: true }),
        preflight({ [ORIGIN]: `'${app}'` }),
        listener(app),
      ],
      passes: {
        "function-url/api/cors": "verified",
        "bucket/files/cors": "verified",
        "http-api/api/cors": "verified",
        "integration-response/orders/cors": "verified",
        "listener/https/cors": "verified",
      },
    },
    {
      name: "buckets, functions and APIs without CORS",
      stack: [
        resource(aws.s3.Bucket, "files", {}),
        httpApi({ allowMethods: ["GET"] }),
        preflight({ [METHODS]: "'GET'" }),
        resource(aws.apigateway.RestApi, "api", {}),
      ],
      passes: {},
    },
  ],
  invalid: [
    {
      name: "a function that every page may call in its visitor's name",
      stack: [url({ allowOrigins: ["*"], allowMethods: ["GET"], allowCredentials: true })],
      subject: "function-url/api/cors",
      messageId: "wildcard",
      says: "CORS of function URL api",
      stage: "resource",
    },
    {
      name: "a function that says nothing of methods: what needs no preflight is let through",
      stack: [url({ allowOrigins: ["https://*"] })],
      subject: "function-url/api/cors",
      messageId: "wildcard",
    },
    {
      name: "a function that every page may read, without cookies",
      stack: [url({ allowOrigins: ["*"], allowMethods: ["GET", "HEAD"] })],
      subject: "function-url/api/cors",
      messageId: "readable",
    },
    {
      name: "an API of a public suffix's owners",
      stack: [httpApi({ allowOrigins: ["https://*.vercel.app"], allowMethods: ["GET", "POST"] })],
      subject: "http-api/api/cors",
      messageId: "wildcard",
    },
    {
      name: "a preflight that lets everybody write",
      stack: [preflight({ [ORIGIN]: "'*'", [METHODS]: "'GET,POST,OPTIONS'" })],
      subject: "integration-response/orders/cors",
      messageId: "wildcard",
    },
    {
      name: "a preflight that lets everybody read",
      stack: [preflight({ [ORIGIN]: "'*'", [METHODS]: "'GET,OPTIONS'" })],
      subject: "integration-response/orders/cors",
      messageId: "readable",
    },
    {
      name: "a bucket into which every page may upload",
      stack: [files(["*"], ["GET", "PUT"])],
      subject: "bucket/files/cors",
      messageId: "wildcard",
    },
    {
      name: "a bucket that every page may read",
      stack: [files(["*"], ["GET", "HEAD"])],
      subject: "bucket/files/cors",
      messageId: "readable",
    },
    {
      name: "a load balancer that lets everybody in",
      stack: [listener("*")],
      subject: "listener/https/cors",
      messageId: "wildcard",
    },
    {
      name: "a wildcard in the blueprint",
      stack: [open],
      subject: "workload/web/CORS_ORIGINS",
      messageId: "wildcard",
      says: "workload web",
      stage: "blueprint",
    },
    {
      name: "a wildcard in a list, under another framework's name",
      stack: [task("api", { environment: { BACKEND_CORS_ORIGINS: '["https://app.example.com", "*"]' } })],
      subject: "workload/api/BACKEND_CORS_ORIGINS",
      messageId: "wildcard",
      stage: "resource",
    },
    {
      name: "a regular expression that matches everything",
      stack: [task("api", { environment: { CORS_ALLOWED_ORIGINS: "https?://.*" } })],
      subject: "workload/api/CORS_ALLOWED_ORIGINS",
      messageId: "wildcard",
    },
    {
      name: "a real wildcard under a blueprint that declares otherwise, at up",
      phase: "up",
      stack: [named, web, task("web", { command: WEB, environment: { CORS_ORIGINS: "*" } }, web)],
      subject: "workload/web/CORS_ORIGINS",
      messageId: "wildcard",
      stage: "resource",
    },
  ],
  unproven: [
    {
      name: "a wildcard beside an unknown secret ARN, without a blueprint",
      stack: [token, task("api", { environment: { CORS_ORIGINS: "*" }, secrets: { T: ref(token, "arn") } })],
      subject: "workload/api/cors",
      path: "containerDefinitions",
      producer: "token",
    },
    {
      name: "an origin of a site that is not there yet",
      stack: [site, url({ allowOrigins: [ref(site, "endpoint")], allowMethods: ["GET"] })],
      subject: "function-url/api/cors",
      path: "cors.allowOrigins[0]",
      producer: "site",
    },
  ],
});
