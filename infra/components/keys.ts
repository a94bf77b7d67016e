import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Context, named } from "./context";
import { logsPrincipal } from "./partitions";
import { policyDocument, type Statement } from "./policy";
import { publishersMayUse } from "./publishers";

/** The stack's own KMS keys ($1 a month each): for data, secrets, logs and alarms, so that access can differ. */
export class Keys extends pulumi.ComponentResource {
  readonly data: pulumi.Output<string>;
  readonly secrets: pulumi.Output<string>;
  readonly logs: pulumi.Output<string>;
  readonly alerts: pulumi.Output<string>;

  constructor(name: string, args: { readonly context: Context }, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:Keys", name, {}, opts);
    const { context } = args;
    this.data = customerKey("data", "Database and cache storage", context, [], this);
    this.secrets = customerKey("secrets", "Secrets Manager", context, [], this);
    this.logs = customerKey("logs", "CloudWatch log groups", context, [logsMayUse(context)], this);
    this.alerts = customerKey("alerts", "Alarm topics", context, publishersMayUse(context), this);
    this.registerOutputs();
  }
}

/** One of them, under the alias `PREFIX-USE`; the ARN of the key. */
export function customerKey(
  use: string,
  description: string,
  context: Pick<Context, "accountId" | "deletionProtection" | "partition" | "prefix" | "tags">,
  more: readonly Statement[],
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const key = new aws.kms.Key(
    `${use}-key`,
    {
      description: `${context.prefix}: ${description}`,
      enableKeyRotation: true,
      // KMS's longest: with the key gone, so is everything under it.
      deletionWindowInDays: 30,
      policy: policyDocument([accountDecides(context), ...more]),
      tags: named(context, `${use}-key`),
    },
    { parent, protect: context.deletionProtection },
  );
  new aws.kms.Alias(`${use}-key`, { name: `alias/${context.prefix}-${use}`, targetKeyId: key.id }, { parent });
  return key.arn;
}

/** Hands access over to IAM policies in this account; without it nobody could manage the key. */
function accountDecides({ partition, accountId }: Pick<Context, "accountId" | "partition">): Statement {
  return {
    Sid: "AccountDecides",
    Effect: "Allow",
    Principal: { AWS: pulumi.interpolate`arn:${partition}:iam::${accountId}:root` },
    Action: "kms:*",
    Resource: "*",
  };
}

function logsMayUse({ partition, region, accountId }: Context): Statement {
  return {
    Sid: "LogsOfThisAccount",
    Effect: "Allow",
    Principal: { Service: logsPrincipal(region) },
    Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
    Resource: "*",
    Condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": pulumi.interpolate`arn:${partition}:logs:${region}:${accountId}:*`,
      },
    },
  };
}
