/** What an account asks of everything in it: tags, and a boundary and a path of its roles. */
import { parseConfig } from "../../infra/config";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const TAGS = { department: "retail", "Data Class": "", "größe:x/y=z+1@b": "a_b" };
const BOUNDARY = "arn:aws:iam::123456789012:policy/teams/boundary";
const ROLE = "aws:iam/role:Role";
const PATH = "/teams/shop/";

/** Everything optional that has a role of its own. */
const ALL_ROLES = {
  ...PRODUCTION,
  "guardrails:databaseProxy": "true",
  "guardrails:deploymentStrategy": "blue-green",
  "guardrails:monthlyBudget": "500",
  "guardrails:workloads": '{"nightly":{"role":"job","command":["python"],"schedule":"rate(1 day)"}}',
};

describe("tags", () => {
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`key-${i}`, ""]));
  const parse = (tags: unknown) => parseConfig({ ...REQUIRED, tags: JSON.stringify(tags) });

  it.each([
    ["as AWS takes them", TAGS],
    ["as long as AWS takes them", { ["k".repeat(128)]: "v".repeat(256) }],
    ["as many as leave room for the stack's", many(40)],
    ["none", {}],
  ])("are accepted: %s", (_, tags) => {
    expect(parse(tags).tags).toEqual(tags);
  });

  it.each([
    ["one too many", many(41)],
    ["a key that is too long", { ["k".repeat(129)]: "" }],
    ["a value that is too long", { a: "v".repeat(257) }],
    ["an empty key", { "": "a" }],
    ["AWS's prefix", { "aws:created": "a" }],
    ["AWS's prefix in capitals", { "AWS:created": "a" }],
    ["RDS's prefix", { "rds:name": "a" }],
    ["a letter that IAM does not take", { a: "50%" }],
    ["a line's end", { a: "b\nc" }],
    ["a space at the end", { "a ": "b" }],
    ["a value that begins with a space", { a: " b" }],
    ["the same key in other letters", { team: "a", Team: "b" }],
    ["a number", { a: 1 }],
    ["a list", ["a"]],
  ])("are refused: %s", (_, tags) => {
    expect(() => parse(tags)).toThrow(/^guardrails:tags is .*, but must be an object of at most 40 tags, [^\n]*\.$/);
  });

  it.each(["product", "environment", "owner", "cost-center", "Name", "name", "Product"])("leave %s alone", (key) => {
    expect(() => parse({ [key]: "other" })).toThrow(
      `guardrails:tags is "${key}", but must be without the stack's own tags (Name, cost-center, environment, owner, product)`,
    );
  });
});

describe("a boundary and a path of roles", () => {
  it.each([
    ["permissionsBoundaryArn", "boundary"],
    ["permissionsBoundaryArn", "arn:aws:iam::123456789012:role/boundary"],
    ["permissionsBoundaryArn", "arn:aws:iam::1234:policy/boundary"],
    ["permissionsBoundaryArn", "arn:aws:iam::123456789012:policy/teams//boundary"],
    ["rolePath", "teams/shop/"],
    ["rolePath", "/teams/shop"],
    ["rolePath", "//"],
    ["rolePath", "/teams shop/"],
    ["rolePath", "/aws-service-role/shop/"],
    ["rolePath", `/${"a".repeat(199)}/`],
  ])("are refused where AWS takes none: %s %s", (key, value) => {
    expect(() => parseConfig({ ...REQUIRED, [key]: value })).toThrow(
      new RegExp(`^guardrails:${key} is ".*", but must be`),
    );
  });

  it.each([
    ["permissionsBoundaryArn", "arn:aws:iam::aws:policy/PowerUserAccess"],
    ["permissionsBoundaryArn", "arn:aws-cn:iam::123456789012:policy/a/b/boundary"],
    ["rolePath", "/"],
    ["rolePath", "/a/b.c/"],
  ])("are accepted: %s %s", (key, value) => {
    expect(() => parseConfig({ ...REQUIRED, [key]: value })).not.toThrow();
  });
});

describe("the stack in such an account", () => {
  let before: readonly Registered[] = [];
  let resources: readonly Registered[] = [];

  beforeAll(async () => {
    before = await runProgram(ALL_ROLES);
    resources = await runProgram({
      ...ALL_ROLES,
      "guardrails:tags": JSON.stringify(TAGS),
      "guardrails:permissionsBoundaryArn": BOUNDARY,
      "guardrails:rolePath": PATH,
    });
  }, 120_000);

  it("has the tags on everything that had some, beside the stack's own", () => {
    const tagged = before.filter(({ inputs }) => "tags" in inputs);
    expect(tagged.length).toBeGreaterThan(50);
    for (const { urn, inputs } of tagged) {
      const now = resources.find((resource) => resource.urn === urn);
      expect([urn, now?.inputs["tags"]]).toEqual([urn, { ...TAGS, ...(inputs["tags"] as object) }]);
    }
  });

  it("gives them to running tasks", () => {
    for (const { inputs } of resources.filter(({ type }) => type === "aws:ecs/service:Service")) {
      expect(inputs).toMatchObject({ propagateTags: "SERVICE", tags: TAGS });
    }
  });

  it("has the boundary and the path on every role", () => {
    const roles = resources.filter(({ type }) => type === ROLE);
    const kinds = [
      "web-task",
      "web-execution",
      "nightly-schedule-schedule",
      "flow-logs",
      "postgres-monitoring",
      "postgres-proxy",
    ];
    const functions = ["migration-gate", "deployment-check", "edge-release"];
    expect(roles.map(({ name }) => name)).toEqual(expect.arrayContaining([...kinds, ...functions]));
    const asked = { permissionsBoundary: BOUNDARY, path: PATH };
    expect(roles.filter(({ inputs }) => inputs["path"] !== PATH || inputs["permissionsBoundary"] !== BOUNDARY)).toEqual(
      [],
    );
    expect(roles[0]?.inputs).toMatchObject(asked);
  });

  it("changes in nothing else, and without them has neither", () => {
    const ofTheAccount = new Set(["tags", "path", "permissionsBoundary"]);
    const without = ({ urn, type, inputs }: Registered) => {
      const left = Object.entries(inputs).filter(
        ([key]) => !ofTheAccount.has(key) || (key === "path" && type !== ROLE),
      );
      return [urn, Object.fromEntries(left)] as const;
    };
    expect(new Map(resources.map(without))).toEqual(new Map(before.map(without)));
    const roles = before.filter(({ type }) => type === ROLE);
    expect(roles.filter(({ inputs }) => "path" in inputs || "permissionsBoundary" in inputs)).toEqual([]);
  });
});
