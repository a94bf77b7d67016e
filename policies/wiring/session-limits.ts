import { limitState, sessionLimitIn, sessionLimitNamed, type LimitState, type SessionLimit } from "../facts";
import { BLUEPRINT_TYPE } from "../model/blueprint";
import { absent, chain, known, unknown, type Fact } from "../model/fact";
import type { Stack } from "../model/stack";
import type { UnknownRecord } from "../model/verdict";
import { limitOf, roleLimits } from "../platforms/rds/limits";
import type { Workload } from "../subjects/workload";
import { clientsOf } from "./database-client";
import { mayMigrate, migratingWorkloads } from "./migrations";

/**
 * What limits the statements or transactions of a workload: its own settings, the roles of the database, or the database's
 * parameters. Absent: nothing does.
 */
export function sessionLimitOf(stack: Stack, workload: Workload, limit: SessionLimit): Fact<LimitState> {
  const facts = [
    ...ownSettings(workload, limit),
    ...roles(stack, workload, limit),
    ...databases(stack, workload, limit),
  ];
  const set = facts.find((fact) => fact.state === "known" && fact.value === "set");
  if (set !== undefined) return set;
  const unknowns = facts.flatMap((fact): readonly UnknownRecord[] => (fact.state === "unknown" ? fact.unknowns : []));
  const open = [...unknowns, ...workload.environment.all.open];
  if (open.length > 0) return unknown(...open);
  const off = facts.find((fact) => fact.state === "known");
  if (off !== undefined) return off;
  const declared = facts.some((fact) => fact.state === "absent" && fact.basis === "declared");
  return absent(workload.location, declared ? "declared" : workload.environment.all.basis);
}

function ownSettings({ environment, command }: Workload, limit: SessionLimit): readonly Fact<LimitState>[] {
  const own: Fact<LimitState>[] = [];
  for (const { name, value, location } of environment.all.variables) {
    const named = sessionLimitNamed(name) === limit;
    if (value.state === "known") {
      const state = (named ? limitState(value.value) : undefined) ?? sessionLimitIn(value.value, limit);
      if (state !== undefined) own.push(known(state, location, value.basis));
      continue;
    }
    // Any text may hold the driver's options; a value that is not known matters where it is a connection's.
    const matters = named || /(?:URL|URI|DSN|OPTIONS|PGOPTIONS|SETTINGS)$/i.test(name);
    if (matters && value.state === "unknown") own.push(value);
  }
  return [...own, ...inCommand(command, limit)];
}

/** A program that is told in its command line what the roles may do, or what it asks of each connection. */
function inCommand(command: Workload["command"], limit: SessionLimit): readonly Fact<LimitState>[] {
  if (command.state !== "known") return [];
  const set = command.value.some((word) => sessionLimitIn(word, limit) === "set");
  return set ? [known("set" as const, command.location, command.basis)] : [];
}

/** That a migration sets nothing rests on what its command rests on. */
function inCommandOrNot(command: Workload["command"], limit: SessionLimit): readonly Fact<LimitState>[] {
  const found = inCommand(command, limit);
  if (found.length > 0) return found;
  return command.state === "unknown" ? [command] : [absent(command.location, command.basis)];
}

/** The roles that a migration makes, or the program itself. */
function roles(stack: Stack, { location }: Workload, limit: SessionLimit): readonly Fact<LimitState>[] {
  const { graph } = stack;
  const made = [
    ...migratingWorkloads(stack).flatMap(({ command }) => inCommandOrNot(command, limit)),
    ...roleLimits(graph, limit),
  ];
  // One that sets it may come.
  if (!graph.closed) return [...made, graph.missing(location)];
  const open = mayMigrate(stack);
  return open.length > 0 ? [...made, unknown(...open)] : made;
}

function databases(stack: Stack, workload: Workload, limit: SessionLimit): readonly Fact<LimitState>[] {
  return clientsOf(stack, workload).map(({ database }) =>
    database.state === "absent"
      ? unknown({ location: workload.location, because: "outside", producers: [] })
      : chain(database, ({ location: { urn } }): Fact<LimitState> => {
          const resource = stack.graph.get(urn);
          // What is only declared has no parameter group yet.
          if (resource === undefined || resource.type === BLUEPRINT_TYPE) {
            const location = { urn, path: "parameters" };
            return stack.graph.closed ? absent(location, "declared") : stack.graph.missing(location);
          }
          return limitOf(stack.graph, resource, limit);
        }),
  );
}
