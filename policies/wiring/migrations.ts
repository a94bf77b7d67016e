import { isDeepStrictEqual } from "node:util";
import { readCommand, type Unread, type UnreadReason } from "../facts";
import { absent, known, mayPass, unknown, weaker, type Fact } from "../model/fact";
import { Index, type DeclaredPart, type ResourceGraph } from "../model/graph";
import { typeOf, type Resource } from "../model/resource";
import { sameItems, type Stack } from "../model/stack";
import type { Basis, UnknownRecord } from "../model/verdict";
import { commandOf, containersOf } from "../platforms/ecs/containers";
import { DEFINITIONS_BY_PART, TASK_DEFINITION } from "../platforms/ecs/links";
import { replacedBy, STARTS_TASKS } from "../platforms/ecs/start";
import { RUNNERS } from "../platforms/runners";
import type { Workload } from "../subjects/workload";

const MIGRATES = "migrates";
const UNREAD = "unread";

/** What was not read and may start a migration; an application's own code is its own business. */
const HIDES: ReadonlySet<UnreadReason> = new Set([
  ...(["start-script", "process-manager", "substitution", "unset-variable", "unknown-variable"] as const),
  ...(["image-default", "unknown-wrapper", "too-long"] as const),
]);

export function hidesMigration({ reason }: Pick<Unread, "reason">): boolean {
  return HIDES.has(reason);
}

/** Task definitions by whether their command lines change a schema. */
const DEFINITIONS = new Index("task definitions that migrate", [TASK_DEFINITION], (definition) => {
  const containers = containersOf(definition);
  if (containers.state !== "known") return [UNREAD];
  const readings = containers.value.map((container) => commandOf(definition, container));
  // What its variables hold does not matter to whether a migration is among its programs.
  const read = readings.map((command) =>
    command.state === "unknown"
      ? undefined
      : readCommand(command.state === "known" ? command.value : undefined, () => undefined),
  );
  if (read.some((reading) => reading?.programs.some(({ kind }) => kind === "migration"))) return [MIGRATES];
  return read.some((reading) => reading === undefined || reading.unread.length > 0) ? [UNREAD] : [];
});

/** What starts a task with a command of its own, by whether that changes a schema. */
const STARTS = new Index("starts that migrate", STARTS_TASKS, (start) => {
  const replaced = replacedBy(start);
  if (replaced.state !== "known") return replaced.state === "unknown" ? [UNREAD] : [];
  const readings = replaced.value.flatMap(({ command }) =>
    command.state === "known" ? [readCommand(command.value, () => undefined)] : [],
  );
  if (readings.some(({ programs }) => programs.some(({ kind }) => kind === "migration"))) return [MIGRATES];
  const unread = replaced.value.some(({ command }) => command.state === "unknown");
  return unread || readings.some((reading) => reading.unread.length > 0) ? [UNREAD] : [];
});

/** Whether the stack has anything that changes its schema; unknown while it may come, or hide in what was not read. */
export function hasMigration(stack: Stack, at: Resource["urn"]): Fact<boolean> {
  const { graph } = stack;
  const location = { urn: at, path: "" };
  const found = graph.first(DEFINITIONS, MIGRATES);
  if (found !== undefined) return known(true, { urn: found.urn, path: "containerDefinitions" });
  const start = graph.first(STARTS, MIGRATES);
  if (start !== undefined) return known(true, { urn: start.urn, path: "command" });
  const parts = declaredMigrations(stack);
  // What it is for is declared; that it is there is not, once something realises it.
  const [built] = parts
    .flatMap(({ declaration, key }) => graph.find(DEFINITIONS_BY_PART, declaration.partKey("workloads", key)))
    .filter((definition) => containersOf(definition).state === "known");
  if (built !== undefined) return known(true, { urn: built.urn, path: "containerDefinitions" });
  const [declared] = parts;
  if (declared !== undefined) return known(true, declared.declaration.location("workloads", declared.key), "declared");
  if (!graph.closed) return graph.missing(location);
  const [unread] = graph.find(DEFINITIONS, UNREAD);
  if (unread !== undefined)
    return unknown({ location: { urn: unread.urn, path: "containerDefinitions" }, because: "unread", producers: [] });
  const [open] = graph.find(STARTS, UNREAD);
  if (open !== undefined)
    return unknown({ location: { urn: open.urn, path: "command" }, because: "unread", producers: [] });
  return known(false, location, graph.declarations.length > 0 ? "declared" : "verified");
}

function declaredMigrations(stack: Stack): readonly DeclaredPart[] {
  return stack.memo("", "declared migrations", () =>
    stack.graph.declarations.flatMap((declaration) =>
      declaration.keys("workloads").flatMap((key) => {
        const role = declaration.role(key);
        return role.state === "known" && role.value === "migration" ? [{ declaration, key }] : [];
      }),
    ),
  );
}

/** Resources that run something, by what they were computed from or come after. */
const BY_INPUT = new Index("what runs a task", RUNNERS, (resource) =>
  [...before(resource)].map((urn) => `from ${urn}`),
);

/** What in the program runs a task definition and waits for it: a call of a function, a command; decided at the end of a run. */
export function runnersOf({ graph }: Stack, definition: string): Fact<readonly Resource[]> {
  const location = { urn: definition, path: "" };
  if (!graph.closed) return graph.missing(location);
  const found = graph.find(BY_INPUT, `from ${definition}`);
  return found.length === 0 ? absent(location) : known(found, location);
}

/** Every workload, declared or built, that migrates, whether or not a service runs it. */
export function migratingWorkloads(stack: Stack): readonly Workload[] {
  return stack.overall("workload", {
    name: "migrating workloads",
    of: (workloads) => workloads.filter(migrates),
    together: (parts) => parts.flat(),
    same: sameItems,
  });
}

function migrates({ hasRole }: Workload): boolean {
  const role = hasRole("migration");
  return role.state === "known" && role.value;
}

/** What keeps it from being known whether a workload migrates, and may still become known in this run. */
export function mayMigrate(stack: Stack): readonly UnknownRecord[] {
  return stack.overall("workload", {
    name: "what may migrate",
    of: (workloads) =>
      workloads.flatMap(({ hasRole }) => {
        const role = hasRole("migration");
        return role.state === "unknown" ? role.unknowns.filter(mayPass).slice(0, 1) : [];
      }),
    together: (parts) => parts.flat(),
    same: isDeepStrictEqual,
  });
}

/** Every task definition of the stack that is there to migrate and runs, or may run, in no service. */
function migrationDefinitions(
  stack: Stack,
): readonly { readonly urn: string; readonly unknowns: readonly UnknownRecord[] }[] {
  const { graph } = stack;
  const declared = declaredMigrations(stack).flatMap(({ declaration, key }) =>
    graph.find(DEFINITIONS_BY_PART, declaration.partKey("workloads", key)),
  );
  const oneOff = graph
    .find(DEFINITIONS, MIGRATES)
    .filter((definition) => !declared.includes(definition))
    .map(({ urn }) => ({ urn, services: stack.of("workload", urn).map((workload) => workload.services) }))
    .filter(({ services }) => services.every(({ state }) => state !== "known"));
  return [
    ...declared.map(({ urn }) => ({ urn, unknowns: [] })),
    ...oneOff.map(({ urn, services }) => ({
      urn,
      unknowns: services.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : [])),
    })),
  ];
}

/** What keeps it from being known whether a task definition that no service runs migrates; empty: it is known. */
function unreadMigration({ services, reading }: Workload): readonly UnknownRecord[] {
  if (services.state === "known" && services.value.length > 0) return [];
  if (reading.state === "unknown") return reading.unknowns;
  const hidden = reading.state === "known" && reading.value.unread.some(hidesMigration);
  return hidden ? [{ location: reading.location, because: "unread", producers: [] }] : [];
}

/**
 * Whether a service is registered after every migration that the program runs; absent: it runs none. Decided at the end of a
 * run, where what comes after what is known.
 */
export function comesAfterMigration(stack: Stack, service: string): Fact<boolean> {
  const { graph } = stack;
  const location = { urn: service, path: "dependsOn" };
  if (!graph.closed) return graph.missing(location);
  const runs = ({ urn }: { readonly urn: string }) => graph.find(BY_INPUT, `from ${urn}`);
  const runners = migrationDefinitions(stack).flatMap((definition) =>
    runs(definition).map(({ urn }) => ({ urn, unknowns: definition.unknowns })),
  );
  const { reached, opaque } = reachable(graph, service);
  const isMissed = ({ urn }: { readonly urn: string }) => !reached.has(urn);
  const missed = runners.filter(isMissed);
  if (missed.some(({ unknowns }) => unknowns.length === 0))
    return opaque ? unknown({ location, because: "unsupported", producers: [] }) : known(false, location);
  const unread = graph
    .find(DEFINITIONS, UNREAD)
    .filter((definition) => runs(definition).some(isMissed))
    .flatMap(({ urn }) => stack.of("workload", urn));
  // What may run in a service, and then is no migration to wait for; or was not read, and may be one.
  const open = [...missed.flatMap(({ unknowns }) => unknowns), ...unread.flatMap(unreadMigration)];
  if (open.length > 0) return unknown(...open);
  // That one of them is no migration may be a blueprint's word only.
  const basis = unread.reduce<Basis>(
    (all, { reading }) => (reading.state === "unknown" ? all : weaker(all, reading.basis)),
    "verified",
  );
  return runners.length === 0 ? absent(location, basis) : known(true, location, basis);
}

/** Everything a resource comes after, and whether something among it hides what it comes after itself. */
function reachable(
  graph: ResourceGraph,
  from: string,
): { readonly reached: ReadonlySet<string>; readonly opaque: boolean } {
  const reached = new Set<string>();
  const waiting = [from];
  let opaque = false;
  for (let urn = waiting.pop(); urn !== undefined; urn = waiting.pop()) {
    if (reached.has(urn)) continue;
    reached.add(urn);
    const resource = graph.get(urn);
    if (resource !== undefined) waiting.push(...before(resource));
    // A part of AWS that is not read (a subnet, a role) comes after nothing that migrates.
    else if (!typeOf(urn).startsWith("aws:")) opaque = true;
  }
  return { reached, opaque };
}

function before({ dependencies, producers }: Resource): ReadonlySet<string> {
  return new Set([...dependencies, ...Object.values(producers).flat()]);
}
