/** What is plausible of a resource of which only its key is known: what identifies it, and what other resources' checks ask. */
import { type Properties } from "../provider/values";
import { ZONE_LETTERS, defaultVpcId } from "./default-network";
import { stableDigits, stableHex, stableLower } from "./names";
import { type Place } from "./resource-type";

type Describe = (place: Place, key: string) => Properties;

const SUBNET = "aws:ec2/subnet:Subnet";
const VPC = "aws:ec2/vpc:Vpc";

const DESCRIBED: Readonly<Record<string, Describe>> = {
  [VPC]: (place, id) => ({
    arn: place.arn("ec2", `vpc/${id}`),
    defaultSecurityGroupId: `sg-0${stableHex(`${id}/sg`).slice(0, 16)}`,
    defaultRouteTableId: `rtb-0${stableHex(`${id}/rtb`).slice(0, 16)}`,
    mainRouteTableId: `rtb-0${stableHex(`${id}/rtb`).slice(0, 16)}`,
    enableDnsSupport: true,
    instanceTenancy: "default",
    ownerId: place.account.id,
  }),
  // Subnets that a program names lie in different zones: nobody spreads something over one.
  [SUBNET]: (place, id) => {
    const count = place.account.all(SUBNET).length;
    const zone = ZONE_LETTERS[count % ZONE_LETTERS.length] ?? "a";
    return {
      arn: place.arn("ec2", `subnet/${id}`),
      availabilityZone: `${place.region}${zone}`,
      ownerId: place.account.id,
      vpcId: assumedVpc(place),
    };
  },
  "aws:ec2/securityGroup:SecurityGroup": (place, id) => ({
    arn: place.arn("ec2", `security-group/${id}`),
    name: id,
    ownerId: place.account.id,
    vpcId: assumedVpc(place),
  }),
  "aws:ec2/routeTable:RouteTable": (place) => ({ vpcId: assumedVpc(place) }),
  "aws:ecs/cluster:Cluster": (_place, arn) => ({ arn, name: lastOf(arn) }),
  "aws:ecs/service:Service": (place, arn) => ({ arn, cluster: arn.split("/").at(-2) ?? "default", name: lastOf(arn) }),
  "aws:ecs/taskDefinition:TaskDefinition": (place, wanted) => {
    const [family = "", revision = "1"] = wanted.replace(/^.*task-definition\//, "").split(":");
    const arn = wanted.startsWith("arn:") ? wanted : place.arn("ecs", `task-definition/${family}:${revision}`);
    return { arn, family, revision: Number(revision), requiresCompatibilities: ["EC2", "FARGATE"] };
  },
  "aws:iam/role:Role": (place, key) => ({ arn: arnOr(key, place.globalArn("iam", `role/${key}`)), name: lastOf(key) }),
  "aws:iam/policy:Policy": (_place, arn) => ({ arn, name: lastOf(arn) }),
  "aws:lb/targetGroup:TargetGroup": (place, arn) => ({
    arn,
    name: arn.split("/").at(-2) ?? "",
    targetType: "ip",
    vpcId: assumedVpc(place),
  }),
  "aws:lb/loadBalancer:LoadBalancer": (place, arn) => {
    const [kind = "app", name = "lb", suffix = ""] = arn.split("/").slice(-3);
    const zone = `${place.region}.elb.amazonaws.com`;
    return {
      arn,
      name,
      loadBalancerType: kind === "net" ? "network" : "application",
      dnsName: `${name}-${suffix}.${zone}`,
    };
  },
  "aws:secretsmanager/secret:Secret": (place, arn) => ({ arn, name: lastSecretName(arn) }),
  "aws:kms/key:Key": (place, id) => ({ arn: place.arn("kms", `key/${id}`), keyId: id, isEnabled: true }),
  "aws:kms/alias:Alias": (place, name) => ({
    arn: place.arn("kms", name),
    name,
    targetKeyArn: place.arn("kms", `key/${uuid(name)}`),
    targetKeyId: uuid(name),
  }),
  "aws:sns/topic:Topic": (place, key) => ({
    arn: arnOr(key, place.arn("sns", key)),
    name: key.split(":").at(-1) ?? "",
  }),
  "aws:sqs/queue:Queue": (place, name) => ({
    arn: place.arn("sqs", name),
    name,
    url: `https://sqs.${place.region}.amazonaws.com/${place.account.id}/${name}`,
  }),
  "aws:s3/bucket:Bucket": (place, name) => ({
    arn: `arn:${place.partition}:s3:::${name}`,
    bucket: name,
    bucketDomainName: `${name}.s3.amazonaws.com`,
    bucketRegionalDomainName: `${name}.s3.${place.region}.amazonaws.com`,
  }),
  "aws:route53/zone:Zone": (place, id) => ({
    arn: `arn:${place.partition}:route53:::hostedzone/${id}`,
    nameServers: [1, 2, 3, 4].map((n) => `ns-${stableDigits(`${id}${n}`, 4)}.awsdns-${n}0.example`),
    zoneId: id,
  }),
  "aws:acm/certificate:Certificate": (_place, arn) => ({ arn, status: "ISSUED" }),
  "aws:ecr/repository:Repository": (place, name) => ({
    arn: place.arn("ecr", `repository/${name}`),
    name,
    registryId: place.account.id,
    repositoryUrl: `${place.account.id}.dkr.ecr.${place.region}.amazonaws.com/${name}`,
  }),
  "aws:rds/instance:Instance": (place, identifier) => {
    const address = `${identifier}.${stableLower(place.account.id + place.region, 12)}.${place.region}.rds.amazonaws.com`;
    return { address, endpoint: `${address}:5432`, identifier, port: 5432, arn: place.arn("rds", `db:${identifier}`) };
  },
  "aws:rds/parameterGroup:ParameterGroup": (place, name) => ({ arn: place.arn("rds", `pg:${name}`), name }),
  "aws:elasticache/replicationGroup:ReplicationGroup": (place, id) => ({
    arn: place.arn("elasticache", `replicationgroup:${id}`),
    primaryEndpointAddress: `${id}.${stableLower(place.account.id, 6)}.ng.0001.cache.amazonaws.com`,
    readerEndpointAddress: `${id}-ro.${stableLower(place.account.id, 6)}.ng.0001.cache.amazonaws.com`,
    replicationGroupId: id,
    port: 6379,
  }),
  "aws:elasticache/parameterGroup:ParameterGroup": (place, name) => ({ name }),
};

/** Outputs of a resource that was made elsewhere, the ones that are left out unknown. */
export function assumedOutputs(place: Place, token: string, key: string): Properties {
  return DESCRIBED[token]?.(place, key) ?? (key.startsWith("arn:") ? { arn: key, name: lastOf(key) } : {});
}

/** The network in which other things made elsewhere lie: the one the program has named, else the default one. */
function assumedVpc(place: Place): string {
  return place.account.all(VPC).find(({ id }) => id !== defaultVpcId(place))?.id ?? defaultVpcId(place);
}

function lastOf(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}

/** A secret's ARN ends with six characters that are not of its name. */
function lastSecretName(arn: string): string {
  return (arn.split(":secret:").at(-1) ?? arn).replace(/-[A-Za-z0-9]{6}$/, "");
}

function arnOr(key: string, arn: string): string {
  return key.startsWith("arn:") ? key : arn;
}

function uuid(seed: string): string {
  return stableHex(seed).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}
