import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Context, named } from "./context";
import type { Keys } from "./keys";

export interface RegistryArgs {
  readonly context: Context;
  readonly keys: Keys;
}

/**
 * The repository the product's images are pushed to. Off unless asked for: the image of the first release must be in it before the
 * stack that runs it is there, and all environments should deploy the same image from one repository.
 */
export class Registry extends pulumi.ComponentResource {
  readonly repositoryUrl: pulumi.Output<string>;

  constructor(name: string, { context, keys }: RegistryArgs, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:Registry", name, {}, opts);
    const repository = new aws.ecr.Repository(
      name,
      {
        name: context.prefix,
        // A tag that can move is not what was reviewed.
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: keys.data }],
        // Running tasks pull from it again whenever they are replaced.
        forceDelete: false,
        tags: named(context, name),
      },
      { parent: this, protect: context.deletionProtection },
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
      { parent: this },
    );
    this.repositoryUrl = repository.repositoryUrl;
    this.registerOutputs();
  }
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
