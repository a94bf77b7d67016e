import { text } from "../../provider/values";
import { bareRefusal, refusal } from "../api-error";
import { json, matches, oneOf } from "../checks";
import { autoname, type Place, resourceType, type ResourceType } from "../resource-type";
import { sdkShape } from "../sdk-shape";
import { only, reference } from "./support";

const BUCKET = "aws:s3/bucket:Bucket";
const OBJECTS = ["aws:s3/bucketObject:BucketObject", "aws:s3/bucketObjectv2:BucketObjectv2"];

const BUCKET_NAME = /^(?!xn--)(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Hosted zones of S3 websites differ per region; one stands for all, as no DNS is involved here. */
const WEBSITE_ZONE = "Z1BKCTXD74EZPE";

const bucket = resourceType(BUCKET, {
  api: { service: "S3", noun: "S3 Bucket", create: "CreateBucket", delete: "DeleteBucket" },
  replaceOn: ["bucket", "bucketPrefix", "objectLockEnabled", "bucketNamespace"],
  defaults: { forceDestroy: false },
  autoname: autoname(63, "bucket", (name) => name.toLowerCase()),
  checks: [
    matches(
      "bucket",
      BUCKET_NAME,
      "3-63 lowercase letters, digits, hyphens and periods, beginning and ending with a letter or digit",
    ),
    json("policy", "object"),
    oneOf("acl", [
      "private",
      "public-read",
      "public-read-write",
      "aws-exec-read",
      "authenticated-read",
      "log-delivery-write",
    ]),
  ],
  unique: {
    property: "bucket",
    taken: () =>
      refusal(
        "BucketAlreadyOwnedByYou",
        "Your previous request to create the named bucket succeeded and you already own it.",
        409,
      ),
  },
  create: (place, inputs) => {
    const name = text(inputs.bucket) ?? "";
    return {
      id: name,
      outputs: {
        arn: `arn:${place.partition}:s3:::${name}`,
        bucketDomainName: `${name}.s3.amazonaws.com`,
        bucketPrefix: inputs.bucketPrefix ?? "",
        bucketRegion: place.region,
        bucketRegionalDomainName: `${name}.s3.${place.region}.amazonaws.com`,
        hostedZoneId: WEBSITE_ZONE,
        objectLockEnabled: inputs.objectLockEnabled ?? false,
        requestPayer: inputs.requestPayer ?? "BucketOwner",
        websiteDomain: "",
        websiteEndpoint: "",
      },
    };
  },
  delete: (place, { id, outputs }) => {
    if (outputs.forceDestroy === true) return;
    if (holdsObjects(place, id)) {
      throw bareRefusal(
        "BucketNotEmpty",
        "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
        409,
      );
    }
  },
});

/** Objects a program put there, and what AWS itself writes: access, flow and WAF logs of living resources. */
function holdsObjects(place: Place, name: string): boolean {
  return place.account.everything().some(({ type, outputs }) => {
    if (OBJECTS.includes(type)) return outputs.bucket === name;
    const writes =
      type === BUCKET ? undefined : (outputs.accessLogs ?? outputs.logDestination ?? outputs.logDestinationConfigs);
    return writes !== undefined && new RegExp(`[":]${name}["/]`).test(JSON.stringify(writes));
  });
}

const bucketReference = reference(["bucket", "targetBucket"], BUCKET, () =>
  refusal("NoSuchBucket", "The specified bucket does not exist", 404),
);

/** A bucket's settings are resources of their own, one of each kind to a bucket. */
function setting(kind: string, noun: string, operation: string, checks: ResourceType["checks"] = []): ResourceType {
  const token = `aws:s3/${kind}:${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  return resourceType(token, {
    api: {
      service: "S3",
      noun: `S3 Bucket ${noun}`,
      create: `PutBucket${operation}`,
      update: `PutBucket${operation}`,
      delete: `DeleteBucket${operation}`,
    },
    replaceOn: ["bucket", ...sdkShape(token).inputs.filter((name) => name === "expectedBucketOwner")],
    title: "bucket",
    checks,
    references: [bucketReference],
    create: (place, inputs) => {
      refusePublicPolicy(place, token, text(inputs.bucket) ?? "", text(inputs.policy));
      return { id: text(inputs.bucket) ?? "" };
    },
    update: (place, { inputs }) => {
      refusePublicPolicy(place, token, text(inputs.bucket) ?? "", text(inputs.policy));
      return {};
    },
  });
}

const PUBLIC_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";

/** Where public policies are blocked, S3 refuses one that lets everybody in without a condition. */
function refusePublicPolicy(place: Place, token: string, name: string, policy: string | undefined): void {
  if (!token.includes("bucketPolicy") || policy === undefined) return;
  const parsed = JSON.parse(policy) as { Statement?: unknown };
  const statements = (Array.isArray(parsed.Statement) ? parsed.Statement : [parsed.Statement]) as (
    { Effect?: unknown; Principal?: unknown; Condition?: unknown } | undefined
  )[];
  const open = statements.some(
    (statement) =>
      statement?.Effect === "Allow" &&
      statement.Condition === undefined &&
      (statement.Principal === "*" || JSON.stringify(statement.Principal) === '{"AWS":"*"}'),
  );
  const blocked = place.account.get(PUBLIC_ACCESS_BLOCK, name)?.outputs.blockPublicPolicy === true;
  if (open && blocked) {
    throw bareRefusal(
      "AccessDenied",
      "User is not authorized to perform: s3:PutBucketPolicy because public policies are blocked by the BlockPublicPolicy block public access setting.",
      403,
    );
  }
}

const object = (token: string): ResourceType =>
  resourceType(token, {
    api: { service: "S3", noun: "S3 Object", create: "PutObject", update: "PutObject", delete: "DeleteObject" },
    replaceOn: ["bucket", "key"],
    title: "key",
    references: [bucketReference],
    create: (place, inputs, logicalName) => {
      const key = text(inputs.key) ?? logicalName;
      return {
        id: `${text(inputs.bucket) ?? ""}/${key}`,
        outputs: { key, arn: `arn:${place.partition}:s3:::${only(inputs.bucket)[0] ?? ""}/${key}` },
      };
    },
  });

export const S3: readonly ResourceType[] = [
  bucket,
  setting("bucketPolicy", "Policy", "Policy", [json("policy", "object")]),
  setting("bucketPublicAccessBlock", "Public Access Block", "PublicAccessBlock"),
  setting("bucketServerSideEncryptionConfiguration", "Server-side Encryption Configuration", "Encryption", [
    oneOf("rules[].applyServerSideEncryptionByDefault.sseAlgorithm", ["AES256", "aws:kms", "aws:kms:dsse"]),
  ]),
  setting("bucketVersioning", "Versioning", "Versioning", [
    oneOf("versioningConfiguration.status", ["Enabled", "Suspended", "Disabled"]),
  ]),
  setting("bucketLifecycleConfiguration", "Lifecycle Configuration", "LifecycleConfiguration", [
    oneOf("rules[].status", ["Enabled", "Disabled"]),
  ]),
  setting("bucketLogging", "Logging", "Logging"),
  setting("bucketOwnershipControls", "Ownership Controls", "OwnershipControls", [
    oneOf("rule.objectOwnership", ["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"]),
  ]),
  setting("bucketCorsConfiguration", "CORS Configuration", "Cors", [
    oneOf("corsRules[].allowedMethods[]", ["GET", "PUT", "POST", "DELETE", "HEAD"]),
  ]),
  ...OBJECTS.map(object),
];
