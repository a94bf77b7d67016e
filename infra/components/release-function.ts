import { readFileSync } from "node:fs";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { named } from "./context";
import type { Foundation } from "./foundation";
import { logGroup } from "./log-group";
import { policyDocument, type Statement, trust } from "./policy";
import { stackRole } from "./stack-role";

export interface ReleaseFunctionArgs {
  readonly foundation: Foundation;
  readonly description: string;
  /** Path of the compiled function: one file without imports of its own, which the runtime's AWS SDK completes. */
  readonly source: string;
  /** What it may do besides writing its log. */
  readonly statements: readonly Statement[];
  /** What it is called with, once for each different text. */
  readonly input: pulumi.Input<string>;
  /** What has to be there before it is called. */
  readonly after: readonly pulumi.Resource[];
}

/**
 * A Lambda function that a deployment calls and waits for; when it fails, so does the deployment.
 *
 * It is outside of the VPC, since it speaks to the ECS API only: inside it would need a NAT gateway or an endpoint for it.
 */
export function releaseFunction(
  name: string,
  args: ReleaseFunctionArgs,
  parent: pulumi.Resource,
): aws.lambda.Invocation {
  const { context, keys } = args.foundation;
  const functionName = `${context.prefix}-${name}`;
  const logs = logGroup(name, `/aws/lambda/${functionName}`, context, keys.logs, parent);
  const role = stackRole(
    name,
    { context, description: args.description, assumeRolePolicy: trust("lambda.amazonaws.com", null) },
    parent,
  );
  const writeLogs: Statement = {
    Sid: "WriteLogs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: pulumi.interpolate`${logs.arn}:*`,
  };
  const policy = new aws.iam.RolePolicy(
    name,
    { role: role.id, policy: policyDocument([...args.statements, writeLogs]) },
    { parent },
  );
  const itself = new aws.lambda.Function(
    name,
    {
      name: functionName,
      description: args.description,
      role: role.arn,
      runtime: "nodejs24.x",
      // A fifth cheaper than x86; the code is the same.
      architectures: ["arm64"],
      // The text and not the path, so that it is the same function from every machine.
      code: new pulumi.asset.AssetArchive({
        "index.js": new pulumi.asset.StringAsset(readFileSync(args.source, "utf8")),
      }),
      handler: "index.handler",
      packageType: "Zip",
      memorySize: 256,
      // Lambda's longest, in seconds.
      timeout: 900,
      // No reserved concurrency: a new AWS account is allowed ten executions in all, and any reservation is refused there. Two
      // calls at once do no harm: they are given the same task by ECS, or only look.
      loggingConfig: { logFormat: "JSON", logGroup: logs.name },
      publish: false,
      tags: named(context, name),
    },
    { parent, dependsOn: [policy] },
  );
  return new aws.lambda.Invocation(
    name,
    { functionName: itself.name, input: args.input, lifecycleScope: "CREATE_ONLY" },
    { parent, dependsOn: [...args.after] },
  );
}
