import * as aws from "@pulumi/aws";
import { apply, json, ref, resource, type TestResource } from "../../../policies/testing";
import { said as fact, subjectsOf } from "../subjects";
import { ADDRESS, database, definition, said, service, type ContainerFields } from "./judged";

/** Two definitions of one family: which one a service runs that names the family is not told before both exist. */
const elsewhere = resource(aws.ssm.Parameter, "elsewhere", { type: "String" }, { outputs: { value: "anything" } });
const later = <T>(value: T): T => apply(ref(elsewhere, "value"), () => value);
const revision = (name: string, number: number, container: ContainerFields = {}, settings = {}): TestResource => {
  const own = definition(name, settings, container);
  const arn = `arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:${number}`;
  return { ...own, inputs: { ...own.inputs, family: "shop" }, outputs: { arn } };
};
const [blue, green] = [revision("blue", 1), revision("green", 2)];
const named = (taskDefinition: unknown, name = "named") => ({
  ...service(blue, {}, name),
  inputs: { name, taskDefinition, desiredCount: 1 },
});
const servicesOf = (stack: readonly TestResource[], phase?: "preview" | "up") => {
  const [first] = subjectsOf("workload", stack, phase).filter(({ name }) => name === "blue");
  const services = first?.services;
  return services?.state === "known" ? services.value.length : services && fact(services);
};

describe("a service that may run a definition beside one that does", () => {
  it.each<[string, unknown, unknown, number]>([
    ["the family", "shop", ["not-created family"], 2],
    ["the revision", "shop:1", ["not-created family"], 2],
    ["another revision", "shop:2", ["not-created family"], 1],
    ["what is read elsewhere", later("shop:1"), ["not-created taskDefinition"], 2],
  ])("leaves open what runs it, named by %s", (_, reference, early, late) => {
    const stack = [elsewhere, blue, green, service(blue), named(reference)];
    expect(servicesOf(stack)).toEqual(early);
    expect(servicesOf(stack, "up")).toBe(late);
  });

  it("leaves nothing open where each is computed", () => {
    expect(servicesOf([blue, green, service(blue), service(green)])).toBe(1);
  });
});

describe("revisions that are named in words, of a family with one definition so far", () => {
  const command = ["celery", "-A", "shop", "beat", "-S", "redbeat.RedBeatScheduler"];
  const locked = { REDBEAT_LOCK_TIMEOUT: "30", CELERY_BEAT_MAX_LOOP_INTERVAL: "5" };
  const beat = revision("blue", 1, { command }, locked);
  const other = revision("green", 2, { command: ["python", "-m", "report"] });
  const schedule = (name: string, reference: string, taskCount: number) =>
    resource(aws.scheduler.Schedule, name, {
      scheduleExpression: "at(2026-11-25T00:00:00)",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        ...{ roleArn: "role", arn: "arn:aws:ecs:eu-west-1:111122223333:cluster/shop" },
        ecsParameters: { taskDefinitionArn: reference, taskCount },
      },
    });
  const [one, three] = [schedule("one", "shop:1", 1), schedule("three", "shop:2", 3)];

  it("are not all its own: which services run it is told by its ARN", () => {
    const stack = [blue, named("shop:1"), named("shop:2", "another")];
    expect(servicesOf(stack)).toEqual(["not-created family"]);
    expect(servicesOf(stack, "up")).toBe(1);
  });

  it("are not its own before there is an ARN, where it is the only one: an earlier one is written alike", () => {
    const stack = [blue, named("shop:1"), named("shop:1", "another")];
    expect(servicesOf(stack)).toEqual(["not-created family"]);
    expect(servicesOf(stack, "up")).toBe(2);
  });

  it.each<[string, unknown, readonly string[]]>([
    ["an earlier revision", "shop:41", ["pass", "unproven"]],
    ["its ARN", "arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:41", ["pass", "unproven"]],
    ["what is read elsewhere", later("shop:41"), ["pass", "unproven"]],
    ["a family that nobody here defines", later("billing:3"), ["pass", "unproven"]],
    ["the latest", "shop", ["pass"]],
  ])("what a service runs was not read where it names %s", async (_, reference, want) => {
    const keyed = revision("blue", 42, {}, { CORS_ORIGINS: "https://shop.example.com" });
    const stack = [elsewhere, keyed, named(reference)];
    expect((await said("cors-not-wildcard", stack)).toSorted()).toEqual(want);
    expect((await said("cors-not-wildcard", stack, "up")).toSorted()).toEqual(want);
  });

  const setting = (reference: string, more = {}) => {
    const { inputs, ...start } = schedule("nightly", reference, 1);
    const input = JSON.stringify({
      containerOverrides: [{ name: "blue", environment: [{ name: "SECRET_KEY", value: "changeme" }] }],
    });
    return { ...start, inputs: { ...inputs, ...more, target: { ...(inputs.target as object), input } } };
  };

  it.each(["shop:41", "arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:41"])(
    "what is set for the tasks of an earlier one is read: %s",
    async (reference) => {
      const nightly = setting(reference);
      const rule = "secret-not-in-plain-environment";
      expect(await said(rule, [blue, nightly])).toEqual(["unproven"]);
      expect(await said(rule, [blue, nightly], "up")).toEqual(["blocked option"]);
      // Beside one that names its own it is told from it, and not before the end.
      expect(await said(rule, [blue, one, nightly], "up")).toEqual(["blocked text", "pass"]);
    },
  );

  it("what is set for the tasks of a family of another region is none of this one's", async () => {
    const here = { ...blue, inputs: { ...blue.inputs, region: "eu-west-1" } };
    const rule = "secret-not-in-plain-environment";
    expect(await said(rule, [here, setting("shop", { region: "us-east-1" })])).toEqual(["blocked text", "pass"]);
    expect(await said(rule, [here, setting("shop", { region: "eu-west-1" })])).toEqual(["blocked option"]);
  });

  it("a schedule of a definition that comes later blocks nobody's scheduler", async () => {
    expect(await said("scheduler-runs-once", [beat, one, three, other], "up")).not.toContain("blocked started");
  });

  it("what starts a revision that is not of the stack several times at once has not been read", async () => {
    expect(await said("scheduler-runs-once", [beat, one, three], "up")).toEqual(["unproven"]);
    const single = schedule("three", "shop:2", 1);
    expect(await said("scheduler-runs-once", [beat, one, single], "up")).toEqual(["pass"]);
  });

  it("several at once of the only revision there is are refused", async () => {
    expect(await said("scheduler-runs-once", [beat, schedule("three", "shop:1", 3)], "up")).toContain(
      "blocked started",
    );
  });
});

const IMAGE = "example.com/shop@sha256:0000000000000000000000000000000000000000000000000000000000000000";
const OTHER = IMAGE.replace("0000", "1111");
const settings = { DATABASE_URL: "postgresql://app@shop.abc123def456.eu-west-1.rds.amazonaws.com:5432/app" };

describe("what migrates is held against what may turn out to be the release", () => {
  const migrate = definition("migrate", {}, { command: ["alembic", "upgrade", "head"], image: IMAGE });
  it.each<[string, string, readonly string[], readonly string[]]>([
    ["another image", OTHER, ["unproven"], ["blocked image"]],
    ["the same image", IMAGE, ["pass"], ["pass"]],
    ["an image of another repository", "example.com/other:1", ["pass"], ["pass"]],
  ])("%s", async (_, image, early, late) => {
    const release = [revision("blue", 1, { image }), revision("green", 2, { image })];
    const stack = [migrate, ...release, named("shop")];
    expect(await said("migrations-gate-release", stack, "preview")).toEqual(early);
    expect(await said("migrations-gate-release", stack, "up")).toEqual(late);
  });
});

// It is there since an earlier run, so that its address is known.
const made = database();
const there = { ...made, inputs: { ...made.inputs, address: ADDRESS } };

it("a service waits for what may turn out to be a migration, or need not", async () => {
  const migrate = revision("blue", 1, { command: ["alembic", "upgrade", "head"] });
  const call = resource(aws.lambda.Invocation, "migrate", {
    functionName: "run",
    input: json({ taskDefinition: ref(migrate, "arn") }),
  });
  const web = definition("web", settings);
  const served = (stack: readonly TestResource[]) => [there, migrate, call, ...stack, web, service(web)];
  const rule = "migrations-gate-release";
  expect(await said(rule, served([]), "preview")).toContain("advice unordered");
  expect(await said(rule, served([green, named("shop")]), "preview")).toEqual(["unproven"]);
});
