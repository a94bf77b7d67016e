import { taskDefinitionsIn, tasksTogether } from "../../../policies/facts";

const RUN = { Type: "Task", Resource: "arn:aws:states:::ecs:runTask.sync", Parameters: { TaskDefinition: "job" } };

/** A task inside so many Map states, each of one iteration. */
function nested(depth: number): string {
  const around = '{"States":{"m":{"Type":"Map","MaxConcurrency":1,"ItemProcessor":';
  return `${around.repeat(depth)}${JSON.stringify({ States: { run: RUN } })}${"}}}".repeat(depth)}`;
}

it("walks as deep as anybody's machine is", () => {
  expect([taskDefinitionsIn(nested(30)), tasksTogether(nested(30), () => true)]).toEqual([["job"], 1]);
});

it("comes back from any depth", () => {
  expect([taskDefinitionsIn(nested(6000)), tasksTogether(nested(6000), () => true)]).toEqual([[], 0]);
});
