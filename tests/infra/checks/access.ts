import type { Registered } from "../run-program";
import type { Row } from "./row";
import {
  add,
  all,
  alter,
  alterPolicy,
  at,
  idOf,
  input,
  list,
  nameOf,
  remove,
  type Stack,
  type Statement,
  statements,
  T,
  text,
} from "./stack";

const policies = all(T.rolePolicy, "aws:iam/policy:Policy");
const buckets = all(T.bucket);
const repositories = all(T.repository);

/** Actions AWS lets nobody restrict to a resource (service authorization reference). */
const UNRESTRICTABLE = ["ecr:GetAuthorizationToken"];

function allowing(policy: Registered): readonly Statement[] {
  return statements(policy, "policy").filter(({ allows }) => allows);
}

/** Whether a policy allows something, and nothing that the test objects to; one that only denies does no harm either. */
function grantsOnly(harmless: (statement: Statement) => boolean): (policy: Registered) => boolean {
  return (policy) => statements(policy, "policy").length > 0 && allowing(policy).every(harmless);
}

const ADMINISTRATOR = { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::any/*" };

/** Roles and their policies. */
const roleRows: readonly Row[] = [
  {
    property: "no policy allows all of a service's actions",
    need: "must",
    checks: [
      "CKV_AWS_62",
      "CKV_AWS_63",
      "CKV2_AWS_40",
      "IAMPolicyNoStatementsWithAdminAccess",
      "IAMPolicyNoStatementsWithFullAccess",
      "IAM.1",
      "IAM.21",
      "AWS-0345",
    ],
    subjects: policies,
    holds: grantsOnly(({ actions }) => actions.length > 0 && actions.every((action) => !action.includes("*"))),
    flip: alterPolicy(T.rolePolicy, "policy", ADMINISTRATOR),
  },
  {
    property: "no policy allows on every resource what could be restricted to one",
    need: "must",
    checks: ["CKV_AWS_355"],
    subjects: policies,
    holds: grantsOnly(
      ({ actions, resources }) =>
        !resources.includes("*") || actions.every((action) => UNRESTRICTABLE.includes(action)),
    ),
    flip: alterPolicy(T.rolePolicy, "policy", { Effect: "Allow", Action: "s3:GetObject", Resource: "*" }),
  },
  {
    property: "no policy has a wildcard anywhere in what it allows",
    need: "must or reason",
    checks: ["IAM5"],
    subjects: policies,
    holds: grantsOnly(({ actions, resources }) => ![...actions, ...resources].some((part) => part.includes("*"))),
    flip: (stack) =>
      stack.map((resource) =>
        resource.type === T.rolePolicy
          ? { ...resource, inputs: { policy: text(resource, "policy").replaceAll("*", "one") } }
          : resource,
      ),
  },
  {
    property: "no policy leads to more rights, to data or to exposure",
    need: "should",
    checks: ["CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_288", "CKV_AWS_289", "CKV_AWS_290", "AWS-0342"],
    subjects: policies,
    holds: grantsOnly(({ actions, resources, condition }) => {
      if (!actions.some((action) => /^(\*|iam:|sts:|organizations:)/.test(action))) return true;
      const onlyPasses = actions.length === 1 && actions[0] === "iam:PassRole";
      const toOneService = typeof at(condition, "StringEquals.iam:PassedToService") === "string";
      return onlyPasses && toOneService && resources.every((resource) => !resource.includes("*"));
    }),
    flip: alterPolicy(T.rolePolicy, "policy", { Effect: "Allow", Action: "iam:PassRole", Resource: "*" }),
  },
  {
    property: "each role trusts one named service",
    need: "must",
    checks: ["CKV_AWS_60", "CKV_AWS_61", "CKV_AWS_393"],
    subjects: all(T.role),
    holds: (role) => {
      const trusts = statements(role, "assumeRolePolicy");
      return (
        trusts.length > 0 &&
        trusts.every(
          ({ principals }) =>
            principals.length === 1 && principals.every((one) => /^[a-z.-]+\.amazonaws\.com$/.test(one)),
        )
      );
    },
    flip: alterPolicy(T.role, "assumeRolePolicy", {
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "sts:AssumeRole",
    }),
  },
  {
    property: "no role has a policy that AWS maintains",
    need: "must",
    checks: ["CKV_AWS_274", "CKV2_AWS_56", "IAM4"],
    subjects: (stack) => [
      ...all(T.role)(stack),
      ...all("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:iam/policyAttachment:PolicyAttachment")(stack),
    ],
    holds: (resource) =>
      resource.type === T.role
        ? list(resource, "managedPolicyArns").length === 0
        : !text(resource, "policyArn").includes(":iam::aws:policy/"),
    flip: add("aws:iam/rolePolicyAttachment:RolePolicyAttachment", () => [
      { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    ]),
  },
  {
    property: "roles have no policies inside them",
    need: "should",
    checks: ["IAMNoInlinePolicy"],
    subjects: (stack) => [...all(T.rolePolicy)(stack), ...all("aws:iam/policy:Policy")(stack)],
    holds: (policy) => policy.type !== T.rolePolicy,
    flip: (stack) => add("aws:iam/policy:Policy", () => [{ policy: "{}" }])(remove(T.rolePolicy)(stack)),
  },
];

/** Companion resources of a bucket. */
function ofBucket(bucket: Registered, stack: Stack, name: string): Stack {
  const type = `aws:s3/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
  return all(type)(stack).filter((found) => input(found, "bucket") === idOf(bucket));
}

function algorithms(bucket: Registered, stack: Stack): readonly unknown[] {
  return ofBucket(bucket, stack, "BucketServerSideEncryptionConfiguration")
    .flatMap((encryption) => list(encryption, "rules"))
    .map((rule) => at(rule, "applyServerSideEncryptionByDefault.sseAlgorithm"));
}

function expiry(bucket: Registered, stack: Stack): readonly unknown[] {
  return ofBucket(bucket, stack, "BucketLifecycleConfiguration")
    .flatMap((lifecycle) => list(lifecycle, "rules"))
    .filter((rule) => at(rule, "status") === "Enabled");
}

/** The bucket for the load balancer's logs. */
const bucketRows: readonly Row[] = [
  {
    property: "no bucket can be made public",
    need: "must",
    checks: [
      "CKV_AWS_53",
      "CKV_AWS_54",
      "CKV_AWS_55",
      "CKV_AWS_56",
      "CKV2_AWS_6",
      "S2",
      "S3.8",
      "AWS-0086",
      "AWS-0087",
      "AWS-0091",
      "AWS-0093",
      "AWS-0094",
    ],
    subjects: buckets,
    holds: (bucket, stack) =>
      ofBucket(bucket, stack, "BucketPublicAccessBlock").some((block) =>
        ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every(
          (member) => input(block, member) === true,
        ),
      ),
    flip: alter(T.publicAccessBlock, { restrictPublicBuckets: false }),
  },
  {
    property: "buckets are encrypted, keep versions and refuse plain HTTP",
    need: "must",
    checks: ["CKV_AWS_21", "CKV_AWS_379", "S3BucketVersioningEnabled", "S10", "S3.14", "S3.5", "AWS-0090"],
    subjects: buckets,
    holds: (bucket, stack) => {
      const keepsVersions = ofBucket(bucket, stack, "BucketVersioning").some(
        (versioning) => input(versioning, "versioningConfiguration.status") === "Enabled",
      );
      const tlsOnly = ofBucket(bucket, stack, "BucketPolicy")
        .flatMap((policy) => statements(policy, "policy"))
        .some(
          ({ allows, principals, actions, resources, condition }) =>
            !allows &&
            principals.includes("*") &&
            actions.includes("s3:*") &&
            resources.length === 2 &&
            at(condition, "Bool.aws:SecureTransport") === "false",
        );
      return algorithms(bucket, stack).length > 0 && keepsVersions && tlsOnly;
    },
    flip: remove(T.bucketPolicy),
  },
  {
    property: "buckets are encrypted with a KMS key",
    need: "must or reason",
    checks: ["CKV_AWS_145", "S3DefaultEncryptionKMS", "S3.17", "AWS-0132"],
    subjects: buckets,
    holds: (bucket, stack) => algorithms(bucket, stack).includes("aws:kms"),
    flip: alter("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", {
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }],
    }),
  },
  {
    property: "access to buckets is logged",
    need: "should",
    checks: ["CKV_AWS_18", "S1", "S3.9", "AWS-0089"],
    subjects: buckets,
    holds: (bucket, stack) => ofBucket(bucket, stack, "BucketLogging").length > 0,
    flip: add("aws:s3/bucketLogging:BucketLogging", (stack) =>
      buckets(stack).map((found) => ({ bucket: idOf(found) })),
    ),
  },
  {
    property: "what is in buckets ends, and uploads that were given up end soon",
    need: "should",
    checks: ["CKV2_AWS_61", "CKV_AWS_300", "S3.13"],
    subjects: buckets,
    holds: (bucket, stack) =>
      expiry(bucket, stack).some((rule) => Number(at(rule, "expiration.days")) > 0) &&
      expiry(bucket, stack).some((rule) => Number(at(rule, "abortIncompleteMultipartUpload.daysAfterInitiation")) > 0),
    flip: alter("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", {
      rules: [{ status: "Enabled", expiration: { days: 365 } }],
    }),
  },
  {
    property: "buckets are copied to another region",
    need: "conflict",
    checks: ["CKV_AWS_144", "S3BucketReplicationEnabled", "S3.7"],
    subjects: buckets,
    holds: (bucket, stack) => ofBucket(bucket, stack, "BucketReplicationConfig").length > 0,
    flip: add("aws:s3/bucketReplicationConfig:BucketReplicationConfig", (stack) =>
      buckets(stack).map((found) => ({ bucket: idOf(found) })),
    ),
  },
  {
    property: "buckets announce what is put into them",
    need: "conflict",
    checks: ["CKV2_AWS_62", "S3.11"],
    subjects: buckets,
    holds: (bucket, stack) => ofBucket(bucket, stack, "BucketNotification").length > 0,
    flip: add("aws:s3/bucketNotification:BucketNotification", (stack) =>
      buckets(stack).map((found) => ({ bucket: idOf(found) })),
    ),
  },
  {
    property: "no bucket answers every origin",
    need: "must",
    checks: ["s3_bucket_with_unsecured_cors_rule"],
    subjects: buckets,
    holds: (bucket, stack) =>
      ofBucket(bucket, stack, "BucketCorsConfiguration")
        .flatMap((cors) => list(cors, "corsRules"))
        .concat(list(bucket, "corsRules"))
        .every((rule) => !JSON.stringify(at(rule, "allowedOrigins")).includes("*")),
    flip: alter(T.bucket, { corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["*"] }] }),
  },
];

/** The image repository, which is off by default. */
export const repositoryRows: readonly Row[] = [
  {
    property: "images are immutable, scanned, encrypted with the stack's own key, and nobody else's",
    need: "must",
    checks: [
      "CKV_AWS_51",
      "CKV_AWS_163",
      "CKV_AWS_136",
      "CKV_AWS_32",
      "ECR1",
      "ECR.2",
      "ECR.1",
      "AWS-0031",
      "AWS-0030",
      "AWS-0033",
      "AWS-0032",
    ],
    subjects: repositories,
    holds: (repository, stack) =>
      input(repository, "imageTagMutability") === "IMMUTABLE" &&
      input(repository, "imageScanningConfiguration.scanOnPush") === true &&
      input(repository, "encryptionConfigurations.0.encryptionType") === "KMS" &&
      all("aws:ecr/repositoryPolicy:RepositoryPolicy")(stack).length === 0,
    flip: alter(T.repository, { imageTagMutability: "MUTABLE" }),
  },
  {
    property: "images of long ago are removed",
    need: "should",
    checks: ["ECR.3"],
    subjects: repositories,
    holds: (repository, stack) =>
      all("aws:ecr/lifecyclePolicy:LifecyclePolicy")(stack).some(
        (lifecycle) => input(lifecycle, "repository") === nameOf(repository),
      ),
    flip: remove("aws:ecr/lifecyclePolicy:LifecyclePolicy"),
  },
];

export const accessRows: readonly Row[] = [...roleRows, ...bucketRows];
