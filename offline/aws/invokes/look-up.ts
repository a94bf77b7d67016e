/** Functions that no file describes, and things that were made elsewhere: answered from the SDK's declaration. */
import { blocks, isObject, type Properties, text, texts, type Value } from "../../provider/values";
import { type StoredResource } from "../account";
import { resourceTypeOf } from "../catalogue";
import { defaultVpcId, ZONE_LETTERS } from "../default-network";
import { functionShape } from "../function-shape";
import { neutralValue } from "../generic";
import { stableHex } from "../names";
import { type Place } from "../resource-type";
import { sdkShape } from "../sdk-shape";
import { VPC } from "../services/ec2";
import type { Call } from ".";
import { filterValue, tagsOf } from "./find";

/** Functions that give back a value that somebody keeps elsewhere, by the argument that names it: it cannot be guessed. */
const VALUES: ReadonlyMap<string, string> = new Map([
  ["aws:secretsmanager/getSecretVersion:getSecretVersion", "secretId"],
  ["aws:ssm/getParameter:getParameter", "name"],
]);

/** A value that was not read is no value, and the engine takes no unknown one from a function: it has to be given. */
export function refuseUnreadValue({ token, args }: Call): void {
  const named = VALUES.get(token);
  if (named === undefined) return;
  const noun = token.includes("secretsmanager") ? "secret" : "parameter";
  throw new Error(
    `the value of the ${noun} ${text(args[named]) ?? ""}, which ${token.split(":").at(-1) ?? token} reads, ` +
      `is not known here: give it in a --seed file`,
  );
}

/** Subnets of a network that somebody else made: one a zone, if the account has none that fit. */
export function assumeSubnets({ world, place, args }: Call): void {
  const vpc = filterValue(args, "vpc-id");
  if (!world.assumes || (vpc !== undefined && place.account.hasMade(VPC, vpc))) return;
  const vpcId = vpc ?? place.account.all(VPC).find(({ id }) => id !== defaultVpcId(place))?.id ?? defaultVpcId(place);
  for (const letter of ZONE_LETTERS) {
    const key = `subnet-0${stableHex(JSON.stringify([place.region, letter, args])).slice(0, 16)}`;
    const tags = isObject(args.tags) ? args.tags : {};
    const filtered = blocks(args.filters).flatMap(({ name, values }) => {
      const tag = /^tag:(.+)$/.exec(text(name) ?? "")?.[1];
      return tag === undefined ? [] : [[tag, texts(values)[0] ?? ""]];
    });
    const properties = {
      availabilityZone: `${place.region}${letter}`,
      tags: { ...tags, ...(Object.fromEntries(filtered) as Properties) },
      vpcId,
    };
    world.assume(place, "aws:ec2/subnet:Subnet", key, properties, "subnets as the program looks for are there");
  }
}

/** Answers a function that asks for one resource (or lists them) by what the account holds, or by what is plausible. */
export function lookUp({ world, place, token, args }: Call): Properties {
  const shape = functionShape(token);
  if (shape === null) {
    throw new Error(
      `offline AWS does not know the function ${token}: give its answer under "functions" in a --seed file`,
    );
  }
  const type = resourceOf(token);
  if (type === undefined) {
    world.note(`${token} answers with nothing special`);
    return declared(token, place, args, place.region);
  }
  const held = place.account.all(type).filter((resource) => isMeant(resource, args));
  const [only] = held;
  if (only !== undefined && held.length === 1) {
    return declared(token, place, { ...withoutEmpty(only.outputs), ...args, tags: tagsOf(only.outputs) }, only.id);
  }
  if (!world.assumes) throw new Error(`no matching ${type.split(":").at(-1) ?? type} found`);
  const key = keyOf(place, type, args);
  const found = world.assume(place, type, key, asOutputs(type, args), `${describe(type, args)} is there`);
  const outputs = found?.outputs ?? {};
  return declared(token, place, { ...withoutEmpty(outputs), ...args }, found?.id ?? key);
}

/** The type that a function looks for: `aws:ec2/getVpc` is about `aws:ec2/vpc:Vpc`. */
function resourceOf(token: string): string | undefined {
  const [, service = "", name = ""] = /^aws:(\w+)\/get(\w+):/.exec(token) ?? [];
  const resource = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const type = `aws:${service}/${resource}:${name}`;
  return sdkShape(type).outputs.size > 0 ? resourceTypeOf(type).token : undefined;
}

function isMeant({ id, outputs }: StoredResource, args: Properties): boolean {
  const tags = tagsOf(outputs);
  const asked = Object.entries(args).filter(([, value]) => typeof value === "string");
  if (!Object.entries(isObject(args.tags) ? args.tags : {}).every(([key, value]) => tags[key] === value)) return false;
  return asked.every(([name, value]) => {
    if (name === "id" || name === "arn") return value === id || value === outputs.arn;
    const actual = outputs[name];
    return actual === undefined ? [id, outputs.name, outputs.arn].includes(value) : actual === value;
  });
}

/** How EC2's ids begin. */
const EC2_PREFIXES: Readonly<Record<string, string>> = {
  "aws:ec2/internetGateway:InternetGateway": "igw",
  "aws:ec2/natGateway:NatGateway": "nat",
  "aws:ec2/routeTable:RouteTable": "rtb",
  "aws:ec2/securityGroup:SecurityGroup": "sg",
  "aws:ec2/subnet:Subnet": "subnet",
  "aws:ec2/vpc:Vpc": "vpc",
};

/** The key under which something made elsewhere is kept: what it was asked by, or one that follows from it. */
function keyOf(place: Place, type: string, args: Properties): string {
  const seed = stableHex(JSON.stringify([place.region, type, args]));
  const given = text(args.arn) ?? text(args.id);
  if (given !== undefined) return given;
  const prefix = EC2_PREFIXES[type];
  if (prefix !== undefined) return `${prefix}-0${seed.slice(0, 16)}`;
  const name = text(args.name) ?? namedBy(args);
  if (type === "aws:route53/zone:Zone") return text(args.zoneId) ?? `Z${seed.slice(0, 20).toUpperCase()}`;
  if (type === "aws:acm/certificate:Certificate") return place.arn("acm", `certificate/${uuid(seed)}`);
  if (type === "aws:secretsmanager/secret:Secret") return secretArn(place, name ?? "secret");
  if (type === "aws:ecs/cluster:Cluster") return place.arn("ecs", `cluster/${name ?? "default"}`);
  if (type === "aws:iam/policy:Policy") return place.globalArn("iam", `policy/${name ?? "policy"}`);
  if (type.startsWith("aws:lb/")) return loadBalancingArn(place, type, name ?? "made-elsewhere", seed);
  return name ?? seed.slice(0, 17);
}

function loadBalancingArn(place: Place, type: string, name: string, seed: string): string {
  const kind = type.includes("targetGroup") ? `targetgroup/${name}` : `loadbalancer/app/${name}`;
  return place.arn("elasticloadbalancing", `${kind}/${seed.slice(0, 16)}`);
}

function secretArn(place: Place, name: string): string {
  return name.startsWith("arn:") ? name : place.arn("secretsmanager", `secret:${name}-${stableHex(name).slice(0, 6)}`);
}

/** `dbInstanceIdentifier`, `clusterName`, `bucket`, …: the text that says which one is meant. */
function namedBy(args: Properties): string | undefined {
  const names = Object.entries(args).filter(([name]) =>
    /(name|identifier|id|bucket|domain|alias|key|url)$/i.test(name),
  );
  return names.flatMap(([, value]) => text(value) ?? [])[0];
}

function describe(type: string, args: Properties): string {
  const what = text(args.name) ?? text(args.id) ?? text(args.arn) ?? namedBy(args);
  const noun = type.split(":").at(-1) ?? type;
  return what === undefined ? `a ${noun} as the program looks for` : `${noun} ${what}`;
}

/** The arguments that are outputs of the type, too. */
function asOutputs(type: string, args: Properties): Properties {
  const { outputs } = sdkShape(type);
  return Object.fromEntries(Object.entries(args).filter(([name]) => outputs.has(name)));
}

/** An answer with every field that the function's declaration promises. */
export function declared(token: string, place: Place, given: Properties, id: string): Properties {
  const answer: Properties = { ...given, id };
  for (const [field, type] of functionShape(token) ?? []) {
    if (answer[field] !== undefined || / \| undefined$/.test(type)) continue;
    const value =
      field === "cidrBlock" ? "10.0.0.0/16" : (synonym(field, given) ?? neutralValue(field, type, token, place, id));
    if (value !== undefined) answer[field] = value;
  }
  return answer;
}

/** A field that says in the function's words what an output says in the resource's: `dbInstanceArn` is the `arn`. */
function synonym(field: string, given: Properties): Value | undefined {
  const [, tail] = /(Arn|Name|Endpoint|Address|Port|Url)$/.exec(field) ?? [];
  return tail === undefined ? undefined : given[`${tail.charAt(0).toLowerCase()}${tail.slice(1)}`];
}

function withoutEmpty(outputs: Properties): Properties {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== ""));
}

function uuid(seed: string): string {
  return seed.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}
