/** The checked-in Pulumi files against the program that reads them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { declareBlueprint } from "../../infra/blueprint";
import { budgetOf } from "../../infra/budget";
import { CONFIG_KEYS, parseConfig, SECRET_KEYS } from "../../infra/config";
import { REQUIRED } from "./settings";

interface ProjectFile {
  readonly name: string;
  readonly main: string;
  readonly runtime: { readonly name: string; readonly options: { readonly typescript: boolean } };
  readonly config: Readonly<Record<string, { readonly type: string; readonly default?: unknown }>>;
}

const project = read<ProjectFile>("Pulumi.yaml");

/** A test states the shape it expects of a file; what differs fails in the expectation. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
function read<Shape>(file: string): Shape {
  return parse(readFileSync(join(__dirname, "../..", file), "utf8")) as Shape;
}

/** As the engine hands values over: text as it is, everything else as JSON. */
function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function stackConfig(stack: string): Record<string, string> {
  const { config } = read<{ config: Readonly<Record<string, unknown>> }>(`Pulumi.${stack}.yaml`);
  const given = Object.entries(config).filter(([key]) => key.startsWith("guardrails:"));
  return Object.fromEntries(given.map(([key, value]) => [key.slice("guardrails:".length), asText(value)]));
}

describe("Pulumi.yaml", () => {
  it("runs the compiled program", () => {
    expect(project).toMatchObject({
      name: "guardrails",
      main: "dist/infra/index.js",
      runtime: { name: "nodejs", options: { typescript: false } },
    });
  });

  it("declares keys the program reads, and no secret one", () => {
    expect(CONFIG_KEYS).toStrictEqual(expect.arrayContaining(Object.keys(project.config)));
    for (const key of SECRET_KEYS) expect(project.config).not.toHaveProperty(key);
  });

  it("has the program's defaults", () => {
    const declared = Object.entries(project.config).filter(([, { default: value }]) => value !== undefined);
    const defaults = Object.fromEntries(declared.map(([key, { default: value }]) => [key, asText(value)]));
    expect(parseConfig({ ...REQUIRED, ...defaults })).toStrictEqual(parseConfig(REQUIRED));
  });
});

describe.each([
  ["prod", "production"],
  ["staging", "staging"],
  ["dev", "development"],
])("Pulumi.%s.yaml", (stack, environment) => {
  it("is a valid configuration of its environment whose budget holds", () => {
    const settings = parseConfig(stackConfig(stack));
    expect(settings.environment).toBe(environment);
    expect(budgetOf(declareBlueprint(settings, "eu-west-1"), "postgres").fits).toBe(true);
  });

  it("holds no secret and no salt", () => {
    const text = readFileSync(join(__dirname, "../..", `Pulumi.${stack}.yaml`), "utf8");
    expect(text).not.toMatch(/secure:|encryptionsalt/);
  });
});
