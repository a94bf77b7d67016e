import { absent, chain, known, map, orDefault, unknown, type Fact } from "../model/fact";
import type { ResourceGraph } from "../model/graph";
import type { Platform } from "../model/platform";
import { flag, read, text, type Resource } from "../model/resource";
import { words } from "../model/shown";
import type { Stack } from "../model/stack";
import type { PlainSettings } from "../subjects/plain-settings";
import { definitionOf, EVENT_TARGET, SCHEDULE, writtenInput } from "./ecs/start";
import { type StartOf, startsElsewhere, startsOf, startsOfAnotherRevision } from "./ecs/starts";
import { Named } from "./named";
import { plainSettings } from "./plain-settings";
import { requestParts } from "./request-parts";

const EVENT_RULE = "aws:cloudwatch/eventRule:EventRule";
const RULES = new Named(EVENT_RULE, "name");

/** What starts tasks and calls functions by itself, when it is due or when something has happened. */
export const eventbridge: Platform = {
  name: "eventbridge",
  types: { [SCHEDULE]: "starts-code", [EVENT_TARGET]: "starts-code", [EVENT_RULE]: "supports" },
  subjects: { "plain-settings": { [SCHEDULE]: readInput, [EVENT_TARGET]: readInput } },
};

/** What is handed to whatever is called; what is set for tasks of the stack is theirs. */
function readInput(start: Resource, { graph }: Stack): readonly PlainSettings[] {
  const isOwn = definitionOf(start).state !== "absent" && !startsElsewhere(graph, start);
  const written = isOwn ? undefined : writtenInput(start);
  if (written === undefined || written.state === "absent") return [];
  const parts = requestParts(written, words("in a command that it gives"));
  const [noun, path] = start.type === SCHEDULE ? [words("schedule"), "target.input"] : [words("event target"), "input"];
  return [plainSettings(start, { holder: "request", noun, path, ...parts })];
}

/** What starts tasks of a task definition without a service. */
export function startersOf(graph: ResourceGraph, definition: Resource): readonly StartOf[] {
  return startsOf(graph, definition).filter(({ start }) => isStarter(start));
}

/** The same of another revision of its family. */
export function startersOfAnotherRevision(graph: ResourceGraph, definition: Resource): readonly Resource[] {
  return startsOfAnotherRevision(graph, definition).filter(isStarter);
}

function isStarter({ type }: Resource): boolean {
  return type === SCHEDULE || type === EVENT_TARGET;
}

/** Whether it will do so again; `at(…)` names one moment. */
export function startsAgain(graph: ResourceGraph, starter: Resource): Fact<boolean> {
  return chain(isOn(graph, starter), (on): Fact<boolean> => {
    if (!on || starter.type !== SCHEDULE) return known(on, { urn: starter.urn, path: "" });
    return map(read(starter, ["scheduleExpression"], text), (expression) => !/^\s*at\s*\(/i.test(expression));
  });
}

/** Everything that is done when it is due, whatever it is: what waits for an event only is left out. */
export function timers(graph: ResourceGraph): readonly Resource[] {
  return [SCHEDULE, EVENT_TARGET]
    .flatMap((type) => graph.ofType(type))
    .filter((starter) => {
      const on = isOn(graph, starter);
      if (on.state === "known" && !on.value) return false;
      const rule = starter.type === EVENT_TARGET ? ruleOf(graph, starter) : undefined;
      return rule?.state !== "known" || read(rule.value, ["scheduleExpression"], text).state !== "absent";
    });
}

function isOn(graph: ResourceGraph, starter: Resource): Fact<boolean> {
  if (starter.type === SCHEDULE) return stateOf(starter);
  return chain(ruleOf(graph, starter), (rule) => {
    const enabled = read(rule, ["isEnabled"], flag);
    return enabled.state === "known" && !enabled.value ? enabled : stateOf(rule);
  });
}

function stateOf(resource: Resource): Fact<boolean> {
  return map(orDefault(read(resource, ["state"], text), "ENABLED"), (state) => state !== "DISABLED");
}

/** The rule of a target: by dependency, or by the name both have; one of somebody else's is outside. */
function ruleOf(graph: ResourceGraph, target: Resource): Fact<Resource> {
  const name = read(target, ["rule"], text);
  const [found] = RULES.by(graph, target, "rule");
  const location = { urn: target.urn, path: "rule" };
  if (found !== undefined) return known(found, location);
  if (name.state === "absent") return absent(location);
  return graph.closed ? unknown({ location, because: "outside", producers: [] }) : graph.missing(location);
}
