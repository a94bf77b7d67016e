import { anyTrue, known, map, orDefault } from "../../model/fact";
import { Index } from "../../model/graph";
import type { Reader } from "../../model/platform";
import { flag, isRecord, list, read, text, type Resource } from "../../model/resource";
import { words, type Shown } from "../../model/shown";
import type { Stack } from "../../model/stack";
import type { EntryPoint } from "../../subjects/entry-point";
import { SERVICE as APP_RUNNER } from "../apprunner/service";
import { DISTRIBUTION } from "../cloudfront";
import { BALANCERS } from "../elb";
import { resourceSubject } from "../subject";
import { firewallAt, firewallBefore } from "./firewall";

/** What a firewall can stand before, by type. HTTP APIs and function URLs take none. */
export function entryReaders(stage: string): Readonly<Record<string, Reader<"entry-point">>> {
  return {
    ...Object.fromEntries(BALANCERS.map((type) => [type, readBalancer])),
    [DISTRIBUTION]: readDistribution,
    [APP_RUNNER]: readAppRunner,
    [stage]: readStage,
  };
}

type Parts = Pick<EntryPoint, "open" | "firewall">;

function entry(resource: Resource, { graph }: Stack, noun: Shown, parts: Parts): readonly EntryPoint[] {
  // A blueprint speaks of all that descends from it, the way in included.
  return [{ ...resourceSubject(resource, noun), declared: graph.declarations.length > 0, ...parts }];
}

const ORIGINS = new Index("distributions by their origins", [DISTRIBUTION], (distribution) => [
  ...(distribution.producers.origins ?? []).map((urn) => `from ${urn}`),
  ...originNames(distribution).map((name) => `name ${name}`),
]);

function originNames(distribution: Resource): readonly string[] {
  const origins = read(distribution, ["origins"], list);
  const entries = origins.state === "known" ? origins.value.filter(isRecord) : [];
  return entries.flatMap(({ domainName }) => (typeof domainName === "string" ? [domainName.toLowerCase()] : []));
}

/** Only requests over HTTP can be told apart; behind a distribution, that is where the firewall stands. */
function readBalancer(balancer: Resource, stack: Stack): readonly EntryPoint[] {
  const { graph } = stack;
  const location = { urn: balancer.urn, path: "" };
  const name = read(balancer, ["dnsName"], text);
  const before = [
    ...graph.find(ORIGINS, `from ${balancer.urn}`),
    ...(name.state === "known" ? graph.find(ORIGINS, `name ${name.value.toLowerCase()}`) : []),
  ];
  const closed = anyTrue(
    [
      read(balancer, ["internal"], flag),
      map(read(balancer, ["loadBalancerType"], text), (type) => type !== "application"),
      known(before.length > 0, location),
    ],
    location,
  );
  return entry(balancer, stack, words("load balancer"), {
    open: map(closed, (is) => !is),
    firewall: firewallBefore(graph, balancer),
  });
}

/** A distribution of files alone answers from its cache; before anything else it is the way in. */
function readDistribution(distribution: Resource, stack: Stack): readonly EntryPoint[] {
  const custom = map(read(distribution, ["origins"], list), (origins) =>
    origins.some((origin) => isRecord(origin) && isRecord(origin.customOriginConfig) && !isWebsite(origin.domainName)),
  );
  return entry(distribution, stack, words("distribution"), {
    open: custom,
    firewall: firewallAt(stack.graph, distribution, "webAclId"),
  });
}

/** The website of a bucket, which CloudFront takes for a server. */
function isWebsite(domainName: unknown): boolean {
  return typeof domainName === "string" && /\.s3-website[.-]/.test(domainName);
}

function readAppRunner(service: Resource, stack: Stack): readonly EntryPoint[] {
  const path = ["networkConfiguration", "ingressConfiguration", "isPubliclyAccessible"];
  return entry(service, stack, words("App Runner service"), {
    open: orDefault(read(service, path, flag), true),
    firewall: firewallBefore(stack.graph, service),
  });
}

/** Whether the API is a private one is said by the API, which may be anywhere. */
function readStage(stage: Resource, stack: Stack): readonly EntryPoint[] {
  const { graph } = stack;
  const apis = (stage.producers.restApi ?? []).map((urn) => graph.get(urn));
  const isPrivate = apis.some((api) => {
    // One type, or a list with one.
    const types = api === undefined ? undefined : read(api, ["endpointConfiguration", "types"], (raw) => raw);
    return types?.state === "known" && String(types.value) === "PRIVATE";
  });
  return entry(stage, stack, words("API stage"), {
    open: known(!isPrivate, { urn: stage.urn, path: "restApi" }),
    firewall: firewallBefore(graph, stage),
  });
}
