import fc from "fast-check";
import { isEnvironmentName, membersInUse, readingsOf, type RunsAs } from "../../../../policies/facts";

const read = (document: unknown, runsAs: RunsAs) =>
  readingsOf(JSON.stringify(document), () => runsAs).map((text): unknown => JSON.parse(text));

const PROD = { production: 1, development: 2 };

it.each<[string, unknown, RunsAs, readonly unknown[]]>([
  ["the one it runs as", PROD, ["production"], [{ production: 1 }]],
  ["by another word", PROD, ["prod"], [{ production: 1 }]],
  ["its own word before another", { prod: 1, live: 2 }, ["live"], [{ live: 2 }]],
  ["what nobody knows beside it", { ...PROD, admin: 3 }, ["dev"], [{ development: 2, admin: 3 }]],
  ["what all share", { ...PROD, base: 3 }, ["dev"], [{ development: 2, base: 3 }]],
  [
    "a default, which may be merged",
    { ...PROD, default: 3 },
    ["dev"],
    [{ development: 2 }, { development: 2, default: 3 }],
  ],
  ["the default of what is not there", { ...PROD, default: 3 }, ["staging"], [{ default: 3 }]],
  ["what people depend on, and maybe all", PROD, [], [{ production: 1 }, PROD]],
  ["the only one", { development: 2 }, [], [{ development: 2 }]],
  ["deep inside", { a: [{ cors: PROD }] }, ["production"], [{ a: [{ cors: { production: 1 } }] }]],
  ["of several that disagree each", PROD, ["dev", "prod"], [{ development: 2 }, { production: 1 }]],
  ["a word that is no environment's: nothing says which", PROD, ["eu-west-1"], [{ production: 1 }, PROD]],
])("reads %s", (_, document, runsAs, readings) => {
  expect(read(document, runsAs)).toEqual(readings);
});

it.each(["*", "https://app.example.com", '["*"]', '{"origins":["*"]}', "not: [closed", ""])(
  "leaves %j as it is",
  (value) => {
    expect(readingsOf(value, () => ["production"])).toEqual([value]);
  },
);

it("reads of what is not known yet the parts of whatever it may come out as: open in each, it stays open", () => {
  const environment = fc.constantFrom("production", "prod", "live", "staging", "dev", "test", "eu", "");
  const key = fc.constantFrom(
    "production",
    "prod",
    "live",
    "staging",
    "development",
    "dev",
    "default",
    "common",
    "web",
  );
  fc.assert(
    fc.property(fc.uniqueArray(key, { minLength: 1, maxLength: 5 }), fc.array(environment), (keys, runsAs) => {
      const document = Object.fromEntries(keys.map((each, index) => [each, index]));
      const before = read(document, undefined);
      for (const reading of read(document, runsAs)) {
        const members = Object.keys(reading as object);
        const inside = before
          .map((part) => Object.keys(part as object))
          .filter((part) => part.every((each) => members.includes(each)));
        expect([...new Set(inside.flat())].sort()).toEqual(members.sort());
      }
    }),
  );
});

it("tells the members of a family of names apart", () => {
  const members = (words: readonly string[], runsAs: RunsAs) =>
    membersInUse(words, () => runsAs).map((use) => [...use]);
  expect(members(["PROD", "DEV"], ["production"])).toEqual([["PROD"], ["PROD"]]);
  expect(members(["", "DEV"], ["production"])).toEqual([[""], [""]]);
  expect(members(["", "DEV"], [])).toEqual([[""], ["", "DEV"]]);
  expect(members(["", "DEV"], ["dev"])).toEqual([
    ["", "DEV"],
    ["", "DEV"],
  ]);
});

it.each([
  ...["ENV", "APP_ENV", "NODE_ENV", "RAILS_ENV", "DJANGO_ENV", "ENVIRONMENT", "STAGE", "ASPNETCORE_ENVIRONMENT"].map(
    (name): [string, boolean] => [name, true],
  ),
  ...["SHOP_ENV", "SPRING_PROFILES_ACTIVE"].map((name): [string, boolean] => [name, true]),
  ...["SENTRY_ENVIRONMENT", "DD_ENV", "VIRTUAL_ENV", "ENVOY_URL", "ENV_FILE"].map((name): [string, boolean] => [
    name,
    false,
  ]),
])("%s says what a product runs as: %p", (name, says) => {
  expect(isEnvironmentName(name)).toBe(says);
});
