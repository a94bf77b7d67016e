import { CONFIG_KEYS } from "../../../infra/config";
import { generalFix, unprovenFix } from "../../../policies/pack/fixes";
import { rules } from "../../../policies/rules";
import { blueprint, component, run } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, task, WEB } from "../fixtures";
import { corsNotWildcard } from "../../../policies/rules/cors/cors-not-wildcard";

describe("a fix for somebody else's program", () => {
  // Keys of one word are words of the language as well.
  const keys = CONFIG_KEYS.filter((key) => /[A-Z]/.test(key));
  const own = new RegExp(`\\b(${keys.join("|")})\\b|this product`);

  it.each(rules.map((rule) => [rule.id, rule.fix]))("names no setting of this product: %s", (_, fix) => {
    const general = generalFix(fix);
    expect(general).not.toMatch(own);
    expect(general).toMatch(/[.]$/);
    expect(general.split("(")).toHaveLength(general.split(")").length);
  });

  it("is what a program without a blueprint is told, and one with a blueprint is told its own settings too", async () => {
    const open = { CORS_ORIGINS: plain("*") };
    const root = blueprint(declaration({ workloads: { web: declaredWorkload({ environment: open }) } }));
    const real = (parent?: typeof root) => task("web", { command: WEB, environment: { CORS_ORIGINS: "*" } }, parent);
    const fixes = async (...stack: Parameters<typeof run>[1]) =>
      (await run([corsNotWildcard], stack, { phase: "up" })).verdicts.map(({ fix }) => fix);
    expect(await fixes(real())).toEqual([generalFix(corsNotWildcard.fix)]);
    expect(await fixes(root)).toEqual([corsNotWildcard.fix]);
    expect(corsNotWildcard.fix).not.toBe(generalFix(corsNotWildcard.fix));
    expect(await fixes(root, component("web", { parent: root }))).toEqual([corsNotWildcard.fix]);
  });
});

describe("a fix for what is not known", () => {
  const unknown = (because: "not-created" | "unread" | "outside") => ({
    location: { urn: "urn:a", path: "b" },
    because,
    producers: [],
  });

  it("speaks of what does not become known by itself first, and of waiting only where it may wait", () => {
    const fix = (blocks: boolean, ...unknowns: ReturnType<typeof unknown>[]) =>
      unprovenFix({ verdict: "unproven", unknowns }, blocks);
    expect(fix(false, unknown("not-created"), unknown("unread"))).toMatch(/^Write the command or setting/);
    expect(fix(false, unknown("outside"), unknown("not-created"))).toMatch(/^See that it is right where it is made/);
    expect(fix(false, unknown("not-created"))).toMatch(/^Nothing, if it may wait/);
    expect(fix(true, unknown("not-created"))).toMatch(/^Declare the value/);
  });
});
