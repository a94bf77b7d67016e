import * as aws from "@pulumi/aws";
import * as fc from "fast-check";
import { json, ref, resource, type TestResource } from "../../../policies/testing";
import { BEAT, WORKER } from "../parts";
import { nowOrLater } from "./later";

/** What starts tasks of a definition beside its services, and with which command. */

const CLUSTER = "arn:aws:ecs:eu-west-1:111122223333:cluster/a-1f";
const RUN_TASK = "arn:aws:scheduler:::aws-sdk:ecs:runTask";

export const starter = fc.record({
  kind: fc.constantFrom("schedule", "target", "universal"),
  link: fc.constantFrom("computed", "family", "arn"),
  state: nowOrLater(undefined, "ENABLED", "DISABLED"),
  expression: nowOrLater("rate(5 minutes)", "at(2026-11-25T00:00:00)"),
  taskCount: nowOrLater(undefined, 1, 3),
  /** In place of the container's own. */
  command: nowOrLater(...[undefined, undefined, BEAT, WORKER, ["alembic", "upgrade", "head"], ["./job.sh"]]),
});

export type Starter = typeof starter extends fc.Arbitrary<infer T> ? T : never;

export function startersOf(
  drawn: Starter | undefined,
  name: string,
  definition: TestResource,
): readonly TestResource[] {
  if (drawn === undefined) return [];
  const written = drawn.link === "arn" ? definition.outputs.arn : definition.inputs.family;
  const taskDefinitionArn = drawn.link === "computed" ? ref(definition, "arn") : String(written);
  const taskCount = drawn.taskCount as number;
  const { command } = drawn;
  const overrides = json({ containerOverrides: [{ name: definition.name, command }] });
  const input = command === undefined ? {} : { input: overrides };
  if (drawn.kind !== "target") {
    const replaced = { ContainerOverrides: [{ Name: definition.name, Command: command }] };
    const request = json({
      TaskDefinition: taskDefinitionArn,
      Cluster: CLUSTER,
      Count: taskCount,
      ...(command === undefined ? {} : { Overrides: replaced }),
    });
    const target =
      drawn.kind === "universal"
        ? { arn: RUN_TASK, input: request }
        : { arn: CLUSTER, ecsParameters: { taskDefinitionArn, taskCount }, ...input };
    return [
      resource(aws.scheduler.Schedule, name, {
        state: drawn.state as string,
        scheduleExpression: drawn.expression as string,
        flexibleTimeWindow: { mode: "OFF" },
        target: { roleArn: "role", ...target },
      }),
    ];
  }
  const rule = resource(aws.cloudwatch.EventRule, name, {
    name,
    state: drawn.state as string,
    scheduleExpression: drawn.expression as string,
  });
  const target = resource(aws.cloudwatch.EventTarget, name, {
    rule: drawn.link === "computed" ? ref(rule, "name") : name,
    arn: CLUSTER,
    roleArn: "role",
    ecsTarget: { taskDefinitionArn, taskCount },
    ...input,
  });
  return [rule, target];
}
