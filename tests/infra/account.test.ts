/** What an account's owners ask of everything that is made in it: tags, and of roles a path and a permissions boundary. */
import { parseConfig } from "../../infra/config";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const BOUNDARY = "arn:aws:iam::123456789012:policy/boundaries/applications";
const ASKED = {
  "guardrails:tags": '{"data-class":"internal","Owner":"Team Shop"}',
  "guardrails:rolePath": "/applications/shop/",
  "guardrails:permissionsBoundaryArn": BOUNDARY,
};

/** Every kind of role the program can make: two fleets, a proxy, a job that is due. */
const EVERYTHING = {
  ...PRODUCTION,
  "guardrails:deploymentStrategy": "blue-green",
  "guardrails:databaseProxy": "true",
  "guardrails:workloads": '{"cleanup":{"role":"job","command":["x"],"schedule":"rate(1 day)"}}',
};

const tagsOf = ({ inputs }: Registered) => inputs["tags"] as Readonly<Record<string, string>> | undefined;

describe("an account's rules", () => {
  let resources: readonly Registered[] = [];
  let plain: readonly Registered[] = [];
  beforeAll(async () => {
    plain = await runProgram(EVERYTHING);
    resources = await runProgram({ ...EVERYTHING, ...ASKED });
  }, 120_000);

  it("are on every role, whoever has it", () => {
    const roles = resources.filter(({ type }) => type === "aws:iam/role:Role");
    expect(roles.length).toBeGreaterThan(15);
    for (const { name, inputs } of roles)
      expect([name, inputs["path"], inputs["permissionsBoundary"]]).toStrictEqual([
        name,
        "/applications/shop/",
        BOUNDARY,
      ]);
  });

  it("put their tags on everything that has the stack's, in place of one that is the same in another case", () => {
    const tagged = resources.filter((resource) => tagsOf(resource)?.["product"] !== undefined);
    expect(tagged).toHaveLength(plain.filter((resource) => tagsOf(resource)?.["product"] !== undefined).length);
    expect(tagged.length).toBeGreaterThan(100);
    for (const resource of tagged) {
      expect(tagsOf(resource)).toMatchObject({
        "data-class": "internal",
        Owner: "Team Shop",
        environment: "production",
      });
      expect(tagsOf(resource)).not.toHaveProperty("owner");
    }
  });

  it("change nothing where there are none: no path, no boundary, the tags as they were", () => {
    for (const { inputs } of plain.filter(({ type }) => type === "aws:iam/role:Role")) {
      expect(inputs).not.toHaveProperty("path");
      expect(inputs).not.toHaveProperty("permissionsBoundary");
    }
    const keys = new Set(plain.flatMap((resource) => Object.keys(tagsOf(resource) ?? {})));
    expect([...keys].sort()).toStrictEqual(["Name", "cost-center", "environment", "owner", "product"]);
  });
});

it.each([
  ["tags", "[]"],
  ["tags", '{"aws:team":"x"}'],
  ["tags", '{"Product":"other"}'],
  ["tags", '{"NAME":"other"}'],
  ["tags", '{"team":"a","Team":"b"}'],
  ["tags", '{"team":"a;b"}'],
  ["tags", `{"team":"${"x".repeat(257)}"}`],
  ["tags", JSON.stringify(Object.fromEntries(Array.from({ length: 46 }, (_, i) => [`t${i}`, "x"])))],
  ["rolePath", "applications/"],
  ["rolePath", "/applications"],
  ["rolePath", "//"],
  ["permissionsBoundaryArn", "arn:aws:iam::123456789012:role/x"],
  ["permissionsBoundaryArn", "applications"],
])("refuses %s %s in one sentence", (key, value) => {
  expect(() => parseConfig({ ...REQUIRED, [key]: value })).toThrow(
    new RegExp(`^guardrails:${key} is .*, but must be .*\\.$`),
  );
});
