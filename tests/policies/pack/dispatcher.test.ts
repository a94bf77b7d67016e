import * as aws from "@pulumi/aws";
import { exemptionsCurrent } from "../../../policies/rules/gate/exemptions-current";
import { corsNotWildcard } from "../../../policies/rules/cors/cors-not-wildcard";
import { rules } from "../../../policies/rules";
import { connectionBudgetHolds } from "../../../policies/rules/database/connection-budget-holds";
import { tasksSurviveInterruption } from "../../../policies/rules/scheduler/tasks-survive-interruption";
import { rateLimiterUsesRedis } from "../../../policies/rules/redis/rate-limiter-uses-redis";
import { blueprint, component, ref, resource, run } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, task, WEB } from "../fixtures";

const declaring = (origins: string) =>
  blueprint(declaration({ workloads: { web: declaredWorkload({ environment: { CORS_ORIGINS: plain(origins) } }) } }));
const open = task("api", { command: WEB, environment: { CORS_ORIGINS: "*" } });
const secret = resource(
  aws.secretsmanager.Secret,
  "token",
  {},
  { outputs: { arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:token-AbCdEf" } },
);
const hidden = task("api", {
  command: WEB,
  environment: { CORS_ORIGINS: "*" },
  secrets: { TOKEN: ref(secret, "arn") },
});
const service = resource(aws.ecs.Service, "api", { taskDefinition: ref(hidden, "arn"), desiredCount: 1 });

describe("the dispatcher", () => {
  it("reports a finding under its rule's own name and level, once, though three lines of defence see it", async () => {
    const root = declaring("*");
    const web = component("web", { parent: root });
    const real = task("web", { command: WEB, environment: { CORS_ORIGINS: "*" } }, web);
    const { diagnostics, records } = await run([corsNotWildcard], [root, web, real], { phase: "preview" });
    expect(diagnostics).toEqual([
      expect.objectContaining({ policy: "cors-not-wildcard", level: "mandatory", urn: root.urn }),
    ]);
    const stages = records.flatMap((record) => (record.record === "verdict" ? [record.stage] : []));
    expect(stages).toEqual(["blueprint", "resource", "stack"]);
  });

  it("stops an up at the blueprint, before anything else is registered", async () => {
    const root = declaring("*");
    const { created, records } = await run(rules, [root, component("web", { parent: root })], { phase: "up" });
    expect(created).toEqual([]);
    expect(records.some(({ record }) => record === "end")).toBe(false);
  });

  it("lets the unknown pass at preview with a warning, and refuses the task definition itself at up", async () => {
    const preview = await run([corsNotWildcard], [secret, hidden, service], { phase: "preview" });
    expect(preview.verdicts).toEqual([
      expect.objectContaining({ verdict: "unproven", level: "advisory", subject: "workload/api/cors" }),
    ]);
    expect(preview.verdicts[0]?.message).toContain("aws:secretsmanager/secret:Secret token");
    const up = await run([corsNotWildcard], [secret, hidden, service], { phase: "up" });
    expect(up.created).toEqual([secret]);
    expect(up.verdicts).toEqual([expect.objectContaining({ verdict: "fail", messageId: "wildcard" })]);
  });

  it("refuses what decides late: the value of a setting that a service already refers to", async () => {
    const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:urls-AbCdEf";
    const web = task("web", { command: WEB, secrets: { RATELIMIT_STORAGE_URL: `${arn}:limiter::` } });
    const late = resource(aws.secretsmanager.SecretVersion, "urls", {
      secretId: arn,
      secretString: JSON.stringify({ limiter: "memory://" }),
    });
    const started = resource(aws.ecs.Service, "web", { taskDefinition: ref(web, "arn"), desiredCount: 1 });

    const { created, verdicts } = await run([rateLimiterUsesRedis], [web, started, late], { phase: "up" });

    // The service is there, but its tasks cannot start: the secret has no value yet, and gets none.
    expect(created).toEqual([web, started]);
    expect(verdicts).toEqual([expect.objectContaining({ verdict: "fail", messageId: "inProcess", stage: "resource" })]);
  });

  it("judges at a gate what it starts, and what all workloads add up to", async () => {
    const services = ["one", "two", "three"].map((name) => {
      const database = { DATABASE_URL: "postgresql://app@db.abc123.eu-west-1.rds.amazonaws.com/app" };
      const definition = task(name, {
        command: WEB,
        environment: { ...database, DB_POOL_SIZE: "15", DB_MAX_OVERFLOW: "0" },
      });
      return [definition, resource(aws.ecs.Service, name, { taskDefinition: ref(definition, "arn"), desiredCount: 1 })];
    });
    const [one = [], two = [], three = []] = services;
    // The address is not known as it is registered; its name in it is.
    const database = resource(aws.rds.Instance, "db", { instanceClass: "db.t4g.micro", identifier: "db" });

    // 3 × 2 × 15 and 5 for people are more than the 70 that its class serves; two of them are not.
    const { created, records } = await run([connectionBudgetHolds], [database, ...one, ...two, ...three], {
      phase: "up",
    });

    expect(created).toEqual([database, ...one, ...two, three[0]]);
    const gates = records.flatMap((record) => (record.record === "verdict" && record.stage === "gate" ? [record] : []));
    expect(gates.at(-1)).toMatchObject({ verdict: "fail", subject: "database/db" });
  });

  it("prints a rule's fix once for all that it says of a resource, and again for the next one", async () => {
    const worker = (name: string) => task(name, { command: ["celery", "-A", "shop", "worker"], environment: {} });
    const { diagnostics } = await run([tasksSurviveInterruption], [worker("worker"), worker("mailer")], {
      phase: "preview",
    });
    const fixes = diagnostics.map(({ urn, message }) => [urn.split("::").at(-1), message.includes("\nFix: ")]);
    expect(fixes).toEqual([
      ["worker", true],
      ["worker", false],
      ["mailer", true],
      ["mailer", false],
    ]);
  });

  it("blocks what is unproven at preview where the configuration says so", async () => {
    const configuration = { unproven: { preview: "mandatory" } };
    const { diagnostics } = await run([corsNotWildcard], [secret, hidden], { phase: "preview", configuration });
    expect(diagnostics).toEqual([expect.objectContaining({ level: "mandatory" })]);
  });

  it("ends a finished run with an end record", async () => {
    const topic = resource(aws.sns.Topic, "topic", {});
    const { records } = await run(rules, [open, topic], { phase: "preview" });
    expect(records[0]).toMatchObject({ record: "run", pack: "guardrails" });
    const judged = new Set(records.flatMap((record) => (record.record === "verdict" ? [record.rule] : [])));
    expect(judged).toContain("cors-not-wildcard");
    expect(judged).not.toContain("connection-budget-holds");
    expect(records.at(-1)).toEqual({
      record: "end",
      blocking: 1,
      resources: 2,
      judged: 1,
      notLookedAt: [{ type: "aws:sns/topic:Topic", count: 1 }],
      // Those that had nothing to judge, whatever rules there are.
      notApplicable: rules.map(({ id }) => id).filter((id) => !judged.has(id)),
    });
  });

  it("blocks on a configuration it does not understand, and judges all the same", async () => {
    const configuration = { rules: { "cors-no-wildcard": { level: "disabled" } } };
    const { diagnostics, records } = await run([corsNotWildcard], [open], { phase: "preview", configuration });
    expect(diagnostics.map(({ policy, level }) => [policy, level])).toEqual([
      ["guardrails", "mandatory"],
      ["cors-not-wildcard", "mandatory"],
    ]);
    expect(records.at(-1)).toMatchObject({ record: "end", blocking: 2 });
  });

  it("says nothing about resources no reader knows, whatever their shape", async () => {
    const odd = resource(aws.sns.Topic, "odd", { name: ref(open, "arn") });
    const { diagnostics, verdicts } = await run(rules, [odd], { phase: "preview" });
    expect(diagnostics).toEqual([]);
    // The gate alone is always there to be judged.
    expect(verdicts.map(({ rule }) => rule)).toEqual(["gate-intact"]);
  });

  it.each([
    ["not JSON", "{"],
    ["not a list", '{"name":"api"}'],
    ["a list of nothing sensible", '[null, 7, {"environment": "x", "command": [1]}]'],
  ])("does not crash on container definitions that are %s", async (_, containerDefinitions) => {
    const broken = resource(aws.ecs.TaskDefinition, "api", { family: "api", containerDefinitions });
    const { records } = await run(rules, [broken], { phase: "preview" });
    expect(records.at(-1)).toMatchObject({ record: "end", resources: 1, judged: 1 });
  });
});

describe("an exemption", () => {
  const exemption = {
    rule: "cors-not-wildcard",
    resource: "*::api",
    reason: "public read-only API",
    owner: "platform",
    expires: "2026-06-30",
  };
  const judged = (exemptions: readonly object[], today: string) =>
    run([corsNotWildcard, exemptionsCurrent], [open], { phase: "preview", configuration: { exemptions }, today });

  it("turns a finding into advice, and is told in the verdict", async () => {
    const { diagnostics, verdicts } = await judged([exemption], "2026-06-30");
    expect(diagnostics).toEqual([expect.objectContaining({ level: "advisory" })]);
    expect(verdicts[0]).toMatchObject({ verdict: "fail", level: "advisory", exemption: { owner: "platform" } });
  });

  it("that has ended blocks again, and says so", async () => {
    const { diagnostics } = await judged([exemption], "2026-07-01");
    expect(diagnostics.map(({ policy, level }) => [policy, level])).toEqual([
      ["exemptions-current", "mandatory"],
      ["cors-not-wildcard", "mandatory"],
    ]);
    for (const { message } of diagnostics) expect(message).toContain("ended on 2026-06-30");
  });

  it("that covers nothing is a warning", async () => {
    const { diagnostics } = await judged([{ ...exemption, resource: "*::other" }], "2026-06-30");
    expect(diagnostics.map(({ policy, level }) => [policy, level])).toEqual([
      ["cors-not-wildcard", "mandatory"],
      ["exemptions-current", "advisory"],
    ]);
  });
});
