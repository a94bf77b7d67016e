import type { RunResult } from "../../offline/run";
import { terminalReport } from "../../review";
import { ENGINE_TIMEOUT } from "./command-line";
import { TestProject } from "./test-project";

jest.setTimeout(ENGINE_TIMEOUT);

const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";

describe("a program without a blueprint that allows every origin", () => {
  const project = new TestProject("plain-service.mjs");

  afterAll(() => {
    project.remove();
  });

  it("is unproven at the first preview, which names the unknown path and the resource that makes it so", async () => {
    const result = await project.run("preview");
    const report = reportOf(result);

    expect(result.error).toBeUndefined();
    expect(report).toMatch(
      /^UNPROVEN \d+ verdicts: .*containerDefinitions of aws:ecs\/taskDefinition:TaskDefinition api is not known before .*aws:secretsmanager\/secret:Secret session-key.*\n {2}leaves open: .*cors-not-wildcard/m,
    );
    expect(report).not.toContain("BLOCKED cors-not-wildcard");
  });

  it("is refused at the update: neither its task definition nor its service is created", async () => {
    const result = await project.run("up");
    const created = result.calls.filter(({ method, preview }) => method === "create" && !preview);
    const createdTypes = created.map(({ type }) => type);
    const stateTypes = result.state.map(({ type }) => type);

    expect(result.error).toBeUndefined();
    expect(result.outcome).toBe("blocked");
    expect(reportOf(result)).toMatch(/^BLOCKED cors-not-wildcard: .*CORS_ORIGINS/m);
    expect(createdTypes).toContain("aws:secretsmanager/secret:Secret");
    expect(createdTypes).not.toContain(TASK_DEFINITION);
    expect(createdTypes).not.toContain(SERVICE);
    expect(stateTypes).not.toContain(TASK_DEFINITION);
    expect(stateTypes).not.toContain(SERVICE);
  });
});

describe("the same program, its update rehearsed", () => {
  const project = new TestProject("plain-service.mjs", { rehearsal: true });

  afterAll(() => {
    project.remove();
  });

  it("is blocked at the first preview, by what only an update knows", async () => {
    const result = await project.run("preview");
    expect(result.error).toBeUndefined();
    // The rehearsal ends as what it is: refused.
    expect(result.notRehearsed).toBeUndefined();
    expect(result.outcome).toBe("blocked");
    expect(reportOf(result)).toMatch(/^BLOCKED cors-not-wildcard: .*CORS_ORIGINS.*\n {2}found by rehearsing/m);
    expect(result.calls.filter(({ method, preview }) => method === "create" && !preview)).toEqual([]);
  });

  it("is blocked at the update before anything is created, and leaves nothing behind", async () => {
    const result = await project.run("up");
    expect(result).toMatchObject({ outcome: "blocked", changes: {}, calls: [], state: [] });
    expect(reportOf(result)).toMatch(/^BLOCKED cors-not-wildcard: .*CORS_ORIGINS/m);
  });
});

describe("a program with more than one thing wrong, its update rehearsed", () => {
  const project = new TestProject("several-faults.mjs", { rehearsal: true });

  afterAll(() => {
    project.remove();
  });

  it("is told all of it at once: neither a refusal nor what AWS refuses hides the rest", async () => {
    const result = await project.run("preview");
    expect(result.outcome).toBe("blocked");
    expect(result.notRehearsed).toContain("two different Availability Zones");
    const blocked = result.verdicts.verdicts.filter(
      ({ verdict, level }) => verdict === "fail" && level === "mandatory",
    );
    expect(blocked.map(({ rule, subject, rehearsed }) => [rule, subject, rehearsed])).toEqual([
      ["cors-not-wildcard", "workload/admin/CORS_ORIGINS", true],
      ["cors-not-wildcard", "workload/api/CORS_ORIGINS", true],
    ]);
  });
});

describe("a program that makes its service of a value that no preview knows", () => {
  const project = new TestProject("made-inside-apply.mjs", { rehearsal: true });

  afterAll(() => {
    project.remove();
  });

  it("is blocked at the first preview, though that leaves nothing open", async () => {
    const result = await project.run("preview");
    expect(result.changes).toEqual({ create: 2 });
    expect(result.outcome).toBe("blocked");
    expect(reportOf(result)).toMatch(/^BLOCKED cors-not-wildcard: .*CORS_ORIGINS.*\n {2}found by rehearsing/m);
  });
});

describe("a program that registers nothing", () => {
  it("is an error and never green", async () => {
    const project = new TestProject("nothing.mjs");
    const result = await project.run("up");
    project.remove();

    expect(result).toMatchObject({ outcome: "error", error: "the program registered no resource" });
  });
});

function reportOf({ verdicts }: RunResult): string {
  return terminalReport(verdicts, { color: false });
}

describe("an update of a part alone (--target)", () => {
  const project = new TestProject("open-service.mjs");
  const until = new Date(Date.now() + 7 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  const policyConfig = {
    guardrails: { mode: { advisory: { until, owner: "platform", reason: "what runs before the pack does" } } },
  };
  const urnOf = (type: string, name: string) => `urn:pulumi:prod::shop::aws:ecs/${type}::${name}`;
  const [sound, service] = [{ CORS_ORIGINS: "https://app.example.com" }, urnOf("service:Service", "api")];

  afterAll(() => {
    project.remove();
  });

  it("judges nothing that is left out and not there", async () => {
    const cluster = { targets: [urnOf("cluster:Cluster", "main")] };
    const preview = await project.run("preview", {}, cluster);
    const up = await project.run("up", {}, cluster);
    for (const { outcome, error, verdicts } of [preview, up]) {
      expect([outcome, error, verdicts.verdicts.filter(({ rule }) => rule !== "gate-intact")]).toEqual([
        "passed",
        undefined,
        [],
      ]);
    }
    expect(reportOf(up)).toContain("NOTHING of this stack was looked at");
  });

  it("is held against what runs: a program that is mended mends nothing that is left out", async () => {
    const deployed = await project.run("up", {}, { policyConfig });
    const [preview, up] = [
      await project.run("preview", { ...sound, TASKS: "3" }, { targets: [service] }),
      await project.run("up", { ...sound, TASKS: "3" }, { targets: [service] }),
    ];
    expect(deployed.outcome).toBe("passed");
    for (const result of [preview, up]) {
      expect([result.outcome, result.error]).toEqual(["blocked", undefined]);
      expect(reportOf(result)).toMatch(/^BLOCKED cors-not-wildcard: CORS_ORIGINS of workload api /m);
    }
  });

  it("passes where what runs is sound, whatever the program would make of what is left out", async () => {
    const mended = await project.run("up", sound);
    const part = await project.run("up", { TASKS: "3" }, { targets: [service] });
    expect([mended.outcome, part.outcome, part.error]).toEqual(["passed", "passed", undefined]);
    expect(part.changes["update"]).toBe(1);
  });
});
