import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CommandLine, ENGINE_TIMEOUT, type Finished } from "./command-line";

jest.setTimeout(ENGINE_TIMEOUT);

/** Strong enough to pass the rules, and easy to find. */
const CANARY = "kX7cAnArY9vQ2mWb8ZtR4nLs6JdF1hPe3GuYaT5oC0iD";
const CANARY_OVERRIDE = ["-c", `signingKey=${CANARY}`];

describe("a secret's value", () => {
  let commandLine: CommandLine;

  beforeEach(() => {
    commandLine = new CommandLine();
  });

  afterEach(() => {
    commandLine.remove();
  });

  it.each([
    ["a preview that passes", 0, ["preview", ...CANARY_OVERRIDE]],
    ["a preview that passes, with the engine's own output", 0, ["preview", "--debug", ...CANARY_OVERRIDE]],
    ["a preview that is blocked", 1, ["preview", ...CANARY_OVERRIDE, "-c", 'corsOrigins=["*"]']],
    ["an update that is blocked", 1, ["up", ...CANARY_OVERRIDE, "-c", "celeryBroker=memory://"]],
    ["a preview whose program fails", 2, ["preview", "--debug", ...CANARY_OVERRIDE, "-c", "aws:region=nowhere"]],
    ["a preview blocked for the value itself", 1, ["preview", "-c", `signingKey=changeme-${CANARY}`.slice(0, 32)]],
    // Not encoded, a password ends the URL's authority where its first slash is: what is left of it reads like a path.
    [
      "a store's URL whose password has a slash",
      1,
      ["preview", "-c", `rateLimitStorage=rediss://:${CANARY}/9=@cache:6379/0`],
    ],
    ["a broker's, in another case", 1, ["preview", "-c", `celeryBroker=REDIS://:x/${CANARY}@h:6379`]],
    ["a broker's of another kind", 1, ["preview", "-c", `celeryBroker=amqp://guest:${CANARY}?x@h`]],
    ["a mistyped key", 2, ["preview", "-c", "signingkey", CANARY]],
    ["a mistyped option", 2, ["preview", `--signingKey=${CANARY}`]],
    ["an ill-typed key beside it", 2, ["preview", ...CANARY_OVERRIDE, "-c", "corsOrigins=42"]],
  ])("is not in the output of %s", async (_case, status, args) => {
    const finished = await commandLine.run(...args);

    expectNoTrace(finished, CANARY.slice(0, 12));
    expect(finished.status).toBe(status);
  });

  it("is not in npm's echo of the command either", async () => {
    const finished = await commandLine.npm("preview", "--", ...CANARY_OVERRIDE);

    expectNoTrace(finished, CANARY);
    expect(finished.stdout).toContain("verdicts: ");
    expect(finished.status).toBe(0);
  });

  it("is in no output and no file of an update but the offline account", async () => {
    const finished = await commandLine.run("up", "--debug", ...CANARY_OVERRIDE);

    expect(finished.status).toBe(0);

    const secrets = [CANARY, ...storedSecrets(commandLine.account())];

    expect(secrets.length).toBeGreaterThan(5);

    for (const secret of secrets) expectNoTrace(finished, secret);
    for (const [file, text] of textFiles(commandLine.stateFolder)) {
      const found = file.endsWith("account.json") ? [] : secrets.filter((secret) => text.includes(secret));
      expect({ file, found: found.length }).toEqual({ file, found: 0 });
    }
    expect(commandLine.leftovers()).toEqual([]);
  });
});

function expectNoTrace({ stdout, stderr }: Finished, secret: string): void {
  const line = `${stdout}\n${stderr}`.split("\n").findIndex((text) => text.includes(secret));
  expect({ lineWithSecret: line }).toEqual({ lineWithSecret: -1 });
}

/** Every secret text the account's Secrets Manager holds: the values, and what their JSON is made of. */
function storedSecrets(account: unknown): string[] {
  const { resources } = account as { readonly resources: Record<string, Record<string, { readonly inputs: unknown }>> };
  const versions = Object.values(resources["aws:secretsmanager/secretVersion:SecretVersion"] ?? {});
  const values = versions.map(({ inputs }) => (inputs as { readonly secretString: string }).secretString);
  return values.flatMap((value) => [value, ...jsonTexts(value)]).filter((text) => text.length >= 16);
}

function jsonTexts(text: string): string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null
      ? Object.values(parsed).filter((value): value is string => typeof value === "string")
      : [];
  } catch {
    return [];
  }
}

function textFiles(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => [file, readFileSync(file, "utf8")]);
}
