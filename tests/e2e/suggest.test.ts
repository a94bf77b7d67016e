/** What `--suggest` prints was tried: on the real engine, of our own program and of another one's. */
import { join } from "node:path";
import { CommandLine, ENGINE_TIMEOUT } from "./command-line";

jest.setTimeout(ENGINE_TIMEOUT);

const TRIED = "  tried: this finding is gone with it, nothing new is found, and with less of it that is not so\n";

const STAND_IN = " (a stand-in that was tried: the value is yours to fill in)";

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

  it("names resource, property and value of another's program, and says where the value is its author's", async () => {
    const project = join(__dirname, "foreign", "fastapi-any-origin");
    const { status, stdout } = await commandLine.run("preview", "--suggest", "--project", project);
    expect(status).toBe(1);
    expect(stdout).toContain(
      `  set containerDefinitions[0].environment[CORS_ORIGINS].value of aws:ecs/taskDefinition:TaskDefinition orders to "https://app.example.com"${STAND_IN}\n${TRIED}`,
    );
    expect(stdout).toContain(
      `  set deploymentCircuitBreaker of aws:ecs/service:Service orders to {"enable":true,"rollback":true}\n${TRIED}`,
    );
    expect(stdout).toMatch(
      /\n {2}set [^\n]*\[SENTRY_DSN\]\.value [^\n]* \(a stand-in that was tried: [^\n]*\n {2}tried: /,
    );
  });

  it("adds what another's program has not, with what it takes to be used, and shows no secret", async () => {
    const project = join(__dirname, "foreign", "django-shop");
    const { status, stdout } = await commandLine.run("preview", "--suggest", "--project", project);
    expect(status).toBe(1);
    const [, text = ""] = stdout.split("SUGGESTION secret-not-in-plain-environment: workload/shop\n");
    expect(text).toContain("  add aws:secretsmanager/secret:Secret django-secret-key\n");
    expect(text).toContain(
      "  set executionRoleArn of aws:ecs/taskDefinition:TaskDefinition shop to what arn of aws:iam/role:Role shop-execution is\n",
    );
    expect(text.endsWith(TRIED)).toBe(true);
    expect(stdout).not.toContain("django-insecure");
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
