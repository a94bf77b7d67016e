import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandLine, ENGINE_TIMEOUT, ROOT } from "./command-line";

jest.setTimeout(ENGINE_TIMEOUT);

/** An override, the one rule that names it, and what its message must hold. */
const UNSAFE = [
  ['corsOrigins=["*"]', "cors-not-wildcard", /CORS_ORIGINS of workload web .*\*/],
  ["rateLimitStorage=memory://", "rate-limiter-uses-redis", /workload web/],
  ["celeryBroker=memory://", "scheduler-uses-redis", /memory/],
  ["signingKey=changeme", "secret-not-defaulted", /signing-key/],
  [
    "databasePoolSize=200",
    "connection-budget-holds",
    /\n +web +\d+ tasks × \d+ processes .* = +\d+\n(?:.*\n)* +total += +\d+\n/,
  ],
] as const;

/** The one the README shows, as it was printed. */
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const SHOWN = "databasePoolSize=200";

describe.each(UNSAFE)("the stack with %s", (override, rule, message) => {
  let commandLine: CommandLine;

  beforeEach(() => {
    commandLine = new CommandLine();
  });

  afterEach(() => {
    commandLine.remove();
  });

  it.each(["preview", "up"])("is blocked in %s by the rule that names it, with nothing created", async (operation) => {
    const { status, stdout, stderr } = await commandLine.run(operation, "-c", override);

    expect(stderr).not.toContain("error");
    expect(stdout.match(/^BLOCKED [a-z-]+(?=: )/gm)).toEqual([`BLOCKED ${rule}`]);
    expect(stdout).toMatch(message);
    expect(stdout).toMatch(
      /\n {2}fix: \S.*\nverdicts: \d+ passed \(\d+ verified, \d+ declared\), 1 failed, 0 unproven\n$/,
    );
    expect(status).toBe(1);
    const block = stdout.slice(stdout.indexOf("BLOCKED"), stdout.indexOf("\nverdicts: "));
    expect(README.includes(block)).toBe(override === SHOWN);
    expect(await commandLine.stateTypes()).toEqual(operation === "up" ? ["pulumi:pulumi:Stack"] : []);
    expect(commandLine.accountSize()).toBe(0);
  });
});

describe("a stack that was refused", () => {
  it("is created once what was unsafe is gone", async () => {
    const commandLine = new CommandLine();

    const refused = await commandLine.run("up", "--stack", "dev", "-c", 'corsOrigins=["*"]');
    const created = await commandLine.run("up", "--stack", "dev");
    commandLine.remove();

    expect(refused.status).toBe(1);
    expect(created.stderr).not.toContain("error");
    expect(created.status).toBe(0);
  });
});
