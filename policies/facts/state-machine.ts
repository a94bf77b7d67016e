/**
 * How many tasks of a task definition one execution of a state machine runs side by side (Amazon States Language): states follow
 * each other, the branches of a Parallel state and the iterations of a Map state do not. `ecs:runTask.sync` and
 * `.waitForTaskToken` wait for the task; any other form goes on at once (Step Functions developer guide, *Service integration
 * patterns*).
 */
import { isMembers, type Members, parseJson } from "./json";

/** The task definitions that its states name in words; a path or an expression names one when it runs. */
export function taskDefinitionsIn(text: string): readonly string[] {
  const found: string[] = [];
  together(statesOf(parseJson(text)), (definition) => {
    found.push(definition);
    return true;
  });
  return [...new Set(found)];
}

/** Tasks at once of those definitions; Infinity: nothing in it bounds them. */
export function tasksTogether(text: string, isMeant: (definition: string) => boolean): number {
  const { awaited, left } = together(statesOf(parseJson(text)), isMeant);
  return awaited + left;
}

interface Tasks {
  /** At once, of those that are waited for. */
  readonly awaited: number;
  /** Started, and not waited for. */
  readonly left: number;
}

const NONE: Tasks = { awaited: 0, left: 0 };

type IsMeant = (definition: string) => boolean;

/** Deeper ones are nobody's machine, and would be too deep to walk through. */
const DEEPEST = 64;

/** Of states that follow each other. */
function together(states: readonly Members[], isMeant: IsMeant, depth = 0): Tasks {
  if (depth > DEEPEST) return NONE;
  return states
    .map((state) => ofState(state, isMeant, depth + 1))
    .reduce((a, b) => ({ awaited: Math.max(a.awaited, b.awaited), left: a.left + b.left }), NONE);
}

function ofState(state: Members, isMeant: IsMeant, depth: number): Tasks {
  switch (state.Type) {
    case "Task":
      return ofTask(state, isMeant);
    case "Parallel":
      return listOf(state.Branches)
        .map((branch) => together(statesOf(branch), isMeant, depth))
        .reduce((a, b) => ({ awaited: a.awaited + b.awaited, left: a.left + b.left }), NONE);
    case "Map": {
      const { awaited, left } = together(statesOf(state.ItemProcessor ?? state.Iterator), isMeant, depth);
      // One that nobody waits for is still there when the next iteration begins.
      return { awaited: awaited === 0 ? 0 : awaited * iterations(state), left: left === 0 ? 0 : left * items(state) };
    }
    default:
      return NONE;
  }
}

const RUN_TASK = /^arn:[\w-]+:states:::(?:aws-sdk:)?ecs:runTask(?<waits>\.sync(?::\d)?|\.waitForTaskToken)?$/i;

function ofTask({ Resource: resource, Parameters, Arguments }: Members, isMeant: IsMeant): Tasks {
  const form = typeof resource === "string" ? RUN_TASK.exec(resource) : null;
  const given = isMembers(Parameters) ? Parameters : isMembers(Arguments) ? Arguments : {};
  const { TaskDefinition: definition, Count: count = 1 } = given;
  if (form === null || typeof definition !== "string" || /^\{%/.test(definition) || !isMeant(definition)) return NONE;
  const tasks = typeof count === "number" ? count : Infinity;
  const started = "Count.$" in given ? Infinity : tasks;
  return form.groups?.waits === undefined ? { awaited: 0, left: started } : { awaited: started, left: 0 };
}

/** An inline Map runs forty iterations at once at most (Step Functions developer guide, *Using Map state in Inline mode*). */
const INLINE_ITERATIONS = 40;

/** Without `MaxConcurrency`, or with 0, as many as there are items (*Map state input and output fields*). */
function iterations(state: Members): number {
  const { MaxConcurrency: bound = 0, ItemProcessor: processor } = state;
  const configuration = isMembers(processor) && isMembers(processor.ProcessorConfig) ? processor.ProcessorConfig : {};
  const most = typeof bound === "number" && bound > 0 ? bound : Infinity;
  const atOnce = configuration.Mode === "DISTRIBUTED" || most === Infinity ? most : Math.min(most, INLINE_ITERATIONS);
  return Math.min(atOnce, items(state));
}

/** Infinity: they are another's to say. */
function items({ Items }: Members): number {
  return Array.isArray(Items) ? Items.length : Infinity;
}

function statesOf(machine: unknown): readonly Members[] {
  if (!isMembers(machine) || !isMembers(machine.States)) return [];
  return Object.values(machine.States).filter(isMembers);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
