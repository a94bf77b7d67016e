/** What has to be there before the first stack of a product: the repository that its images are pushed to. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../infra/components/partitions";
import { customerKey } from "../infra/components/keys";
import { Registry } from "../infra/components/registry";
import { readRegion } from "../infra/region";
import { NAMESPACE, parseBootstrapConfig } from "./config";

const PREFIX = `${NAMESPACE}:`;

interface Outputs {
  /** Where to push; with `@sha256:…` behind it, the stacks' `guardrails:image`. */
  readonly repositoryUrl: pulumi.Output<string>;
}

export = function program(): Promise<Outputs> {
  const given = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(PREFIX));
  const { product, owner, costCenter, tags, pullAccounts } = parseBootstrapConfig(
    Object.fromEntries(given.map(([key, value]) => [key.slice(PREFIX.length), value])),
  );
  const region = readRegion();
  const bootstrap = new pulumi.ComponentResource("guardrails:index:Bootstrap", product, {});
  const context = {
    prefix: product,
    partition: partitionOf(region),
    accountId: aws.getCallerIdentityOutput({}, { parent: bootstrap }).accountId,
    // Every environment runs what is in it.
    deletionProtection: true,
    // The owner's first, so that none takes the place of the project's own.
    tags: { ...tags, "cost-center": costCenter, owner, product },
  };
  const kmsKey = customerKey("images", "Images", context, [], bootstrap);
  const { repositoryUrl } = new Registry("registry", { context, kmsKey, pullAccounts }, { parent: bootstrap });
  return Promise.resolve({ repositoryUrl });
};
