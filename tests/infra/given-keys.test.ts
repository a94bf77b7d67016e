/** KMS keys that somebody else made and keeps: which are left out, what uses them, and what is refused. */
import { refuseElsewhere } from "../../infra/config-limits";
import { parseConfig } from "../../infra/config";
import { KEY_USES, type KeyUse } from "../../infra/config-keys";
import { costItems } from "../../infra/cost";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";
import { declareBlueprint } from "../../infra/blueprint";

const arnOf = (use: KeyUse) => `arn:aws:kms:eu-west-1:123456789012:key/${use}-0a1b2c3d`;
const ALL = Object.fromEntries(KEY_USES.map((use) => [use, arnOf(use)]));
const config = (keys: unknown) => ({ ...PRODUCTION, "guardrails:kmsKeys": JSON.stringify(keys) });
const parse = (keys: unknown) => parseConfig({ ...REQUIRED, kmsKeys: JSON.stringify(keys) });

it.each([
  ["none at all", {}],
  ["an alias", { data: "arn:aws:kms:eu-west-1:123456789012:alias/shop" }],
  ["an id", { logs: "0a1b2c3d-1111-2222-3333-444455556666" }],
  ["a use there is none of", { backups: arnOf("data") }],
  ["a list", [arnOf("data")]],
])("refuses %s", (_, keys) => {
  expect(() => parse(keys)).toThrow(/^guardrails:kmsKeys is .*, but must be an object with the ARN of a KMS key /);
});

it.each(KEY_USES)("refuses a key for %s of another region", (use) => {
  const settings = parse({ [use]: arnOf(use) });
  expect(() => {
    refuseElsewhere(settings, "eu-west-1");
  }).not.toThrow();
  expect(() => {
    refuseElsewhere(settings, "us-east-1");
  }).toThrow("guardrails:kmsKeys is of eu-west-1, but must be of us-east-1, the stack's region.");
});

it.each(KEY_USES)(
  "does not make the key for %s where it is given, and makes and pays for the others",
  async (use) => {
    const resources = await runProgram(config({ [use]: arnOf(use) }));
    const others = KEY_USES.filter((other) => other !== use);
    for (const type of ["aws:kms/key:Key", "aws:kms/alias:Alias"]) {
      const made = resources.filter((resource) => resource.type === type).map(({ name }) => name);
      expect(made.sort()).toEqual(others.map((other) => `${other}-key`).sort());
    }
    const users = resources.filter(({ inputs }) => JSON.stringify(inputs).includes(arnOf(use)));
    expect(users.length).toBeGreaterThan(0);
    const declared = declareBlueprint(parse({ [use]: arnOf(use) }), "eu-west-1");
    const cost = { storageGiB: 100, logRetentionDays: 365, alarmMetrics: 60, architecture: "X86_64" } as const;
    const counts = [undefined, others.length].map((ownKeys) =>
      costItems(declared, ownKeys === undefined ? cost : { ...cost, ownKeys }, "smallest").find(
        ({ kind }) => kind === "kms-key",
      ),
    );
    expect(counts).toMatchObject([{ count: 4 }, { count: 3 }]);
  },
  60_000,
);

describe("a stack with no key of its own", () => {
  let resources: readonly Registered[] = [];
  const valuesOf = (type: string, property: string) =>
    new Set(resources.filter((one) => one.type === type).map(({ inputs }) => inputs[property]));

  beforeAll(async () => {
    resources = await runProgram(config(ALL));
  }, 60_000);

  it.each([
    ["data", "aws:rds/instance:Instance", "kmsKeyId"],
    ["data", "aws:rds/instance:Instance", "performanceInsightsKmsKeyId"],
    ["data", "aws:elasticache/replicationGroup:ReplicationGroup", "kmsKeyId"],
    ["secrets", "aws:rds/instance:Instance", "masterUserSecretKmsKeyId"],
    ["secrets", "aws:secretsmanager/secret:Secret", "kmsKeyId"],
    ["logs", "aws:cloudwatch/logGroup:LogGroup", "kmsKeyId"],
    ["alerts", "aws:sns/topic:Topic", "kmsMasterKeyId"],
  ] as const)("encrypts with the key for %s: %s %s", (use, type, property) => {
    expect(resources.filter(({ type: made }) => made.startsWith("aws:kms/"))).toEqual([]);
    expect(valuesOf(type, property)).toEqual(new Set([arnOf(use)]));
  });

  it("lets tasks decrypt with the key for secrets", () => {
    const policy = resources.find(
      ({ type, name }) => type === "aws:iam/rolePolicy:RolePolicy" && name === "web-execution",
    );
    const { Statement } = JSON.parse(String(policy?.inputs["policy"])) as { Statement: { Sid: string }[] };
    expect(Statement.find(({ Sid }) => Sid === "DecryptSecrets")).toMatchObject({ Resource: [arnOf("secrets")] });
  });

  it("names its final snapshot by what ends with it, and not by a key that outlives it", () => {
    const [name] = valuesOf("aws:rds/instance:Instance", "finalSnapshotIdentifier");
    const group = resources.find(
      ({ type, name: logical }) => type.endsWith(":SecurityGroup") && logical === "postgres",
    );
    expect(group).toBeDefined();
    expect(name).toMatch(/-final-postgres$/);
  });
});
