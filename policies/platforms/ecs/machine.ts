import { taskDefinitionsIn } from "../../facts";
import { map, type Fact } from "../../model/fact";
import { read, text, type Resource } from "../../model/resource";

export const STATE_MACHINE = "aws:sfn/stateMachine:StateMachine";

/** A registered resource never changes, so what it names is parsed once. */
const parsed = new WeakMap<Resource, Fact<readonly string[]>>();

/** The task definitions whose tasks a state machine runs, as far as it names them before it does. */
export function definitionsRun(machine: Resource): Fact<readonly string[]> {
  const before = parsed.get(machine);
  if (before !== undefined) return before;
  const found = map(read(machine, ["definition"], text), taskDefinitionsIn);
  parsed.set(machine, found);
  return found;
}
