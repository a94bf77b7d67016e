import { parseNetwork, type Network, type ServerProgram } from "../facts";
import { chain, known, unknown, weaker, weakest, type Fact } from "../model/fact";
import { read, text } from "../model/resource";
import { words, type Shown } from "../model/shown";
import type { Stack } from "../model/stack";
import type { UnknownRecord } from "../model/verdict";
import { subnetRanges } from "../platforms/network";
import type { Workload } from "../subjects/workload";
import { balancersBefore } from "./load-balancers";

/** Whose forwarded addresses a server of a workload believes. */
export interface Believed {
  /** As it is written; undefined: nowhere, the server's own holds. */
  readonly written: string | undefined;
  /** What it is called where it is written. */
  readonly setting: Shown;
}

/**
 * Servers that put the forwarded address in the place of the client's: uvicorn, and what runs it. gunicorn's other workers
 * read only the scheme from it, and the application decides about the address.
 */
function puts({ server, workerClass }: ServerProgram): boolean {
  if (server === "uvicorn" || server === "fastapi") return true;
  return server === "gunicorn" && (!("value" in workerClass) || /uvicorn/i.test(workerClass.value));
}

/** What each such server of a workload believes; absent: it has none. */
export function believedBy(workload: Workload): Fact<readonly Fact<Believed>[]> {
  const { reading, location } = workload;
  return chain(reading, ({ programs }): Fact<readonly Fact<Believed>[]> => {
    const servers = programs.filter((program): program is ServerProgram => program.kind === "server" && puts(program));
    if (servers.length === 0) return { state: "absent", basis: "verified", location };
    return known(
      servers.map((server) => settingOf(workload, server)),
      location,
    );
  });
}

function settingOf({ environment, location, reading }: Workload, { forwardedAllowIps }: ServerProgram): Fact<Believed> {
  const { variables, open } = environment.all;
  const named = (name: string) => variables.find((variable) => variable.name === name);
  if ("unknown" in forwardedAllowIps) {
    const unknowns = forwardedAllowIps.unknown.flatMap((name): readonly UnknownRecord[] => {
      const source = named(name);
      if (source?.value.state === "unknown") return source.value.unknowns;
      return [{ location: source?.location ?? location, because: "unread", producers: [] }];
    });
    return unknown(...unknowns);
  }
  const { value, from } = forwardedAllowIps;
  const setting = words("FORWARDED_ALLOW_IPS");
  if (from === "default") {
    return open.length > 0 ? unknown(...open) : known({ written: undefined, setting }, location, basisOf(reading));
  }
  const source = named(from);
  const basis = source?.value.state === "known" ? weaker(source.value.basis, basisOf(reading)) : basisOf(reading);
  return known(
    { written: value, setting: source?.shown ?? words("--forwarded-allow-ips") },
    source?.location ?? location,
    basis,
  );
}

function basisOf(reading: Workload["reading"]) {
  return reading.state === "known" ? reading.basis : "verified";
}

/** The ranges that requests come from: the balancers' subnets; before they are built, the declared network. */
export function rangesBefore(stack: Stack, workload: Workload): Fact<readonly Network[]> {
  const { graph } = stack;
  const declaration = graph.declarations.find(({ urn }) => urn === workload.location.urn);
  if (declaration !== undefined) {
    return chain(
      read(declaration.resource, ["network", "cidrBlock"], text, "declared"),
      (range): Fact<readonly Network[]> => {
        const network = parseNetwork(range);
        const at = { urn: declaration.urn, path: "network.cidrBlock" };
        return network === undefined
          ? unknown({ location: at, because: "unreadable", producers: [] })
          : known([network], at, "declared");
      },
    );
  }
  const balancers = balancersBefore(stack, workload);
  const [none] = balancers;
  if (none?.state === "absent") return none;
  const ranges = balancers.map((found) =>
    chain(found, ({ key }) => {
      const balancer = graph.get(key);
      return balancer === undefined ? graph.missing(workload.location) : subnetRanges(graph, balancer);
    }),
  );
  const unknowns = ranges.flatMap((range) => (range.state === "unknown" ? range.unknowns : []));
  if (unknowns.length > 0) return unknown(...unknowns);
  const all = ranges.flatMap((range) => (range.state === "known" ? range.value : []));
  return known(all, workload.location, weakest("verified", ranges));
}
