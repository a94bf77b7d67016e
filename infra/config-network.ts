/** The network a stack stands in: one of its own, or a VPC that somebody else made and keeps. */
import { covered, parseNetwork } from "guardrails-policies/facts";
import type { DeclaredNetwork, EnvironmentName } from "guardrails-policies/model";
import * as v from "valibot";
import type { Check } from "./checks";
import { byName, json } from "./config-values";
import type { NetworkSettings } from "./settings";
import { MAX_ZONES } from "./subnets";

/** A VPC that exists. Subnets: their IPv4 ranges by their ids, each of a tier in a zone of its own. */
export interface OwnNetwork {
  readonly vpcId: string;
  /** The VPC's main range, in which the subnets' are. */
  readonly cidrBlock: string;
  /** Of the load balancer; none where it is internal. */
  readonly publicSubnets: Readonly<Record<string, string>>;
  /** Of the workloads: with a way to AWS's services, by a NAT gateway or by endpoints. */
  readonly privateSubnets: Readonly<Record<string, string>>;
  /** Of database and cache. */
  readonly isolatedSubnets: Readonly<Record<string, string>>;
}

const WANTED =
  `an object with vpcId (vpc-…), its cidrBlock, privateSubnets and, for a public load balancer, publicSubnets, and if need be ` +
  `isolatedSubnets, each an object of 2 to ${MAX_ZONES} subnet ids (subnet-…) with their IPv4 ranges`;
const range = v.pipe(
  v.string(),
  v.regex(/^(\d{1,3}\.){3}\d{1,3}\/(1[6-9]|2[0-8])$/),
  v.check((text) => parseNetwork(text) !== undefined),
);
const count = (subnets: object) => Object.keys(subnets).length;
const subnets = v.pipe(
  byName(v.pipe(v.string(), v.regex(/^subnet-[0-9a-f]{8,17}$/)), range, WANTED),
  v.check((given) => count(given) >= 2 && count(given) <= MAX_ZONES),
);

export const NETWORK_KEYS = {
  ownNetwork: v.optional(
    json(
      WANTED,
      v.strictObject({
        vpcId: v.pipe(v.string(), v.regex(/^vpc-[0-9a-f]{8,17}$/)),
        cidrBlock: range,
        publicSubnets: v.optional(subnets),
        privateSubnets: subnets,
        isolatedSubnets: v.optional(subnets),
      }),
    ),
  ),
};

interface Given {
  readonly ownNetwork?: v.InferOutput<typeof NETWORK_KEYS.ownNetwork>;
}

/** null: the stack makes its own. Who has no subnets for data apart keeps it beside the workloads. */
export function ownNetwork({ ownNetwork: given }: Given): OwnNetwork | null {
  if (given === undefined) return null;
  return {
    ...given,
    publicSubnets: given.publicSubnets ?? {},
    isolatedSubnets: given.isolatedSubnets ?? given.privateSubnets,
  };
}

/** What the blueprint says of a network that is brought. */
export function givenSubnets({ own }: NetworkSettings): Pick<DeclaredNetwork, "given"> {
  if (own === null) return {};
  return { given: { public: own.publicSubnets, private: own.privateSubnets, isolated: own.isolatedSubnets } };
}

/** Keys that describe a network of the stack's own. */
const OF_OUR_OWN = ["cidrBlock", "availabilityZones", "natGateways"] as const;

/** One machine is for those who can wait until it is made anew: no AWS service takes over from it. */
export function wayOutMistakes({ natGateways }: NetworkSettings, environment: EnvironmentName): Check[] {
  const wanted = "per-zone, regional, single or none in production, whose way out may not be one machine";
  return [["natGateways", natGateways, natGateways === "instance" && environment === "production" ? wanted : null]];
}

/** What is wrong with a network that is brought, completing "guardrails:key is …, but must be …". */
export function networkMistakes({ own }: NetworkSettings, internal: boolean, alsoGiven: readonly string[]): Check[] {
  if (own === null) return [];
  const outer = [own.cidrBlock].flatMap((text) => parseNetwork(text) ?? []);
  const ranges = { ...own.publicSubnets, ...own.privateSubnets, ...own.isolatedSubnets };
  const outside = Object.entries(ranges).filter(([, text]) => {
    const inner = parseNetwork(text);
    return inner === undefined || !covered(inner, outer);
  });
  const shared = Object.keys(own.publicSubnets).filter((id) => id in own.privateSubnets || id in own.isolatedSubnets);
  return [
    ...OF_OUR_OWN.filter((key) => alsoGiven.includes(key)).map(
      (key) => [key, "set", "left out with ownNetwork, whose it is"] as const,
    ),
    [
      "ownNetwork",
      own.vpcId,
      !internal && count(own.publicSubnets) === 0
        ? "a network with publicSubnets, in which a public load balancer stands"
        : null,
    ],
    ...outside.map(
      ([id, text]) =>
        ["ownNetwork", `${id} ${text}`, `of subnets inside the VPC's cidrBlock ${own.cidrBlock}`] as const,
    ),
    ...shared.map((id) => ["ownNetwork", id, "of public subnets that hold neither workloads nor data"] as const),
  ];
}
