import { positionOf } from "../../../review/collect/positions";
import { type Files, runProgram } from "./fake-engine";

/** The line each resource of a program is made on, by its name: `index.ts:3`. */
async function lines(files: Files): Promise<Record<string, string | undefined>> {
  const { registrations, root, errors } = await runProgram(files);
  expect(errors).toEqual([]);
  return Object.fromEntries(
    registrations.map(({ urn, frames }) => {
      const { file, line } = positionOf(frames, root) ?? {};
      return [urn.slice(urn.lastIndexOf("::") + 2), file && `${file}:${line ?? 0}`];
    }),
  );
}

/** What a provider's package is to a program, and a component of somebody's. */
const PACKAGE = `const pulumi = require("@pulumi/pulumi");
class Half extends pulumi.CustomResource {
  constructor(name, args, options) { super("team:index:Half", name, args, options); }
}
class Pair extends pulumi.ComponentResource {
  constructor(name) {
    super("team:index:Pair", name);
    new Half(name + "-left", {}, { parent: this });
  }
}
module.exports = { Half, Pair };
`;

const packaged = (files: Files): Files => ({ "node_modules/pairs/index.js": PACKAGE, ...files });

describe("the line that makes a resource of somebody's program", () => {
  it("is that of their source, not of what it is compiled to", async () => {
    const found = await lines(
      packaged({
        "index.ts": `import { Half } from "pairs";

interface Nothing { readonly of: string }

for (const name of ["a"] as const satisfies readonly string[])
  new Half(name);
const later = async (given: Nothing): Promise<void> => {
  await Promise.resolve();
  new Half(given.of);
};
export const done = later({ of: "b" });
`,
      }),
    );

    expect(found).toMatchObject({ a: "index.ts:6", b: "index.ts:9", "shop-qa": undefined });
  });

  it.each([
    ["an ES module", "index.mjs", 'import { Half } from "pairs";'],
    ["an ES module in TypeScript", "index.mts", 'import { Half } from "pairs";\ntype T = string;\n'],
    ["a script", "index.js", 'const { Half } = require("pairs");'],
  ])("is known of %s, inside a function and outside of all", async (_case, name, start) => {
    const at = start.split("\n").length;
    const found = await lines(
      packaged({ [name]: `${start}\nnew Half("a");\nfunction f() {\n  new Half("b");\n}\nf();\n` }),
    );

    expect(found).toMatchObject({ a: `${name}:${at + 1}`, b: `${name}:${at + 3}` });
  });

  it("of what a package makes is the line that calls the package", async () => {
    const found = await lines(packaged({ "index.js": `const { Pair } = require("pairs");\n\nnew Pair("p");\n` }));

    expect(found).toMatchObject({ p: "index.js:3", "p-left": "index.js:3" });
  });
});

describe("a registration", () => {
  it("has the URN that the engine makes, and what it depends on", async () => {
    const { registrations } = await runProgram(
      packaged({
        "index.js": `const { Half, Pair } = require("pairs");
          new Pair("p");
          new Half("u", {}, { dependsOn: [new Half("needed")] });`,
      }),
    );

    expect(registrations.map(({ urn }) => urn)).toEqual(
      expect.arrayContaining([
        "urn:pulumi:qa::shop::pulumi:pulumi:Stack::shop-qa",
        "urn:pulumi:qa::shop::team:index:Pair::p",
        "urn:pulumi:qa::shop::team:index:Pair$team:index:Half::p-left",
      ]),
    );
    const user = registrations.find(({ urn }) => urn.endsWith("::u"));
    expect(user?.dependencies).toEqual(["urn:pulumi:qa::shop::team:index:Half::needed"]);
  });
});
