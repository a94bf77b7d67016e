import { join } from "node:path";
import { CommandLine, ENGINE_TIMEOUT, ROOT } from "./command-line";

jest.setTimeout(ENGINE_TIMEOUT);

describe("the bootstrap project", () => {
  const commandLine = new CommandLine();
  const run = (command: string, ...args: readonly string[]) =>
    commandLine.run(command, "--project", join(ROOT, "bootstrap"), ...args);

  afterAll(() => {
    commandLine.remove();
  });

  it("passes the pack at its first preview, is created, changes nothing the second time and is destroyed", async () => {
    const preview = await run("preview", "-c", 'pullAccounts=["111111111111"]');
    const up = await run("up");
    const again = await run("up");
    const destroyed = await run("destroy");

    for (const { status, stdout } of [preview, up, again]) {
      expect(stdout).toMatch(/verdicts: [1-9]\d* passed \([1-9]\d* verified, 0 declared\), 0 failed, 0 unproven/);
      expect(status).toBe(0);
    }
    expect(preview.stdout).toContain("preview shared: 8 create");
    expect(up.stdout).toMatch(
      /up shared: 7 create\n {2}repositoryUrl: \d{12}\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/shop\n/,
    );
    expect(again.stdout).toContain("up shared: no changes\n");
    expect(destroyed).toMatchObject({ status: 0, stdout: "destroy shared: 7 delete\n" });
  });

  it("is refused without a product, with exit 2 and one sentence", async () => {
    const { status, stderr } = await run("preview", "-c", "product=My_Shop");
    expect(stderr).toContain('guardrails-bootstrap:product is "My_Shop", but must be 3 to 20 lower-case letters');
    expect(status).toBe(2);
  });
});
