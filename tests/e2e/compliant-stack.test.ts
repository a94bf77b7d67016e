import { CommandLine, ENGINE_TIMEOUT } from "./command-line";

jest.setTimeout(ENGINE_TIMEOUT);

describe("the compliant stack", () => {
  const commandLine = new CommandLine();

  afterAll(() => {
    commandLine.remove();
  });

  it("passes its first preview with nothing unproven", async () => {
    const { status, stdout, stderr } = await commandLine.run("preview");

    expect(stderr).not.toContain("error");
    expect(stdout).toMatch(/\nverdicts: [1-9]\d* passed \(\d+ verified, \d+ declared\), 0 failed, 0 unproven\n$/);
    expect(stdout).toMatch(/^preview prod: [1-9]\d+ create\n/);
    expect(status).toBe(0);
    expect(commandLine.accountSize()).toBe(0);
  });

  it("is created with every verdict verified, changes nothing the second time, and goes without a trace", async () => {
    const created = await commandLine.run("up");

    expect(created.stderr).not.toContain("error");
    expect(created.stdout).toMatch(
      /\nverdicts: [1-9]\d* passed \([1-9]\d* verified, 0 declared\), 0 failed, 0 unproven\n$/,
    );
    expect(created.stdout).toMatch(/^up prod: [1-9]\d+ create\n/);
    expect(created.status).toBe(0);
    expect(commandLine.accountSize()).toBeGreaterThan(50);

    const again = await commandLine.run("up");

    expect(again.stdout).toMatch(/^up prod: no changes\n/);
    expect(again.status).toBe(0);

    const destroyed = await commandLine.run("destroy");

    expect(destroyed.stderr).not.toContain("error");
    expect(destroyed.stdout).toMatch(/^destroy prod: [1-9]\d+ delete\n$/);
    expect(destroyed.status).toBe(0);
    expect(await commandLine.stateTypes()).toEqual([]);
    expect(commandLine.accountSize()).toBe(0);
  });

  it("leaves no temporary file behind", () => {
    expect(commandLine.leftovers()).toEqual([]);
  });
});
