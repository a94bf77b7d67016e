import * as aws from "@pulumi/aws";
import { engineSupported } from "../../../policies/rules/operation/engine-supported";
import { blueprint, ref, resource, type TestResource } from "../../../policies/testing";
import { declaration, ruleTester } from "../fixtures";

// The tester's day is 2026-01-01.
const postgres = (engineVersion: string | undefined, parent?: TestResource) =>
  resource(
    aws.rds.Instance,
    "postgres",
    { engine: "postgres", instanceClass: "db.t4g.medium", ...(engineVersion === undefined ? {} : { engineVersion }) },
    parent === undefined ? {} : { parent },
  );
const redis = (engineVersion: string) =>
  resource(aws.elasticache.ReplicationGroup, "redis", { description: "queue", engineVersion });
const lambda = (runtime: string) => resource(aws.lambda.Function, "thumbnails", { role: "arn:role", runtime });
const service = (platformVersion: string) =>
  resource(aws.ecs.Service, "web", { taskDefinition: "web:1", platformVersion });
const runner = (runtime: string | undefined) =>
  resource(aws.apprunner.Service, "web", {
    serviceName: "web",
    sourceConfiguration:
      runtime === undefined
        ? { imageRepository: { imageIdentifier: "shop:1", imageRepositoryType: "ECR" } }
        : {
            codeRepository: {
              repositoryUrl: "https://example.com/shop",
              sourceCodeVersion: { type: "BRANCH", value: "main" },
              codeConfiguration: { configurationSource: "API", codeConfigurationValues: { runtime } },
            },
          },
  });
const version = resource(aws.ssm.Parameter, "version", { type: "String" }, { outputs: { insecureValue: "17" } });
const root = blueprint(declaration({}));
const subject = "database/postgres";

ruleTester.run(engineSupported, {
  valid: [
    { name: "a supported database", stack: [postgres("17.6")], passes: { [subject]: "verified" } },
    { name: "AWS's own version", stack: [postgres(undefined)], passes: { [subject]: "verified" } },
    { name: "a supported Redis", stack: [redis("7.1")], passes: { "cache/redis": "verified" } },
    {
      name: "Valkey, which follows Redis",
      stack: [
        resource(aws.elasticache.ReplicationGroup, "redis", {
          description: "queue",
          engine: "valkey",
          engineVersion: "8.0",
        }),
      ],
      passes: { "cache/redis": "verified" },
    },
    { name: "a supported runtime", stack: [lambda("python3.13")], passes: { "function/thumbnails": "verified" } },
    {
      name: "an image has no runtime",
      stack: [resource(aws.lambda.Function, "thumbnails", { role: "arn:role", packageType: "Image" })],
      passes: { "function/thumbnails": "verified" },
    },
    {
      name: "an engine nobody knows here",
      stack: [
        resource(aws.rds.Instance, "db", { engine: "oracle-ee", engineVersion: "12", instanceClass: "db.m7g.large" }),
      ],
      passes: {},
    },
    ...["1.4.0", "LATEST"].map((platformVersion) => ({
      name: `a Fargate platform: ${platformVersion}`,
      stack: [service(platformVersion)],
      passes: platformVersion === "LATEST" ? {} : { "service/web": "verified" as const },
    })),
    { name: "App Runner with a runtime of today", stack: [runner("NODEJS_22")], passes: { "service/web": "verified" } },
    { name: "App Runner with an image", stack: [runner(undefined)], passes: {} },
    { name: "the production program", stack: [root, postgres("17", root)], passes: { [subject]: "verified" } },
  ],
  invalid: [
    { name: "a database past its end", stack: [postgres("12.22")], subject, messageId: "ended", says: "2025-02-28" },
    {
      name: "a cluster past its end",
      stack: [
        resource(aws.rds.Cluster, "postgres", { engine: "aurora-mysql", engineVersion: "5.7.mysql_aurora.2.12.0" }),
      ],
      subject,
      messageId: "ended",
    },
    {
      name: "a runtime past its end",
      stack: [lambda("nodejs18.x")],
      subject: "function/thumbnails",
      messageId: "ended",
    },
    {
      name: "an App Runner runtime past its end",
      stack: [runner("NODEJS_18")],
      subject: "service/web",
      messageId: "ended",
      says: "2025-12-01",
    },
    { name: "App Runner's first Python", stack: [runner("PYTHON_3")], subject: "service/web", messageId: "likely" },
    {
      name: "a Fargate platform that will be retired",
      stack: [service("1.3.0")],
      subject: "service/web",
      messageId: "ends",
      says: "2026-03-16",
    },
    { name: "a Fargate platform of years ago", stack: [service("1.2.0")], subject: "service/web", messageId: "likely" },
    {
      name: "a day that was not read again",
      stack: [lambda("go1.x")],
      subject: "function/thumbnails",
      messageId: "likely",
    },
    {
      name: "a Redis in its last month",
      stack: [redis("5.0.6")],
      subject: "cache/redis",
      messageId: "ends",
      says: "2026-01-31",
    },
    { name: "a database in its last two months", stack: [postgres("13.4")], subject, messageId: "ends" },
    {
      name: "the production program of five years ago",
      stack: [root, postgres("12", root)],
      subject,
      messageId: "ended",
    },
  ],
  unproven: [
    {
      name: "a version that is computed",
      stack: [version, postgres(ref(version, "insecureValue"))],
      subject,
      path: "engineVersion",
      producer: "version",
    },
  ],
});
