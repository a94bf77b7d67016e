import * as aws from "@pulumi/aws";
import { rules } from "../../../policies/rules";
import type { Rule } from "../../../policies/rules/rule";
import { json, resource, run, type TestResource } from "../../../policies/testing";
import { cache, CACHE, database, ADDRESS, definition, service } from "./judged";

/** Programs of shapes and sizes nobody expects: no rule falls over, and what could not be read is not green. */
const shaped = (containerDefinitions: unknown, name = "odd") =>
  resource(aws.ecs.TaskDefinition, name, { family: name, containerDefinitions: containerDefinitions as string });
const container = (fields: object) => shaped(JSON.stringify([{ name: "web", image: "x", ...fields }]));
const raw = (type: string, inputs: object): TestResource => ({
  urn: `urn:pulumi:prod::product::${type}::odd`,
  type,
  name: "odd",
  parent: undefined,
  inputs: inputs as TestResource["inputs"],
  outputs: {},
  protect: false,
});

const judged = async (stack: readonly TestResource[]) => {
  const { verdicts } = await run(rules, stack, { phase: "preview" });
  return verdicts.filter(({ rule }) => rule !== "gate-intact");
};

const DEPLOYMENT = "aws:lightsail/containerServiceDeploymentVersion:ContainerServiceDeploymentVersion";

describe("what cannot be read", () => {
  it.each<[string, TestResource]>([
    ["an environment that is an object", container({ environment: { SECRET_KEY: "changethis" } })],
    ["a container that is an object", shaped(JSON.stringify({ name: "a", image: "x" }))],
    ["no JSON", shaped("not json")],
    ["entries of every kind", shaped(JSON.stringify([null, 1, "x", []]))],
    ["a secret that is a number", container({ secrets: [{ name: "SECRET_KEY", valueFrom: 5 }] })],
    [
      "a number for a secret",
      raw("aws:secretsmanager/secretVersion:SecretVersion", { secretId: "x", secretString: 12345 }),
    ],
    [
      "an object for a password",
      raw("aws:rds/instance:Instance", { instanceClass: 5, engine: null, password: { a: 1 } }),
    ],
    ["a number for a token", raw("aws:elasticache/replicationGroup:ReplicationGroup", { authToken: 5, port: "redis" })],
  ])("is never green: %s", async (_, odd) => {
    const verdicts = await judged([odd]);
    expect(verdicts.filter(({ verdict }) => verdict !== "pass")).not.toEqual([]);
    expect(verdicts.filter(({ rule, verdict }) => rule === "secret-not-defaulted" && verdict === "pass")).toEqual([]);
  });

  it.each<[string, TestResource]>([
    [
      "variables without names or values",
      container({ environment: [null, 1, { name: 5, value: {} }, { name: "K" }, { value: "y" }] }),
    ],
    ["a command that is a text", container({ command: "celery -A app beat", entryPoint: null })],
    ["no containers", shaped("[]")],
    ["null", shaped("null")],
    [
      "names of a prototype's members",
      container({ name: "__proto__", environment: [{ name: "constructor", value: "x" }] }),
    ],
    [
      "a value of 200,000 characters",
      container({ environment: [{ name: "CORS_ORIGINS", value: "x".repeat(200_000) }] }),
    ],
    ["an option of 12,000 letters", container({ command: ["celery", `-${"a".repeat(12_000)}`] })],
    [
      "a pattern that never ends",
      container({ environment: [{ name: "CORS_ORIGIN_REGEX", value: "^([\\w.:/-]+)+example\\.com$" }] }),
    ],
    ["brackets that never close", container({ environment: [{ name: "ALLOWED_ORIGINS", value: "(".repeat(50_000) }] })],
    [
      "a service of words",
      raw("aws:ecs/service:Service", { taskDefinition: "f1", desiredCount: "three", networkConfiguration: [] }),
    ],
    [
      "parameters that are an object",
      raw("aws:rds/parameterGroup:ParameterGroup", { family: "postgres16", parameters: { a: "x" } }),
    ],
    [
      "rules that are a word",
      raw("aws:ec2/securityGroup:SecurityGroup", { ingress: "all", egress: [null, { fromPort: "x" }] }),
    ],
    [
      "options that are nothing",
      raw("aws:elasticbeanstalk/environment:Environment", { settings: [null, 5, { name: 1 }] }),
    ],
    ["a build of words", raw("aws:codebuild/project:Project", { environment: "all", source: 5 })],
    ["containers that are none", raw(DEPLOYMENT, { containers: [null, 5], serviceName: {}, publicEndpoint: [] })],
    ["variables that are a list", raw("aws:amplify/app:App", { environmentVariables: [1] })],
    ["a start text that is a number", raw("aws:ec2/instance:Instance", { userData: 5 })],
    ["a start text of 400,000 quotes", raw("aws:ec2/instance:Instance", { userData: "'\"$(".repeat(100_000) })],
    ["a start text of one line", raw("aws:ec2/instance:Instance", { userData: "a=b ".repeat(30_000) })],
    ["a target of words", raw("aws:appautoscaling/target:Target", { resourceId: 5, maxCapacity: "many" })],
    ["an event of words", raw("aws:cloudwatch/eventTarget:EventTarget", { ecsTarget: "all", rule: 5 })],
    ["a task set of nothing", raw("aws:ecs/taskSet:TaskSet", { taskDefinition: null, scale: [] })],
    ["a schedule of lists", raw("aws:scheduler/schedule:Schedule", { target: [{ ecsParameters: 1 }] })],
  ])("falls over nowhere: %s", async (_, odd) => {
    await expect(judged([odd, database(), cache])).resolves.toBeDefined();
  });

  it.each(["constructor", "__proto__", "toString"])("has no purpose by the name of %s", async (purpose) => {
    const blueprint = raw("guardrails:index:Blueprint", {
      schemaVersion: 1,
      environment: "production",
      workloads: {},
      databases: {},
      caches: {},
      secrets: { jwt: { purpose, origin: { kind: "provided", value: "Zk3v" } } },
    });
    const verdicts = await judged([blueprint]);
    expect(verdicts.find(({ rule }) => rule === "secret-not-defaulted")?.verdict).toBe("fail");
  });
});

/** They hold each client of a database against every other one; what that costs is not settled yet. */
const COMPARING = ["database-degrades-gracefully", "migration-owns-ddl"];

it("costs as much for each service more, however many there are", async () => {
  const asked = async (services: number) => {
    const calls = new Map<string, number>();
    const counting = rules.map((rule): Rule => {
      const count = () => calls.set(rule.id, (calls.get(rule.id) ?? 0) + 1);
      return {
        ...rule,
        judge: (...about) => {
          count();
          return rule.judge(...about);
        },
        judgeSubject: (...about) => {
          count();
          return rule.judgeSubject(...about);
        },
      };
    });
    await run(counting, ofServices(services), { phase: "up" });
    return calls;
  };
  const [few, some, most] = [await asked(20), await asked(40), await asked(80)];
  // Twice as many more cost twice as much more; what is quadratic costs four times.
  const grown = [...most].flatMap(([rule, calls]) => {
    const [first, second] = [few.get(rule) ?? 0, some.get(rule) ?? 0];
    return calls - second > 2.3 * (second - first) ? [rule] : [];
  });
  expect(most.size).toBeGreaterThan(30);
  expect(grown.filter((rule) => !COMPARING.includes(rule))).toEqual([]);
});

function ofServices(services: number): readonly TestResource[] {
  const settings = {
    DATABASE_URL: `postgresql://app@${ADDRESS}/app`,
    DB_POOL_SIZE: "1",
    RATELIMIT_STORAGE_URL: `redis://${CACHE}`,
  };
  const many = Array.from({ length: services }, (_, index) => {
    const made = definition(`s${index}`, settings);
    const target = resource(aws.appautoscaling.Target, `s${index}`, {
      resourceId: `service/default/s${index}`,
      scalableDimension: "ecs:service:DesiredCount",
      serviceNamespace: "ecs",
      minCapacity: 1,
      maxCapacity: 2,
    });
    return [made, service(made), target];
  });
  return [cache, database({ instanceClass: "db.m7g.16xlarge" }), ...many.flat()];
}

it("reads the same of a container definition that is an object", async () => {
  const made = resource(aws.ecs.TaskDefinition, "web", {
    family: "web",
    containerDefinitions: json([{ name: "web", image: "x", environment: [{ name: "CORS_ORIGINS", value: "*" }] }]),
  });
  expect((await judged([made])).find(({ rule }) => rule === "cors-not-wildcard")?.verdict).toBe("fail");
});
