import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");

/** Jest has modules of its own, so that what Node loads is asked of another process. */
function inNode(script: string): unknown {
  const argv = ["--require", "tsx/cjs", "--eval", `console.log(JSON.stringify((() => { ${script} })()))`];
  return JSON.parse(execFileSync(process.execPath, argv, { cwd: root, encoding: "utf8" }));
}

const ASIDE = `require("./policies/pack/packaging-aside.ts");`;
const LOADED = `Object.keys(require.cache).some((path) => /arborist.lib.arborist/.test(path))`;

describe("the SDK's packager, which a policy pack has no use for", () => {
  it("is loaded by the SDK alone, and not where it is set aside", () => {
    expect(inNode(`require("@pulumi/policy"); return ${LOADED}`)).toBe(true);
    expect(inNode(`${ASIDE} require("@pulumi/policy"); return ${LOADED}`)).toBe(false);
  });

  it("packages as ever once somebody asks it to", () => {
    const arborist = `new (require("@npmcli/arborist").Arborist)({ path: "." })`;
    const about = `const it = ${arborist}; return [it.constructor.name, it.path, typeof it.loadActual]`;
    expect(inNode(`${ASIDE} require("@pulumi/pulumi"); ${about}`)).toEqual(["Arborist", root, "function"]);
  });
});
