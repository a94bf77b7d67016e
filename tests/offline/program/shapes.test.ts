/**
 * Every shape in which people write a Node.js Pulumi program, run by the real runner of the real SDK: only the engine is a
 * stand-in.
 */
import { isSealed } from "../../../offline/provider/values";
import { type Files, type ProgramResult, runProgram } from "./fake-engine";

const thing = (name: string) => `new pulumi.ComponentResource("my:index:Thing", "${name}");`;
const REGISTERED = "my:index:Thing";

async function expectThing(files: Files, name: string): Promise<ProgramResult> {
  const result = await runProgram(files);
  expect(result.errors).toEqual([]);
  expect(result.response).toEqual({ error: "", bail: false });
  expect(result.registered).toContain(`${REGISTERED} ${name}`);
  expect(result.untouched).toBe(true);
  return result;
}

describe("TypeScript, CommonJS", () => {
  it("runs what is at the top level, with relative imports, JSON and outputs; types do not matter", async () => {
    const { outputs, printed } = await expectThing(
      {
        "index.ts": `
          import * as pulumi from "@pulumi/pulumi";
          import { size } from "./lib";
          import * as data from "./data.json";
          const wrong: number = "text";
          ${thing("plain")}
          export const stack = pulumi.getStack();
          export const project = pulumi.getProject();
          export const total = size() + data.more;
          export const where = [__dirname === process.cwd(), require("./lib").size()];
          console.log("said by the program", wrong);`,
        "lib.ts": "export const size = (): number => 40;",
        "data.json": '{"more": 2}',
        "tsconfig.json": '{"compilerOptions": {"strict": true, "module": "commonjs"}, "files": ["index.ts"]}',
        "package.json": '{"name": "p", "main": "index.ts"}',
      },
      "plain",
    );
    expect(outputs).toMatchObject({ stack: "qa", project: "shop", total: 42, where: [true, 40] });
    expect(printed).toContain("said by the program text");
  });

  it("runs an exported function", async () => {
    const index = `import * as pulumi from "@pulumi/pulumi"; export = async () => { ${thing("exported")} return { a: 1 }; };`;
    const { outputs } = await expectThing({ "index.ts": index }, "exported");
    expect(outputs).toEqual({ a: 1 });
  });

  it("runs a default export, which compiled modules have too", async () => {
    const index = `import * as pulumi from "@pulumi/pulumi"; export default async () => { ${thing("default")} return { a: 2 }; };`;
    const { outputs } = await expectThing({ "index.ts": index }, "default");
    expect(outputs).toEqual({ a: 2 });
  });

  it("compiles what its package.json says is compiled already", async () => {
    const files = {
      "package.json": '{"name": "p", "main": "dist/index.js"}',
      "src/index.ts": `import * as pulumi from "@pulumi/pulumi"; ${thing("source")}`,
    };
    await expectThing(files, "source");
  });

  it("reads decorators and paths of its tsconfig.json", async () => {
    const files = {
      "tsconfig.json":
        '{"compilerOptions": {"experimentalDecorators": true, "baseUrl": ".", "paths": {"@lib/*": ["lib/*"]}}}',
      "index.ts": `import * as pulumi from "@pulumi/pulumi"; import { mark } from "@lib/mark"; @mark class A {} ; ${thing("paths")}`,
      "lib/mark.ts": "export function mark(target: Function) { return target as never; }",
    };
    await expectThing(files, "paths");
  });
});

describe("TypeScript, ES modules", () => {
  it("waits for top-level await, and imports packages, files and JSON as Node.js does", async () => {
    const { outputs } = await expectThing(
      {
        "package.json": '{"name": "p", "type": "module"}',
        "index.ts": `
          import * as pulumi from "@pulumi/pulumi";
          import { RandomPassword } from "@pulumi/random";
          import { size } from "./lib.js";
          import data from "./data.json" with { type: "json" };
          const late = await Promise.resolve(size() + data.more);
          ${thing("awaited")}
          export const total = late;
          export const found = typeof RandomPassword;`,
        "lib.ts": "export const size = (): number => 40;",
        "data.json": '{"more": 3}',
      },
      "awaited",
    );
    expect(outputs).toEqual({ total: 43, found: "function" });
  });

  it("runs a default-exported function, of an .mts too", async () => {
    const index = `import * as pulumi from "@pulumi/pulumi"; export default async () => { ${thing("mts")} return { b: 1 }; };`;
    const { outputs } = await expectThing({ "index.mts": index }, "mts");
    expect(outputs).toEqual({ b: 1 });
  });
});

describe("JavaScript", () => {
  it("runs CommonJS with module.exports", async () => {
    const index = `const pulumi = require("@pulumi/pulumi"); ${thing("common")} module.exports = { c: 3 };`;
    expect((await expectThing({ "index.js": index }, "common")).outputs).toEqual({ c: 3 });
  });

  it("runs an ES module in a folder that main of Pulumi.yaml names", async () => {
    const index = `import * as pulumi from "@pulumi/pulumi"; ${thing("folder")} export const cwd = process.cwd().endsWith("infra");`;
    const files = {
      "infra/index.js": index,
      "infra/package.json": '{"type": "module"}',
      "package.json": '{"main": "infra"}',
    };
    await expectThing(files, "folder");
  });

  it("runs an .mjs", async () => {
    await expectThing({ "index.mjs": `import pulumi from "@pulumi/pulumi"; ${thing("mjs")}` }, "mjs");
  });
});

describe("packages", () => {
  it("are the program's own where it has them, and ours where it has not", async () => {
    const { outputs } = await expectThing(
      {
        "index.ts": `
          import * as pulumi from "@pulumi/pulumi";
          import { mine } from "mine";
          import * as aws from "@pulumi/aws";
          ${thing("own")}
          export const both = [mine, typeof aws.s3.Bucket];`,
        "node_modules/mine/package.json": '{"name": "mine", "main": "index.js"}',
        "node_modules/mine/index.js": 'exports.mine = "mine";',
      },
      "own",
    );
    expect(outputs).toEqual({ both: ["mine", "function"] });
  });

  it("of nobody are an error that names them", async () => {
    for (const type of ["commonjs", "module"]) {
      const { errors, response } = await runProgram({
        "package.json": `{"type": "${type}"}`,
        "index.ts": 'import * as k8s from "@pulumi/kubernetes"; console.log(k8s);',
      });
      expect(errors.join()).toContain("'@pulumi/kubernetes'");
      expect(response.bail).toBe(true);
    }
  });
});

describe("configuration and secrets", () => {
  it("reaches the program with its secrets marked, and no credential of the environment does", async () => {
    const given = {
      AWS_SECRET_ACCESS_KEY: "x",
      PULUMI_ACCESS_TOKEN: "x",
      AWS_REGION: "eu-west-1",
      GUARDRAILS_VERDICTS: "x",
    };
    const before = { ...process.env };
    Object.assign(process.env, given);
    const { outputs } = await runProgram(
      {
        "index.ts": `
          import * as pulumi from "@pulumi/pulumi";
          ${thing("configured")}
          const config = new pulumi.Config();
          export const plain = config.requireNumber("size");
          export const key = config.requireSecret("key");
          export const region = new pulumi.Config("aws").require("region");
          export const environment = ${JSON.stringify(Object.keys(given))}.filter((name) => process.env[name] !== undefined);`,
      },
      { config: { "shop:size": "3", "shop:key": "hush", "aws:region": "eu-west-3" }, secretKeys: ["shop:key"] },
    );
    process.env = before;
    expect(outputs).toMatchObject({ plain: 3, region: "eu-west-3", environment: ["AWS_REGION"] });
    expect(isSealed(outputs["key"])).toBe(true);
  });
});

describe("what is no deployment", () => {
  it("is an error: a program that registers nothing", async () => {
    const { response } = await runProgram({ "index.ts": "export const a = 1;" });
    expect(response.error).toBe("the program registered no resource");
  });

  it("is an error: a program that throws, before and after its first resource", async () => {
    const index = `import * as pulumi from "@pulumi/pulumi"; ${thing("first")} throw new Error("no such thing");`;
    const { errors, response } = await runProgram({ "index.ts": index });
    expect(errors.join()).toContain("no such thing");
    expect(response.bail).toBe(true);
  });

  it("is an error: a program that ends its process", async () => {
    const { response } = await runProgram({ "index.ts": "process.exit(3);" });
    expect(response.error).toBe("the program ended with exit code 3");
  });
});
