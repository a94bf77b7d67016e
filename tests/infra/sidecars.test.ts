/** Containers beside the application's: what is refused, what is declared of each, and what is built. */
import { declareBlueprint } from "../../infra/blueprint";
import { parseConfig } from "../../infra/config";
import { refuseElsewhere } from "../../infra/config-limits";
import { costItems } from "../../infra/cost";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const KMS_KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d";
const TOKEN = {
  secretArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:platform/otlp-Cd34Ef",
  key: "token",
  kmsKeyArn: KMS_KEY,
};
const COLLECTOR = {
  image: `${ECR}/platform/otel@${DIGEST}`,
  command: ["--config=env:OTEL_CONFIG"],
  cpu: 64,
  memory: 128,
  variables: { OTEL_CONFIG: "{}" },
  secrets: { OTLP_TOKEN: TOKEN },
  user: "10001",
};
const AGENT = {
  image: `public.ecr.aws/datadog/agent@${DIGEST}`,
  cpu: 32,
  memory: 64,
  essential: true,
  healthCheck: { command: ["CMD", "agent", "health"], startPeriod: 15 },
  readonlyRootFilesystem: false,
  dropCapabilities: false,
};
const BARE = { image: `${ECR}/platform/otel@${DIGEST}`, cpu: 1, memory: 6 };

const parse = (workloads: unknown) => parseConfig({ ...REQUIRED, workloads: JSON.stringify(workloads) });
const declare = (workloads: unknown) => declareBlueprint(parse(workloads), "eu-west-1");

describe("what is refused before anything is registered", () => {
  const beside = (sidecar: object, more: object = {}) => ({
    web: { sidecars: { otel: { ...BARE, ...sidecar } }, ...more },
  });

  it.each<[string, object, string]>([
    ["no image", { web: { sidecars: { otel: { cpu: 1, memory: 6 } } } }, "web.sidecars.otel.image must be set"],
    ["no share", { web: { sidecars: { otel: { image: "otel" } } } }, "web.sidecars.otel.cpu must be set"],
    ["a key there is none of", beside({ ports: [4317] }), "web.sidecars.otel.ports is not one of its keys"],
    ["a list of them", { web: { sidecars: [BARE] } }, "web.sidecars must be an object of containers by name"],
    ["a name of other letters", { web: { sidecars: { OTel: BARE } } }, "web.sidecars.OTel must be named by at most 20"],
    [
      "a condition there is none of",
      beside({ dependsOn: { web: "READY" } }),
      "one of START, HEALTHY, COMPLETE, SUCCESS",
    ],
    [
      "a look each second",
      beside({ healthCheck: { command: ["CMD", "true"], interval: 1 } }),
      "an integer from 5 to 300",
    ],
    [
      "a secret by its name",
      beside({ secrets: { TOKEN: { secretArn: "otlp" } } }),
      "TOKEN.secretArn must be a secret's whole ARN",
    ],
    [
      "its workload's name",
      { web: { sidecars: { web: BARE } } },
      'web.sidecars.web is "web", but must be named otherwise',
    ],
    [
      "a variable twice",
      beside({ variables: { A: "1" }, secrets: { A: TOKEN } }),
      'otel.secrets is "A", but must be other variables',
    ],
    [
      "all of the CPU",
      beside({ cpu: 1024 }),
      "guardrails:workloads.web.sidecars.cpu is 1024, but must be together below the 1024",
    ],
    [
      "all of the memory",
      { scheduler: { sidecars: { otel: { ...BARE, memory: 512 } } } },
      "scheduler.sidecars.memory is 512, but must be together below the 512",
    ],
    [
      "too many",
      { web: { sidecars: Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`s${i}`, BARE])) } },
      "web.sidecars is 11, but must be 10 containers at most",
    ],
    [
      "one to wait for that is not there",
      beside({ dependsOn: { agent: "START" } }),
      'otel.dependsOn is "agent", but must be of web',
    ],
    [
      "something to wait for without sidecars",
      { web: { dependsOn: { otel: "START" } } },
      'web.dependsOn is "otel", but must be left out without sidecars',
    ],
    [
      "the health of one without a check",
      beside({}, { dependsOn: { otel: "HEALTHY" } }),
      "START of a container without a healthCheck",
    ],
    [
      "the health of a job",
      { nightly: { role: "job", command: ["x"], sidecars: { otel: { ...BARE, dependsOn: { nightly: "HEALTHY" } } } } },
      "START of a container without a healthCheck",
    ],
    [
      "the end of what must not end",
      beside({ dependsOn: { web: "SUCCESS" } }),
      "START or HEALTHY of a container that is essential",
    ],
    ["a circle", beside({ dependsOn: { web: "START" } }, { dependsOn: { otel: "START" } }), "without a circle"],
    [
      "a circle of three",
      {
        web: {
          sidecars: {
            a: { ...BARE, dependsOn: { b: "START" } },
            b: { ...BARE, dependsOn: { c: "START" } },
            c: { ...BARE, dependsOn: { a: "START" } },
          },
        },
      },
      "without a circle",
    ],
  ])("%s", (_, workloads, sentence) => {
    expect(() => parse(workloads)).toThrow(sentence);
  });

  it("a secret of another region, as everything that is given", () => {
    const settings = parse({ web: { sidecars: { otel: COLLECTOR } } });
    expect(() => {
      refuseElsewhere(settings, "us-east-1");
    }).toThrow("guardrails:workloads is of eu-west-1, but must be of us-east-1, the stack's region.");
  });

  it("and never says a value that is in the wrong place", () => {
    expect(() => parse(beside({ secrets: { TOKEN: "hunter2" } }))).toThrow(
      /^(?!.*hunter2).*TOKEN must be an object with secretArn/,
    );
  });
});

describe("what is declared", () => {
  it("is nothing of a workload without any", () => {
    for (const workload of Object.values(declare({}).workloads)) {
      expect(Object.keys(workload)).not.toEqual(expect.arrayContaining(["sidecars"]));
      expect(Object.keys(workload)).not.toEqual(expect.arrayContaining(["dependsOn"]));
    }
  });

  it("is each with its own environment, and nothing of its workload's", () => {
    const { workloads, secrets } = declare({ web: { sidecars: { otel: COLLECTOR } } });
    expect(workloads.web.sidecars?.["otel"]).toEqual({
      image: COLLECTOR.image,
      command: COLLECTOR.command,
      cpu: 64,
      memory: 128,
      environment: {
        OTEL_CONFIG: { kind: "plain", value: "{}" },
        OTLP_TOKEN: { kind: "secret", secret: "sidecar-web--otel--otlp-token", key: "token" },
      },
      essential: false,
      stopTimeout: workloads.web.stopTimeout,
      healthCheck: null,
      dependsOn: {},
      user: "10001",
      readonlyRootFilesystem: true,
      dropCapabilities: true,
    });
    expect(secrets["sidecar-web--otel--otlp-token"]).toEqual({ purpose: "external", origin: { kind: "owner-filled" } });
    expect(workloads.web.environment).toEqual(declare({}).workloads.web.environment);
  });

  it("starts before the application, and so ends after it, unless it waits for it or its owner says otherwise", () => {
    const order = (web: object) => declare({ web }).workloads.web.dependsOn;
    const sidecars = {
      otel: BARE,
      late: { ...BARE, dependsOn: { later: "START" } },
      later: { ...BARE, dependsOn: { web: "HEALTHY" } },
    };
    expect(order({ sidecars })).toEqual({ otel: "START" });
    expect(order({ sidecars: { otel: BARE }, dependsOn: {} })).toEqual({});
    expect(order({ sidecars: { agent: AGENT }, dependsOn: { agent: "HEALTHY" } })).toEqual({ agent: "HEALTHY" });
  });

  it("tells secrets apart whatever workloads and sidecars are called", () => {
    const secrets = { TOKEN };
    const names = declare({
      "a-b": { role: "job", command: ["x"], sidecars: { c: { ...BARE, secrets } } },
      a: { role: "job", command: ["x"], sidecars: { "b-c": { ...BARE, secrets } } },
    }).secrets;
    expect(Object.keys(names).filter((name) => name.startsWith("sidecar-"))).toHaveLength(2);
  });

  it("counts among what Container Insights is paid for", () => {
    const cost = { storageGiB: 100, logRetentionDays: 365, alarmMetrics: 60, architecture: "X86_64" } as const;
    const metrics = (workloads: object) => {
      const items = costItems(declare(workloads), cost, "smallest");
      const found = items.find(({ kind }) => kind === "insights-metric");
      return found?.kind === "insights-metric" ? found.count : 0;
    };
    // One more in each of two tasks.
    expect(metrics({ web: { sidecars: { otel: BARE } } }) - metrics({})).toBe(2 * 15);
  });
});

describe("the program", () => {
  let resources: readonly Registered[] = [];
  beforeAll(async () => {
    const workloads = {
      web: { sidecars: { otel: COLLECTOR, agent: AGENT } },
      migration: { sidecars: { otel: COLLECTOR } },
      nightly: { role: "job", command: ["python"], sidecars: { otel: BARE } },
    };
    resources = await runProgram({ ...PRODUCTION, "guardrails:workloads": JSON.stringify(workloads) });
  }, 240_000);

  const inputs = (type: string, name: string) =>
    resources.find((resource) => resource.type === type && resource.name === name)?.inputs ?? {};
  const containersOf = (workload: string) =>
    JSON.parse(String(inputs("aws:ecs/taskDefinition:TaskDefinition", workload)["containerDefinitions"])) as Readonly<
      Record<string, unknown>
    >[];

  it("builds each beside the application's container, which is left the rest of the CPU", () => {
    const [web, agent, otel] = containersOf("web");
    expect(web).toMatchObject({
      name: "web",
      cpu: 1024 - 64 - 32,
      dependsOn: [
        { condition: "START", containerName: "agent" },
        { condition: "START", containerName: "otel" },
      ],
    });
    expect(otel).toMatchObject({
      name: "otel",
      image: COLLECTOR.image,
      command: COLLECTOR.command,
      cpu: 64,
      memory: 128,
      essential: false,
      environment: [{ name: "OTEL_CONFIG", value: "{}" }],
      secrets: [{ name: "OTLP_TOKEN", valueFrom: `${TOKEN.secretArn}:token::` }],
      readonlyRootFilesystem: true,
      linuxParameters: { capabilities: { add: [], drop: ["ALL"] } },
      mountPoints: [{ containerPath: "/tmp", readOnly: false, sourceVolume: "tmp-otel" }],
      user: "10001",
      portMappings: [],
    });
    expect(agent).toMatchObject({
      name: "agent",
      essential: true,
      readonlyRootFilesystem: false,
      linuxParameters: { capabilities: { add: [], drop: [] } },
      mountPoints: [],
      healthCheck: { command: ["CMD", "agent", "health"], interval: 30, retries: 3, startPeriod: 15, timeout: 5 },
    });
    expect(Object.keys(agent ?? {})).not.toContain("command");
    expect(inputs("aws:ecs/taskDefinition:TaskDefinition", "web")["volumes"]).toEqual([
      { name: "tmp" },
      { name: "tmp-otel" },
    ]);
  });

  it("leaves a task without any as it was: no share, no order", () => {
    const [worker, ...others] = containersOf("worker");
    expect(others).toEqual([]);
    expect(worker).toMatchObject({ cpu: 0 });
    expect(Object.keys(worker ?? {})).not.toContain("dependsOn");
  });

  it("has them beside what runs once, whose end is the task's", () => {
    for (const workload of ["migration", "nightly"])
      expect(containersOf(workload).map(({ name, essential }) => [name, essential])).toEqual([
        [workload, true],
        ["otel", false],
      ]);
  });

  it("lets the execution role pull each image of ECR and read each secret, and no other workload's role", () => {
    const policy = (workload: string) =>
      String(inputs("aws:iam/rolePolicy:RolePolicy", `${workload}-execution`)["policy"]);
    const ecr = "arn:aws:ecr:eu-west-1:123456789012:repository";
    expect(policy("web")).toContain(`"Resource":["${ecr}/shop","${ecr}/platform/otel"]`);
    expect(policy("web")).toContain(TOKEN.secretArn);
    expect(policy("web")).toContain(KMS_KEY);
    expect(policy("worker")).toContain(`"Resource":"${ecr}/shop"`);
    expect(policy("worker")).not.toContain(TOKEN.secretArn);
  });

  it("makes no secret of what is kept elsewhere", () => {
    const made = resources.filter(({ type }) => type === "aws:secretsmanager/secret:Secret").map(({ name }) => name);
    expect(made.filter((name) => name.startsWith("sidecar-"))).toEqual([]);
  });
});
