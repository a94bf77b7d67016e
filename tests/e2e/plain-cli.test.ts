import { randomBytes } from "node:crypto";
import { ENGINE_TIMEOUT } from "./command-line";
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
      /\n {4}guardrails: verdicts: [1-9]\d* passed \(\d+ verified, \d+ declared\), 0 failed, 0 unproven\n/,
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
        /\n {4}guardrails: verdicts: [1-9]\d* passed \([1-9]\d* verified, 0 declared\), 0 failed, 0 unproven\n/,
      );
      expect(stdout + stderr).not.toContain(signingKey);
      expect(status).toBe(0);
    }
    expect(created.created.length).toBeGreaterThan(50);
    expect(again.created).toEqual([]);
  });

  it("leaves the project's files as they were", () => {
    expect(checkedInFiles()).toEqual(before);
  });
});
