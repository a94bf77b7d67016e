import { baselineOf } from "../../../policies/pack/baseline";
import { corsNotWildcard } from "../../../policies/rules/cors/cors-not-wildcard";
import { secretNotInPlainEnvironment } from "../../../policies/rules/secrets/secret-not-in-plain-environment";
import { gateIntact } from "../../../policies/rules/gate/gate-intact";
import { blueprint, component, run } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, task, WEB } from "../fixtures";

const root = blueprint(
  declaration({ workloads: { web: declaredWorkload({ environment: { CORS_ORIGINS: plain("*") } }) } }),
);
const web = component("web", { parent: root });
const inWeb = task("web", { command: WEB, environment: { CORS_ORIGINS: "*" } }, web);
const api = task("api", { command: WEB, environment: { CORS_ORIGINS: "*" } });
const worker = task("worker", { command: WEB, environment: { CORS_ORIGINS: "*" } });

const RULES = [gateIntact, corsNotWildcard, secretNotInPlainEnvironment];
const judge = (stack: Parameters<typeof run>[1], configuration: object, today = "2026-01-01") =>
  run(RULES, stack, { phase: "preview", configuration: { ...configuration }, today });
const blocking = ({ diagnostics }: Awaited<ReturnType<typeof judge>>) =>
  diagnostics.filter(({ level }) => level === "mandatory").map(({ policy, urn }) => [policy, urn]);
const exempting = (entry: object) => ({
  exemptions: [
    {
      rule: "cors-not-wildcard",
      reason: "a public read-only API",
      owner: "platform",
      expires: "2026-06-30",
      ...entry,
    },
  ],
});
const END = { until: "2026-06-30", reason: "the first weeks", owner: "platform" };

describe("an exemption in a run", () => {
  it.each([
    ["the declared part", `${root.urn}#workloads.web`],
    ["the real resource", inWeb.urn],
    ["the real resource, by a glob", "**::aws:ecs/taskDefinition:TaskDefinition::web"],
  ])("covers what is declared and what realises it, by the address of %s", async (_, resource) => {
    expect(blocking(await judge([root, web], exempting({ resource })))).toEqual([]);
  });

  it("of one declared part lets no other through", async () => {
    const other = await judge([root, web], exempting({ resource: `${root.urn}#workloads.api` }));
    expect(blocking(other)).toEqual([["cors-not-wildcard", root.urn]]);
  });

  it.each([
    ["the declared part", `${root.urn}#workloads.web`],
    ["the real resource", "**::aws:ecs/taskDefinition:TaskDefinition::web"],
  ])("covers a real task definition by the address of %s", async (_, resource) => {
    expect(blocking(await judge([root, web, inWeb], exempting({ resource })))).toEqual([]);
  });

  it("of one setting lets no other through", async () => {
    expect(blocking(await judge([api], exempting({ resource: api.urn, setting: "CORS_ORIGINS" })))).toEqual([]);
    expect(blocking(await judge([api], exempting({ resource: api.urn, setting: "ALLOWED_HOSTS" })))).toEqual([
      ["cors-not-wildcard", api.urn],
    ]);
  });
});

describe("the advisory mode in a run", () => {
  it("blocks nothing in production until its day, and the record says so", async () => {
    const result = await judge([api], { mode: { advisory: END } });
    expect(blocking(result)).toEqual([]);
    expect(result.diagnostics).toContainEqual(
      expect.objectContaining({ policy: "cors-not-wildcard", level: "advisory" }),
    );
    expect(result.records[0]).toMatchObject({ record: "run", advisoryMode: END });
  });

  it("that is over blocks, by itself too", async () => {
    const result = await judge([api], { mode: { advisory: END } }, "2026-07-01");
    expect(blocking(result).map(([policy]) => policy)).toEqual(["gate-intact", "cors-not-wildcard"]);
    expect(result.records[0]).not.toHaveProperty("advisoryMode");
  });
});

describe("a baseline in a run", () => {
  it("lets what was there through, blocks what is new, and blocks once it is over", async () => {
    const first = await judge([api], {});
    const baseline = {
      ...baselineOf(first.verdicts, () => true, undefined, "2026-01-01").baseline,
      until: "2026-06-30",
    };
    const later = await judge([api, worker], { baseline });
    expect(blocking(later)).toEqual([["cors-not-wildcard", worker.urn]]);
    expect(later.verdicts).toContainEqual(
      expect.objectContaining({
        level: "advisory",
        baseline: expect.objectContaining({ until: "2026-06-30" }) as object,
      }),
    );
    expect(blocking(await judge([api], { baseline }, "2026-07-01")).map(([policy]) => policy)).toEqual([
      "gate-intact",
      "cors-not-wildcard",
    ]);
  });
});

it("knows a declared part and what realises it as one finding of a baseline", async () => {
  const first = await judge([root, web, inWeb], {});
  const { baseline } = baselineOf(first.verdicts, () => true, undefined, "2026-01-01");
  expect(baseline.findings).toHaveLength(1);
  expect(blocking(await judge([root, web, inWeb], { baseline }))).toEqual([]);
});

it("tells of a secret in the configuration without the secret", async () => {
  const secret = "hunter2-Canary/9f8e7d";
  for (const configuration of [{ profile: secret }, { [secret]: 1 }, { exemptions: secret }]) {
    const { diagnostics, records } = await judge([api], configuration);
    expect(diagnostics[0]).toMatchObject({ policy: "guardrails", level: "mandatory" });
    expect(JSON.stringify([diagnostics, records])).not.toContain("hunter2");
  }
});
