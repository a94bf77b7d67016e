import { absent, known, orDefault, unknown, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { namedFrom, placeOfArn } from "../../model/place";
import type { Platform } from "../../model/platform";
import { flag, integer, isRecord, isUnknownValue, list, read, text, typeOf, type Resource } from "../../model/resource";
import { logicalName, phrase, words } from "../../model/shown";
import type { LoadBalancer } from "../../subjects/load-balancer";

/** One resource under each of the names that the provider has given it. */
function namesOf(resource: string, type: string): readonly string[] {
  const modules = ["lb", "alb", "applicationloadbalancing", "elasticloadbalancingv2"];
  return modules.map((module) => `aws:${module}/${resource}:${type}`);
}

export const BALANCERS = namesOf("loadBalancer", "LoadBalancer");
const TARGET_GROUPS = namesOf("targetGroup", "TargetGroup");
export const LISTENERS = namesOf("listener", "Listener");
export const LISTENER_RULES = namesOf("listenerRule", "ListenerRule");

export const loadBalancers: Platform = {
  name: "load-balancers",
  types: Object.fromEntries([
    ...BALANCERS.map((type) => [type, "judged"] as const),
    ...[...LISTENERS, ...LISTENER_RULES].map((type) => [type, "supports"] as const),
  ]),
  subjects: { "load-balancer": Object.fromEntries(BALANCERS.map((type) => [type, readBalancer])) },
};

function readBalancer(balancer: Resource): readonly LoadBalancer[] {
  const name = logicalName(balancer.name, words("unnamed"));
  return [
    {
      key: balancer.urn,
      realises: undefined,
      shown: phrase`load-balancer/${name}`,
      label: phrase`load balancer ${name}`,
      location: { urn: balancer.urn, path: "" },
      declared: false,
      address: undefined,
      name: balancer.name,
      // Defaults: Elastic Load Balancing API reference, CreateLoadBalancer, and "Load balancer attributes".
      type: orDefault(read(balancer, ["loadBalancerType"], text), "application"),
      internal: orDefault(read(balancer, ["internal"], flag), false),
      idleTimeout: orDefault(read(balancer, ["idleTimeout"], integer), 60),
    },
  ];
}

/** What others know a balancer by: its ARN, or the name that is a part of it and of its listeners' ARNs. */
const BALANCERS_BY_NAME = new Index("load balancers by name", BALANCERS, (balancer) => {
  const [arn, name] = [read(balancer, ["arn"], text), read(balancer, ["name"], text)];
  return [
    ...(arn.state === "known" ? [`name ${balancerName(arn.value) ?? ""}`] : []),
    ...(name.state === "known" ? [`name ${name.value}`] : []),
  ];
});

/** `app/web/50dc6c495c0c9188`, in the ARN of a balancer, of its listeners and of their rules. */
function balancerName(arn: string): string | undefined {
  return /:(?:loadbalancer|listener|listener-rule)\/(?:app|net|gwy)\/([^/]+)\//.exec(arn)?.[1];
}

function groupName(arn: string): string | undefined {
  return /:targetgroup\/([^/]+)\//.exec(arn)?.[1];
}

const LISTENERS_BY_ARN = new Index("listeners by ARN", LISTENERS, (listener) => {
  const arn = read(listener, ["arn"], text);
  return arn.state === "known" ? [arn.value] : [];
});

/** Where a listener, or a rule of one, sends requests that nobody can say yet. */
const ANYWHERE = "anywhere";

/** Listeners and their rules by the target groups they forward to. */
const FORWARDS = new Index("what forwards to a target group", [...LISTENERS, ...LISTENER_RULES], (resource) => {
  const property = LISTENERS.includes(resource.type) ? "defaultActions" : "actions";
  const actions = read(resource, [property], list);
  const arns = actions.state === "known" ? actions.value.filter(isRecord).flatMap(forwardedTo) : [];
  const producers = resource.producers[property] ?? [];
  const groups = producers.filter((urn) => TARGET_GROUPS.includes(typeOf(urn)));
  // A group that it was computed from stands for one of those that are not known yet.
  const open = actions.state === "unknown" ? groups.length === 0 : arns.filter(isUnknownValue).length > groups.length;
  return [
    ...(open ? [ANYWHERE] : []),
    ...producers.map((urn) => `from ${urn}`),
    ...arns.flatMap((arn) => {
      const name = groupName(arn);
      return name === undefined ? [] : [`name ${name}`];
    }),
  ];
});

function forwardedTo(action: Readonly<Record<string, unknown>>): readonly string[] {
  const forward = isRecord(action["forward"]) ? action["forward"]["targetGroups"] : undefined;
  const groups = Array.isArray(forward) ? forward.filter(isRecord).map(({ arn }) => arn) : [];
  return [action["targetGroupArn"], ...groups].filter((arn) => typeof arn === "string");
}

/** The load balancers whose listeners forward to a target group of this stack, each known or not; absent alone: none does. */
export function balancersOf(graph: ResourceGraph, group: string): readonly Fact<Resource>[] {
  const location = { urn: group, path: "listeners" };
  const resource = graph.get(group);
  const own = resource === undefined ? [] : [read(resource, ["arn"], text), read(resource, ["name"], text)];
  const names = own.flatMap((fact) => (fact.state === "known" ? [groupName(fact.value) ?? fact.value] : []));
  const forwards = [
    ...graph.find(FORWARDS, `from ${group}`),
    ...names.flatMap((name) => namedFrom(resource ?? {}, graph.find(FORWARDS, `name ${name}`))),
  ];
  const found = [...new Set(forwards)].map((forward) => balancerOf(graph, forward));
  const others = graph.find(FORWARDS, ANYWHERE).filter((forward) => !forwards.includes(forward));
  const all = [...found, ...others.map(mayForward)];
  if (all.length > 0) return all;
  return [graph.closed ? absent(location) : graph.missing(location)];
}

function mayForward(resource: Resource): Fact<Resource> {
  const { urn, type, producers } = resource;
  const path = LISTENERS.includes(type) ? "defaultActions" : "actions";
  const actions = read(resource, [path], list);
  if (actions.state === "unknown") return actions;
  return unknown({ location: { urn, path }, because: "not-created", producers: producers[path] ?? [] });
}

/** The balancer that a listener, or a rule of one, belongs to. */
function balancerOf(graph: ResourceGraph, resource: Resource): Fact<Resource> {
  const property = LISTENERS.includes(resource.type) ? "loadBalancerArn" : "listenerArn";
  const location = { urn: resource.urn, path: property };
  const computed = (resource.producers[property] ?? []).map((urn) => graph.get(urn));
  const balancer = computed.find((found) => found !== undefined && BALANCERS.includes(found.type));
  if (balancer !== undefined) return known(balancer, location);
  const listener = computed.find((found) => found !== undefined && LISTENERS.includes(found.type));
  if (listener !== undefined) return balancerOf(graph, listener);
  const arn = read(resource, [property], text);
  if (arn.state !== "known") return arn;
  const written = graph.find(BALANCERS_BY_NAME, `name ${balancerName(arn.value) ?? ""}`);
  const [named] = namedFrom({ place: placeOfArn(arn.value) }, written);
  if (named !== undefined) return known(named, location);
  const own = graph.first(LISTENERS_BY_ARN, arn.value);
  return own === undefined || own === resource ? graph.missing(location) : balancerOf(graph, own);
}
