import * as aws from "@pulumi/aws";
import { blueprint, component, json, ref, resource } from "../../../policies/testing";
import { declaration, declaredWorkload, plain } from "../parts";
import { said, subjectsOf } from "../subjects";

const root = blueprint(
  declaration({
    workloads: { web: declaredWorkload({ environment: { MODE: plain("fast") }, command: ["gunicorn", "shop:app"] }) },
  }),
);
const parent = component("web", { parent: root });
const source = resource(aws.ssm.Parameter, "source", { type: "String" }, { outputs: { value: "later" } });
const definition = (containers: unknown) =>
  resource(
    aws.ecs.TaskDefinition,
    "web",
    { family: "web", containerDefinitions: json(containers as string) },
    { parent },
  );

it("reads every part that nothing realises yet", () => {
  expect(subjectsOf("workload", [root]).map(({ shown, declared }) => [shown, declared])).toEqual([
    ["workload/web", true],
  ]);
  expect(subjectsOf("database", [root]).map(({ shown }) => shown)).toEqual(["database/postgres"]);
  expect(subjectsOf("cache", [root]).map(({ shown }) => shown)).toEqual(["cache/redis"]);
});

describe("a part that something realises", () => {
  const read = (containers: unknown) => {
    const [workload, ...rest] = subjectsOf("workload", [root, parent, source, definition(containers)]);
    if (workload === undefined || rest.length > 0) throw new Error("the part and what realises it are one subject");
    return workload;
  };

  it("is what it is where that is known, and says which part it takes the place of", () => {
    const workload = read([{ name: "web", command: ["uvicorn", "shop:app"], environment: [] }]);
    expect(said(workload.command)).toEqual(["uvicorn", "shop:app"]);
    expect(workload.realises).toBe(subjectsOf("workload", [root])[0]?.key);
  });

  it("is what was declared of it while it is not known, resting on that", () => {
    const workload = read([{ name: "web", command: ["uvicorn", ref(source, "value")] }]);
    expect(workload.command).toMatchObject({ state: "known", basis: "declared", value: ["gunicorn", "shop:app"] });
    expect(workload.written.all.variables.map(({ name, value }) => [name, said(value)])).toEqual([["MODE", "fast"]]);
  });
});
