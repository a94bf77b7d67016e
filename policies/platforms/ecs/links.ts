import { absent, known, unknown, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { namedFrom } from "../../model/place";
import { read, text, typeOf, type Resource } from "../../model/resource";
import type { UnknownCause } from "../../model/verdict";
import { partIndex, partKey } from "../blueprint/parts";
import { definitionsRun, STATE_MACHINE } from "./machine";
import { definitionOf, STARTS_TASKS } from "./start";

export const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";
export const SERVICE = "aws:ecs/service:Service";
export const SCALING_TARGET = "aws:appautoscaling/target:Target";
export const SCHEDULED_ACTION = "aws:appautoscaling/scheduledAction:ScheduledAction";

const SCALING = [SCALING_TARGET, SCHEDULED_ACTION];

/** A reference to a task definition: an ARN, `family:revision`, or a family alone (its latest revision). */
interface DefinitionReference {
  readonly family: string;
  /** Without it: whatever is the latest. */
  readonly revision: string | undefined;
}

export function definitionReference(reference: string): DefinitionReference | undefined {
  const [, family, revision] = /^(?:arn:[^/]*:task-definition\/)?([^/:]+)(?::(\d+))?$/.exec(reference) ?? [];
  return family === undefined ? undefined : { family, revision };
}

const DEFINITIONS = new Index("task definitions by family", [TASK_DEFINITION], (definition) => {
  const family = read(definition, ["family"], text);
  return [family.state === "known" ? family.value : ANY];
});

/** Stands for a name that is not known yet: it may turn out to be anything. */
const ANY = "\u0000any";

export const SERVICES_BY_PART = partIndex("services", "workloads", [SERVICE]);
const SERVICES = new Index("services by task definition", [SERVICE], (service) => {
  const definition = read(service, ["taskDefinition"], text);
  const producers = service.producers.taskDefinition ?? [];
  const family = definition.state === "known" ? definitionReference(definition.value)?.family : undefined;
  // Worked out from something else than a definition, it may turn out to name any.
  const undecided = definition.state === "unknown" && computedFrom(service).length === 0;
  return [
    ...producers.map((urn) => `from ${urn}`),
    ...(family === undefined ? [] : [`family ${family}`, "some family"]),
    ...(undecided ? [ANY] : []),
  ];
});

/** The services that run a task definition: by the declared part both realise, by dependency, or by its ARN or family. */
export function servicesOf(graph: ResourceGraph, definition: Resource): Fact<readonly Resource[]> {
  const location = { urn: definition.urn, path: "service" };
  const part = graph.declaredPart("workloads", definition);
  const inPart = part === undefined ? [] : graph.find(SERVICES_BY_PART, partKey(part, "workloads"));
  const alone = part === undefined || definitionsIn(graph, definition) === 1;
  const computed = graph.find(SERVICES, `from ${definition.urn}`);
  const linked = [...new Set([...(alone ? inPart : []), ...computed])];
  const named = byName(graph, definition, linked);
  // One that may be its own beside those that are: neither how many run it nor how is known yet.
  if (named.state === "unknown") return named;
  const sure = [...linked, ...(named.state === "known" ? named.value : [])];
  // While a run is under way a service is registered before it is shown what it was computed from.
  const undecided = sure.length === 0 || graph.closed ? undecidedService(graph, sure) : undefined;
  if (undecided !== undefined) return open(graph, undecided, "taskDefinition");
  if (sure.length > 0) return known(sure, location);
  return graph.closed ? absent(location) : graph.missing(location);
}

/** A service that may turn out to run any definition: whose own it is, neither a declared part nor a link says. */
function undecidedService(graph: ResourceGraph, sure: readonly Resource[]): Resource | undefined {
  if (graph.first(SERVICES, ANY) === undefined) return undefined;
  return graph
    .find(SERVICES, ANY)
    .find((service) => !sure.includes(service) && graph.declaredPart("workloads", service) === undefined);
}

/** Task definitions that realise the same declared part. */
function definitionsIn(graph: ResourceGraph, definition: Resource): number {
  const part = graph.declaredPart("workloads", definition);
  return part === undefined ? 1 : graph.find(DEFINITIONS_BY_PART, partKey(part, "workloads")).length;
}

export const DEFINITIONS_BY_PART = partIndex("task definitions", "workloads", [TASK_DEFINITION]);

/** The services that name the definition, beside those that are linked to it anyway. */
function byName(graph: ResourceGraph, definition: Resource, linked: readonly Resource[]): Fact<readonly Resource[]> {
  const location = { urn: definition.urn, path: "family" };
  const arn = read(definition, ["arn"], text);
  const family = read(definition, ["family"], text);
  if (family.state !== "known") {
    const [some] = graph.find(SERVICES, "some family").filter((service) => computedFrom(service).length === 0);
    return some === undefined || family.state === "absent" ? absent(location) : family;
  }
  const candidates = namedFrom(definition, graph.find(SERVICES, `family ${family.value}`)).filter((service) => {
    const computed = computedFrom(service);
    return !linked.includes(service) && (computed.length === 0 || computed.includes(definition.urn));
  });
  if (candidates.length === 0) return absent(location);
  if (arn.state === "known")
    return known(
      candidates.filter((service) => runs(service, arn.value)),
      location,
    );
  if (!isOnlyOne(graph, definition, family.value)) return notTold(graph, definition);
  if (candidates.some(namesRevision) && !isTakenForOwn(graph, definition, family.value))
    return notTold(graph, definition);
  return known(candidates, location);
}

/** The definitions that what it runs was worked out from; none where that was read elsewhere or written. */
function computedFrom(service: Resource): readonly string[] {
  return (service.producers.taskDefinition ?? []).filter((urn) => typeOf(urn) === TASK_DEFINITION);
}

function runs(service: Resource, arn: string): boolean {
  const wanted = read(service, ["taskDefinition"], text);
  return wanted.state === "known" && isRevision(wanted.value, arn);
}

/** What names a revision of a family, by the family. */
const REVISIONS_NAMED = new Index("revisions named, by family", [SERVICE, ...STARTS_TASKS, STATE_MACHINE], (resource) =>
  revisionsNamed(resource).map(({ family }) => family),
);

function revisionsNamed(resource: Resource): readonly DefinitionReference[] {
  return definitionsWanted(resource).flatMap((wanted) => {
    const reference = definitionReference(wanted);
    return reference?.revision === undefined ? [] : [reference];
  });
}

function definitionsWanted(resource: Resource): readonly string[] {
  const { type } = resource;
  const wanted =
    type === STATE_MACHINE
      ? definitionsRun(resource)
      : type === SERVICE
        ? read(resource, ["taskDefinition"], text)
        : definitionOf(resource);
  return wanted.state === "known" ? [wanted.value].flat() : [];
}

function namesRevision(service: Resource): boolean {
  return revisionsNamed(service).length > 0;
}

/**
 * Whether a revision that something names without being linked to the definition is taken for the definition's own, of which the
 * revision is not known. While a run is under way what was worked out from it is shown as if it were written, and has to be judged
 * before it is created; once all is shown, what is written is an earlier one as well as this one.
 */
function isTakenForOwn(graph: ResourceGraph, definition: Resource, family: string): boolean {
  return !graph.closed && isOnlyOne(graph, definition, family) && isOneRevision(graph, definition, family);
}

/** Whether all that name a revision of the family name the same: of several, one at most is the definition's own. */
function isOneRevision(graph: ResourceGraph, definition: Resource, family: string): boolean {
  const named = namedFrom(definition, graph.find(REVISIONS_NAMED, family));
  const revisions = named.flatMap(revisionsNamed).filter((reference) => reference.family === family);
  return new Set(revisions.map(({ revision }) => revision)).size <= 1;
}

/** Whether a reference to a family is to this revision of it. */
function isRevision(wanted: string, arn: string): boolean {
  const own = definitionReference(arn);
  const reference = definitionReference(wanted);
  if (wanted.startsWith("arn:") && reference?.revision !== undefined) return wanted === arn;
  return reference?.revision === undefined || reference.revision === own?.revision;
}

/** Whether a known reference, to the definition's own family, is to it; unknown while its revision is and may be another. */
export function isOfDefinition(graph: ResourceGraph, wanted: Fact<string>, definition: Resource): Fact<boolean> {
  const location = { urn: definition.urn, path: "family" };
  if (wanted.state !== "known") return known(false, location);
  const arn = read(definition, ["arn"], text);
  if (arn.state === "known") return known(isRevision(wanted.value, arn.value), location);
  const reference = definitionReference(wanted.value);
  if (reference?.revision === undefined) return known(true, location);
  return isTakenForOwn(graph, definition, reference.family) ? known(true, location) : notTold(graph, definition);
}

/** Whether no other definition of the stack, where this one is, has its family. */
export function isOnlyOne(graph: ResourceGraph, definition: Resource, family: string): boolean {
  return namedFrom(definition, graph.find(DEFINITIONS, family)).length <= 1;
}

/** Which revision is whose is told by the ARN, which there is once the definition exists: shown at the end of an up. */
function notTold(graph: ResourceGraph, { urn }: Resource): Fact<never> {
  const because: UnknownCause = graph.closed ? "not-created" : "unfinished";
  return unknown({ location: { urn, path: "family" }, because, producers: graph.closed ? [urn] : [] });
}

/** Whether a task definition of the stack is what a service runs; unknown while it may still turn out. */
export function runsOwnDefinition(graph: ResourceGraph, service: Resource): Fact<boolean> {
  const location = { urn: service.urn, path: "taskDefinition" };
  const wanted = read(service, ["taskDefinition"], text);
  const producers = service.producers.taskDefinition ?? [];
  if (producers.some((urn) => graph.get(urn)?.type === TASK_DEFINITION)) return known(true, location);
  if (graph.declaredPart("workloads", service) !== undefined) return known(true, location);
  if (wanted.state !== "known") return wanted.state === "absent" ? known(false, location) : wanted;
  const definitions = definitionsNamed(graph, service, wanted);
  if (definitions.length > 0) {
    const own = definitions.map((definition) => isOfDefinition(graph, wanted, definition));
    if (own.some((one) => one.state === "known" && one.value)) return known(true, location);
    return own.find(({ state }) => state === "unknown") ?? known(false, location);
  }
  if (graph.first(DEFINITIONS, ANY) !== undefined && !graph.closed) return graph.missing(location);
  return graph.closed ? known(false, location) : graph.missing(location);
}

/** Whether a reference is to a task definition of the stack, of those that are there, or may be. */
export function mayBeOwn(graph: ResourceGraph, asking: Resource, wanted: Fact<string>): boolean {
  if (graph.first(DEFINITIONS, ANY) !== undefined) return true;
  return definitionsNamed(graph, asking, wanted).some((definition) => {
    const own = isOfDefinition(graph, wanted, definition);
    return own.state === "unknown" || (own.state === "known" && own.value);
  });
}

/** The task definitions of the family that a reference names, where what names it is. */
function definitionsNamed(graph: ResourceGraph, asking: Resource, wanted: Fact<string>): readonly Resource[] {
  const family = wanted.state === "known" ? definitionReference(wanted.value)?.family : undefined;
  return family === undefined ? [] : namedFrom(asking, graph.find(DEFINITIONS, family));
}

const SCALING_BY_PART = partIndex("scaling", "workloads", SCALING);
const SCALING_BY_SERVICE = new Index("scaling by service", SCALING, (scaling) => {
  const scaled = read(scaling, ["resourceId"], text);
  const producers = scaling.producers.resourceId ?? [];
  const [, cluster, name] = scaled.state === "known" ? splitScalable(scaled.value) : [];
  return [
    ...producers.map((urn) => `from ${urn}`),
    ...(name === undefined ? [] : [`service ${name}`, `service ${cluster ?? "default"}/${name}`]),
  ];
});

/** `service/<cluster>/<name>`, or `service/<name>` in the default cluster. */
function splitScalable(resourceId: string): readonly [string, string | undefined, string | undefined] {
  const [kind = "", first, second] = resourceId.split("/");
  return second === undefined ? [kind, undefined, first] : [kind, first, second];
}

/** What scales a service: by the declared part both realise, by `service/<cluster>/<name>`, or by dependency. */
export function scalingOf(graph: ResourceGraph, service: Resource): Fact<readonly Resource[]> {
  const location = { urn: service.urn, path: "scaling" };
  const part = graph.declaredPart("workloads", service);
  const inPart = part === undefined ? [] : graph.find(SCALING_BY_PART, partKey(part, "workloads"));
  const computed = graph.find(SCALING_BY_SERVICE, `from ${service.urn}`);
  const linked = [...new Set([...inPart, ...computed])];
  const byName = scalingByName(graph, service, linked);
  const sure = [...linked, ...(byName.state === "known" ? byName.value : [])];
  if (byName.state === "unknown") return byName;
  if (sure.length > 0) return known(sure, location);
  return graph.closed ? absent(location) : graph.missing(location);
}

/** Whether what it scales was worked out from another service, whatever both are called. */
function isOfAnother(graph: ResourceGraph, scaling: Resource, service: Resource): boolean {
  const scaled = (scaling.producers.resourceId ?? []).filter((urn) => graph.get(urn)?.type === SERVICE);
  return scaled.length > 0 && !scaled.includes(service.urn);
}

const SERVICES_BY_PLACE = new Index("services by cluster and name", [SERVICE], (service) => {
  const [cluster, name] = [read(service, ["cluster"], text), read(service, ["name"], text)];
  return cluster.state === "known" && name.state === "known" ? [`${clusterIn(cluster.value)}/${name.value}`] : [];
});

/** Whether it names a cluster, and a service of the stack that is there. */
function isTaken(graph: ResourceGraph, scaling: Resource): boolean {
  const scaled = read(scaling, ["resourceId"], text);
  const [, cluster, name] = scaled.state === "known" ? splitScalable(scaled.value) : [];
  return cluster !== undefined && graph.first(SERVICES_BY_PLACE, `${cluster}/${name ?? ""}`) !== undefined;
}

/** The name in a cluster's ARN, or the name itself. */
function clusterIn(reference: string): string {
  return reference.split("/").at(-1) ?? "";
}

/** What names the service, beside what is linked to it anyway. */
function scalingByName(
  graph: ResourceGraph,
  service: Resource,
  linked: readonly Resource[],
): Fact<readonly Resource[]> {
  const location = { urn: service.urn, path: "scaling" };
  const name = read(service, ["name"], text);
  if (name.state !== "known") return absent(location);
  const cluster = read(service, ["cluster"], text);
  const named = (place: string) =>
    namedFrom(service, graph.find(SCALING_BY_SERVICE, `service ${place}`)).filter(
      (scaling) => !linked.includes(scaling) && !isOfAnother(graph, scaling, service),
    );
  if (cluster.state === "unknown") {
    const [maybe] = named(name.value);
    return maybe === undefined ? absent(location) : open(graph, service, "cluster");
  }
  const clusterName = cluster.state === "known" ? clusterIn(cluster.value) : "default";
  const found = named(`${clusterName}/${name.value}`);
  if (found.length > 0) return known(found, location);
  // A service that names no cluster is in the default one, or in one that something else gives it.
  const [elsewhere] = cluster.state === "absent" ? named(name.value).filter((one) => !isTaken(graph, one)) : [];
  return elsewhere === undefined ? absent(location) : unknown({ location, because: "outside", producers: [] });
}

function open(graph: ResourceGraph, resource: Resource, property: string): Fact<never> {
  const fact = read(resource, [property], text);
  const because: UnknownCause = "unfinished";
  if (fact.state === "unknown") return fact;
  return unknown({ location: { urn: resource.urn, path: property }, because, producers: [] });
}
