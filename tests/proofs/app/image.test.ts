/** The Dockerfile of the reference application, and the page that says what an image must contain. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { containerDefinitions } from "../../../infra/components/container";
import { RDS_AUTHORITIES } from "../../../infra/connections";
import { INSTALL_TIMEOUT } from "../library";
import { ServerFolder } from "../server";
import { declaredStack, STACKS } from "../stack";
import { APP, dockerfileSteps, dockerfileTools } from "./image";

jest.setTimeout(INSTALL_TIMEOUT);

const DOCS = resolve(__dirname, "..", "..", "..", "docs");
const DOCKERFILE = join(APP, "Dockerfile");

interface Finding {
  readonly rule: string;
}

/** The rules that a Dockerfile breaks; tally has hadolint's and BuildKit's own. */
async function lint(dockerfile: string): Promise<string[]> {
  // Blank lines between instructions are a matter of taste; slow checks ask a registry.
  const options = ["--no-config", "--slow-checks", "off", "--ignore", "tally/newline-between-instructions"];
  const args = ["-m", "tally_cli", "lint", ...options, "--format", "json", dockerfile];
  const { stdout, stderr } = spawnSync(await dockerfileTools(), args, { encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  const { files } = JSON.parse(stdout) as { files: readonly { violations: readonly Finding[] }[] };
  return files.flatMap(({ violations }) => violations.map(({ rule }) => rule));
}

const valuesOf = async (instruction: string): Promise<string[]> => {
  const steps = await dockerfileSteps();
  return steps.flatMap((step) => (step.instruction === instruction ? [step.value] : []));
};

describe("the Dockerfile", () => {
  it("is found sound by a linter that finds faults", async () => {
    expect(await lint(DOCKERFILE)).toEqual([]);
    const folder = new ServerFolder();
    const faulty = join(folder.path, "Dockerfile");
    writeFileSync(faulty, readFileSync(DOCKERFILE, "utf8").replaceAll("python:3.13-slim-bookworm", "python:latest"));
    expect(await lint(faulty)).toContain("hadolint/DL3007");
    folder.remove();
  });

  it("copies only what .dockerignore lets into the build", async () => {
    const [everything, ...lines] = readFileSync(join(APP, ".dockerignore"), "utf8").trim().split("\n");
    expect(everything).toBe("*");
    const allowed = lines.flatMap((line) => (line.startsWith("!") ? [line.slice(1)] : []));
    const copied = (await valuesOf("COPY")).filter((value) => !value.startsWith("--from="));
    expect(copied.flatMap((value) => value.split(" ").slice(0, -1)).sort()).toEqual(allowed.sort());
  });

  it.each(STACKS)("is what the containers of %s take it for", async (stack) => {
    const blueprint = declaredStack(stack);
    const reference = { arn: "arn", versionId: null, keyArn: null };
    const secrets = Object.fromEntries(Object.keys(blueprint.secrets).map((name) => [name, reference]));
    const log = { group: "group", region: "eu-west-1" };
    const declared = blueprint.workloads.web;
    const output = containerDefinitions({ name: "web", declared, secrets, log, port: 8000, healthCheck: null });
    const text = await new Promise<string>((done) => {
      output.apply(done);
    });
    const [container] = JSON.parse(text) as {
      user: string;
      mountPoints: { containerPath: string }[];
      entryPoint?: unknown;
    }[];

    expect(await valuesOf("USER")).toEqual([container?.user]);
    const volumes = (await valuesOf("VOLUME")).flatMap((value) => JSON.parse(value) as string[]);
    expect(volumes).toEqual(container?.mountPoints.map(({ containerPath }) => containerPath));
    expect([await valuesOf("ENTRYPOINT"), await valuesOf("CMD"), container?.entryPoint]).toEqual([[], [], undefined]);
    expect(declared.environment["PGSSLROOTCERT"]).toEqual({ kind: "plain", value: RDS_AUTHORITIES });
    // BuildKit gives a file from elsewhere mode 0600 unless it is told another.
    expect(await valuesOf("ADD")).toEqual([expect.stringMatching(new RegExp(`^--chmod=0644 .* ${RDS_AUTHORITIES}$`))]);
  });
});

it("docs/image.md names lines that are there", () => {
  const page = readFileSync(join(DOCS, "image.md"), "utf8");
  const named = [...page.matchAll(/\]\((\.\.\/examples\/app\/[^)]+)\): `([^`]+)`/g)];
  expect(named.length).toBeGreaterThan(25);
  const missing = named.filter(([, path = "", line = ""]) => !readFileSync(join(DOCS, path), "utf8").includes(line));
  expect(missing.map(([whole]) => whole)).toEqual([]);
  // Each row of a table names one.
  const rows = page.split("\n").filter((line) => /^\| (?!The stack counts on|-)/.test(line));
  expect(named).toHaveLength(rows.length);
});
