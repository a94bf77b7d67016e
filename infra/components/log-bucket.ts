import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Context, named } from "./context";
import { policyDocument, type Statement } from "./policy";

/** Where in the bucket each kind of log begins. */
export const LOG_PREFIXES = { access: "access", connection: "connection" } as const;

/**
 * The bucket for the load balancer's logs, which it can deliver nowhere else. Cost: storage ($0.023 a GB and month) and
 * requests; delivery is free.
 *
 * Encrypted with S3's own keys, because Elastic Load Balancing delivers into no bucket with a KMS key. It logs no access to
 * itself (that would need a second bucket, to be logged again), copies to no other region and notifies nobody.
 */
export class LogBucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** A load balancer is refused a bucket it may not write to yet. */
  readonly policy: aws.s3.BucketPolicy;

  constructor(name: string, args: { readonly context: Context }, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:LogBucket", name, {}, opts);
    const { context } = args;
    const bucket = new aws.s3.Bucket(
      name,
      {
        // Only a stack without deletion protection may take its logs with it.
        forceDestroy: !context.deletionProtection,
        tags: named(context, name),
      },
      { parent: this, protect: context.deletionProtection },
    );
    this.bucketName = bucket.id;
    this.arn = bucket.arn;
    const publicAccess = new aws.s3.BucketPublicAccessBlock(
      name,
      {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
    // The account owns what is delivered, and access is the policy's alone: no access control lists.
    const ownership = new aws.s3.BucketOwnershipControls(
      name,
      { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this },
    );
    const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
      name,
      { bucket: bucket.id, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      { parent: this },
    );
    this.keep(name, bucket, context);
    this.policy = new aws.s3.BucketPolicy(
      name,
      { bucket: bucket.id, policy: policyDocument([...delivery(context, bucket.arn), tlsOnly(bucket.arn)]) },
      // S3 refuses two changes to one bucket's access at the same time.
      { parent: this, dependsOn: [publicAccess, ownership, encryption] },
    );
    this.registerOutputs();
  }

  /** Logs stay as long as those in CloudWatch, and a deleted one for a month more. */
  private keep(name: string, bucket: aws.s3.Bucket, context: Context): void {
    const versioning = new aws.s3.BucketVersioning(
      name,
      { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    new aws.s3.BucketLifecycleConfiguration(
      name,
      {
        bucket: bucket.id,
        rules: [
          {
            id: "expire",
            status: "Enabled",
            filter: { prefix: "" },
            // No move to a cheaper class before that: log files are small, and those classes charge for 128 KB at least.
            expiration: { days: context.logRetentionDays },
            noncurrentVersionExpiration: { noncurrentDays: 30 },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
      { parent: this, dependsOn: versioning },
    );
  }
}

/**
 * Elastic Load Balancing's accounts outside of the `aws` partition, where its log delivery has no service principal
 * (Application Load Balancer guide, "Enable access logs").
 */
const DELIVERY_ACCOUNTS: Readonly<Record<string, string>> = {
  "cn-north-1": "638102146993",
  "cn-northwest-1": "037604701340",
  "us-gov-east-1": "190560391635",
  "us-gov-west-1": "048591011584",
};

/** The load balancer may add logs of this account's, under its prefixes; the path bounds whose. */
function delivery({ accountId, partition, region }: Context, bucketArn: pulumi.Input<string>): Statement[] {
  const account = DELIVERY_ACCOUNTS[region];
  const principal: Statement["Principal"] =
    account === undefined
      ? { Service: "logdelivery.elasticloadbalancing.amazonaws.com" }
      : { AWS: `arn:${partition}:iam::${account}:root` };
  return [
    {
      Sid: "LoadBalancerLogs",
      Effect: "Allow",
      Principal: principal,
      Action: "s3:PutObject",
      Resource: Object.values(LOG_PREFIXES).map(
        (prefix) => pulumi.interpolate`${bucketArn}/${prefix}/AWSLogs/${accountId}/*`,
      ),
    },
  ];
}

function tlsOnly(bucketArn: pulumi.Input<string>): Statement {
  return {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: { AWS: "*" },
    Action: "s3:*",
    Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
