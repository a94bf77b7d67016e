import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { GivenKeys, KeyUse } from "../config-keys";
import { type Context, named } from "./context";
import { logsPrincipal } from "./partitions";
import { policyDocument, type Statement } from "./policy";
import { publishersMayUse } from "./publishers";

export interface KeysArgs {
  readonly context: Context;
  /** What is given is used as it is: its policy and its rotation are its owner's. */
  readonly given: GivenKeys;
  /** Whether there are alarm topics to encrypt. */
  readonly topics: boolean;
}

/** KMS keys that are given, or the stack's own ($1 a month each): for data, secrets, logs and alarms, so that access can differ. */
export class Keys extends pulumi.ComponentResource {
  readonly data: pulumi.Output<string>;
  readonly secrets: pulumi.Output<string>;
  readonly logs: pulumi.Output<string>;
  /** null: nothing is encrypted with it. */
  readonly alerts: pulumi.Output<string> | null;

  constructor(name: string, args: KeysArgs, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:Keys", name, {}, opts);
    const { context, given } = args;
    const key = (use: KeyUse, description: string, more: readonly Statement[]) => {
      const arn = given[use];
      return arn === null ? customerKey(use, description, context, more, this) : pulumi.output(arn);
    };
    this.data = key("data", "Database and cache storage", []);
    this.secrets = key("secrets", "Secrets Manager", []);
    this.logs = key("logs", "CloudWatch log groups", [logsMayUse(context)]);
    this.alerts = args.topics ? key("alerts", "Alarm topics", publishersMayUse(context)) : null;
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
