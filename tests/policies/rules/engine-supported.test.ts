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
