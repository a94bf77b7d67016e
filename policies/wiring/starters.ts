import { chain, type Fact } from "../model/fact";
import type { Stack } from "../model/stack";
import type { Location, UnknownRecord } from "../model/verdict";
import { tasksOf } from "../platforms/ecs/start";
import { startersOf, startsAgain, timers } from "../platforms/eventbridge";
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
  return startersOf(graph, definition).map(({ start, own }) => ({
    location: { urn: start.urn, path: "" },
    tasks: chain(own, () => tasksOf(start)),
    again: chain(own, () => startsAgain(graph, start)),
  }));
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
