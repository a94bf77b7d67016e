import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CommandLine, ENGINE_TIMEOUT } from "./command-line";

jest.setTimeout(ENGINE_TIMEOUT);

describe("what cannot be used", () => {
  const commandLine = new CommandLine();

  afterAll(() => {
    commandLine.remove();
  });

  it.each([
    ["an ill-typed value", ["-c", "corsOrigins=42"], 'guardrails:corsOrigins is "42", but must be a list of origins'],
    ["a value that is not YAML", ["-c", 'corsOrigins=["*"'], "guardrails:corsOrigins is of type array"],
    ["an unknown key", ["-c", "corsOrigin=x"], "guardrails:corsOrigin is not a configuration key"],
    ["a key of another namespace", ["-c", "shop:corsOrigins=x"], "shop:corsOrigins is not a configuration key"],
    ["an override without a value", ["-c", "corsOrigins"], "configuration argument 1 is not of the form key=value"],
    [
      "a stack that is not there",
      ["--stack", "qa"],
      'there is no stack "qa"; the project has dev, example-arm, example-own-vpc, example-pools, prod, staging',
    ],
    ["an unknown option", ["--stak", "prod"], "unknown option '--stak'"],
    ["an argument too many", ["prod"], "too many arguments"],
    [
      "no policy configuration",
      ["--policy-config", "nowhere.json"],
      "there is no policy configuration file nowhere.json",
    ],
  ])("%s is refused with exit 2 and one sentence", async (_case, args, sentence) => {
    const { status, stdout, stderr } = await commandLine.run("preview", ...args);

    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stderr).toContain(sentence);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it("zones that only AWS knows there are too few of are refused with exit 2 and one sentence, before anything is made", async () => {
    const args = ["-c", "aws:region=us-west-1", "-c", "costProfile=large"];
    const { status, stdout, stderr } = await commandLine.run("preview", ...args);
    expect(stderr).toBe(
      "previewing prod\nerror: us-west-1 offers this account 2 availability zones (us-west-1a, us-west-1c), but 3 are wanted: name the ones to use in guardrails:availabilityZones.\n",
    );
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it.each([
    ["malformed", "{", "is not valid JSON"],
    ["misspelt in its key", '{"guardrail": {}}', "guardrail"],
    [
      "misspelt in a rule",
      '{"guardrails": {"rules": {"cors-not-wildcards": {"level": "advisory"}}}}',
      "cors-not-wildcards",
    ],
    ["misspelt in a property", '{"guardrails": {"rule": {}}}', "rule"],
    ["misspelt in a value", '{"guardrails": {"rules": {"cors-not-wildcard": {"level": "off"}}}}', "level"],
    ["switched off as a whole", '{"all": "disabled"}', '"all"'],
    ["switched off in its dispatcher", '{"guardrails": "disabled"}', "guardrails"],
  ])("a policy configuration that is %s is refused with exit 2 and one sentence", async (_case, text, sentence) => {
    const file = commandLine.file("policy-config.json");
    writeFileSync(file, text);

    const { status, stdout, stderr } = await commandLine.run("preview", "--policy-config", file);

    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stderr).toContain(sentence);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it.each(["preview", "up", "destroy", "reset"])("%s explains itself", async (command) => {
    const { status, stdout } = await commandLine.run(command, "--help");

    expect(stdout).toContain(`Usage: guardrails ${command} [options]`);
    expect(stdout).toContain("--stack <name>");
    expect(status).toBe(0);
  });

  it("no command at all is refused with exit 2", async () => {
    expect(await commandLine.run()).toEqual({
      status: 2,
      stdout: "",
      stderr: "error: no command given (--help shows the usage)\n",
    });
  });

  it("a program that fails is one sentence, without its stack and without a green line", async () => {
    const { status, stdout, stderr } = await commandLine.run("preview", "-c", "aws:region=nowhere");

    expect(stderr).toMatch(/^(?:previewing prod\n)error: aws:region is "nowhere", but must be an AWS region.*\n$/);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it("a damaged state is refused with exit 2, and forgotten by a reset", async () => {
    const stacks = join(commandLine.stateFolder, "dev", "backend", ".pulumi", "stacks", "guardrails");
    mkdirSync(stacks, { recursive: true });
    writeFileSync(join(stacks, "dev.json"), "{half a chec");

    const damaged = await commandLine.run("preview", "--stack", "dev");
    const reset = await commandLine.run("reset", "--stack", "dev");
    const afterwards = await commandLine.run("preview", "--stack", "dev");

    expect(damaged.stdout).toBe("");
    expect(damaged.status).toBe(2);
    expect(reset).toEqual({
      status: 0,
      stdout: "the state and the offline account of stack dev are forgotten\n",
      stderr: "",
    });
    expect(afterwards.status).toBe(0);
  });
});
