/** The provider's functions: what the account and AWS at large say when they are asked. */
import { blocks, isObject, type Properties, text, texts, type Value } from "../provider/values";
import { type StoredResource } from "./account";
import { stableDigits } from "./names";
import { dnsSuffixOf } from "./place";
import { policyDocument } from "./policy-document";
import { type Place } from "./resource-type";
import { SECURITY_GROUP, SUBNET, VPC, zoneId } from "./services/ec2";
import { PARAMETER } from "./services/other";
import { ZONE } from "./services/route53";
import { SECRET, SECRET_VERSION } from "./services/secretsmanager";

type Answer = (place: Place, args: Properties, defaultTags: Properties) => Properties;

/** Calls a function by its token. @throws Error when it is unknown or finds nothing */
export function invoke(place: Place, token: string, args: Properties, defaultTags: Properties): Properties {
  const name = token.split(":").at(-1) ?? token;
  const service = token.split(/[:/]/)[1] ?? "";
  const answer = FUNCTIONS[`${service}/${name}`];
  if (answer === undefined) {
    throw new Error(`offline AWS does not know the function ${token}: add it to offline/aws/invokes.ts`);
  }
  return answer(place, args, defaultTags);
}

const ZONES = ["a", "b", "c"];

/** Accounts from which load balancers write access logs. Source: ELB guide, enable access logs. */
const ELB_ACCOUNTS: Readonly<Record<string, string>> = {
  "af-south-1": "098369216593",
  "ap-east-1": "754344448648",
  "ap-northeast-1": "582318560864",
  "ap-northeast-2": "600734575887",
  "ap-northeast-3": "383597477331",
  "ap-south-1": "718504428378",
  "ap-southeast-1": "114774131450",
  "ap-southeast-2": "783225319266",
  "ca-central-1": "985666609251",
  "eu-central-1": "054676820928",
  "eu-north-1": "897822967062",
  "eu-south-1": "635631232127",
  "eu-west-1": "156460612806",
  "eu-west-2": "652711504416",
  "eu-west-3": "009996457667",
  "me-south-1": "076674570225",
  "sa-east-1": "507241528517",
  "us-east-1": "127311923021",
  "us-east-2": "033677994240",
  "us-west-1": "027434742980",
  "us-west-2": "797873946194",
};

const FUNCTIONS: Readonly<Record<string, Answer>> = {
  "index/getCallerIdentity": ({ account, partition }) => ({
    id: account.id,
    accountId: account.id,
    arn: `arn:${partition}:iam::${account.id}:user/offline`,
    userId: "AIDAOFFLINE0000000000",
  }),
  "index/getRegion": ({ region }) => ({
    id: region,
    region,
    name: region,
    description: region,
    endpoint: `ec2.${region}.${dnsSuffixOf(region)}`,
  }),
  "index/getPartition": ({ partition, region }) => ({
    id: partition,
    partition,
    dnsSuffix: dnsSuffixOf(region),
    reverseDnsPrefix: dnsSuffixOf(region).split(".").reverse().join("."),
  }),
  "index/getDefaultTags": (_place, _args, tags) => ({ id: "tags", tags }),
  "index/getAvailabilityZones": ({ region }, args) => {
    const names = ZONES.map((letter) => `${region}${letter}`).filter(
      (name) => !texts(args.excludeNames).includes(name),
    );
    return { ...args, id: region, region, names, zoneIds: names.map(zoneId), groupNames: [`${region}-zg-1`] };
  },
  "index/getServicePrincipal": ({ region }, args) => {
    const service = text(args.serviceName) ?? "";
    return {
      id: `${service}.${region}`,
      name: `${service}.amazonaws.com`,
      region,
      serviceName: service,
      suffix: "amazonaws.com",
    };
  },
  "iam/getPolicyDocument": (_place, args) => policyDocument(args),
  "elb/getServiceAccount": ({ region, partition }) => {
    const id = ELB_ACCOUNTS[region];
    if (id === undefined) throw new Error(`unsupported AWS Region: ${region}`);
    return { id, region, arn: `arn:${partition}:iam::${id}:root` };
  },
  "ec2/getManagedPrefixList": (place, args) => {
    const name = text(args.name) ?? filterValue(args, "prefix-list-name") ?? "";
    if (!name.startsWith("com.amazonaws.")) throw new Error(`no matching EC2 Managed Prefix List found: ${name}`);
    const id = `pl-${stableDigits(`${place.region}/${name}`, 8)}`;
    return {
      ...args,
      id,
      name,
      addressFamily: "IPv4",
      arn: `arn:${place.partition}:ec2:${place.region}:aws:prefix-list/${id}`,
      entries: [],
      maxEntries: 0,
      ownerId: "AWS",
      region: place.region,
      tags: {},
      version: 0,
    };
  },
  "ec2/getVpc": (place, args) => {
    const { id, outputs } = one(
      place,
      VPC,
      "EC2 VPC",
      (vpc) => fits(vpc, args, ["cidrBlock"]) && args.default !== true,
    );
    return {
      ...args,
      ...outputs,
      id,
      default: false,
      cidrBlockAssociations: [],
      ipv6CidrBlockAssociations: [],
      state: "available",
      tags: tagsOf(outputs),
    };
  },
  "ec2/getSubnet": (place, args) => {
    const { id, outputs } = one(place, SUBNET, "EC2 Subnet", (subnet) =>
      fits(subnet, args, ["cidrBlock", "vpcId", "availabilityZone"]),
    );
    return {
      ...args,
      ...outputs,
      id,
      availableIpAddressCount: 0,
      defaultForAz: false,
      state: "available",
      tags: tagsOf(outputs),
    };
  },
  "ec2/getSubnets": (place, args) => {
    const wanted = filterValue(args, "vpc-id");
    const found = place.account
      .all(SUBNET)
      .filter((subnet) => fits(subnet, args, []) && (wanted === undefined || subnet.outputs.vpcId === wanted));
    return {
      ...args,
      id: place.region,
      region: place.region,
      ids: found.map(({ id }) => id).sort(),
      tags: args.tags ?? {},
    };
  },
  "ec2/getSecurityGroup": (place, args) => {
    const { id, outputs } = one(place, SECURITY_GROUP, "EC2 Security Group", (group) =>
      fits(group, args, ["name", "vpcId"]),
    );
    return { ...args, ...outputs, id, tags: tagsOf(outputs) };
  },
  "kms/getAlias": (place, args) => {
    const name = text(args.name) ?? "";
    const found = place.account.get("aws:kms/alias:Alias", name)?.outputs;
    if (found === undefined && !name.startsWith("alias/aws/"))
      throw new Error(`reading KMS Alias (${name}): couldn't find resource`);
    const keyId = stableUuid(`${place.account.id}/${place.region}/${name}`);
    const target = text(found?.targetKeyArn) ?? place.arn("kms", `key/${keyId}`);
    return {
      id: place.arn("kms", name),
      arn: place.arn("kms", name),
      name,
      region: place.region,
      targetKeyArn: target,
      targetKeyId: target.split("/").at(-1) ?? "",
    };
  },
  "kms/getKey": (place, args) => {
    const wanted = text(args.keyId) ?? "";
    const { id, outputs } = one(place, "aws:kms/key:Key", "KMS Key", (key) =>
      [key.id, key.outputs.arn].includes(wanted),
    );
    return {
      ...args,
      id,
      arn: outputs.arn ?? "",
      awsAccountId: place.account.id,
      customerMasterKeySpec: outputs.customerMasterKeySpec ?? "SYMMETRIC_DEFAULT",
      description: outputs.description ?? "",
      enabled: outputs.isEnabled ?? true,
      keyManager: "CUSTOMER",
      keySpec: outputs.customerMasterKeySpec ?? "SYMMETRIC_DEFAULT",
      keyState: "Enabled",
      keyUsage: outputs.keyUsage ?? "ENCRYPT_DECRYPT",
      multiRegion: outputs.multiRegion ?? false,
      multiRegionConfigurations: [],
      origin: "AWS_KMS",
      region: place.region,
      xksKeyConfigurations: [],
    };
  },
  "route53/getZone": (place, args) => {
    const name = text(args.name)?.replace(/\.$/, "");
    const { id, outputs } = one(place, ZONE, "Route 53 Hosted Zone", (zone) =>
      args.zoneId === undefined ? text(zone.outputs.name)?.replace(/\.$/, "") === name : zone.id === args.zoneId,
    );
    return {
      ...args,
      id,
      zoneId: id,
      arn: outputs.arn ?? "",
      name: outputs.name ?? "",
      nameServers: outputs.nameServers ?? [],
      primaryNameServer: outputs.primaryNameServer ?? "",
      callerReference: "",
      comment: outputs.comment ?? "",
      linkedServiceDescription: "",
      linkedServicePrincipal: "",
      resourceRecordSetCount: 2,
      tags: tagsOf(outputs),
    };
  },
  "ssm/getParameter": (place, args) => {
    const name = text(args.name) ?? "";
    const found = place.account.get(PARAMETER, name)?.outputs ?? publicParameter(place, name);
    if (found === undefined) throw new Error(`reading SSM Parameter (${name}): couldn't find resource`);
    return {
      ...args,
      id: name,
      name,
      arn: found.arn ?? "",
      insecureValue: found.type === "SecureString" ? "" : (found.value ?? ""),
      region: place.region,
      type: found.type ?? "String",
      value: found.value ?? "",
      version: found.version ?? 1,
    };
  },
  "secretsmanager/getSecret": (place, args) => {
    const wanted = text(args.arn) ?? text(args.name) ?? "";
    const { id, outputs } = one(place, SECRET, "Secrets Manager Secret", (secret) =>
      [secret.id, secret.outputs.name].includes(wanted),
    );
    return {
      ...args,
      ...outputs,
      id,
      createdDate: "",
      lastChangedDate: "",
      policy: outputs.policy ?? "",
      tags: tagsOf(outputs),
    };
  },
  "secretsmanager/getSecretVersion": (place, args) => {
    const wanted = text(args.secretId) ?? "";
    const secret = one(place, SECRET, "Secrets Manager Secret", ({ id, outputs }) =>
      [id, outputs.name].includes(wanted),
    );
    const stage = text(args.versionStage) ?? "AWSCURRENT";
    const { id, outputs } = one(
      place,
      SECRET_VERSION,
      "Secrets Manager Secret Version",
      (version) =>
        version.outputs.secretArn === secret.id &&
        (args.versionId === undefined
          ? texts(version.outputs.versionStages).includes(stage)
          : version.outputs.versionId === args.versionId),
    );
    return {
      ...args,
      ...outputs,
      id,
      createdDate: "",
      secretBinary: outputs.secretBinary ?? "",
      secretString: outputs.secretString ?? "",
    };
  },
  "ecr/getRepository": (place, args) => {
    const { id, outputs } = one(
      place,
      "aws:ecr/repository:Repository",
      "ECR Repository",
      (repository) => repository.id === args.name,
    );
    return {
      ...args,
      ...outputs,
      id,
      encryptionConfigurations: outputs.encryptionConfigurations ?? [],
      imageScanningConfigurations: [],
      imageTagMutabilityExclusionFilters: [],
      mostRecentImageTags: [],
      tags: tagsOf(outputs),
    };
  },
  "ecr/getImage": (place, args) => {
    const repository = text(args.repositoryName) ?? "";
    const tag = text(args.imageTag);
    // No image is ever pushed offline: an image is what its reference says, with the same digest each time.
    const imageDigest = text(args.imageDigest) ?? `sha256:${stableHex(`${repository}:${tag ?? "latest"}`)}`;
    const registry = text(args.registryId) ?? place.account.id;
    return {
      ...args,
      id: imageDigest,
      imageDigest,
      imagePushedAt: 0,
      imageSizeInBytes: 0,
      imageTags: tag === undefined ? [] : [tag],
      imageUri: `${registry}.dkr.ecr.${place.region}.amazonaws.com/${repository}@${imageDigest}`,
      region: place.region,
      registryId: registry,
      repositoryName: repository,
    };
  },
};

function one(place: Place, type: string, noun: string, matches: (resource: StoredResource) => boolean): StoredResource {
  const found = place.account.all(type).filter(matches);
  const [first] = found;
  if (first === undefined) throw new Error(`no matching ${noun} found`);
  if (found.length > 1)
    throw new Error(`multiple ${noun}s matched; use additional constraints to reduce matches to a single ${noun}`);
  return first;
}

/** Whether a resource has the asked id, these properties and all the asked tags. */
function fits({ id, outputs }: StoredResource, args: Properties, properties: readonly string[]): boolean {
  if (args.id !== undefined && args.id !== id) return false;
  if (properties.some((property) => args[property] !== undefined && args[property] !== outputs[property])) return false;
  const tags = tagsOf(outputs);
  return Object.entries(isObject(args.tags) ? args.tags : {}).every(([key, value]) => tags[key] === value);
}

function tagsOf(outputs: Properties): Properties {
  const tags: Value | undefined = outputs.tagsAll ?? outputs.tags;
  return isObject(tags) ? tags : {};
}

function filterValue(args: Properties, name: string): string | undefined {
  const filters = blocks(args.filters);
  return texts(filters.find((filter) => filter.name === name)?.values)[0];
}

/** Parameters AWS itself publishes, of which a stack reads image ids. */
function publicParameter(place: Place, name: string): Properties | undefined {
  if (!name.startsWith("/aws/service/")) return undefined;
  return {
    arn: `arn:${place.partition}:ssm:${place.region}::parameter${name}`,
    type: "String",
    value: `ami-0${stableHex(name).slice(0, 16)}`,
    version: 1,
  };
}

function stableHex(seed: string): string {
  return BigInt(stableDigits(seed, 70)).toString(16).padStart(64, "0").slice(-64);
}

function stableUuid(seed: string): string {
  return stableHex(seed).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}
