import { absent, chain, known, map, orDeclared, unknown, type Fact } from "../../model/fact";
import type { DeclaredPart } from "../../model/graph";
import { read, text, type Resource } from "../../model/resource";
import { logicalName, named, phrase, words } from "../../model/shown";
import type { Stack } from "../../model/stack";
import type { Location } from "../../model/verdict";
import { secretField } from "../../subjects/credential";
import { asStarted, readingOf, roleReader } from "../../subjects/command";
import { Environment, withDeclared, type Variable } from "../../subjects/environment";
import type { Service, Workload } from "../../subjects/workload";
import { securityGroupsOf } from "../security-groups";
import { sidecarsOf, type DeclaredContainer } from "../blueprint/containers";
import { realSubject } from "../blueprint/parts";
import { holdersOf } from "../secretsmanager";
import { secretReference } from "../secretsmanager/reference";
import { commandOf, containersOf, cpusOf, field, variablesOf, type Container } from "./containers";
import { healthCommandOf, optionsOf, startPeriodOf } from "./options";
import { besideOf, declaredKey, declaredWorkload, dutyOf } from "./declared-workload";
import { runsOwnDefinition, servicesOf } from "./links";
import { replacedRoles, withReplaced } from "./replaced";
import { commandsOver, withOverridden } from "./overridden";
import { copiesOf, readService } from "./service";
import { startedBy } from "./starts";
import { ECS_STOP_TIMEOUT, stopOf } from "./stop";
import { hasTaskSets } from "./task-sets";

/** Every container of a task definition. */
export function readDefinition(definition: Resource, stack: Stack): readonly Workload[] {
  const part = stack.graph.declaredPart("workloads", definition);
  const containers = containersOf(definition);
  const sidecars = part === undefined ? [] : sidecarsOf(part);
  if (containers.state !== "known") {
    return [part, ...sidecars].map((declared) => workload(stack, definition, declared, undefined, containers));
  }
  const [first] = containers.value;
  const single = containers.value.length === 1 && first !== undefined;
  return containers.value.map((container) => {
    const main = part !== undefined && (container.name === part.key || single) ? part : undefined;
    const declared = main ?? sidecars.find(({ sidecar }) => sidecar === container.name);
    return workload(stack, definition, declared, single ? [container] : [container, part], undefined);
  });
}

/** A service whose task definition is made elsewhere, or may be: it runs code, and none of it can be read. */
export function readForeignDefinition(service: Resource, stack: Stack): readonly Workload[] {
  const own = runsOwnDefinition(stack.graph, service);
  if (own.state === "known" ? own.value : !stack.graph.closed) return [];
  if (hasTaskSets(stack.graph, service)) return [];
  const subject = realSubject(service, undefined, "workloads", "taskDefinition");
  const { location } = subject;
  const isForeign = own.state === "known";
  const nothing = own.state === "unknown" ? own : unknown({ location, because: "outside", producers: [] });
  // Whether it is there at all is not known where it may be the stack's own: nothing is said of it then.
  const services = isForeign ? known([readService(stack.graph, service, undefined)], location) : nothing;
  return [
    {
      ...subject,
      key: `${service.urn}#taskDefinition`,
      platform: "ecs",
      oneProcess: false,
      hasRole: () => nothing,
      command: nothing,
      reading: nothing,
      environment: new Environment(nothing, [], location),
      written: new Environment(nothing, [], location),
      options: new Environment(nothing, [], location),
      healthCommand: nothing,
      services,
      copies: copiesOf(services),
      cpus: nothing,
      stop: { timeout: nothing, standard: ECS_STOP_TIMEOUT, limit: nothing, init: nothing },
      securityGroups: isForeign ? securityGroupsOf(service, ["networkConfiguration", "securityGroups"]) : nothing,
      container: undefined,
      image: nothing,
      startPeriod: nothing,
    },
  ];
}

/**
 * @param own what is declared of it.
 * @param place the container, and the declared part of its task definition where several containers share it.
 * @param unreadable why there is no container to read.
 */
function workload(
  stack: Stack,
  definition: Resource,
  own: DeclaredContainer | undefined,
  place: readonly [Container] | readonly [Container, DeclaredPart | undefined] | undefined,
  unreadable: Exclude<Fact<never>, { state: "known" }> | undefined,
): Workload {
  const { graph } = stack;
  const container = place?.[0];
  const location = container?.location ?? { urn: definition.urn, path: "containerDefinitions" };
  const subject = subjectOf(definition, own, place);
  const declared = own === undefined ? undefined : declaredWorkload(stack, own);
  const real = readVariables(stack, definition, container, unreadable, location);
  const given = new Environment(withDeclared(real.variables, declared?.environment.variables), real.open, location);
  const readCommand =
    container === undefined ? notRead<readonly string[]>(unreadable, location) : commandOf(definition, container);
  const command = orDeclared(readCommand, declared?.command);
  const image = orDeclared(
    container === undefined ? notRead<string>(unreadable, location) : field(definition, container, "image", text),
    declared?.image,
  );
  const reading = readingOf({ command, environment: given, image });
  // What a service says is worked out for who asks, so that one that comes late wakes nobody else.
  const later = <T>(name: string, make: () => T) => stack.memo(subject.key, name, make);
  const running = () => later("services of workload", () => servicesOf(graph, definition));
  const services = () =>
    later("services", () =>
      orDeclared<readonly Service[]>(
        map(running(), (found) => found.map((service) => readService(graph, service, own))),
        declared?.services,
      ),
    );
  const roles = () =>
    later("roles", () =>
      roleReader(reading, given, location, {
        // What its task is called says nothing of a container beside the one that is meant.
        ...(own?.sidecar === undefined
          ? {
              containerNames: [container?.name, definition.name].filter((name) => name !== undefined),
              serviceNames: serviceNames(running()),
            }
          : { containerNames: [own.sidecar], serviceNames: [] }),
        declared: own === undefined ? undefined : dutyOf(own),
      }),
    );
  const named = container ?? (own?.sidecar === undefined ? undefined : { name: own.sidecar, fields: {}, location });
  const replaced = () => later("replaced commands", () => replacedRoles(graph, definition, named, given));
  return {
    ...subject,
    ...(isDeclared(given.variables) || isDeclared(command) ? { basis: "declared" } : {}),
    platform: "ecs",
    oneProcess: false,
    hasRole: (role) =>
      withReplaced(
        roles()(role),
        replaced().map((read) => read(role)),
      ),
    command,
    reading,
    environment: asStarted(given, reading),
    written: given,
    get options() {
      // Where there is no container to read, the environment says so.
      if (container === undefined) return new Environment(absent(location), [], location);
      return later("options", () => withOverridden(optionsOf(definition, container), graph, definition, container));
    },
    get startedWith() {
      if (container === undefined) return [];
      return later("commands over its own", () => commandsOver(graph, definition, container));
    },
    healthCommand: container === undefined ? absent(location) : healthCommandOf(definition, container),
    get services() {
      return services();
    },
    get copies() {
      return later("copies", () => copiesOf(services(), startedBy(graph, definition)));
    },
    cpus: orDeclared(cpusOf(definition, container), declared?.cpus),
    stop: stopOf(definition, container, declared?.stop, unreadable),
    get securityGroups() {
      return chain(running(), ([service]) =>
        service === undefined
          ? absent(location)
          : securityGroupsOf(service, ["networkConfiguration", "securityGroups"]),
      );
    },
    container: own?.sidecar ?? (place?.length === 2 ? container?.name : undefined),
    image,
    startPeriod: orDeclared(
      container === undefined ? notRead<number>(unreadable, location) : startPeriodOf(definition, container),
      declared?.startPeriod,
    ),
  };
}

function isDeclared(fact: Fact<unknown>): boolean {
  return fact.state !== "unknown" && fact.basis === "declared";
}

function subjectOf(
  definition: Resource,
  own: DeclaredContainer | undefined,
  place: readonly [Container] | readonly [Container, DeclaredPart | undefined] | undefined,
): ReturnType<typeof realSubject> {
  const container = place?.[0];
  const path = container?.location.path ?? "containerDefinitions";
  if (own?.sidecar !== undefined) {
    const { declaration, key, sidecar } = own;
    return {
      ...realSubject(definition, own, "workloads", path),
      ...besideOf(key, sidecar),
      key: `${definition.urn}#${container === undefined ? `${path}[${sidecar}]` : path}`,
      realises: declaredKey(own),
      declared: false,
      address: declaration.address("workloads", key),
    };
  }
  const subject = realSubject(definition, own, "workloads", path);
  if (container === undefined || place?.length !== 2) return subject;
  const key = `${definition.urn}#${path}`;
  if (own !== undefined) return { ...subject, key };
  const unnamed = words("unnamed");
  const within = place[1] === undefined ? logicalName(definition.name, unnamed) : named(place[1].key, unnamed);
  const name = phrase`${within}/${named(container.name ?? "", unnamed)}`;
  return { ...subject, key, name, shown: phrase`workload/${name}`, label: phrase`workload ${name}` };
}

function serviceNames(services: Fact<readonly Resource[]>): readonly string[] {
  if (services.state !== "known") return [];
  return services.value.flatMap((service) => {
    const name = read(service, ["name"], text);
    return name.state === "known" ? [name.value, service.name] : [service.name];
  });
}

function notRead<T>(unreadable: Exclude<Fact<never>, { state: "known" }> | undefined, location: Location): Fact<T> {
  return unreadable?.state === "unknown" ? unreadable : unknown({ location, because: "unreadable", producers: [] });
}

function readVariables(
  stack: Stack,
  definition: Resource,
  container: Container | undefined,
  unreadable: Exclude<Fact<never>, { state: "known" }> | undefined,
  location: Location,
): ReturnType<typeof variablesOf> {
  if (container === undefined) return { variables: notRead<readonly Variable[]>(unreadable, location), open: [] };
  return variablesOf(definition, container, (valueFrom, at) => resolve(stack, valueFrom, at));
}

/** The value a `valueFrom` injects, followed through the secret it names. */
export function resolve(stack: Stack, valueFrom: string, location: Location): Fact<string> {
  const reference = secretReference(valueFrom);
  if (reference === undefined) return unknown({ location, because: "outside", producers: [] });
  const owners = holdersOf(stack.graph, reference, location.urn);
  const secrets = owners.flatMap(({ urn }) => stack.of("secret", urn));
  const [secret] = secrets;
  if (secret === undefined) return stack.graph.missing(location);
  // Which of several versions is the current one is decided by their stages, at AWS.
  if (secrets.length > 1) return unknown({ location, because: "outside", producers: owners.map(({ urn }) => urn) });
  return secretField(secret, reference.key);
}
