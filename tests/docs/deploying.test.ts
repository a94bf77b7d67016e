/** The checklist of docs/deploying.md against the stack files, and its words against the generated policy. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { CONFIG_KEYS } from "../../infra/config";

const ROOT = join(__dirname, "../..");
const page = readFileSync(join(ROOT, "docs/deploying.md"), "utf8");
const policy = readFileSync(join(ROOT, "docs/deployer-policy.json"), "utf8");

const rows = [...page.matchAll(/^\| `([^`]+)`( \(not in the file: add it\))? +\|/gm)];
const listed = rows.filter(([, , added]) => added === undefined).map(([, key]) => String(key));
const added = rows.filter(([, , more]) => more !== undefined).map(([, key]) => String(key));

/** Of a stack file, values as text. */
function configOf(stack: string): ReadonlyMap<string, string> {
  const { config } = parse(readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), "utf8")) as { config: object };
  return new Map(Object.entries(config).map(([key, value]) => [key, JSON.stringify(value)]));
}

describe("the checklist of what to edit first", () => {
  it("names keys that Pulumi.prod.yaml has", () => {
    expect(listed).not.toStrictEqual([]);
    expect(listed.filter((key) => !configOf("prod").has(key))).toStrictEqual([]);
  });

  it("names keys that the program reads", () => {
    const own = [...listed, ...added].filter((key) => key !== "aws:region");
    expect(own.filter((key) => !CONFIG_KEYS.includes(key.replace(/^guardrails:/, "")))).toStrictEqual([]);
    expect(added).toStrictEqual(["guardrails:product"]);
  });

  it.each(["prod", "staging", "dev"])("leaves out no key of Pulumi.%s.yaml whose value is an example's", (stack) => {
    const examples = [...configOf(stack)].filter(([, value]) => /123456789012|example\.(com|org)|EXAMPLE/.test(value));
    expect(examples).not.toStrictEqual([]);
    expect(examples.map(([key]) => key).filter((key) => !listed.includes(key))).toStrictEqual([]);
  });
});

describe("the commands for the deployer's policy", () => {
  const shell = /```sh\n([^`]*)```/.exec(page)?.[1] ?? "";

  it("replace every word in capitals, and no other", () => {
    const replaced = [...shell.matchAll(/s\/([A-Z_]+)\/([^/]*)\/g/g)];
    const filled = replaced.reduce((text, [, word, value]) => text.replaceAll(String(word), String(value)), policy);
    expect(replaced.filter(([, word]) => !policy.includes(String(word))).map(([, word]) => word)).toStrictEqual([]);
    const values = Object.values(
      JSON.parse(filled) as Record<string, { Statement: { Resource: string[]; Condition?: object }[] }>,
    );
    const places = values.flatMap(({ Statement }) =>
      Statement.map(({ Resource, Condition }) => [Resource, Condition ?? {}]),
    );
    expect(JSON.stringify(places).replaceAll("Z0123456789EXAMPLE", "")).not.toMatch(/\b[A-Z_]{4,}\b/);
  });

  it("attach every document", () => {
    const parts = /for part in ([a-z ]+);/.exec(shell)?.[1]?.split(" ") ?? [];
    expect([...parts].sort()).toStrictEqual(Object.keys(JSON.parse(policy) as object).sort());
  });
});
