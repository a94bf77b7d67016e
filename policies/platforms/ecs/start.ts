/** What one schedule, event's target, pipe or task set says of the tasks that it starts. */
import { chain, known, map, unknown, type Fact } from "../../model/fact";
import { interpret, integer, isRecord, read, text, type Resource, type Shape, type Step } from "../../model/resource";
import { either, replacedIn, type Replaced } from "./overrides";

export const SCHEDULE = "aws:scheduler/schedule:Schedule";
export const EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget";
export const TASK_SET = "aws:ecs/taskSet:TaskSet";

interface Start {
  /** Where its task definition is named, and how many tasks there are of it at a time. */
  readonly parameters: readonly Step[];
  readonly definition: string;
  /** One unless it says more; undefined: a share of what its service runs. */
  readonly count: string | undefined;
  /** JSON text that replaces parts of the definition, `{"containerOverrides": […]}`. */
  readonly input: readonly Step[] | undefined;
  /** What makes that text of an event: nobody knows it before there is one. */
  readonly transforms: readonly string[];
  /** The text with `<placeholders>` that an event fills in. */
  readonly template?: readonly Step[];
}

/** EventBridge user guide and API references: `TaskCount` of `EcsParameters`, `EcsTaskParameters`; ECS, `Scale` of a task set. */
const STARTS: Readonly<Record<string, Start>> = {
  [EVENT_TARGET]: {
    parameters: ["ecsTarget"],
    definition: "taskDefinitionArn",
    count: "taskCount",
    input: ["input"],
    transforms: ["inputTransformer", "inputPath"],
    template: ["inputTransformer", "inputTemplate"],
  },
  [SCHEDULE]: {
    parameters: ["target", "ecsParameters"],
    definition: "taskDefinitionArn",
    count: "taskCount",
    input: ["target", "input"],
    transforms: [],
  },
  "aws:pipes/pipe:Pipe": {
    parameters: ["targetParameters", "ecsTaskParameters"],
    definition: "taskDefinitionArn",
    count: "taskCount",
    input: undefined,
    transforms: [],
  },
  [TASK_SET]: { parameters: [], definition: "taskDefinition", count: undefined, input: undefined, transforms: [] },
};

export const STARTS_TASKS: readonly string[] = Object.keys(STARTS);

/** EventBridge Scheduler user guide, *Using universal targets*: the input is the request of the API that is called. */
const RUN_TASK = /^arn:[^:]*:scheduler:::aws-sdk:ecs:runTask$/i;

/** The task definition that a start names; absent: it starts none. */
export function definitionOf(start: Resource): Fact<string> {
  const request = requestOf(start);
  if (request !== undefined) return member(start, request, "TaskDefinition", text);
  const { parameters, definition } = startOf(start);
  return read(start, [...parameters, definition], text);
}

/** What the name of its task definition was worked out from. */
export function definitionProducers(start: Resource): readonly string[] {
  const { parameters, definition } = startOf(start);
  return start.producers[String(parameters[0] ?? definition)] ?? [];
}

/** How many tasks it starts each time; unknown of a share of what a service runs. */
export function tasksOf(start: Resource): Fact<number> {
  const { parameters, count } = startOf(start);
  if (count === undefined)
    return unknown({ location: { urn: start.urn, path: "scale" }, because: "outside", producers: [] });
  const request = requestOf(start);
  const written =
    request === undefined ? read(start, [...parameters, count], integer) : member(start, request, "Count", integer);
  return written.state === "absent" ? known(1, written.location) : written;
}

/** The containers whose command it replaces. */
export function replacedBy(start: Resource): Fact<readonly Replaced[]> {
  const request = requestOf(start);
  if (request !== undefined) {
    return chain(member(start, request, "Overrides", record), (overrides) =>
      replacedIn(start, overrides, "ContainerOverrides", request),
    );
  }
  const { parameters, input } = startOf(start);
  const made = transformOf(start);
  if (made !== undefined)
    return unknown({ location: { urn: start.urn, path: made }, because: "unread", producers: [] });
  if (input !== undefined)
    return chain(inputOf(start, input), (given) => replacedIn(start, given, "containerOverrides", undefined));
  const overrides = read(start, [...parameters, "overrides"], record);
  return chain(overrides, (given) => replacedIn(start, given, "containerOverrides", undefined));
}

/** The containers for which it sets variables, with what an event will fill in left as it is written. */
export function writtenOverrides(start: Resource): Fact<readonly Replaced[]> {
  const template = filledIn(start);
  if (template === undefined) return replacedBy(start);
  return chain(map(template, parsed), (given) => replacedIn(start, given, "containerOverrides", undefined));
}

/** The text that it hands over, as it is written. */
export function writtenInput(start: Resource): Fact<string> | undefined {
  const { input } = startOf(start);
  return filledIn(start) ?? (input === undefined ? undefined : read(start, input, text));
}

/** The text of which an event fills in the placeholders: they stand in a text or as a value of their own, and are no JSON there. */
function filledIn(start: Resource): Fact<string> | undefined {
  const { template } = startOf(start);
  if (template === undefined || transformOf(start) === undefined) return undefined;
  return map(read(start, template, text), (given) => given.replace(/<[\w-]{1,256}>/g, "0"));
}

/** The property that makes its text of an event; undefined: the text is its own. */
function transformOf(start: Resource): string | undefined {
  return startOf(start).transforms.find((property) => read(start, [property], anything).state !== "absent");
}

function startOf({ type }: Resource): Start {
  const start = STARTS[type];
  if (start === undefined) throw new Error(`${type} starts no tasks`);
  return start;
}

/** The request of a universal target; undefined: it is a target of another kind. */
function requestOf(start: Resource): Fact<Readonly<Record<string, unknown>>> | undefined {
  if (start.type !== SCHEDULE) return undefined;
  const arn = read(start, ["target", "arn"], text);
  if (arn.state !== "known" || !RUN_TASK.test(arn.value)) return undefined;
  return inputOf(start, ["target", "input"]);
}

/** Text that is no JSON is passed on and replaces nothing. */
function inputOf(start: Resource, path: readonly Step[]): Fact<Readonly<Record<string, unknown>>> {
  return map(read(start, path, text), parsed);
}

function parsed(input: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(input);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

const record: Shape<Readonly<Record<string, unknown>>> = (value) => (isRecord(value) ? value : undefined);
const anything: Shape<unknown> = (value) => value;

function member<T>(
  start: Resource,
  request: Fact<Readonly<Record<string, unknown>>>,
  name: string,
  shape: Shape<T>,
): Fact<T> {
  return chain(request, (fields) => interpret(start, ["target", "input", name], either(fields, name), shape));
}
