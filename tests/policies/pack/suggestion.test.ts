/** What rules name as a change that may mend a failure of anybody's program; that it does is tried elsewhere (tests/mutations). */
import * as aws from "@pulumi/aws";
import type { SuggestedProperty } from "../../../policies/model";
import { rules } from "../../../policies/rules";
import { blueprint, resource, run, type TestResource } from "../../../policies/testing";
import { declaration, task, WEB, WORKER } from "../fixtures";

/** As a credential looks that was written in a name's place. */
const TOKEN = "q7Zx1vB2kLmN9pQ4";

async function suggested(id: string, stack: readonly TestResource[]): Promise<readonly SuggestedProperty[]> {
  const own = rules.filter((rule) => rule.id === id);
  const { verdicts } = await run(own, stack, { phase: "up" });
  const failures = verdicts.filter(({ verdict }) => verdict === "fail");
  expect(failures).not.toEqual([]);
  return failures.flatMap(({ suggestion }) => suggestion?.set?.flat() ?? []);
}

const places = (set: readonly SuggestedProperty[]) =>
  set.map(({ urn, path, value }) => [urn.split("::").at(-1), path, value]);

const pair = (name: string, web: string, worker: string) => {
  const shared = { DATABASE_URL: "postgresql://app@db.example.com:5432/app" };
  const runs = (key: string, command: readonly string[], value: string) =>
    task(key, { command, environment: { ...shared, [name]: value }, more: { image: "ghcr.io/example/shop:1" } });
  return [runs("web", WEB, web), runs("worker", WORKER, worker)];
};

describe("environment-agrees", () => {
  it.each([
    ["ENVIRONMENT", "production", "staging"],
    ["SENTRY_ENVIRONMENT", "prod-eu", "prod"],
    ["CELERY_VISIBILITY_TIMEOUT", "7200", "3600"],
  ])("names what the other has of %s", async (name, web, worker) => {
    expect(places(await suggested("environment-agrees", pair(name, web, worker)))).toEqual([
      ["worker", `containerDefinitions[0].environment[${name}].value`, web],
    ]);
  });

  it("does not name what is not production to a workload that is", async () => {
    const set = await suggested("environment-agrees", pair("ENVIRONMENT", "staging", "production"));
    expect(places(set)).toEqual([["worker", "containerDefinitions[0].environment[ENVIRONMENT].value", ""]]);
  });

  it.each(["ENVIRONMENT", "CELERY_VISIBILITY_TIMEOUT"])("names nothing of %s that need not be a name", async (name) => {
    const set = await suggested("environment-agrees", pair(name, TOKEN, "staging"));
    expect(places(set)).toEqual([["worker", `containerDefinitions[0].environment[${name}].value`, ""]]);
  });
});

it("names the type of a parameter that is stored as it is, where it has one", async () => {
  const parameter = (args: Partial<aws.ssm.ParameterArgs>) =>
    resource(aws.ssm.Parameter, "key", { name: "/shop/jwt-secret", type: "String", ...args });
  const set = (args: Partial<aws.ssm.ParameterArgs>) => suggested("secret-not-in-plain-environment", [parameter(args)]);
  expect(places(await set({ value: TOKEN }))).toEqual([["key", "type", "SecureString"]]);
  expect(await set({ insecureValue: TOKEN })).toEqual([]);
});

describe("a task of several containers", () => {
  const debugging = { environment: [{ name: "LOG_LEVEL", value: "DEBUG" }] };
  const web = resource(aws.ecs.TaskDefinition, "web", {
    family: "web",
    containerDefinitions: JSON.stringify([
      { name: "web", image: "ghcr.io/example/shop:1", command: WEB },
      { name: "otel", image: "otel:1", command: ["/otelcol"], ...debugging },
    ]),
  });

  it("is changed in the one that is meant", async () => {
    expect(places(await suggested("logging-not-debug", [web]))).toEqual([
      ["web", "containerDefinitions[1].environment[LOG_LEVEL].value", "info"],
    ]);
  });
});

describe("scheduler-runs", () => {
  const stack = (...queues: readonly string[]) => [
    task("web", { command: WEB, environment: { CELERY_TASK_DEFAULT_QUEUE: "reports" } }),
    ...queues.map((queue, index) => task(`worker-${index}`, { command: [...WORKER, "--queues", queue] })),
  ];

  it.each([
    ["the one queue that is consumed", ["mails"], "mails"],
    ["Celery's own where there is a choice", ["mails", "jobs"], "celery"],
    ["Celery's own where a name is none", [TOKEN], "celery"],
  ])("names %s", async (_, queues, queue) => {
    expect(places(await suggested("scheduler-runs", stack(...queues)))).toEqual([
      ["web", "containerDefinitions[0].environment[CELERY_TASK_DEFAULT_QUEUE].value", queue],
    ]);
  });
});

it.each([
  ["postgres", "11.22", "17"],
  ["mysql", "5.7.44", "8.4"],
])("engine-supported names a version of %s that is supported", async (engine, engineVersion, wanted) => {
  const stack = [resource(aws.rds.Instance, "shop", { engine, engineVersion, instanceClass: "db.t4g.medium" })];
  expect(places(await suggested("engine-supported", stack))).toEqual([["shop", "engineVersion", wanted]]);
});

describe("blueprint-honoured", () => {
  const DECLARED = {
    engine: "postgres" as const,
    engineVersion: "17",
    instanceClass: "db.m7g.large",
    maxConnections: 380,
    multiAz: true,
    backupRetentionDays: 14,
    deletionProtection: true,
    proxy: null,
  };
  const root = blueprint(declaration({ databases: { postgres: DECLARED } }));
  const built = (args: Partial<aws.rds.InstanceArgs>) => [
    root,
    resource(
      aws.rds.Instance,
      "postgres",
      {
        engine: "postgres",
        engineVersion: "17",
        instanceClass: "db.m7g.large",
        multiAz: true,
        backupRetentionPeriod: 14,
        deletionProtection: true,
        ...args,
      },
      { parent: root },
    ),
  ];

  it.each([
    ["multiAz", false, true],
    ["deletionProtection", false, true],
    ["backupRetentionPeriod", 1, 14],
    ["engineVersion", "16", "17"],
  ])("names the declared %s", async (path, real, declared) => {
    const set = await suggested("blueprint-honoured", built({ [path]: real }));
    expect(places(set)).toContainEqual(["postgres", path, declared]);
  });
});

describe("a value that is not to be shown", () => {
  const stack = (name: string, value: string) => [
    task("web", {
      command: WEB,
      environment: { DATABASE_URL: "postgresql://app@db.example.com:5432/app", [name]: value },
    }),
  ];

  it("is put into an entry of its own, and no part of the suggestion holds it", async () => {
    const set = await suggested("secret-not-in-plain-environment", stack("REPORTS_TOKEN", TOKEN));
    const [added, ...others] = set.filter(({ add }) => add).map(({ urn }) => urn.split("::").slice(2).join(" "));
    expect(added).toBe("aws:kms/key:Key reports-token-key");
    expect(others).toContain("aws:secretsmanager/secret:Secret reports-token");
    expect(set).toContainEqual(
      expect.objectContaining({ path: "containerDefinitions[0].environment[REPORTS_TOKEN]", value: null }),
    );
    expect(set.find(({ path }) => path.endsWith("secrets[REPORTS_TOKEN].valueFrom"))?.from?.path).toBe("arn");
    expect(JSON.stringify(set)).not.toContain(TOKEN);
    // What somebody else gives out is not generated: that it is a stand-in is said.
    expect(set.find(({ path }) => path === "secretString")).toMatchObject({ author: true, from: { path: "result" } });
  });

  it("is generated where it is the product's own", async () => {
    const set = await suggested("secret-not-in-plain-environment", stack("JWT_SECRET_KEY", TOKEN));
    expect(set.find(({ path }) => path === "secretString")?.author).toBeUndefined();
  });

  it("keeps a place from being named that may be one", async () => {
    expect(await suggested("secret-not-in-plain-environment", stack(`SECRET_${TOKEN}`, TOKEN))).toEqual([]);
  });
});

describe("another workload's value", () => {
  const BROKERS = ["redis://a.example.com:6379/0", "redis://b.example.com:6379/0"] as const;

  it("is named by its place", async () => {
    const set = await suggested("environment-agrees", pair("CELERY_BROKER_URL", ...BROKERS));
    expect(set.map(({ path, value, from }) => [path, value, from?.path])).toEqual(
      ["environment", "secrets"].map((list) => [
        `containerDefinitions[0].${list}[CELERY_BROKER_URL]`,
        undefined,
        `containerDefinitions[0].${list}[CELERY_BROKER_URL]`,
      ]),
    );
    expect(JSON.stringify(set)).not.toContain("example.com");
  });
});
