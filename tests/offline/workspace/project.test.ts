import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../../offline/workspace/input-error";
import { parseProject, readProject, readStackFile, stackNames } from "../../../offline/workspace/project";
import { shopProject } from "./project";

describe("Pulumi.yaml", () => {
  it("declares keys under their full name, with type and default", () => {
    const { name, schema } = shopProject();

    expect(name).toBe("shop");
    expect(schema.get("shop:size")).toEqual({ type: "integer", default: 3 });
    expect(schema.get("shop:limits")).toEqual({ type: "object", default: undefined });
    expect(schema.get("aws:region")).toEqual({ type: null, default: "eu-west-1" });
  });

  it.each([
    ["runtime: nodejs\n", "Pulumi.yaml has no project name, or its config section is not a map"],
    ["name: shop\nconfig: [a]\n", "Pulumi.yaml has no project name, or its config section is not a map"],
    ["- a\n", "Pulumi.yaml is not a YAML map"],
    ["name: [\n", "Pulumi.yaml is not valid YAML"],
    ["", "Pulumi.yaml has no project name"],
  ])("is refused as %j", (text, message) => {
    expect(() => parseProject("/nowhere", text)).toThrow(InputError);
    expect(() => parseProject("/nowhere", text)).toThrow(message);
  });
});

describe("a project's folder", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "guardrails-project-test-"));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it("has the stacks it has files for, in alphabetical order", () => {
    for (const file of ["Pulumi.prod.yaml", "Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.dev.yaml.bak"]) {
      writeFileSync(join(root, file), "config: {}\n");
    }

    expect(stackNames(root)).toEqual(["dev", "prod"]);
    expect(readStackFile(root, "dev")).toBe("config: {}\n");
    expect(() => readStackFile(root, "qa")).toThrow('there is no stack "qa"; the project has dev, prod');
  });

  it("says what is missing in it", () => {
    expect(() => readProject(root)).toThrow("there is no Pulumi.yaml in the project");
    expect(() => readStackFile(root, "prod")).toThrow("the project has no Pulumi.<stack>.yaml");
  });

  it("does not take a path for a stack's name", () => {
    writeFileSync(join(root, "Pulumi.prod.yaml"), "config: {}\n");

    expect(() => readStackFile(root, "../prod")).toThrow(InputError);
  });
});
