/** What `--target` and `--exclude` leave out of an update and is not there yet: nothing is said of it. */
import * as aws from "@pulumi/aws";
import { rules } from "../../../policies/rules";
import { blueprint, component, ref, resource, run, type TestResource } from "../../../policies/testing";
import { declaration, declaredWorkload } from "../fixtures";

const container = (origins: string) =>
  JSON.stringify([{ name: "api", image: "api:1", environment: [{ name: "CORS_ORIGINS", value: origins }] }]);
const definition = (leftOut: boolean, name = "api", parent?: TestResource, origins = "*") =>
  resource(
    aws.ecs.TaskDefinition,
    name,
    { family: name, containerDefinitions: container(origins) },
    {
      leftOut,
      outputs: { arn: `arn:aws:ecs:eu-west-1:111122223333:task-definition/${name}:1` },
      ...(parent === undefined ? {} : { parent }),
    },
  );

describe.each(["preview", "up"] as const)("at %s", (phase) => {
  it.each([
    [
      "a task definition and its service",
      [definition(true), resource(aws.ecs.Service, "api", { taskDefinition: "api" }, { leftOut: true })],
    ],
    ["a database", [resource(aws.rds.Instance, "db", { instanceClass: "db.t4g.micro" }, { leftOut: true })]],
    ["a secret's value", [resource(aws.secretsmanager.SecretVersion, "key", { secretId: "x" }, { leftOut: true })]],
    ["a function", [resource(aws.lambda.Function, "f", { role: "r" }, { leftOut: true })]],
  ])("nothing is said of %s", async (_, stack) => {
    const { verdicts, diagnostics, records } = await run(rules, stack, { phase });
    expect(verdicts.filter(({ rule }) => rule !== "gate-intact" && rule !== "exemptions-current")).toEqual([]);
    expect(diagnostics).toEqual([]);
    expect(records.at(-1)).toMatchObject({ record: "end", judged: 0, notLookedAt: stack.map(() => ({ count: 1 })) });
  });

  it("what is there is judged beside it", async () => {
    const { diagnostics } = await run(rules, [definition(true, "other"), definition(false)], { phase });
    expect(diagnostics.map(({ policy }) => policy)).toContain("cors-not-wildcard");
  });

  it("a declared part that is left out is not missed", async () => {
    const root = blueprint(
      declaration({
        workloads: { web: declaredWorkload({}), worker: declaredWorkload({}) },
        databases: {},
        caches: {},
      }),
    );
    const [web, worker] = ["web", "worker"].map((name) => component(name, { parent: root }));
    const built = [root, web, definition(false, "web", web, "https://app.example.com")].flatMap((part) => part ?? []);
    const missed = async (...stack: readonly TestResource[]) =>
      (await run(rules, stack, { phase, atEndOnly: true })).verdicts.flatMap(({ messageId, subject }) =>
        messageId === "unbuilt" ? [subject] : [],
      );
    expect(await missed(...built)).toEqual(["workload/worker"]);
    expect(await missed(...built, definition(true, "worker", worker))).toEqual([]);
    expect(
      await missed(
        ...built,
        resource(aws.ecs.Service, "later", { taskDefinition: ref(definition(false), "arn") }, { leftOut: true }),
      ),
    ).toEqual([]);
  });
});
