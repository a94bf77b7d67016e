/** The map of workloads: what is declared of each, what is built, and what is refused. */
import { declareBlueprint, type ProductBlueprint } from "../../infra/blueprint";
import { budgetOf } from "../../infra/budget";
import { parseConfig } from "../../infra/config";
import { visibilityTimeout } from "../../infra/timeouts";
import { TAKEN_NAMES } from "../../infra/workload-settings";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const MAP = {
  mail: { role: "worker", queues: ["mail"], concurrency: 8, longestTaskSeconds: 60 },
  reports: { role: "worker", queues: ["reports", "exports"], longestTaskSeconds: 7200, capacity: "on-demand" },
  partners: {
    role: "web",
    hosts: ["partners.example.com"],
    paths: ["/v1/*"],
    command: ["gunicorn", "app.partners:app"],
  },
  admin: { role: "web", paths: ["/admin/*"], concurrency: 1, readinessPath: "/admin/ready" },
  cleanup: {
    role: "job",
    command: ["python", "-m", "app.cleanup"],
    schedule: "cron(0 3 * * ? *)",
    timezone: "Europe/Berlin",
  },
  backfill: { role: "job", command: ["python", "-m", "app.backfill"], variables: { BATCH: "500" } },
};

function declare(workloads: unknown, more: Readonly<Record<string, string>> = {}): ProductBlueprint {
  return declareBlueprint(parseConfig({ ...REQUIRED, ...more, workloads: JSON.stringify(workloads) }), "eu-west-1");
}

function plain(declared: ProductBlueprint, workload: string, variable: string): string | undefined {
  const found = declared.workloads[workload]?.environment[variable];
  return found?.kind === "plain" ? found.value : undefined;
}

describe("the blueprint", () => {
  it("is the same without a map as with an empty one", () => {
    expect(declare({})).toStrictEqual(declareBlueprint(parseConfig(REQUIRED), "eu-west-1"));
  });

  it("gives a pool its queues, its time limit and one visibility timeout for all", () => {
    const declared = declare(MAP);
    expect(declared.workloads["mail"]?.command.join(" ")).toContain("--queues mail ");
    expect(declared.workloads["reports"]?.command.join(" ")).toContain("--queues reports,exports ");
    expect(plain(declared, "mail", "CELERY_TASK_TIME_LIMIT")).toBe("60");
    expect(plain(declared, "mail", "CELERY_WORKER_CONCURRENCY")).toBe("8");
    for (const workload of ["web", "worker", "scheduler", "mail", "reports", "partners", "cleanup"])
      expect(plain(declared, workload, "CELERY_VISIBILITY_TIMEOUT")).toBe(String(visibilityTimeout(7200)));
    expect(plain(declared, "monitor", "TASK_QUEUES")).toBe('["default","mail","reports","exports"]');
    expect(plain(declared, "monitor", "TASK_POOLS")).toBe(
      '{"worker":["default"],"mail":["mail"],"reports":["reports","exports"]}',
    );
    expect(plain(declare({}), "monitor", "TASK_POOLS")).toBeUndefined();
  });

  it("leaves what is not said to the role: sizes, bounds and capacity", () => {
    const { workloads } = declare(MAP);
    const { web, worker, mail, reports, partners, cleanup } = workloads;
    expect(mail).toMatchObject({ cpu: worker.cpu, memory: worker.memory, stopTimeout: worker.stopTimeout });
    expect(mail?.service).toStrictEqual(worker.service);
    expect(reports?.service).toStrictEqual({ ...worker.service, capacity: "on-demand" });
    expect(partners?.service).toStrictEqual(web.service);
    expect(partners?.command).toStrictEqual(["gunicorn", "app.partners:app"]);
    expect(Object.keys(partners?.environment ?? {}).sort()).toStrictEqual(Object.keys(web.environment).sort());
    expect(cleanup?.service).toBeNull();
  });

  it("counts every workload in the budget, with one pool for all that serve", () => {
    const declared = declare(MAP);
    const { lines, fits } = budgetOf(declared, "postgres");
    expect(fits).toBe(true);
    expect(lines.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(MAP)));
    const { web, partners, admin } = declared.workloads;
    expect(partners?.database).toStrictEqual(web.database);
    expect(admin?.database).toStrictEqual({ ...web.database, processes: 1 });
    expect(plain(declared, "admin", "DB_POOL_SIZE")).toBe(String(web.database?.poolSize));
    // More that serve, a smaller pool: the sum is the database's.
    const alone = declare({}).workloads.web.database;
    const many = declare({
      a: { role: "web", paths: ["/a"], maxTasks: 40 },
      b: { role: "web", paths: ["/b"], maxTasks: 30 },
    });
    expect(many.workloads.web.database?.poolSize).toBeLessThan(alone?.poolSize ?? 0);
    expect(budgetOf(many, "postgres").fits).toBe(true);
  });

  it("gives a job the owner's variables, and a secret kept elsewhere to who is named", () => {
    const externalSecrets = JSON.stringify({
      PAYMENT_TOKEN: {
        secretArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:payment-AbCdEf",
        workloads: ["backfill"],
      },
    });
    const declared = declare(MAP, { externalSecrets });
    expect(plain(declared, "backfill", "BATCH")).toBe("500");
    expect(declared.workloads["backfill"]?.environment["PAYMENT_TOKEN"]?.kind).toBe("secret");
    expect(declared.workloads["cleanup"]?.environment["PAYMENT_TOKEN"]).toBeUndefined();
  });
});

describe("the map is refused", () => {
  const worker = { role: "worker", queues: ["mail"] };
  it.each<[string, unknown, string]>([
    ["with a role nobody has", { mail: { role: "cook" } }, "mail.role must be worker, web or job"],
    ["with a key it has not", { mail: { ...worker, quues: [] } }, "mail.quues is not one of its keys"],
    ["without a pool's queues", { mail: { role: "worker" } }, "mail.queues must be set"],
    ["without a job's command", { job: { role: "job" } }, "job.command must be set"],
    [
      "with a schedule of another form",
      { a: { role: "job", command: ["x"], schedule: "0 3 * * *" } },
      "a.schedule must be rate(",
    ],
    [
      "with a schedule for a day that is none",
      { a: { role: "job", command: ["x"], schedule: "at(2027-02-30T03:00:00)" } },
      "a.schedule must be rate(",
    ],
    ["under a name that is none", { Mail: worker }, "an object of workloads by name"],
    ["as a list", [worker], "an object of workloads by name"],
    ["under the name of another part", { redis: worker }, "guardrails:workloads.redis.name is"],
    ["with a role for one that every stack has", { worker }, "worker.role is not one of its keys"],
    [
      "in a size Fargate has not",
      { mail: { ...worker, cpu: 300 } },
      "guardrails:workloads.mail.cpu is 300, but must be",
    ],
    ["with memory of another size", { mail: { ...worker, cpu: 256, memory: 8192 } }, "workloads.mail.memory is 8192"],
    ["with bounds that cross", { mail: { ...worker, minTasks: 5, maxTasks: 2 } }, "workloads.mail.maxTasks is 2"],
    [
      "with a variable of the contract",
      { mail: { ...worker, variables: { DB_POOL_SIZE: "50" } } },
      "mail.variables is",
    ],
    ["with a queue of another pool", { mail: { role: "worker", queues: ["default"] } }, "workloads.mail.queues is"],
    ["with a queue twice", { mail: worker, post: worker }, "workloads.mail.queues is"],
    ["with a service nothing reaches", { api: { role: "web" } }, "guardrails:workloads.api.hosts is"],
    [
      "with more services than the deployment's check sees",
      Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`w${i}`, { role: "worker", queues: [`q${i}`] }])),
      "guardrails:workloads is 11, but must be at most 10 services",
    ],
  ])("%s", (_what, workloads, sentence) => {
    expect(() => declare(workloads)).toThrow(sentence);
  });

  it("with a secret for a workload that is not there", () => {
    const secretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:payment-AbCdEf";
    const externalSecrets = JSON.stringify({ PAYMENT_TOKEN: { secretArn, workloads: ["mial"] } });
    expect(() => declare({ mail: worker }, { externalSecrets })).toThrow("guardrails:externalSecrets is");
  });
});

describe("the program", () => {
  let resources: readonly Registered[] = [];
  beforeAll(async () => {
    const config = { ...PRODUCTION, "guardrails:workloads": JSON.stringify(MAP), "guardrails:architecture": "arm64" };
    resources = await runProgram(config);
  }, 240_000);

  const one = (type: string, name: string): Registered => {
    const found = resources.find((resource) => resource.type === type && resource.name === name);
    if (found === undefined) throw new Error(`${type} ${name} is not registered`);
    return found;
  };
  const namesOf = (type: string) => resources.filter((resource) => resource.type === type).map(({ name }) => name);

  it("builds a service for each but the jobs, behind the migration, on the image's architecture", () => {
    expect(namesOf("aws:ecs/service:Service").sort()).toStrictEqual([
      "admin",
      "mail",
      "monitor",
      "partners",
      "reports",
      "scheduler",
      "web",
      "worker",
    ]);
    const tasks = resources.filter(({ type }) => type === "aws:ecs/taskDefinition:TaskDefinition");
    expect(tasks).toHaveLength(11);
    for (const { inputs } of tasks) expect(inputs["runtimePlatform"]).toMatchObject({ cpuArchitecture: "ARM64" });
    const gate = one("aws:lambda/invocation:Invocation", "migration-gate").urn;
    for (const name of ["mail", "partners"]) expect(one("aws:ecs/service:Service", name).dependsOn).toContain(gate);
  });

  it("leads hosts and paths to a service of their own, under the product's certificate", () => {
    const rule = one("aws:lb/listenerRule:ListenerRule", "partners");
    expect(rule.inputs).toMatchObject({
      priority: 10,
      conditions: [{ hostHeader: { values: ["partners.example.com"] } }, { pathPattern: { values: ["/v1/*"] } }],
    });
    expect(one("aws:lb/listenerRule:ListenerRule", "admin").inputs).toMatchObject({
      priority: 20,
      conditions: [{ pathPattern: { values: ["/admin/*"] } }],
    });
    expect(one("aws:lb/targetGroup:TargetGroup", "admin").inputs["healthCheck"]).toMatchObject({
      path: "/admin/ready",
    });
    expect(one("aws:acm/certificate:Certificate", "edge").inputs["subjectAlternativeNames"]).toStrictEqual([
      "partners.example.com",
    ]);
    expect(namesOf("aws:route53/record:Record").sort()).toStrictEqual([
      "edge",
      "edge-https-only",
      "edge-partners.example.com",
      "edge-partners.example.com-https-only",
      "edge-partners.example.com-validation",
      "edge-validation",
    ]);
  });

  it("scales each pool on what waits for it", () => {
    const waiting = (name: string) =>
      JSON.stringify(
        one("aws:appautoscaling/policy:Policy", `${name}-backlog`).inputs["targetTrackingScalingPolicyConfiguration"],
      );
    for (const pool of ["worker", "mail", "reports"]) {
      expect(waiting(pool)).toContain(`"QueueWaiting-${pool}"`);
      expect(one("aws:cloudwatch/logMetricFilter:LogMetricFilter", `QueueWaiting-${pool}`).inputs).toMatchObject({
        metricTransformation: { name: `QueueWaiting-${pool}`, value: `$.pools.${pool}` },
      });
    }
  });

  it("starts what is due, and may start nothing else", () => {
    expect(namesOf("aws:scheduler/schedule:Schedule")).toStrictEqual(["cleanup-schedule"]);
    expect(one("aws:scheduler/schedule:Schedule", "cleanup-schedule").inputs).toMatchObject({
      scheduleExpression: "cron(0 3 * * ? *)",
      scheduleExpressionTimezone: "Europe/Berlin",
      target: { ecsParameters: { launchType: "FARGATE", networkConfiguration: { assignPublicIp: false } } },
    });
    const policy = String(one("aws:iam/rolePolicy:RolePolicy", "cleanup-schedule-schedule").inputs["policy"]);
    expect(policy).toContain("task-definition/guardrails-production-cleanup:*");
    expect(policy).not.toContain('"Resource":"*"');
  });

  it("names no two resources of a type alike, whatever the map's names", () => {
    const seen = resources.map(({ type, name }) => `${type} ${name}`);
    expect(seen.filter((one, index) => seen.indexOf(one) !== index)).toStrictEqual([]);
  });

  it("has no resource of another part under a name that the map may take", () => {
    const bare = new Set(resources.filter(({ name }) => name === "mail" || name === "admin").map(({ type }) => type));
    const others = resources.filter(({ type, name }) => bare.has(type) && !(name in MAP));
    expect(others.length).toBeGreaterThan(10);
    expect(others.filter(({ name }) => !TAKEN_NAMES.includes(name)).map(({ type, name }) => `${type} ${name}`)).toEqual(
      [],
    );
  });
});
