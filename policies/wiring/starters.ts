import { chain, known, unknown, type Fact, type Unknown } from "../model/fact";
import type { Resource } from "../model/resource";
import type { Stack } from "../model/stack";
import type { Location, UnknownRecord } from "../model/verdict";
import { tasksOf } from "../platforms/ecs/start";
import { startersOf, startersOfAnotherRevision, startsAgain, timers } from "../platforms/eventbridge";
import type { Workload } from "../subjects/workload";

/** A schedule or an event's target that starts tasks of a workload. */
export interface Starter {
  readonly location: Location;
  readonly tasks: Fact<number>;
  readonly again: Fact<boolean>;
}

export function startersBehind({ graph }: Stack, { location }: Workload): readonly Starter[] {
  const definition = graph.get(location.urn);
  if (definition === undefined) return [];
  return [
    ...startersOf(graph, definition).map(({ start, own }) => ({
      location: { urn: start.urn, path: "" },
      tasks: chain(own, () => tasksOf(start)),
      again: chain(own, () => startsAgain(graph, start)),
    })),
    ...startersOfAnotherRevision(graph, definition).map((start) => ({
      location: { urn: start.urn, path: "" },
      // Whether that revision does what this one does, nobody read.
      tasks: chain(tasksOf(start), (tasks) => (tasks > 1 ? unreadRevision(start) : known(tasks, atTarget(start)))),
      again: chain(startsAgain(graph, start), (again) =>
        again ? unreadRevision(start) : known(false, atTarget(start)),
      ),
    })),
  ];
}

function unreadRevision(start: Resource): Unknown {
  return unknown({ location: atTarget(start), because: "outside", producers: [] });
}

function atTarget({ urn }: Resource): Location {
  return { urn, path: "target" };
}

/** Schedules of the platform's own in a stack: what they are for is known to what they start. */
export function platformSchedules(stack: Stack): readonly UnknownRecord[] {
  return stack.memo("", "schedules of the platform", () =>
    timers(stack.graph).map(({ urn }) => ({
      location: { urn, path: "target" },
      because: "unread",
      producers: [],
    })),
  );
}
