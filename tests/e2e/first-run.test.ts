import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandLine, ENGINE_TIMEOUT } from "./command-line";

jest.setTimeout(ENGINE_TIMEOUT);

/** A program that allows every origin in as many services as asked for. */
const program = (services: number) => `import * as aws from "@pulumi/aws";
  new aws.sns.Topic("topic");
  for (let index = 0; index < ${services}; index++) {
    new aws.ecs.TaskDefinition("api" + index, {
      family: "api" + index, cpu: "256", memory: "512", networkMode: "awsvpc", requiresCompatibilities: ["FARGATE"],
      containerDefinitions: JSON.stringify([{ name: "api", image: "public.ecr.aws/docker/library/python:3.12",
        command: ["uvicorn", "app:app"], environment: [{ name: "CORS_ORIGINS", value: "*" }] }]),
    });
  }`;

describe("a first run", () => {
  const commandLine = new CommandLine();
  const folder = mkdtempSync(join(tmpdir(), "guardrails-first-"));
  const root = join(folder, "shop");
  const configuration = join(folder, "policy-config.json");
  mkdirSync(root);
  writeFileSync(join(root, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");

  afterAll(() => {
    commandLine.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const preview = (services: number, ...args: readonly string[]) => {
    writeFileSync(join(root, "index.ts"), program(services));
    return commandLine.run("preview", "--project", root, ...args);
  };
  const known = (): readonly { readonly rule: string }[] =>
    (
      JSON.parse(readFileSync(configuration, "utf8")) as {
        readonly guardrails: { readonly baseline: { readonly findings: readonly { readonly rule: string }[] } };
      }
    ).guardrails.baseline.findings;
  const wildcards = () => known().filter(({ rule }) => rule === "cors-not-wildcard").length;

  it("writes what is found as known, lets it through from then on, and blocks what is new", async () => {
    const first = await preview(1, "--write-baseline", configuration);
    expect(first.stdout).toMatch(
      /\nbaseline of \S+: \d+ findings until \d{4}-\d\d-\d\d \(\d+ new, 0 mended and left out\)\n$/,
    );
    expect(first.status).toBe(1);
    expect(wildcards()).toBe(1);

    const again = await preview(1, "--policy-config", configuration);
    expect(again.stdout).toMatch(/^ADVICE cors-not-wildcard: .*\n.*\n {2}known in the baseline of platform until /m);
    expect(again.status).toBe(0);

    const grown = await preview(2, "--policy-config", configuration, "--write-baseline", configuration);
    expect(grown.stdout).toMatch(/^BLOCKED cors-not-wildcard: /m);
    expect(grown.stdout).toMatch(/[1-9]\d* not taken in, as it only shrinks \(--allow-new takes them in\)\)\n$/);
    expect(grown.status).toBe(1);
    expect(wildcards()).toBe(1);

    await preview(2, "--policy-config", configuration, "--write-baseline", configuration, "--allow-new");
    expect(wildcards()).toBe(2);
    const mended = await preview(0, "--policy-config", configuration, "--write-baseline", configuration);
    expect(mended.status).toBe(0);
    expect(known()).toEqual([]);
  });

  it("ends with 1 where less was looked at than is required, and says how much", async () => {
    const required = (what: string) => preview(0, "--require-judged", what);
    const none = await required("1");
    expect(none.stdout).toMatch(/\nBLOCKED judged 0 of 1 resources, and --require-judged wants 1\n$/);
    expect(none.status).toBe(1);
    expect((await required("0")).status).toBe(0);
    expect(await required("most")).toMatchObject({ status: 2, stdout: "" });
  });
});
