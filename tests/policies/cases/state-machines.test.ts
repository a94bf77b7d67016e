import * as aws from "@pulumi/aws";
import { rules } from "../../../policies/rules";
import { json, ref, resource, run, type TestResource } from "../../../policies/testing";
import { ADDRESS, database, definition, said, service } from "./judged";

/** What a state machine runs, of a definition whose tasks open five connections each, against a database that serves 70. */
const RULE = "connection-budget-holds";
const URL = `postgresql+asyncpg://app@${ADDRESS}:5432/app`;
const job = definition("job", { DATABASE_URL: URL, DB_POOL_SIZE: "5", DB_MAX_OVERFLOW: "0" });
const few = service(job, { desiredCount: 4 });

const runTask = (more: object = {}, form = "ecs:runTask.sync") => ({
  ...{ Type: "Task", Resource: `arn:aws:states:::${form}`, End: true },
  Parameters: { LaunchType: "FARGATE", TaskDefinition: ref(job, "arn"), ...more },
});
const states = (...all: readonly object[]) => ({
  StartAt: "S0",
  States: Object.fromEntries(all.map((state, index) => [`S${index}`, state])),
});
const each = (MaxConcurrency: unknown, ...all: readonly object[]) => ({
  ...{ Type: "Map", MaxConcurrency, End: true },
  ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED" }, ...states(...all) },
});
const beside = (...all: readonly object[]) => ({ Type: "Parallel", Branches: all.map((state) => states(state)) });
const times = (count: number, state: object) => Array.from({ length: count }, () => state);
const machine = (...all: readonly object[]) =>
  resource(aws.sfn.StateMachine, "orders", {
    roleArn: "arn:aws:iam::111122223333:role/run",
    definition: json(states(...all)),
  });
const judged = (stack: readonly TestResource[]) => said(RULE, [database(), ...stack], "up");

it.each<[string, readonly object[]]>([
  ["of a Map", [each(50, runTask())]],
  ["of a Map that is no distributed one", [{ ...each(20, runTask()), ItemProcessor: states(runTask()) }]],
  ["of a Map as it was once written", [{ Type: "Map", MaxConcurrency: 20, Iterator: states(runTask()) }]],
  ["of a Map in a Map", [each(5, each(10, runTask()))]],
  ["of the branches in a Map", [each(8, beside(runTask(), runTask()))]],
  ["of as many branches", [beside(...times(16, runTask()))]],
  ["of a Map whose tasks are several each", [each(4, runTask({ Count: 5 }))]],
  ["of a Map that waits for a token", [each(50, runTask({}, "ecs:runTask.waitForTaskToken"))]],
  ["by JSONata", [each(50, { ...runTask(), Parameters: undefined, Arguments: runTask().Parameters })]],
  ["by its family", [each(50, runTask({ TaskDefinition: "job" }))]],
  ["that nobody waits for", times(16, runTask({}, "ecs:runTask"))],
])("every task of a state machine counts: %s", async (_, all) => {
  expect(await judged([job, machine(...all)])).toEqual(["blocked exceeded"]);
});

it("beside those of a service, and of another machine", async () => {
  expect(await judged([job, few, machine(each(8, runTask()))])).toEqual(["pass"]);
  expect(await judged([job, few, machine(each(12, runTask()))])).toEqual(["blocked exceeded"]);
  const other = resource(aws.sfn.StateMachine, "refunds", {
    roleArn: "arn:aws:iam::111122223333:role/run",
    definition: json(states(each(8, runTask()))),
  });
  expect(await judged([job, machine(each(8, runTask())), other])).toEqual(["blocked exceeded"]);
});

it("is refused before the state machine that runs too many is created, and open while its text is", async () => {
  const runs = machine(each(12, runTask()));
  const { created } = await run(rules, [database(), job, few, runs], { phase: "up" });
  expect(created).not.toContain(runs);
  expect(await said(RULE, [database(), job, few, runs])).toEqual(["unproven"]);
});

it.each<[string, readonly object[]]>([
  ["one after the other", times(40, runTask())],
  ["a Map of a few", [each(10, runTask())]],
  ["a Map of a few items", [{ ...each(0, runTask()), Items: ["a", "b"] }]],
  ["a few that nobody waits for", times(4, runTask({}, "ecs:runTask"))],
  ["a Map of something else", [runTask(), each(0, runTask({}, "lambda:invoke"))]],
  ["a Map of another definition", [runTask(), each(0, runTask({ TaskDefinition: "other:3" }))]],
  ["a Map of one item", [{ ...each(400, runTask()), Items: ["a"] }]],
])("fits: %s", async (_, all) => {
  expect(await judged([job, machine(...all)])).toEqual(["pass"]);
});

it("and a text that is no JSON runs nothing", async () => {
  const broken = resource(aws.sfn.StateMachine, "orders", { roleArn: "r", definition: "{ States" });
  expect(await judged([job, few, broken])).toEqual(["pass"]);
});

it.each<[string, readonly object[]]>([
  ["a Map that nothing bounds", [each(0, runTask())]],
  ["a Map without a bound", [each(undefined, runTask())]],
  ["a Map whose bound comes with its input", [{ ...each(undefined, runTask()), MaxConcurrencyPath: "$.n" }]],
  ["a Map whose bound is worked out", [each("{% $n %}", runTask())]],
  ["a Map in one that nothing bounds", [each(0, each(1, runTask()))]],
  ["a Map that does not wait", [each(2, runTask({}, "ecs:runTask"))]],
  ["a Map that does not wait, by the SDK's name", [each(2, runTask({}, "aws-sdk:ecs:runTask"))]],
  ["a count that comes with its input", [runTask({ "Count.$": "$.n" })]],
])("is not proven, and blocks nobody: %s", async (_, all) => {
  const stack = [database(), job, machine(...all)];
  expect(await said(RULE, stack, "up")).toEqual(["unproven"]);
  const { verdicts } = await run(rules, stack, { phase: "up" });
  expect(verdicts.filter(({ rule, level }) => rule === RULE && level === "mandatory")).toEqual([]);
});
