/** The way in: who may reach the load balancer, under which names, and what the firewall before it stops. */
import * as v from "valibot";
import type { Check } from "./checks";
import { json, networks, truth } from "./config-values";

/** A rule of AWS's that counts instead of blocking, because it stops what is legitimate here. */
export interface FirewallExclusion {
  readonly group: BlockingGroup;
  readonly rule: string;
  readonly reason: string;
  readonly owner: string;
}

export interface EdgeSettings {
  /** Only networks that reach the VPC get to it: its load balancer is in the private subnets. */
  readonly internal: boolean;
  /** Networks that an internal load balancer answers; empty: the VPC's own. */
  readonly clientNetworks: readonly string[];
  /** Host names of the web service beside the domain. */
  readonly hostNames: readonly string[];
  /** Whether a web firewall stands in front of it. */
  readonly firewall: boolean;
  readonly exclusions: readonly FirewallExclusion[];
}

/** The groups of AWS's managed rules that block here. */
export const BLOCKING_GROUPS = [
  "AWSManagedRulesAmazonIpReputationList",
  "AWSManagedRulesKnownBadInputsRuleSet",
  "AWSManagedRulesSQLiRuleSet",
  "AWSManagedRulesCommonRuleSet",
] as const;
export type BlockingGroup = (typeof BLOCKING_GROUPS)[number];

const host = v.pipe(v.string(), v.regex(/^(?=.{4,253}$)([a-z0-9-]{1,63}\.)+[a-z]{2,63}$/));
const exclusion = v.strictObject({
  group: v.picklist(BLOCKING_GROUPS),
  rule: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_]{1,128}$/)),
  reason: v.pipe(v.string(), v.trim(), v.minLength(10)),
  owner: v.pipe(v.string(), v.trim(), v.minLength(1)),
});

export const EDGE_KEYS = {
  loadBalancer: v.optional(v.picklist(["public", "internal"], "public or internal")),
  clientNetworks: v.optional(networks("a list of IPv4 networks such as 10.0.0.0/8")),
  hostNames: v.optional(json("a list of host names", v.array(host))),
  webFirewall: v.optional(truth),
  firewallExclusions: v.optional(
    json(
      `a list of objects with the group (${BLOCKING_GROUPS.join(", ")}), the rule, the reason and the owner`,
      v.array(exclusion),
    ),
  ),
};

type Given = v.InferOutput<v.ObjectSchema<typeof EDGE_KEYS, undefined>>;

export function edgeSettings(given: Given): EdgeSettings {
  return {
    internal: given.loadBalancer === "internal",
    clientNetworks: given.clientNetworks ?? [],
    hostNames: given.hostNames ?? [],
    firewall: given.webFirewall ?? true,
    exclusions: given.firewallExclusions ?? [],
  };
}

/** What cannot mean anything, as [key, found, wanted]. */
export function edgeMistakes(edge: EdgeSettings, domain: string | null): Check[] {
  const { clientNetworks, exclusions, firewall, hostNames, internal } = edge;
  const twice = repeated(exclusions.map(({ group, rule }) => `${group}/${rule}`));
  const doubled = repeated([...hostNames, ...(domain === null ? [] : [domain])]);
  const mistakes: [boolean, string, string, string][] = [
    [
      clientNetworks.length > 0 && !internal,
      "clientNetworks",
      clientNetworks.join(", "),
      "left out where the load balancer is public",
    ],
    [hostNames.length > 0 && domain === null, "hostNames", hostNames.join(", "), "left out without a domain"],
    [doubled !== undefined, "hostNames", doubled ?? "", "different names, without the domain"],
    [exclusions.length > 0 && !firewall, "firewallExclusions", twice ?? "set", "left out without a firewall"],
    [twice !== undefined, "firewallExclusions", twice ?? "", "different rules"],
  ];
  return mistakes.flatMap(([wrong, key, found, wanted]) => (wrong ? [[key, found, wanted]] : []));
}

function repeated(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}
