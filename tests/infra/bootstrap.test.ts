/** The repository of a product's images: what the project bootstrap/ makes, and what a stack keeps that has one already. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import bootstrap from "../../bootstrap";
import { parseBootstrapConfig } from "../../bootstrap/config";
import { NAMESPACE, parseConfig } from "../../infra/config";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION } from "./settings";

jest.setTimeout(120_000);

const ROOT = join(__dirname, "../..");
const REPOSITORY = "aws:ecr/repository:Repository";
const LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy";
const POLICY = "aws:ecr/repositoryPolicy:RepositoryPolicy";

const IMMUTABLE = {
  imageTagMutability: "IMMUTABLE",
  imageScanningConfiguration: { scanOnPush: true },
  forceDelete: false,
};

function run(config: Readonly<Record<string, string>>): Promise<readonly Registered[]> {
  const own = Object.entries(config).map(([key, value]): [string, string] => [`guardrails-bootstrap:${key}`, value]);
  return runProgram({ "aws:region": "eu-west-1", ...Object.fromEntries(own) }, [], bootstrap);
}

function only(resources: readonly Registered[], type: string): Registered {
  const found = resources.filter((resource) => resource.type === type);
  expect(found).toHaveLength(1);
  return found[0] as Registered;
}

describe("the bootstrap project", () => {
  it("makes one repository under the product's name, for images that do not move, under a key of its own", async () => {
    const resources = await run({ product: "shop" });
    const repository = only(resources, REPOSITORY);
    const key = only(resources, "aws:kms/key:Key");

    expect(repository.inputs).toMatchObject({
      ...IMMUTABLE,
      name: "shop",
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: expect.stringContaining("images-key") as unknown }],
    });
    expect(repository.protect).toBe(true);
    expect(key).toMatchObject({ protect: true, inputs: { enableKeyRotation: true } });
    expect(JSON.parse(String(only(resources, LIFECYCLE).inputs["policy"]))).toMatchObject({
      rules: [
        { rulePriority: 1, selection: { tagStatus: "untagged", countUnit: "days", countNumber: 14 } },
        { rulePriority: 2, selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 365 } },
      ],
    });
    expect(resources.filter(({ type }) => type === POLICY)).toStrictEqual([]);
  });

  it("lets the accounts that are named pull, and nothing else", async () => {
    const resources = await run({ product: "shop", pullAccounts: '["111111111111","222222222222"]' });
    const actions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    const statement = (account: string) => ({
      Sid: `PullFrom${account}`,
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: actions,
    });
    expect(JSON.parse(String(only(resources, POLICY).inputs["policy"]))).toStrictEqual({
      Version: "2012-10-17",
      Statement: [statement("111111111111"), statement("222222222222")],
    });
  });

  it("has the owner's tags on everything that takes any, and its own in their place", async () => {
    const resources = await run({ product: "shop", costCenter: "4711", tags: '{"department":"retail"}' });
    const tagged = resources.flatMap(({ inputs }) => inputs["tags"] ?? []);
    expect(tagged).toHaveLength(2);
    for (const tags of tagged)
      expect(tags).toMatchObject({ department: "retail", "cost-center": "4711", owner: "platform", product: "shop" });
  });

  it("makes no role, which a boundary would be for", async () => {
    const types = (await run({ product: "shop", pullAccounts: '["111111111111"]' })).map(({ type }) => type);
    expect(types.filter((type) => type.startsWith("aws:iam/"))).toEqual([]);
  });

  it.each([
    [{}, "guardrails-bootstrap:product is not set, but must be 3 to 20 lower-case letters"],
    [{ product: "Shop" }, 'guardrails-bootstrap:product is "Shop", but must be 3 to 20 lower-case letters'],
    [{ product: "shop", pullAccounts: '["4711"]' }, "but must be a list of account ids of twelve digits."],
    [{ product: "shop", pullAccounts: '["111111111111","111111111111"]' }, "but must be a list of account ids"],
    [
      { product: "shop", tags: '{"Owner":"me"}' },
      'guardrails-bootstrap:tags is "Owner", but must be without the stack\'s own tags',
    ],
    [{ product: "shop", tags: "[]" }, 'guardrails-bootstrap:tags is "[]", but must be an object of at most 40 tags'],
    [
      { product: "shop", image: "x" },
      "guardrails-bootstrap:image is not a configuration key: the keys are product, owner",
    ],
  ])("refuses %j in one sentence", (given, sentence) => {
    expect(() => parseBootstrapConfig(given as Record<string, string>)).toThrow(sentence);
  });

  it("declares the keys it reads and that have a default of their own, and its stack file is one", () => {
    const read = (file: string) => parse(readFileSync(join(ROOT, "bootstrap", file), "utf8")) as Record<string, object>;
    expect(Object.keys(read("Pulumi.yaml")["config"] ?? {})).toStrictEqual(["product", "owner", "pullAccounts"]);
    const config = Object.entries(read("Pulumi.shared.yaml")["config"] ?? {}) as [string, string][];
    const own = config.filter(([key]) => key.startsWith("guardrails-bootstrap:"));
    const given = Object.fromEntries(own.map(([key, value]) => [key.split(":")[1] ?? "", value]));
    expect(parseBootstrapConfig(given)).toStrictEqual({
      product: "shop",
      owner: "platform",
      costCenter: "shop",
      tags: {},
      pullAccounts: [],
    });
  });
});

describe("a stack that has a repository of its own", () => {
  it("keeps it as it is, and leaves it in AWS when it lets go of it", async () => {
    const resources = await runProgram({ ...PRODUCTION, [`${NAMESPACE}:createRepository`]: "keep" });
    const repository = only(resources, REPOSITORY);
    expect(repository).toMatchObject({ name: "registry", protect: false, retainOnDelete: true });
    expect(repository.urn).toContain("Registry$aws:ecr");
    expect(repository.inputs).toMatchObject({
      ...IMMUTABLE,
      name: "guardrails-production",
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: expect.stringContaining("data-key") as unknown }],
    });
    expect(only(resources, LIFECYCLE).retainOnDelete).toBe(true);
  });

  it("is no other stack: nothing else makes one", async () => {
    const resources = await runProgram(PRODUCTION);
    expect(resources.filter(({ type }) => type.startsWith("aws:ecr/"))).toStrictEqual([]);
    expect(parseConfig({ environment: "production", image: "shop", createRepository: "false" }).keepRepository).toBe(
      false,
    );
  });
});
