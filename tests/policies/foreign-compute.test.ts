import * as aws from "@pulumi/aws";
import { rules } from "../../policies/rules";
import { component, resource, run, type TestResource } from "../../policies/testing";
import { task, WEB } from "./fixtures";

/** Code that runs elsewhere than on ECS: what is judged there, what is unproven, and what is nobody's business. */
async function found(...resources: readonly TestResource[]): Promise<Readonly<Record<string, readonly string[]>>> {
  const { verdicts } = await run(rules, resources, { phase: "up" });
  const own = verdicts.filter(({ rule }) => rule !== "gate-intact");
  const said: Record<string, string[]> = {};
  for (const { rule, verdict, level, messageId } of own) (said[rule] ??= []).push(ends(verdict, level, messageId));
  return said;
}

function ends(verdict: string, level: string, messageId: string | undefined): string {
  if (verdict !== "fail") return verdict;
  return `${level === "mandatory" ? "blocked" : "advice"} ${messageId ?? ""}`;
}

const HOST = "app.abc123.eu-west-1.rds.amazonaws.com";
const database = resource(
  aws.rds.Instance,
  "app",
  {
    identifier: "app",
    engine: "postgres",
    instanceClass: "db.t4g.micro",
    username: "app",
    password: "q8Zk2vR7wT4nLxY9",
  },
  { outputs: { address: HOST } },
);
const sized = { DB_HOST: HOST, DB_POOL_SIZE: "2", DB_MAX_OVERFLOW: "0", DB_POOL_TIMEOUT: "5" };

type Settings = Readonly<Record<string, string>>;
const lambda = (variables: Settings, args: Partial<aws.lambda.FunctionArgs> = {}) =>
  resource(aws.lambda.Function, "api", {
    role: "r",
    runtime: "python3.13",
    handler: "app.handler",
    environment: { variables },
    ...args,
  });
const apprunner = (runtimeEnvironmentVariables: Settings, startCommand = "uvicorn app:app") =>
  resource(aws.apprunner.Service, "api", {
    serviceName: "api",
    sourceConfiguration: {
      imageRepository: {
        imageIdentifier: "example.com/app:1",
        imageRepositoryType: "ECR",
        imageConfiguration: { startCommand, runtimeEnvironmentVariables },
      },
    },
  });
const job = (settings: Settings) =>
  resource(aws.batch.JobDefinition, "api", {
    type: "container",
    containerProperties: JSON.stringify({
      image: "example.com/app:1",
      command: ["python", "report.py"],
      environment: Object.entries(settings).map(([name, value]) => ({ name, value })),
    }),
  });

describe.each([
  ["a function", lambda],
  ["an App Runner service", apprunner],
  ["a job", job],
])("%s", (_, of) => {
  it("is judged for what is in its settings", async () => {
    const settings = { SECRET_KEY: "changethis", CORS_ORIGINS: "*", RATELIMIT_STORAGE_URI: "memory://" };
    expect(await found(of(settings))).toMatchObject({
      "cors-not-wildcard": ["blocked wildcard"],
      "rate-limiter-uses-redis": ["blocked inProcess"],
      "secret-not-defaulted": ["blocked weak"],
      "secret-not-in-plain-environment": ["blocked plain"],
    });
  });

  it("is left alone where they are sound", async () => {
    const settings = { LOG_LEVEL: "INFO", CORS_ORIGINS: "https://app.example.com" };
    const said = await found(of(settings));
    expect(said).toMatchObject({ "cors-not-wildcard": ["pass"], "secret-not-in-plain-environment": ["pass"] });
    expect(
      Object.values(said)
        .flat()
        .filter((end) => end.startsWith("blocked")),
    ).toEqual([]);
  });
});

describe("the connections of", () => {
  const budget = async (...clients: readonly TestResource[]) =>
    (await found(database, ...clients))["connection-budget-holds"];

  it("a function are counted up to what is reserved for it", async () => {
    expect(await budget(lambda(sized, { reservedConcurrentExecutions: 5 }))).toEqual(["pass"]);
    expect(await budget(lambda(sized, { reservedConcurrentExecutions: 500 }))).toEqual(["blocked exceeded"]);
  });

  it("a function that a queue drives too far are refused, although nothing bounds it", async () => {
    const queue = (maximumConcurrency: number) =>
      resource(aws.lambda.EventSourceMapping, "orders", {
        functionName: "api",
        eventSourceArn: "arn:aws:sqs:eu-west-1:111122223333:orders",
        scalingConfig: { maximumConcurrency },
      });
    expect(await budget(lambda(sized, { name: "api" }), queue(500))).toEqual(["blocked exceeded"]);
    expect(await budget(lambda(sized, { name: "api" }), queue(2))).toEqual(["unproven"]);
  });

  it("a function that nothing bounds are never in the green", async () => {
    expect(await budget(lambda(sized))).toEqual(["unproven"]);
  });

  it("a service are those of its 25 instances, and of 25 new ones", async () => {
    expect(await budget(apprunner({ ...sized, DB_POOL_SIZE: "1" }))).toEqual(["pass"]);
    expect(await budget(apprunner(sized))).toEqual(["blocked exceeded"]);
  });

  it("jobs that anybody may submit are never in the green", async () => {
    expect(await budget(job(sized))).toEqual(["unproven"]);
  });
});

it("what a component of awsx makes is judged like anybody's own", async () => {
  const urn = "urn:pulumi:prod::product::awsx:ecs:FargateService::api";
  const parent: TestResource = { ...component("api"), type: "awsx:ecs:FargateService", urn };
  expect(await found(parent, task("api", { command: WEB, environment: { CORS_ORIGINS: "*" } }, parent))).toMatchObject({
    "cors-not-wildcard": ["blocked wildcard"],
  });
});

it("a beat in an App Runner service runs as often as that scales", async () => {
  const beat = apprunner({ CELERY_BROKER_URL: "redis://r" }, "celery -A app beat");
  expect((await found(beat))["scheduler-runs-once"]).toContain("blocked scales");
});

it("what awsx is told of a task definition is what its children are: each container by itself", async () => {
  const urn = "urn:pulumi:prod::product::awsx:ecs:FargateTaskDefinition::api";
  const parent: TestResource = { ...component("api"), type: "awsx:ecs:FargateTaskDefinition", urn };
  const sidecar = { name: "otel", image: "otel:1", command: ["/otelcol"] };
  const container = {
    name: "app",
    image: "shop:1",
    command: WEB,
    environment: [{ name: "CORS_ORIGINS", value: "https://shop.example.com,*" }],
  };
  const containerDefinitions = JSON.stringify([sidecar, container]);
  const child = resource(aws.ecs.TaskDefinition, "api", { family: "api", containerDefinitions }, { parent });
  expect(await found(parent, child)).toMatchObject({ "cors-not-wildcard": ["blocked wildcard"] });
});
