import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Context } from "./context";

/** A log group with the stack's retention and key. `path` is its name in CloudWatch. */
export function logGroup(
  name: string,
  path: string,
  context: Context,
  keyArn: pulumi.Input<string>,
  parent: pulumi.Resource,
): aws.cloudwatch.LogGroup {
  return new aws.cloudwatch.LogGroup(
    name,
    { name: path, retentionInDays: context.logRetentionDays, kmsKeyId: keyArn, tags: { ...context.tags } },
    { parent },
  );
}
