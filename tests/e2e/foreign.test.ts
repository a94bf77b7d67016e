/**
 * Programs in the shapes in which other people write them (foreign/README.md says which), previewed and updated with one
 * command each. What is expected is what is true of the program, written by hand in its first comment.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandLine, ENGINE_TIMEOUT, type Finished } from "./command-line";
import { describedIn, found, type Operation } from "./foreign-findings";

jest.setTimeout(ENGINE_TIMEOUT);

const FOLDER = join(__dirname, "foreign");
const PROGRAMS = readdirSync(FOLDER)
  .filter((name) => existsSync(join(FOLDER, name, "Pulumi.yaml")))
  .sort();

const SECRET = "uncommonly-secret";
/** What a person gives beside --project. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  "settings-from-config": ["-c", `webhook=https://hooks.example.com/${SECRET}`],
  "shared-network": ["--seed", join(FOLDER, "shared-network", "seed.yaml")],
};

/** At a time; the engine, the program and the pack of one are three processes. */
const WORKERS = 2;
const OPERATIONS: readonly Operation[] = ["preview", "up"];

describe("programs of other people's shape", () => {
  const commandLine = new CommandLine();
  const results = new Map<string, Promise<Readonly<Record<Operation, Finished>>>>();
  const before = listing();

  // A few at a time, each as soon as its turn comes: a test waits for its own program alone.
  beforeAll(() => {
    const free: Promise<unknown>[] = Array.from({ length: WORKERS }, () => Promise.resolve());
    for (const [index, name] of PROGRAMS.entries()) {
      const result = (free[index % WORKERS] ?? Promise.resolve()).then(() => judged(name));
      free[index % WORKERS] = result.catch(() => undefined);
      results.set(name, result);
    }
  });
  afterAll(() => {
    commandLine.remove();
  });

  /** The preview rehearses what it leaves open; the update has only its own gates, and must come to the same. */
  async function judged(name: string): Promise<Readonly<Record<Operation, Finished>>> {
    const options = ["--project", join(FOLDER, name), ...(ARGUMENTS[name] ?? [])];
    const run = (operation: Operation, ...more: readonly string[]) =>
      commandLine.run(operation, ...options, "--verdicts", verdictFile(name, operation), ...more);
    return { preview: await run("preview"), up: await run("up", "--no-rehearsal") };
  }

  function verdictFile(name: string, operation: Operation): string {
    return commandLine.file(`${name}.${operation}.jsonl`);
  }

  /** The types of which the run says that no rule looked at them. */
  function unseen(name: string, operation: Operation): string[] {
    const last = readFileSync(verdictFile(name, operation), "utf8").trim().split("\n").at(-1) ?? "{}";
    const { notLookedAt = [] } = JSON.parse(last) as { readonly notLookedAt?: readonly { readonly type: string }[] };
    return notLookedAt.map(({ type }) => type);
  }

  it.each(PROGRAMS)("%s", async (name) => {
    const runs = await results.get(name);
    const described = describedIn(join(FOLDER, name));
    for (const operation of OPERATIONS) {
      const { findings, orUnseen } = described[operation];
      const run = runs?.[operation] ?? { status: null, stdout: "", stderr: "" };
      const isGap = orUnseen !== undefined && unseen(name, operation).includes(orUnseen);
      const wanted = isGap ? [] : findings;

      expect(run.stderr).not.toMatch(/^error:/m);
      expect(found(run)).toEqual(wanted);
      expect(run.status).toBe(wanted.some((finding) => finding.endsWith(" blocked")) ? 1 : 0);
      // What no rule has anything to say of is never told as if it had passed.
      expect(run.stdout.includes("NOTHING of this stack was looked at")).toBe(wanted.length === 0);
      expect(/^stood in for, outputs unknown: (.*)$/m.exec(run.stderr)?.[1]).toBe(described.stoodInFor);
      expect(run.stdout + run.stderr).not.toContain(SECRET);
    }
  });

  it("are all described, and their folders are as they were", () => {
    const readme = readFileSync(join(FOLDER, "README.md"), "utf8");
    expect(PROGRAMS.length).toBeGreaterThan(25);
    expect(PROGRAMS.filter((name) => !readme.includes(`| ${name} `))).toEqual([]);
    expect(listing()).toEqual(before);
  });
});

function listing(): string[] {
  return readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).sort();
}
