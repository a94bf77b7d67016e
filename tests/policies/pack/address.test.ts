import { addressMatches, tooWide } from "../../../policies/pack/address";
import { globMatches } from "../../../policies/facts/glob";

const TASK = "urn:pulumi:prod::shop::shop:index:PublicApi$aws:ecs/taskDefinition:TaskDefinition::web";
const DECLARED = "urn:pulumi:prod::shop::guardrails:index:Blueprint$workloads::public-api";
const DECLARED_CACHE = "urn:pulumi:prod::shop::guardrails:index:Blueprint$caches::public-api";

describe("a glob", () => {
  it.each([
    ["*", "", true],
    ["", "", true],
    ["", "a", false],
    ["a*c", "abbbc", true],
    ["a*c", "abbbd", false],
    ["*b*b*", "abab", true],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["**::web", TASK, true],
    ["a.c", "abc", false],
    ["*a", "aab", false],
  ])("%s on %s: %s", (glob, text, expected) => {
    expect(globMatches(glob, text)).toBe(expected);
  });

  it("of a thousand stars asks no more than the product of the lengths", () => {
    const asked = { count: 0 };
    const text = new Proxy(Object("a".repeat(1000)) as object, {
      get: (target, key) => {
        if (typeof key === "string" && /^\d+$/.test(key)) asked.count++;
        return Reflect.get(target, key, target) as unknown;
      },
    }) as unknown as string;
    expect(globMatches(`${"*a".repeat(500)}b`, text)).toBe(false);
    expect(asked.count).toBeLessThan(1_000_000);
  });
});

describe("the resource of an exemption", () => {
  it.each([
    ["the exact URN", TASK, TASK],
    ["a name", "**::web", TASK],
    ["a short name", "*::web", TASK],
    ["the end of a name", "urn:pulumi:prod::shop::**web", TASK],
    ["a part of a name", "*web*", TASK],
    ["everything inside a component", "urn:pulumi:prod::shop::shop:index:PublicApi$**", TASK],
    ["the declared part, written for the resource", "urn:pulumi:prod::shop::**::public-api", DECLARED],
    [
      "the declared part, by the type it becomes",
      "urn:pulumi:*::*aws:ecs/taskDefinition:TaskDefinition::public-api",
      DECLARED,
    ],
    ["the declared part, by class alone", "urn:pulumi:prod::shop::**TaskDefinition::public-api", DECLARED],
    [
      "the declared part itself",
      "urn:pulumi:prod::shop::guardrails:index:Blueprint::shop#workloads.public-api",
      DECLARED,
    ],
    [
      "the declared part as its own key",
      "*::public-*",
      "urn:pulumi:prod::shop::guardrails:index:Blueprint::shop#workloads.public-api",
    ],
    ["the declared cache", "**aws:elasticache/replicationGroup:ReplicationGroup::public-api", DECLARED_CACHE],
  ])("covers %s", (_, glob, address) => {
    expect(tooWide(glob)).toBeUndefined();
    expect(addressMatches(glob, address)).toBe(true);
  });

  it.each([
    ["another component's", "urn:pulumi:prod::shop::shop:index:Checkout$**", TASK],
    ["another stack's", "urn:pulumi:staging::shop::**::web", TASK],
    ["another stack's declared part", "urn:pulumi:staging::shop::**::public-api", DECLARED],
    ["another project's declared part", "urn:pulumi:prod::other::**::public-api", DECLARED],
    ["another name's", "**::public", DECLARED],
    ["a cache of the workload's name", "**aws:elasticache/replicationGroup:ReplicationGroup::public-api", DECLARED],
    ["a workload of the cache's name", "**aws:ecs/taskDefinition:TaskDefinition::public-api", DECLARED_CACHE],
    ["a declared part by the component's type", "urn:pulumi:prod::shop::shop:index:PublicApi$**", DECLARED],
  ])("does not cover %s", (_, glob, address) => {
    expect(addressMatches(glob, address)).toBe(false);
  });

  it.each([
    "*",
    "**",
    "?*",
    "urn:pulumi:**",
    "urn:pulumi:prod::shop::*",
    "urn:pulumi:prod::shop::**::*",
    "**aws:ecs/taskDefinition:TaskDefinition::*",
    "urn:pulumi:prod::shop::awsx:ecs:FargateService$**",
    "*e*",
    "urn:pulumi:prod::shop*",
    "urn:pulumi:prod*::*",
    "urn:pulumi:prod::shop::aws:ecs*",
    "*aws:ecs/taskDefinition*",
    "*TaskDefinition*",
    "**pulumi**",
    "**::?e*",
    "**::**-**",
    "urn:pulumi:prod::shop::guardrails:index:Blueprint::shop",
    "**guardrails:index:Blueprint::shop*",
    "urn:pulumi:prod::shop::guardrails:index:Blueprint::shop#workloads.*",
    "urn:pulumi:prod::shop::guardrails:index:Blueprint::shop#*",
    "**Blueprint$workloads::*",
    "urn:pulumi:prod::shop::aws:ecs/taskDefinition:TaskDefinition::",
  ])("names nothing: %s", (glob) => {
    expect(tooWide(glob)).toBeDefined();
  });
});
