import { corsDirectives, corsInLabel, isCorsLabel, type CorsHeader } from "../facts";
import { known, type Fact } from "../model/fact";
import { words, type Shown } from "../model/shown";
import type { Location } from "../model/verdict";
import type { Variable } from "./environment";
import type { Workload } from "./workload";

/** The CORS headers that a workload, or a proxy in front of it, is told to send, as variables of such a name. */
export function headersOf({ options, command, environment, location }: Workload): readonly Variable[] {
  const labels = options.matching(isCorsLabel).variables.flatMap(({ name, shown, value, location: at }) => {
    if (value.state === "unknown") return variablesOf("label", shown, [{ name: ORIGIN, value }], at);
    if (value.state === "absent") return [];
    return variablesOf("label", shown, filled(corsInLabel(name, value.value), value), at);
  });
  const configurations = environment.all.variables.flatMap(({ shown, value, location: at }) =>
    value.state === "known" ? variablesOf("header", shown, filled(corsDirectives(value.value), value), at) : [],
  );
  const at = { urn: location.urn, path: `${location.path}.command` };
  const written =
    command.state === "known" ? command.value.flatMap((word) => filled(corsDirectives(word), command)) : [];
  const commands = variablesOf("command", words("Access-Control-Allow-Origin"), written, at);
  // Each has a key of its own, whatever else its place holds.
  return [...labels, ...configurations, ...commands].map((one, index) => ({ ...one, name: `${one.name}.${index}` }));
}

const ORIGIN = "access-control-allow-origin";

interface Written {
  readonly name: CorsHeader["name"];
  readonly value: Fact<string>;
}

function filled(headers: readonly CorsHeader[], from: Fact<unknown> & { readonly state: "known" }): readonly Written[] {
  return headers.map(({ name, value }) => ({ name, value: known(value, from.location, from.basis) }));
}

function variablesOf(
  where: string,
  shown: Shown,
  headers: readonly Written[],
  location: Location,
): readonly Variable[] {
  return headers.map(({ name, value }) => ({
    name: `${where}.${name}`,
    shown,
    channel: "plain",
    value,
    reference: undefined,
    store: undefined,
    location,
  }));
}
