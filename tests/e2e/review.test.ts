import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ensureEngine } from "../../offline/engine";
import { parseReview, type Review } from "../../review/document/schema";
import { expectWhole } from "../review/whole";
import { ENGINE_TIMEOUT, ROOT } from "./command-line";

jest.setTimeout(ENGINE_TIMEOUT);

const execute = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "guardrails-e2e-review-"));
const NOW = "2026-11-25T12:00:00.000Z";

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `npm run review` and reads its document back. */
async function reviewed(name: string, ...args: string[]): Promise<{ readonly code: number; readonly review: Review }> {
  const out = join(folder, name);
  const env = { ...process.env, GUARDRAILS_STATE: join(folder, "state"), INIT_CWD: ROOT };
  const command = ["dist/review/cli.js", ...args, "--out", out, "--now", NOW];
  const code = await execute(process.execPath, command, { cwd: ROOT, env }).then(
    () => 0,
    (error: unknown) => (error as { readonly code: number }).code,
  );
  return { code, review: parseReview(readFileSync(join(out, "review.json"), "utf8"), name) };
}

const judged = ({ findings }: Review): string[] =>
  findings.map(({ rule, subject, verdict, basis }) => `${rule} ${subject} ${verdict} ${basis ?? ""}`).sort();

/** What stands on the line of a position of the program two-schedulers, up to its first argument. */
function lineOf(position: Review["findings"][number]["position"]): string {
  const source = readFileSync(join(ROOT, "tests/e2e/foreign/two-schedulers", position?.file ?? "index.ts"), "utf8");
  return /^.*?\(/.exec(source.split("\n")[(position?.line ?? 0) - 1] ?? "")?.[0] ?? "";
}

describe("a review", () => {
  it("of an update names lines of the program, and the state it leaves says the same without the engine", async () => {
    const { code, review } = await reviewed("up", "--up", "--stack", "dev");
    expect(code).toBe(0);
    expect(review.verdict.outcome).toBe("passes");
    const files = review.findings.flatMap(({ position }) => (position === null ? [] : [position.file]));
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => !/^infra\/.*\.ts$/.test(file))).toEqual([]);
    expect(review.cost?.monthly).toMatch(/^\$\d/);

    const state = join(folder, "state/dev/backend/.pulumi/stacks/guardrails/dev.json");
    const exported = join(folder, "export.json");
    const { version, checkpoint } = JSON.parse(readFileSync(state, "utf8")) as {
      readonly version: number;
      readonly checkpoint: { readonly latest: unknown };
    };
    writeFileSync(exported, JSON.stringify({ version, deployment: checkpoint.latest }));
    const here = await reviewed("exported", "--state", exported, "--policy-config", "policy-config.json");

    // The engine's own analysis of the same file, by the same pack.
    const verdicts = join(folder, "verdicts.jsonl");
    const home = join(folder, "home");
    mkdirSync(home);
    const { path } = await ensureEngine({ report: () => undefined });
    await execute(
      path,
      ["policy", "analyze", "--file", exported, "--policy-pack", join(ROOT, "offline/pack-launcher")].concat([
        "--policy-pack-config",
        join(ROOT, "policy-config.json"),
        "--non-interactive",
      ]),
      {
        cwd: home,
        env: { ...process.env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true", GUARDRAILS_VERDICTS: verdicts },
      },
    ).catch(() => undefined);
    const engine = await reviewed("engine", "--verdicts", verdicts);

    expect(judged(here.review).length).toBeGreaterThan(20);
    expect(judged(here.review)).toEqual(judged(engine.review));
    expect(here.review.notLookedAt.types).toEqual(engine.review.notLookedAt.types);
    await expectWhole(join(folder, "exported"));
    await expectWhole(join(folder, "up"));
  });

  it("of somebody else's program shows what blocks it, with exit code 1", async () => {
    const { code, review } = await reviewed("foreign", "--project", "tests/e2e/foreign/two-schedulers");

    expect(code).toBe(1);
    expect(review.causes[0]).toMatchObject({ blocks: true, kind: "fail", rules: ["scheduler-runs-once"] });
    expect(review.architecture.nodes.map(({ id, group }) => [id, group])).toContainEqual(["workload/beat", "runs"]);
    // The lines of its own source that make the service and its task definition.
    const places = review.findings
      .filter(({ blocks }) => blocks)
      .map(
        ({ position, location }) =>
          `${location.urn.split("::").at(-2) ?? ""} ${position?.file ?? ""} ${lineOf(position)}`,
      );
    expect([...new Set(places)]).toEqual(["aws:ecs/service:Service index.ts new aws.ecs.Service("]);
    await expectWhole(join(folder, "foreign"));
  });

  it("of somebody else's program draws what talks to what, and decides what only an update knows", async () => {
    const { review } = await reviewed("cluster", "--project", "tests/e2e/foreign/celery-cluster");

    expect(review.architecture.edges.map(({ from, to }) => `${from} > ${to}`)).toEqual([
      "secret/broker > cache/redis",
      "workload/beat > secret/broker",
      "workload/worker > secret/broker",
    ]);
    expect(review.findings.filter(({ unknowns }) => unknowns.some(({ because }) => because === "not-created"))).toEqual(
      [],
    );
  });
});
