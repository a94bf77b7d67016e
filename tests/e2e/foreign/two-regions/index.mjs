// Sound: two buckets with versions.
// preview and up: nothing

import * as aws from "@pulumi/aws";

const { accountId } = await aws.getCallerIdentity({});
const { name: here } = await aws.getRegion({});
const elsewhere = new aws.Provider("replica", { region: "eu-central-1", defaultTags: { tags: { copy: "yes" } } });

const versioned = (name, options) => {
  const bucket = new aws.s3.Bucket(name, { bucket: `${accountId}-${name}` }, options);
  new aws.s3.BucketVersioning(name, { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } }, options);
  return bucket;
};

export const source = versioned(`data-${here}`, {}).arn;
export const replica = versioned("data-replica", { provider: elsewhere }).arn;
