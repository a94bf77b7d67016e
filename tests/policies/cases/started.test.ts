import * as aws from "@pulumi/aws";
import { json, ref, resource, type TestResource } from "../../../policies/testing";
import { said as fact, subjectsOf } from "../subjects";
import { database, definition, said, service, ADDRESS, type ContainerFields } from "./judged";

/** What starts a task says which one, how many and with which command: in its own fields, or as the request of an API. */
const UNIVERSAL = "arn:aws:scheduler:::aws-sdk:ecs:runTask";
const CLUSTER = "arn:aws:ecs:eu-west-1:111122223333:cluster/shop";
const ARN = "arn:aws:ecs:eu-west-1:111122223333:task-definition/jobs:1";
const BEAT = ["celery", "-A", "shop", "beat"];
const MIGRATE = ["alembic", "upgrade", "head"];
const schedule = (target: object) =>
  resource(aws.scheduler.Schedule, "nightly", {
    scheduleExpression: "rate(1 day)",
    flexibleTimeWindow: { mode: "OFF" },
    target: { arn: UNIVERSAL, roleArn: "role", ...target },
  });
const universal = (input: object) => schedule({ input: JSON.stringify(input) });
const templated = (input?: string) =>
  schedule({ arn: CLUSTER, ecsParameters: { taskDefinitionArn: ARN }, ...(input === undefined ? {} : { input }) });
const event = (args: object) =>
  resource(aws.cloudwatch.EventTarget, "nightly", {
    rule: "nightly",
    arn: CLUSTER,
    ecsTarget: { taskDefinitionArn: ARN },
    ...args,
  });
const pipe = (command: readonly string[]) =>
  resource(aws.pipes.Pipe, "nightly", {
    source: "queue",
    target: CLUSTER,
    roleArn: "role",
    targetParameters: {
      ecsTaskParameters: {
        taskDefinitionArn: ARN,
        overrides: { containerOverrides: [{ name: "jobs", commands: [...command] }] },
      },
    },
  });
const jobs = (container: ContainerFields = {}) =>
  definition("jobs", {}, { command: ["gunicorn", "app:app"], ...container });
const read = (start: TestResource, of = jobs(), phase: "preview" | "up" = "up") => {
  const [first] = subjectsOf("workload", [of, start], phase);
  if (first === undefined) throw new Error("a workload");
  return first;
};
const duties = (start: TestResource, of = jobs(), phase: "preview" | "up" = "up") => {
  const { hasRole } = read(start, of, phase);
  return { scheduler: fact(hasRole("scheduler")), migration: fact(hasRole("migration")) };
};
const replacing = (command: readonly string[], name = "jobs") => ({ containerOverrides: [{ name, command }] });
const request = (command: readonly string[], name = "jobs") =>
  universal({ TaskDefinition: ARN, Overrides: { ContainerOverrides: [{ Name: name, Command: command }] } });

describe("how many a universal target starts", () => {
  it.each<[object, unknown]>([
    [{ TaskDefinition: ARN }, 1],
    [{ TaskDefinition: "jobs", Count: 4 }, 4],
    [{ taskDefinition: "jobs:1", count: 4 }, 4],
  ])("%j", (input, count) => {
    expect(fact(read(universal(input)).copies.atMost)).toEqual(count);
  });

  it("is known of nothing that it does not start", () => {
    expect(fact(read(universal({ TaskDefinition: "other", Count: 4 })).copies.atMost)).toBe(1);
    const stopped = schedule({
      arn: UNIVERSAL.replace("runTask", "stopTask"),
      input: '{"TaskDefinition":"jobs","Count":4}',
    });
    expect(fact(read(stopped).copies.atMost)).toBe(1);
  });

  it("is not known while its request is not", () => {
    const of = jobs();
    const start = schedule({ input: json({ TaskDefinition: ref(of, "arn"), Count: 4 }) });
    expect(fact(read(start, of, "preview").copies.atMost)).toEqual(["not-created target.input"]);
    expect(fact(read(start, of).copies.atMost)).toBe(4);
  });
});

describe("a command in place of the container's own is a duty of the workload's", () => {
  it.each<[string, (command: readonly string[]) => TestResource]>([
    ["the request of an API", request],
    ["a schedule's input", (command) => templated(JSON.stringify(replacing(command)))],
    ["an event's input", (command) => event({ input: JSON.stringify(replacing(command)) })],
    ["a pipe's overrides", pipe],
  ])("by %s", (_, start) => {
    expect(duties(start(BEAT))).toEqual({ scheduler: true, migration: "absent" });
    expect(duties(start(MIGRATE))).toEqual({ scheduler: "absent", migration: true });
  });

  it("after the container's entry point", () => {
    const of = jobs({ entryPoint: ["celery", "-A", "shop"], command: ["worker"] });
    expect(duties(request(["beat"]), of).scheduler).toBe(true);
  });

  it("not of a container with another name", () => {
    expect(duties(request(BEAT, "other"))).toEqual({ scheduler: "absent", migration: "absent" });
  });

  it.each<[string, TestResource]>([
    ["a script", request(["./job.sh"])],
    ["what an event is made into", event({ inputTransformer: { inputTemplate: "<command>" } })],
  ])("and is not known where nobody read it: %s", (_, start) => {
    expect(duties(start).scheduler).toEqual([expect.stringMatching(/^unread /)]);
  });

  it("and is not known while the request is not", () => {
    const of = jobs();
    const start = schedule({ input: json({ TaskDefinition: ref(of, "arn") }) });
    expect(duties(start, of, "preview").scheduler).toEqual(["not-created target.input"]);
    expect(duties(start, of).scheduler).toBe("absent");
  });
});

it("a schema that such a command changes is migrated by this program", async () => {
  const web = definition("web", { DATABASE_URL: `postgresql://app@${ADDRESS}:5432/app` });
  const stack = [database(), web, service(web), jobs()];
  expect(await said("migrations-gate-release", stack, "up")).toEqual(["advice none"]);
  expect(await said("migrations-gate-release", [...stack, request(["./job.sh"])], "up")).not.toContain("advice none");
  expect(await said("migrations-gate-release", [...stack, request(MIGRATE)], "up")).not.toContain("advice none");
});
