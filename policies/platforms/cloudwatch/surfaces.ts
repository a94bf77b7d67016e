import { queriedMetrics, SERVICE_LEVELS, serviceLevelsOf, surfaceNamespace, troubleOf } from "../../facts";
import { absent, anyTrue, chain, known, map, orDefault, unknown, type Fact, type Unknown } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { areApart } from "../../model/place";
import type { Reader } from "../../model/platform";
import { flag, isRecord, list, read, text, type Resource, type Step } from "../../model/resource";
import { words, type Shown } from "../../model/shown";
import type { Stack } from "../../model/stack";
import type { Tells, Watch, WebSurface } from "../../subjects/web-surface";
import { SERVICE as APP_RUNNER } from "../apprunner/service";
import { BALANCERS } from "../elb";
import { resourceSubject } from "../subject";
import { ALARM, compositesOf, isBelowOnly, toldBy } from "./told";

const REST_STAGE = "aws:apigateway/stage:Stage";
export const HTTP_STAGE = "aws:apigatewayv2/stage:Stage";
/** CloudWatch Application Signals has objectives of its own, with their own page. */
export const OBJECTIVE = "aws-native:applicationsignals:ServiceLevelObjective";

export const surfaceReaders: Readonly<Record<string, Reader<"web-surface">>> = {
  ...Object.fromEntries(BALANCERS.map((type) => [type, readBalancer])),
  [REST_STAGE]: (stage, stack) => readStage(stage, stack, "restApi"),
  [HTTP_STAGE]: (stage, stack) => readStage(stage, stack, "apiId"),
  [APP_RUNNER]: readAppRunner,
};

/** What tells a surface's alarms from those of another. */
interface Dimension {
  readonly namespace: string;
  readonly name: string;
  readonly value: Fact<string>;
  /** URNs of what the dimension's value is computed from. */
  readonly from: readonly string[];
}

function surface(resource: Resource, stack: Stack, noun: Shown, open: Fact<boolean>, dimension: Dimension) {
  // A blueprint speaks of all that descends from it, the way in included.
  const declared = stack.graph.declarations.length > 0;
  return [{ ...resourceSubject(resource, noun), declared, open, watched: watchedBy(stack.graph, resource, dimension) }];
}

function readBalancer(balancer: Resource, stack: Stack): readonly WebSurface[] {
  const location = { urn: balancer.urn, path: "" };
  const inside = anyTrue(
    [
      read(balancer, ["internal"], flag),
      map(read(balancer, ["loadBalancerType"], text), (type) => type !== "application"),
    ],
    location,
  );
  return surface(
    balancer,
    stack,
    words("load balancer"),
    map(inside, (is) => !is),
    {
      namespace: "AWS/ApplicationELB",
      name: "LoadBalancer",
      value: read(balancer, ["arnSuffix"], text),
      from: [balancer.urn],
    },
  );
}

/** Metrics of a REST API are told apart by its name, those of an HTTP API by its id. A WebSocket API answers in its own time. */
function readStage(stage: Resource, stack: Stack, property: "restApi" | "apiId"): readonly WebSurface[] {
  const from = stage.producers[property] ?? [];
  const apis = from.flatMap((urn) => stack.graph.get(urn) ?? []);
  const closed = apis.some((api) => {
    const types = read(api, ["endpointConfiguration", "types"], (raw) => raw);
    const protocol = read(api, ["protocolType"], text);
    const isPrivate = types.state === "known" && String(types.value) === "PRIVATE";
    return isPrivate || (protocol.state === "known" && protocol.value === "WEBSOCKET");
  });
  const [api] = apis;
  const http = property === "apiId";
  return surface(stage, stack, words("API stage"), known(!closed, { urn: stage.urn, path: property }), {
    namespace: "AWS/ApiGateway",
    name: http ? "ApiId" : "ApiName",
    value: http || api === undefined ? read(stage, [property], text) : read(api, ["name"], text),
    from: [stage.urn, ...from],
  });
}

function readAppRunner(service: Resource, stack: Stack): readonly WebSurface[] {
  const open = read(service, ["networkConfiguration", "ingressConfiguration", "isPubliclyAccessible"], flag);
  const location = { urn: service.urn, path: "" };
  return surface(service, stack, words("App Runner service"), open.state === "absent" ? known(true, location) : open, {
    namespace: "AWS/AppRunner",
    name: "ServiceName",
    value: read(service, ["serviceName"], text),
    from: [service.urn],
  });
}

const ANY = "any";
const UNREAD = "unread";

/** Alarms on service levels by the namespace of what they are about, and those that may be about any surface. */
const WATCHES = new Index("alarms on service levels", [ALARM], (alarm) => {
  const metrics = metricsOf(alarm);
  if (metrics === undefined) return [UNREAD];
  return metrics
    .filter(({ namespace, name }) => serviceLevelsOf(namespace, name).length > 0)
    .map(({ namespace }) => surfaceNamespace(namespace) ?? ANY);
});

const OBJECTIVES = new Index("objectives of Application Signals", [OBJECTIVE], () => [ANY]);

interface Metric {
  readonly namespace: string;
  readonly name: string;
}

/** Where a metric may stand: the alarm's own, and those of its calculation. */
function placesOf(alarm: Resource): readonly (readonly [Step, ...Step[]] | readonly [])[] {
  const queries = read(alarm, ["metricQueries"], list);
  const inside =
    queries.state === "known" ? [...queries.value.keys()].map((at) => ["metricQueries", at, "metric"] as const) : [];
  return [[], ...inside];
}

/** Undefined where one is not known. */
function metricsOf(alarm: Resource): readonly Metric[] | undefined {
  const queries = read(alarm, ["metricQueries"], list);
  const pairs = placesOf(alarm).map((place) => ({
    namespace: read(alarm, [...place, "namespace"], text),
    name: read(alarm, [...place, "metricName"], text),
  }));
  const open = pairs.some(({ namespace, name }) => namespace.state === "unknown" || name.state === "unknown");
  if (open || queries.state === "unknown") return undefined;
  const entries = queries.state === "known" ? queries.value.filter(isRecord) : [];
  return [
    ...pairs.flatMap(({ namespace, name }) =>
      namespace.state === "known" && name.state === "known" ? [{ namespace: namespace.value, name: name.value }] : [],
    ),
    ...entries.flatMap(({ expression }) => (typeof expression === "string" ? queriedMetrics(expression) : [])),
  ];
}

/** The alarms on one surface, and those that may turn out to be. */
function watchedBy(graph: ResourceGraph, resource: Resource, dimension: Dimension): Fact<readonly Watch[]> {
  const location = { urn: resource.urn, path: "" };
  const objective = graph.first(OBJECTIVES, ANY);
  const alarms = [...new Set([...graph.find(WATCHES, dimension.namespace), ...graph.find(WATCHES, ANY)])];
  const watches = [
    ...(objective === undefined ? [] : statedBy(objective)),
    ...alarms.flatMap((alarm) => watchesOf(graph, alarm, dimension)),
    ...graph.find(WATCHES, UNREAD).flatMap((alarm) => perhaps(alarm, unreadMetric(alarm))),
  ];
  if (watches.length > 0) return known(watches, location);
  return graph.closed ? absent(location) : graph.missing(location);
}

/** What it watches is not known, and may be either. */
function perhaps(alarm: Resource, tells: Unknown): readonly Watch[] {
  const { label } = resourceSubject(alarm, words("alarm"));
  return SERVICE_LEVELS.map((level) => ({ level, label, tells }));
}

function unreadMetric({ urn, producers }: Resource): Unknown {
  const from = [...(producers.metricName ?? []), ...(producers.metricQueries ?? [])];
  return unknown({ location: { urn, path: "metricName" }, because: "not-created", producers: from });
}

function statedBy({ urn, name }: Resource): readonly Watch[] {
  const label = resourceSubject({ urn, name } as Resource, words("objective")).label;
  return SERVICE_LEVELS.map((level) => ({ level, label, tells: known("somebody", { urn, path: "" }) }));
}

function watchesOf(graph: ResourceGraph, alarm: Resource, dimension: Dimension): readonly Watch[] {
  const own = isOwn(graph, alarm, dimension);
  if (own.state === "known" && !own.value) return [];
  const tells = own.state === "unknown" ? own : tellsOf(graph, alarm);
  const { label } = resourceSubject(alarm, words("alarm"));
  const metrics = metricsOf(alarm) ?? [];
  return SERVICE_LEVELS.filter((level) =>
    metrics.some(({ namespace, name }) => serviceLevelsOf(namespace, name).includes(level)),
  ).map((level) => ({ level, label, tells }));
}

/** An alarm on one metric that fires on its good side (fewer than ten errors) tells somebody, and not of trouble. */
function tellsOf(graph: ResourceGraph, alarm: Resource): Fact<Tells> {
  const told = toldBy(graph, alarm);
  const [metric, another] = metricsOf(alarm) ?? [];
  const trouble = metric === undefined ? undefined : troubleOf(metric.namespace, metric.name);
  // What a calculation comes to has sides of its own, and composite alarms may turn a side around.
  const single = read(alarm, ["metricQueries"], list).state === "absent" && another === undefined;
  if (trouble === undefined || !single || compositesOf(graph, alarm).length > 0) return told;
  const operator = read(alarm, ["comparisonOperator"], text);
  const turned = chain(operator, (name): Fact<boolean> => {
    const location = { urn: alarm.urn, path: "comparisonOperator" };
    // Who is told that all is well no more is told of trouble.
    const back = orDefault(
      map(read(alarm, ["okActions"], list), (actions) => actions.length > 0),
      false,
    );
    const wrong = trouble === "above" ? isBelowOnly(name) : name.startsWith("GreaterThan");
    return wrong ? map(back, (is) => !is) : known(false, location);
  });
  return chain(turned, (is) => (is ? map(told, (who) => (who === "somebody" ? "inverted" : who)) : told));
}

/** Whether an alarm is about the surface: by what its dimensions were computed from, or by what they say. */
function isOwn(graph: ResourceGraph, alarm: Resource, { namespace, name, value, from }: Dimension): Fact<boolean> {
  const location = { urn: alarm.urn, path: "dimensions" };
  if (!graph.find(WATCHES, namespace).includes(alarm)) return known(true, location);
  const computed = ["dimensions", "metricQueries"].flatMap((property) => alarm.producers[property] ?? []);
  if (computed.some((urn) => from.includes(urn))) return known(true, location);
  if (areApart(graph.get(from[0] ?? "")?.place, alarm.place)) return known(false, location);
  if (computed.some((urn) => Object.hasOwn(surfaceReaders, graph.get(urn)?.type ?? ""))) return known(false, location);
  const written = placesOf(alarm).map((place) => read(alarm, [...place, "dimensions", name], text));
  const named = written.flatMap((fact) => (fact.state === "known" ? [fact.value] : []));
  const open = written.find((fact) => fact.state === "unknown");
  if (named.length === 0) return open ?? known(true, location);
  // AWS makes it up where nobody asked for one: until it is there, what is written may be another's.
  if (value.state === "absent") return unknown({ location: value.location, because: "not-created", producers: from });
  return map(value, (own) => named.includes(own));
}
