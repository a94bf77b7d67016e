import { registeredDomain } from "../facts";
import { absent, known, type Fact } from "../model/fact";
import type { ResourceGraph } from "../model/graph";
import type { Platform } from "../model/platform";
import { read, readComputed, type Shape, type Step } from "../model/resource";
import type { Location, UnknownRecord } from "../model/verdict";

/** Where resources say names under which the product is reached. */
const PLACES: Readonly<Record<string, readonly (readonly Step[])[]>> = {
  "aws:route53/zone:Zone": [["name"]],
  "aws:route53/record:Record": [["name"], ["fqdn"]],
  "aws:acm/certificate:Certificate": [["domainName"], ["subjectAlternativeNames"]],
  "aws:cloudfront/distribution:Distribution": [["aliases"]],
  "aws:apigateway/domainName:DomainName": [["domainName"]],
  "aws:apigatewayv2/domainName:DomainName": [["domainName"]],
  "aws:apprunner/customDomainAssociation:CustomDomainAssociation": [["domainName"]],
  "aws:amplify/domainAssociation:DomainAssociation": [["domainName"]],
};

/** Names that AWS gives: the stack's own too, but no sign that it has a domain. */
const GIVEN: Readonly<Record<string, readonly Step[]>> = {
  "aws:cloudfront/distribution:Distribution": ["domainName"],
  "aws:apprunner/service:Service": ["serviceUrl"],
  "aws:lb/loadBalancer:LoadBalancer": ["dnsName"],
  "aws:alb/loadBalancer:LoadBalancer": ["dnsName"],
};

/** Those that nothing else is read from. */
const NAMING = [
  "aws:route53/zone:Zone",
  "aws:acm/certificate:Certificate",
  "aws:apigateway/domainName:DomainName",
  "aws:apigatewayv2/domainName:DomainName",
  "aws:apprunner/customDomainAssociation:CustomDomainAssociation",
  "aws:amplify/domainAssociation:DomainAssociation",
];

export const domains: Platform = {
  name: "domains",
  types: Object.fromEntries(NAMING.map((type) => [type, "supports" as const])),
  subjects: {},
};

/** The domains of a stack, as somebody registered them. */
export interface OwnDomains {
  readonly domains: ReadonlySet<string>;
  /** Names that AWS has still to give. */
  readonly toBeGiven: readonly UnknownRecord[];
}

/** Whether a domain is one that AWS gives to whoever asks. */
export function isGiven(domain: string): boolean {
  return /(?:^|\.)(?:cloudfront\.net|awsapprunner\.com|amazonaws\.com)$/.test(domain);
}

/** The domains that the stack itself names; absent: it names none. */
export function ownDomains(graph: ResourceGraph, location: Location): Fact<OwnDomains> {
  const found = graph.cells.compute("", "own domains", () => readDomains(graph));
  if (found === undefined) return graph.closed ? absent(location) : graph.missing(location);
  return known(found, location);
}

/** Undefined: none is named. */
function readDomains(graph: ResourceGraph): OwnDomains | undefined {
  const declared = graph.declarations.map(({ resource }) => read(resource, ["domain"], names, "declared"));
  const at = (type: string, places: readonly (readonly Step[])[]) =>
    graph.ofType(type).flatMap((resource) => places.map((place) => read(resource, place, names)));
  const named = registered([...declared, ...Object.entries(PLACES).flatMap(([type, places]) => at(type, places))]);
  if (named.length === 0) return undefined;
  const given = Object.entries(GIVEN).flatMap(([type, place]) =>
    graph.ofType(type).map((resource) => readComputed(resource, place, names)),
  );
  const toBeGiven = given.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : []));
  return { domains: new Set([...named, ...registered(given)]), toBeGiven };
}

function registered(facts: readonly Fact<readonly string[]>[]): readonly string[] {
  return facts.flatMap((fact) =>
    fact.state === "known" ? fact.value.flatMap((name) => registeredDomain(name) ?? []) : [],
  );
}

const names: Shape<readonly string[]> = (value) => {
  const listed: unknown[] = Array.isArray(value) ? value : [value];
  return listed.filter((item): item is string => typeof item === "string");
};
