import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Context, named } from "./context";
import { policyDocument } from "./policy";

export interface RegistryArgs {
  /** Its `prefix` is the repository's name. */
  readonly context: Pick<Context, "deletionProtection" | "partition" | "prefix" | "tags">;
  /** ARN of the KMS key the images are stored under. */
  readonly kmsKey: pulumi.Input<string>;
  /** Other accounts whose tasks pull from it. */
  readonly pullAccounts?: readonly string[];
  /** Whether it stays in AWS when the stack lets go of it. */
  readonly retain?: boolean;
}

/**
 * The repository the product's images are pushed to: the project bootstrap/ makes it, since the image of the first release must
 * be in it before the stack that runs it is there, and all environments should deploy the same image from one repository.
 */
export class Registry extends pulumi.ComponentResource {
  readonly repositoryUrl: pulumi.Output<string>;

  constructor(name: string, args: RegistryArgs, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:Registry", name, {}, opts);
    const { context, kmsKey, pullAccounts = [], retain = false } = args;
    const repository = new aws.ecr.Repository(
      name,
      {
        name: context.prefix,
        // A tag that can move is not what was reviewed.
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "KMS", kmsKey }],
        // Running tasks pull from it again whenever they are replaced.
        forceDelete: false,
        tags: named(context, name),
      },
      // What stays anyway must not refuse to be let go of.
      { parent: this, protect: context.deletionProtection && !retain, retainOnDelete: retain },
    );
    new aws.ecr.LifecyclePolicy(
      name,
      {
        repository: repository.name,
        policy: pulumi.jsonStringify({
          rules: [
            expire(1, "Layers of images that were pushed again", "untagged", "sinceImagePushed", 14),
            // A year of daily releases, so that any of them can be brought back.
            expire(2, "Releases long gone", "any", "imageCountMoreThan", 365),
          ],
        }),
      },
      { parent: this, retainOnDelete: retain },
    );
    if (pullAccounts.length > 0) {
      const policy = mayPull(pullAccounts, context.partition);
      new aws.ecr.RepositoryPolicy(name, { repository: repository.name, policy }, { parent: this });
    }
    this.repositoryUrl = repository.repositoryUrl;
    this.registerOutputs();
  }
}

/** Each account's own roles say who of it (ECR user guide, "Repository policy examples"). */
function mayPull(accounts: readonly string[], partition: string): pulumi.Output<string> {
  return policyDocument(
    accounts.map((account) => ({
      Sid: `PullFrom${account}`,
      Effect: "Allow",
      Principal: { AWS: `arn:${partition}:iam::${account}:root` },
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    })),
  );
}

function expire(
  rulePriority: number,
  description: string,
  tagStatus: "any" | "untagged",
  countType: "imageCountMoreThan" | "sinceImagePushed",
  countNumber: number,
): unknown {
  const unit = countType === "sinceImagePushed" ? { countUnit: "days" } : {};
  return {
    rulePriority,
    description,
    selection: { tagStatus, countType, ...unit, countNumber },
    action: { type: "expire" },
  };
}
