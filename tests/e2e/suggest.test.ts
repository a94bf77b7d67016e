/** What `--suggest` prints was tried: on the real engine, of our own program and of another one's. */
import { join } from "node:path";
import { CommandLine, ENGINE_TIMEOUT } from "./command-line";

jest.setTimeout(ENGINE_TIMEOUT);

const TRIED = "  tried: this finding is gone with it, nothing new is found, and with less of it that is not so\n";

describe("a suggestion", () => {
  const commandLine = new CommandLine();

  afterAll(() => {
    commandLine.remove();
  });

  it("names the setting of our own that does it, and not what was set beside it", async () => {
    const given = ["-c", "databasePoolSize=200", "-c", "databaseMaxOverflow=1"];
    const { status, stdout } = await commandLine.run("preview", "--suggest", ...given);
    expect(status).toBe(1);
    expect(stdout).toContain(
      `SUGGESTION connection-budget-holds: database/postgres\n  leave databasePoolSize unset\n${TRIED}`,
    );
  });

  it("names resource, property and value of another's program, or says that its author has to", async () => {
    const project = join(__dirname, "foreign", "fastapi-any-origin");
    const { status, stdout } = await commandLine.run("preview", "--suggest", "--project", project);
    expect(status).toBe(1);
    expect(stdout).toContain(
      `  set containerDefinitions[0].environment[CORS_ORIGINS].value of aws:ecs/taskDefinition:TaskDefinition orders to "https://app.example.com"\n${TRIED}`,
    );
    expect(stdout).toContain(
      `  set deploymentCircuitBreaker of aws:ecs/service:Service orders to {"enable":true,"rollback":true}\n${TRIED}`,
    );
    expect(stdout).toMatch(/\nSUGGESTION error-tracking-configured: workload\/orders\n {2}not tried: /);
  });

  it("is of a preview", async () => {
    const { status, stderr } = await commandLine.run("up", "--suggest");
    expect(status).toBe(2);
    expect(stderr).toBe("error: --suggest tries its changes by previewing: give it to preview, not to up.\n");
  });

  it("leaves no temporary file behind", () => {
    expect(commandLine.leftovers()).toEqual([]);
  });
});
