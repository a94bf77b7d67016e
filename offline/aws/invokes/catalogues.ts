import { blocks, text, texts } from "../../provider/values";
import { stableHex } from "../names";
import { type Answers } from "./answers";
import { NotFound } from "./find";

/** Zones in which AWS's own names lie. Source: Elastic Load Balancing endpoints, AWS General Reference (us-east-1's). */
const ALB_ZONE = "Z35SXDOTRQ7X7K";
const NLB_ZONE = "Z26RNL4JYFTOTI";

/** CloudFront's own cache and origin request policies. Source: CloudFront guide, managed policies. */
const CLOUDFRONT_POLICIES: Readonly<Record<string, string>> = {
  "Managed-CachingOptimized": "658327ea-f89d-4fab-a63d-7e88639e58f6",
  "Managed-CachingDisabled": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
  "Managed-AllViewer": "216adef6-5c7f-47e4-b989-5492eafa07d3",
  "Managed-AllViewerExceptHostHeader": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
  "Managed-CORS-S3Origin": "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
};

/** How the names of AWS's own policies begin. Source: AWS Managed Policy Reference. */
const AWS_POLICY =
  /^(Administrator|PowerUser|ReadOnly|Amazon|AWS|CloudWatch|CloudFront|IAM|Security|View|Billing|Database|DataScientist|Network|System|Support|service-role)/;

/** What AWS publishes for everybody: images, engine versions, instance types, tokens. */
export const CATALOGUES: Answers = {
  "ec2/getAmi": (place, args) => {
    const wanted = texts(blocks(args.filters).find(({ name }) => name === "name")?.values)[0] ?? text(args.nameRegex);
    const id = `ami-0${stableHex(`${place.region}/${wanted ?? JSON.stringify(args)}`).slice(0, 16)}`;
    const architecture = texts(blocks(args.filters).find(({ name }) => name === "architecture")?.values)[0];
    return {
      ...args,
      id,
      imageId: id,
      architecture: architecture ?? (/arm64|aarch64/.test(wanted ?? "") ? "arm64" : "x86_64"),
      arn: `arn:${place.partition}:ec2:${place.region}::image/${id}`,
      name: (wanted ?? "image").replaceAll("*", "2026.01.01"),
      ownerId: texts(args.owners)[0] ?? "137112412989",
      rootDeviceName: "/dev/xvda",
      rootDeviceType: "ebs",
      state: "available",
      virtualizationType: "hvm",
      region: place.region,
      blockDeviceMappings: [],
      productCodes: [],
      creationDate: "2026-01-01T00:00:00.000Z",
      tags: {},
    };
  },
  "ecr/getAuthorizationToken": (place, args) => {
    const password = stableHex(`ecr/${place.account.id}`);
    const authorizationToken = Buffer.from(`AWS:${password}`).toString("base64");
    const proxyEndpoint = `https://${text(args.registryId) ?? place.account.id}.dkr.ecr.${place.region}.amazonaws.com`;
    return {
      ...args,
      id: place.region,
      authorizationToken,
      expiresAt: later(),
      password,
      proxyEndpoint,
      region: place.region,
      userName: "AWS",
    };
  },
  "ecr/getCredentials": (place, args) => {
    const authorizationToken = Buffer.from(`AWS:${stableHex(`ecr/${place.account.id}`)}`).toString("base64");
    const proxyEndpoint = `https://${text(args.registryId) ?? place.account.id}.dkr.ecr.${place.region}.amazonaws.com`;
    return { ...args, id: place.region, authorizationToken, expiresAt: later(), proxyEndpoint };
  },
  "ecrpublic/getAuthorizationToken": (place) => {
    const password = stableHex(`ecr-public/${place.account.id}`);
    const authorizationToken = Buffer.from(`AWS:${password}`).toString("base64");
    return {
      id: place.region,
      authorizationToken,
      expiresAt: later(),
      password,
      userName: "AWS",
      region: place.region,
    };
  },
  "eks/getAddonVersion": (place, args) => ({
    ...args,
    id: text(args.addonName) ?? "",
    region: place.region,
    version: `v1.20.0-eksbuild.1`,
  }),
  "eks/getClusterAuth": (place, args) => ({
    ...args,
    id: text(args.name) ?? "",
    region: place.region,
    token: `k8s-aws-v1.${stableHex(`eks/${text(args.name) ?? ""}`)}`,
  }),
  "s3/getCanonicalUserId": (place) => ({
    id: stableHex(`canonical/${place.account.id}`),
    displayName: "offline",
    region: place.region,
  }),
  "cloudfront/getLogDeliveryCanonicalUserId": (place) => ({
    id: "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0",
    region: place.region,
  }),
  "ec2/getInstanceTypeOfferings": (place, args) => {
    const filtered = texts(blocks(args.filters).find(({ name }) => name === "instance-type")?.values);
    const types = filtered.length > 0 ? filtered : ["t3.micro", "t3.small", "t3.medium", "t4g.medium", "m6i.large"];
    const locations =
      args.locationType === "availability-zone"
        ? ["a", "b", "c"].map((zone) => `${place.region}${zone}`)
        : [place.region];
    const pairs = types.flatMap((type) => locations.map((location) => ({ type, location })));
    return {
      ...args,
      id: place.region,
      region: place.region,
      instanceTypes: pairs.map(({ type }) => type),
      locationTypes: pairs.map(() => text(args.locationType) ?? "region"),
      locations: pairs.map(({ location }) => location),
    };
  },
  "rds/getEngineVersion": (place, args) => {
    const engine = text(args.engine) ?? "";
    const newest: Readonly<Record<string, string>> = { postgres: "17.6", mysql: "8.4.6", "aurora-postgresql": "17.5" };
    const version = text(args.version) ?? texts(args.preferredVersions)[0] ?? newest[engine] ?? "1.0";
    const major = version.split(".")[0] ?? version;
    return {
      ...args,
      id: version,
      engine,
      region: place.region,
      version,
      versionActual: version,
      parameterGroupFamily: `${engine}${major}`,
      status: "available",
      exportableLogTypes: [],
      supportedCharacterSets: [],
      supportedFeatureNames: [],
      supportedModes: [],
      supportedTimezones: [],
      validMajorTargets: [],
      validMinorTargets: [],
      validUpgradeTargets: [],
    };
  },
  "rds/getOrderableDbInstance": (place, args) => ({
    ...args,
    id: text(args.instanceClass) ?? texts(args.preferredInstanceClasses)[0] ?? "db.t4g.micro",
    instanceClass: text(args.instanceClass) ?? texts(args.preferredInstanceClasses)[0] ?? "db.t4g.micro",
    availabilityZones: ["a", "b", "c"].map((zone) => `${place.region}${zone}`),
    region: place.region,
    storageType: text(args.storageType) ?? "gp3",
    vpc: true,
  }),
  "iam/getPolicy": (place, args) => {
    const name = text(args.name) ?? (text(args.arn) ?? "").split("/").at(-1) ?? "";
    const own = place.account
      .all("aws:iam/policy:Policy")
      .find(({ id, outputs }) => id === args.arn || outputs.name === args.name);
    const given = text(args.arn) ?? `arn:${place.partition}:iam::aws:policy/${name}`;
    if (own === undefined && !(given.includes(":iam::aws:policy/") && AWS_POLICY.test(name))) {
      throw new NotFound("no matching IAM Policy found");
    }
    const arn = own?.id ?? given;
    const policy = text(own?.outputs.policy) ?? '{"Version":"2012-10-17","Statement":[]}';
    return {
      ...args,
      id: arn,
      arn,
      attachmentCount: 0,
      description: "",
      name,
      path: "/",
      policy,
      policyId: "ANPAOFFLINE",
      tags: {},
    };
  },
  "iam/getSessionContext": (_place, args) => ({
    ...args,
    id: text(args.arn) ?? "",
    issuerArn: args.arn ?? "",
    issuerId: "",
    issuerName: "",
    sessionName: "",
  }),
  "lb/getHostedZoneId": (place, args) => ({
    ...args,
    id: args.loadBalancerType === "network" ? NLB_ZONE : ALB_ZONE,
    region: place.region,
  }),
  "elb/getHostedZoneId": (place) => ({ id: ALB_ZONE, region: place.region }),
  "cloudfront/getCachePolicy": (_place, args) => cloudFrontPolicy(args),
  "cloudfront/getOriginRequestPolicy": (_place, args) => cloudFrontPolicy(args),
  "secretsmanager/getRandomPassword": (_place, args) => ({
    ...args,
    id: "password",
    randomPassword: stableHex("a password that is never the same on AWS").slice(0, Number(args.passwordLength ?? 32)),
  }),
};

function cloudFrontPolicy(args: Parameters<Answers[string]>[1]) {
  const name = text(args.name) ?? "Managed-CachingOptimized";
  const id = text(args.id) ?? CLOUDFRONT_POLICIES[name] ?? stableHex(name).slice(0, 32);
  return { ...args, id, name, comment: "", etag: "E23ZP02F085DFQ" };
}

function later(): string {
  return new Date(Date.now() + 12 * 60 * 60 * 1000).toISOString();
}
