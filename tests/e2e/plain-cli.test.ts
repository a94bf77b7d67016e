import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENGINE_TIMEOUT, ROOT } from "./command-line";
import { checkedInFiles, PlainCli } from "./plain-cli";

jest.setTimeout(ENGINE_TIMEOUT);

/** What `pulumi up` does after its preview, which is the same as `pulumi preview`. */
const UPDATE = ["up", "--yes", "--skip-preview"];

describe("the plain pulumi command", () => {
  const cli = new PlainCli();
  const signingKey = randomBytes(48).toString("base64");
  const before = checkedInFiles();

  beforeAll(async () => {
    await cli.start();
    await cli.configure(cli.stackFile, signingKey, "signingKey", "--secret");
  });

  afterAll(async () => {
    await cli.stop();
  });

  it("previews the stack, and shows the pack's verdicts in one line", async () => {
    const { status, stdout, stderr, created } = await cli.judged(cli.stackFile, "preview");

    expect(stderr).not.toContain("error");
    expect(stdout).toMatch(
      /\n {4}guardrails: verdicts: [1-9]\d* passed \(\d+ verified, \d+ declared\), 0 failed, 0 unproven; judged \d+ of \d+ resources\n/,
    );
    expect(stdout + stderr).not.toContain(signingKey);
    expect(status).toBe(0);
    expect(created).toEqual([]);
  });

  it("refuses an unsafe setting, in preview and in up, and creates nothing", async () => {
    const unsafe = cli.copyStackFile("unsafe.yaml");
    await cli.configure(unsafe, "*", "--path", "corsOrigins[0]");

    const preview = await cli.judged(unsafe, "preview");
    const up = await cli.judged(unsafe, ...UPDATE);

    for (const { status, stdout, created } of [preview, up]) {
      expect(stdout).toMatch(/\[mandatory\] .*cors-not-wildcard .*\n +CORS_ORIGINS of workload web /);
      expect(status).not.toBe(0);
      expect(created).toEqual([]);
    }
    expect(await cli.stateTypes()).toEqual(["pulumi:pulumi:Stack"]);
  });

  it("creates the stack, and changes nothing the second time", async () => {
    const created = await cli.judged(cli.stackFile, ...UPDATE);
    const again = await cli.judged(cli.stackFile, ...UPDATE, "--expect-no-changes");

    for (const { status, stdout, stderr } of [created, again]) {
      expect(stdout).toMatch(
        /\n {4}guardrails: verdicts: [1-9]\d* passed \([1-9]\d* verified, 0 declared\), 0 failed, 0 unproven; judged \d+ of \d+ resources\n/,
      );
      expect(stdout + stderr).not.toContain(signingKey);
      expect(status).toBe(0);
    }
    expect(created.created.length).toBeGreaterThan(50);
    expect(again.created).toEqual([]);
  });

  describe("in a pipeline, as the README has it", () => {
    const lines =
      /```sh\n(rm -f verdicts\.jsonl;[^`]*)```/.exec(readFileSync(join(ROOT, "README.md"), "utf8"))?.[1] ?? "";
    const verdicts = join(ROOT, "verdicts.jsonl");
    afterEach(() => {
      rmSync(verdicts, { force: true });
    });

    it("is green where the pack finished and nothing blocks", async () => {
      const { status, stdout } = await cli.pipeline(lines, cli.stackFile, "everything");
      expect(stdout).not.toContain("guardrails: verdicts"); // they are in the file
      expect(status).toBe(0);
    });

    it("is not green where the command is without the pack and succeeds, whatever an earlier run has left", async () => {
      writeFileSync(verdicts, '{"record":"end","blocking":0,"resources":1}\n');
      const { status, stdout } = await cli.pipeline(lines, cli.stackFile, "no pack");
      expect(stdout).toMatch(/Resources:\n +\d+ unchanged/);
      expect(status).not.toBe(0);
    });

    it("is not green where the pack blocks", async () => {
      const unsafe = cli.copyStackFile("unsafe-too.yaml");
      await cli.configure(unsafe, "*", "--path", "corsOrigins[0]");
      const { status } = await cli.pipeline(lines.replace("&&", ";"), unsafe, "everything");
      expect(readFileSync(verdicts, "utf8").trim().split("\n").at(-1)).toMatch(/^{"record":"end","blocking":[1-9]/);
      expect(status).not.toBe(0);
    });
  });

  it("leaves the project's files as they were", () => {
    expect(checkedInFiles()).toEqual(before);
  });
});
