import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { platforms } from "../../policies/platforms";
import { rules } from "../../policies/rules";
import type { Kind } from "../../policies/subjects";

const ROOT = join(__dirname, "../..");

/** What is in the folders is in the indexes, and what is in the indexes has its test and its page. */
const ruleFiles = readdirSync(join(ROOT, "policies/rules"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.includes("/") && file.endsWith(".ts"))
  .map((file) => basename(file, ".ts"))
  .sort();

it("has every rule's file in the index", () => {
  expect(rules.map(({ id }) => id).sort()).toEqual(ruleFiles);
});

it.each(rules.map(({ id }) => id))("%s has a test and a page", (id) => {
  expect(existsSync(join(ROOT, "tests/policies/rules", `${id}.test.ts`))).toBe(true);
  expect(existsSync(join(ROOT, "docs/rules", `${id}.md`))).toBe(true);
});

it.each(rules.filter(({ about }) => about !== "policy-configuration"))(
  "$id shows a program that fails and one that passes, and says when it is not for you",
  ({ examples, whenNot }) => {
    expect(examples?.bad).not.toBe(examples?.good);
    expect(whenNot).toMatch(/\.$/);
  },
);

it.each(rules)("$id is related to rules that exist, and not to itself", ({ id, related = [] }) => {
  expect(rules.map((rule) => rule.id)).toEqual(expect.arrayContaining([...related]));
  expect(related).not.toContain(id);
});

it.each(rules)("$id is about something that some platform reads", ({ about }) => {
  expect(about === "policy-configuration" || platforms.ownersOf(about).length > 0).toBe(true);
});

it("knows what each type is to it", () => {
  const kinds = ["workload", "database", "cache", "secret", "credential"] as const;
  for (const type of kinds.flatMap((kind) => platforms.ownersOf(kind))) {
    expect(platforms.roleOf(type)).toMatch(/^(judged|starts-code|settings)$/);
  }
});

describe("of which only settings and passwords are read", () => {
  const SETTINGS: readonly Kind[] = ["plain-settings", "credential", "handed-over", "cors-setting"];
  /** They are nothing else than what is read of them, or other subjects are judged by the rest. */
  const WHOLE = [
    ...["ssm/parameter:Parameter", "secretVersion:SecretVersion", "elasticache/user:User", "memorydb/user:User"],
    ...["listener:Listener", "listenerRule:ListenerRule"],
  ];
  const more = new Set(
    rules.flatMap(({ about }) =>
      about === "policy-configuration" || SETTINGS.includes(about) ? [] : platforms.ownersOf(about),
    ),
  );
  const types = [...new Set([...platforms.ownersOf("plain-settings"), ...platforms.ownersOf("credential")])];

  it.each(types)("%s is, or is not", (type) => {
    const isWhole = more.has(type) || WHOLE.some((whole) => type.endsWith(whole));
    expect(platforms.roleOf(type)).toMatch(isWhole ? /^(judged|starts-code)$/ : /^(settings|starts-code)$/);
  });
});
