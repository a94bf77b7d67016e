import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CONFIG_KEYS } from "../../infra/config";
import { platforms } from "../../policies/platforms";
import { rules } from "../../policies/rules";
import { ELSEWHERE } from "./elsewhere";
import { ROOT } from "./record";
import { mutations } from "./table";

/** A rule that no mutation trips, or a mutation that nothing catches, is dead weight. */
const caught = new Map(
  rules.map(({ id }) => [id, mutations.filter(({ found }) => Object.hasOwn(found, id)).map(({ did }) => did)]),
);

it.each(rules.map(({ id }) => id))("%s is tripped by two mutations of our own program", (id) => {
  expect(caught.get(id)?.length ?? 0).toBeGreaterThanOrEqual(2);
});

it("has no mutation that nothing catches, none for a rule that is not there, and none twice", () => {
  const ids = rules.map(({ id }) => id);
  for (const { found } of mutations) {
    expect(Object.keys(found).length).toBeGreaterThan(0);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(found)));
  }
  expect(new Set(mutations.map(({ did }) => did)).size).toBe(mutations.length);
  const what = mutations.map(({ settings, properties, configuration, transform }) =>
    transform === undefined ? JSON.stringify([settings, properties, configuration]) : transform,
  );
  expect(new Set(what).size).toBe(mutations.length);
});

/** Where a wrong setting can be. */
const KINDS = ["cors-setting", "entry-point", "database", "cache", "credential", "workload", "engine"] as const;
const surfaces = [...new Set(KINDS.flatMap((kind) => platforms.ownersOf(kind)).map(ofOneName))].sort();

/** Types that AWS's own renaming has left under several names are one. */
function ofOneName(type: string): string {
  return type
    .replace(/^aws:(?:alb|applicationloadbalancing|elasticloadbalancingv2)\//, "aws:lb/")
    .replace(/V2:(\w+)V2$/, ":$1");
}

it.each(surfaces)("%s is a surface of our own program that a mutation touches, or of another program", (type) => {
  const touched = mutations.some(({ properties = [] }) => properties.some((change) => change.type === type));
  const elsewhere = ELSEWHERE[type];
  const [, service = "", resource = ""] = /^aws:(\w+)\/.*:(\w+)$/.exec(type) ?? [];
  const text = elsewhere === undefined ? "" : readFileSync(join(ROOT, elsewhere), "utf8");
  expect([touched, new RegExp(`\\b${service}\\.${resource}\\b`).test(text)].filter(Boolean)).toHaveLength(1);
});

it("names no surface that is none", () => {
  expect(surfaces).toEqual(expect.arrayContaining(Object.keys(ELSEWHERE)));
});

it("names settings of our own configuration that are there", () => {
  expect(CONFIG_KEYS).toEqual(expect.arrayContaining(rules.flatMap(({ settings = [] }) => settings)));
});
