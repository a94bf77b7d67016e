import { CommandLine, ENGINE_TIMEOUT } from "./command-line";

jest.setTimeout(ENGINE_TIMEOUT);

describe("a stack's state", () => {
  let commandLine: CommandLine;

  beforeEach(() => {
    commandLine = new CommandLine();
  });

  afterEach(() => {
    commandLine.remove();
  });

  it("is one run's at a time", async () => {
    const first = commandLine.start("preview", "--stack", "dev");
    await first.says("previewing dev");
    const second = await commandLine.run("up", "--stack", "dev");

    expect(second).toEqual({
      status: 2,
      stdout: "",
      stderr: "error: another run holds this stack's state: wait for it to end, and start this one again\n",
    });
    expect((await first.finished).status).toBe(0);
  });

  it("survives an interrupted update: the next one completes it", async () => {
    const interrupted = commandLine.start("up", "--stack", "dev");
    await interrupted.says("50 resources");
    interrupted.kill("SIGTERM");
    const { status, stdout, stderr } = await interrupted.finished;

    expect(stderr).toMatch(/\nerror: interrupted: .*\n$/);
    expect(stdout).not.toContain("verdicts:");
    expect(status).toBe(2);
    expect(commandLine.leftovers()).toEqual([]);

    const completed = await commandLine.run("up", "--stack", "dev");

    expect(completed.stderr).not.toContain("error");
    expect(completed.status).toBe(0);
  });
});
