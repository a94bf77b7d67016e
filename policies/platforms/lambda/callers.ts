import { absent, known, unknown, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { namedFrom } from "../../model/place";
import { flag, integer, read, text, type Resource } from "../../model/resource";
import type { Copies } from "../../subjects/workload";
import { FUNCTION_URL } from "./function-url";

export const PERMISSION = "aws:lambda/permission:Permission";
export const EVENT_SOURCE = "aws:lambda/eventSourceMapping:EventSourceMapping";
export const PROVISIONED = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";

/** What calls functions, or keeps them ready for it, by the function. */
const CALLERS = new Index("what calls functions", [FUNCTION_URL, PERMISSION, EVENT_SOURCE, PROVISIONED], (caller) => {
  const property = caller.type === PERMISSION ? "function" : "functionName";
  const name = read(caller, [property], text);
  return [
    ...(caller.producers[property] ?? []).map((urn) => `from ${urn}`),
    ...(name.state === "known" ? [`name ${nameIn(name.value)}`] : []),
  ];
});

/** A function's name in its ARN, with or without a qualifier behind it. */
function nameIn(reference: string): string {
  const parts = reference.split(":");
  return (parts[0] === "arn" ? parts[6] : parts[0]) ?? reference;
}

function callersOf(graph: ResourceGraph, lambda: Resource): readonly Resource[] {
  const name = read(lambda, ["name"], text);
  return [
    ...new Set([
      ...graph.find(CALLERS, `from ${lambda.urn}`),
      ...(name.state === "known" ? namedFrom(lambda, graph.find(CALLERS, `name ${name.value}`)) : []),
    ]),
  ];
}

/** Whether a URL, an API or a load balancer of the stack calls it. */
export function isCalledOverTheWeb(graph: ResourceGraph, lambda: Resource): Fact<boolean> {
  const location = { urn: lambda.urn, path: "" };
  const over = callersOf(graph, lambda).some((caller) => {
    if (caller.type === FUNCTION_URL) return true;
    const principal = read(caller, ["principal"], text);
    return principal.state === "known" && /^(?:apigateway|elasticloadbalancing)\./.test(principal.value);
  });
  if (over) return known(true, location);
  return graph.closed ? absent(location) : graph.missing(location);
}

/** As many as requests come at once, up to what is reserved for it; else up to the account's own limit, which is nobody's here. */
export function copiesOf(graph: ResourceGraph, lambda: Resource): Copies {
  const reserved = read(lambda, ["reservedConcurrentExecutions"], integer);
  const location = { urn: lambda.urn, path: "reservedConcurrentExecutions" };
  const unlimited = unknown({ location, because: "outside", producers: [] });
  if (reserved.state === "unknown") return { atMost: reserved, atLeast: reserved };
  const driven = callersOf(graph, lambda).reduce((sum, caller) => sum + concurrencyOf(caller), 0);
  if (reserved.state === "absent" || reserved.value < 0) {
    return { atMost: unlimited, atLeast: known(Math.max(1, driven), location) };
  }
  return { atMost: reserved, atLeast: known(Math.min(reserved.value, Math.max(1, driven)), location) };
}

/** How many copies it takes to at its busiest, for certain: a queue up to its own limit, and what is kept ready at all times. */
function concurrencyOf(caller: Resource): number {
  if (caller.type === PROVISIONED) return numberAt(caller, "provisionedConcurrentExecutions");
  if (caller.type !== EVENT_SOURCE) return 0;
  const enabled = read(caller, ["enabled"], flag);
  return enabled.state === "known" && !enabled.value ? 0 : numberAt(caller, "scalingConfig", "maximumConcurrency");
}

function numberAt(resource: Resource, ...path: readonly string[]): number {
  const number = read(resource, path, integer);
  return number.state === "known" ? number.value : 0;
}
