import { readFileSync, statSync, writeFileSync } from "node:fs";
import { isSealed, open, seal, UNKNOWN } from "../../../offline/provider/values";
import { type Client, Offline, urn } from "../client";

const VPC = "aws:ec2/vpc:Vpc";
const TOPIC = "aws:sns/topic:Topic";
const SECRET = "aws:secretsmanager/secret:Secret";
const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";

const offline = new Offline();
let aws: Client;
beforeAll(async () => {
  aws = await offline.client();
});
afterAll(() => offline.remove());

const task = (image: string, memory = "512") => ({
  family: "shop-web",
  cpu: "256",
  memory,
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  containerDefinitions: JSON.stringify([{ name: "web", image }]),
});

describe("preview", () => {
  test("gives the inputs back and leaves every computed output to be unknown", async () => {
    const { id, outputs } = await aws.create(VPC, "main", { cidrBlock: "10.0.0.0/16" }, true);
    expect(id).toBe("");
    expect(outputs).toMatchObject({ cidrBlock: "10.0.0.0/16", region: "eu-west-1", enableDnsSupport: true });
    expect(outputs).not.toHaveProperty("arn");
    expect(accountText()).not.toContain("10.0.0.0/16");
  });

  test("keeps unknown inputs unknown and refuses none of them", async () => {
    const subnet = { vpcId: UNKNOWN, cidrBlock: UNKNOWN, availabilityZone: UNKNOWN };
    const { outputs } = await aws.create("aws:ec2/subnet:Subnet", "a", subnet, true);
    expect(outputs.vpcId).toBe(UNKNOWN);
  });

  test("of an update says only those outputs are unknown that the change alters", async () => {
    const parameter = await aws.create("aws:ssm/parameter:Parameter", "p", { type: "String", value: "one" });
    const planned = await aws.update(parameter, { type: "String", value: "two" }, true);
    expect(planned.outputs).not.toHaveProperty("version");
    expect(planned.outputs).toMatchObject({ value: seal("two"), arn: parameter.outputs.arn });
    const untouched = await aws.update(parameter, { type: "String", value: "one", description: "d" }, true);
    expect(untouched.outputs.version).toBe(1);
  });
});

describe("create", () => {
  test("names what the program does not, the same way while the operation lasts", async () => {
    const first = await aws.check(TOPIC, "alarms", {});
    const second = await aws.check(TOPIC, "alarms", {});
    expect(first.inputs.name).toMatch(/^alarms-[0-9a-f]{7}$/);
    expect(second.inputs.name).toBe(first.inputs.name);
    expect(first.inputs.__defaults).toContain("name");
  });

  test("keeps a generated name, and gives one again when the program stops naming", async () => {
    const { inputs } = await aws.check(TOPIC, "alarms", {});
    expect((await aws.check(TOPIC, "alarms", {}, { ...inputs, name: "alarms-0000000" })).inputs.name).toBe(
      "alarms-0000000",
    );
    const named = await aws.check(TOPIC, "alarms", {}, { name: "mine", __defaults: [] });
    expect(named.inputs.name).not.toBe("mine");
  });

  test("a name prefix gives a name that begins with it", async () => {
    const { outputs } = await aws.create(TOPIC, "prefixed", { namePrefix: "shop-" });
    expect(outputs.name).toMatch(/^shop-[0-9a-f]{26}$/);
  });

  test("the engine's autonaming configuration decides where there is one", async () => {
    const proposed = await aws.check(TOPIC, "alarms", {}, undefined, { propose: "shop-alarms" });
    expect(proposed.inputs.name).toBe("shop-alarms");
    const disabled = await aws.check(TOPIC, "alarms", {}, undefined, "none");
    expect(disabled.failures[0]).toContain('automatic naming is disabled and "name" was not given');
  });

  test("default tags that are no JSON are refused as the provider is configured", async () => {
    await expect(offline.client("aws", { defaultTags: "{tags" })).rejects.toThrow(
      'The provider configuration "defaultTags" is not valid JSON.',
    );
  });

  test("puts the provider's default tags under the resource's own", async () => {
    const tagged = await offline.client("aws", {
      defaultTags: JSON.stringify({ tags: { owner: "platform", tier: "x" } }),
    });
    const { inputs, outputs } = await tagged.create(VPC, "tagged", {
      cidrBlock: "10.9.0.0/16",
      tags: { tier: "data" },
    });
    expect(outputs).toMatchObject({ tags: { tier: "data" }, tagsAll: { owner: "platform", tier: "data" } });
    expect(inputs.tagsAll).toEqual({ owner: "platform", tier: "data" });
  });

  test("two provider instances keep their own regions", async () => {
    const virginia = await offline.client("aws", { region: "us-east-1" });
    const there = await virginia.create(VPC, "there", { cidrBlock: "10.8.0.0/16" });
    const here = await aws.create(VPC, "here", { cidrBlock: "10.8.0.0/16" });
    expect([there.outputs.arn, here.outputs.arn]).toEqual([
      expect.stringContaining(":us-east-1:"),
      expect.stringContaining(":eu-west-1:"),
    ]);
  });

  test("a resource's own region wins over the provider's", async () => {
    const { outputs } = await aws.create(TOPIC, "regional", { region: "us-west-2" });
    expect(outputs).toMatchObject({ region: "us-west-2", arn: expect.stringContaining(":us-west-2:") as string });
  });

  test("a secret input comes back as a secret output, also one inside an object", async () => {
    const secret = await aws.made(SECRET, "s", {});
    const version = await aws.create(SECRET_VERSION, "v", { secretId: secret.id, secretString: seal("hunter2") });
    expect(isSealed(version.outputs.secretString)).toBe(true);
    expect(open(version.outputs.secretString ?? null)).toBe("hunter2");
    const { outputs } = await aws.create(TOPIC, "tagged-secret", { tags: { plain: "a", hidden: seal("b") } });
    expect(outputs.tags).toEqual({ plain: "a", hidden: seal("b") });
  });

  test("an output that is secret by nature is one though no input was", async () => {
    const secret = await aws.made(SECRET, "s2", {});
    const version = await aws.create(SECRET_VERSION, "v2", { secretId: secret.id, secretString: "plain" });
    expect(isSealed(version.outputs.secretString)).toBe(true);
  });

  test("counts the revisions of a family even after they are gone", async () => {
    const first = await aws.create(TASK, "web", task("app:1"));
    const second = await aws.create(TASK, "web", task("app:2"));
    await aws.delete(second);
    const third = await aws.create(TASK, "web", task("app:3"));
    const arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/shop-web";
    expect([first.outputs.arn, third.outputs.arn]).toEqual([`${arn}:1`, `${arn}:3`]);
    await aws.delete(first);
    expect(await aws.read(TASK, "web", third.id, third)).toMatchObject({ outputs: { arn: `${arn}:3` } });
  });

  test("a new version of a secret becomes the current one, the one before the previous", async () => {
    const secret = await aws.made(SECRET, "staged", {});
    const first = await aws.create(SECRET_VERSION, "first", { secretId: secret.id, secretString: "one" });
    const second = await aws.create(SECRET_VERSION, "second", { secretId: secret.id, secretString: "two" });
    expect(second.outputs.versionStages).toEqual(["AWSCURRENT"]);
    expect((await aws.read(SECRET_VERSION, "first", first.id, first))?.outputs.versionStages).toEqual(["AWSPREVIOUS"]);
  });

  test("a type nobody described gets an id, an ARN and what its SDK class promises", async () => {
    const { id, outputs } = await aws.create("aws:athena/workgroup:Workgroup", "queries", {});
    expect(id).toMatch(/^queries-[0-9a-f]{7}$/);
    expect(outputs).toMatchObject({
      arn: `arn:aws:athena:eu-west-1:123456789012:workgroup/${id}`,
      tagsAll: {},
    });
    const unheard = await aws.create("aws:future/thing:Thing", "new", { size: 3 });
    expect(unheard.id).toMatch(/^thing-0[0-9a-f]{16}$/);
    expect(unheard.outputs.size).toBe(3);
  });
});

describe("diff", () => {
  test("finds nothing where nothing changed, in sets of another order and in JSON of another layout", async () => {
    const inputs = {
      requiresCompatibilities: ["FARGATE", "EC2"],
      family: "same",
      cpu: 256,
      memory: 512,
      networkMode: "awsvpc",
      containerDefinitions: '[{"name":"a","image":"b"}]',
    };
    const made = await aws.create(TASK, "same", inputs);
    const again = {
      requiresCompatibilities: ["EC2", "FARGATE"],
      family: "same",
      cpu: "256",
      memory: "512",
      networkMode: "awsvpc",
      containerDefinitions: '[ { "image": "b", "name": "a" } ]',
    };
    expect(await aws.diff(made, again)).toMatchObject({ changed: [], replaces: [] });
  });

  test("finds the order of a list, where AWS keeps one", async () => {
    const made = await aws.create(TASK, "order", {
      family: "o",
      containerDefinitions: '[{"name":"a","image":"b","memory":128,"command":["x","y"]}]',
    });
    const other = { family: "o", containerDefinitions: '[{"name":"a","image":"b","memory":128,"command":["y","x"]}]' };
    expect((await aws.diff(made, other)).changed).toEqual(["containerDefinitions"]);
  });

  test("replaces a task definition for a new image and updates a VPC for new tags", async () => {
    const made = await aws.create(TASK, "replaced", { ...task("app:1"), family: "replaced" });
    expect(await aws.diff(made, { ...task("app:2"), family: "replaced" })).toMatchObject({
      changed: ["containerDefinitions"],
      replaces: ["containerDefinitions"],
    });
    const vpc = await aws.create(VPC, "retagged", { cidrBlock: "10.7.0.0/16", tags: { a: "1" } });
    expect(await aws.diff(vpc, { cidrBlock: "10.7.0.0/16", tags: { a: "2" } })).toMatchObject({
      changed: ["tags", "tagsAll"],
      replaces: [],
    });
  });

  test("an unknown value may be another one", async () => {
    const made = await aws.create(TASK, "maybe", { ...task("app:1"), family: "maybe" });
    const plan = await aws.diff(made, { ...task("app:1"), family: "maybe", containerDefinitions: UNKNOWN });
    expect(plan.replaces).toEqual(["containerDefinitions"]);
  });

  test("leaves out what the program says to ignore", async () => {
    const vpc = await aws.create(VPC, "ignoring", { cidrBlock: "10.6.0.0/16" });
    expect((await aws.diff(vpc, { cidrBlock: "10.5.0.0/16" }, ["cidrBlock"])).changed).toEqual([]);
  });

  test("deletes first where both would have the name the program gave", async () => {
    const group = { name: "mine", family: "postgres17" };
    const made = await aws.create("aws:rds/parameterGroup:ParameterGroup", "g", group);
    expect(await aws.diff(made, { ...group, family: "postgres16" })).toEqual({
      changed: ["family"],
      replaces: ["family"],
      deleteBeforeReplace: true,
    });
    const unnamed = await aws.create("aws:rds/parameterGroup:ParameterGroup", "u", { family: "postgres17" });
    expect((await aws.diff(unnamed, { family: "postgres16" })).deleteBeforeReplace).toBe(false);
  });

  test("the provider's other region is another resource too", async () => {
    const vpc = await aws.create(VPC, "abroad", { cidrBlock: "10.4.0.0/16" });
    const virginia = await offline.client("aws", { region: "us-east-1" });
    expect((await virginia.diff(vpc, { cidrBlock: "10.4.0.0/16" })).replaces).toEqual(["region"]);
  });

  test("what a type must not have twice is deleted first", async () => {
    const type = "aws:route53/record:Record";
    const record = { zoneId: "ZONE1", name: "a.example.com", type: "A", ttl: 60, records: ["203.0.113.1"] };
    const made = await aws.create(type, "moved", record);
    expect(await aws.diff(made, { ...record, zoneId: "ZONE2" })).toMatchObject({
      replaces: ["zoneId"],
      deleteBeforeReplace: true,
    });
    expect((await aws.diff(made, { ...record, records: ["203.0.113.2", "203.0.113.1"] })).changed).toEqual(["records"]);
  });

  test("another region is another resource", async () => {
    const vpc = await aws.create(VPC, "moving", { cidrBlock: "10.4.0.0/16" });
    expect((await aws.diff(vpc, { cidrBlock: "10.4.0.0/16", region: "us-east-1" })).replaces).toEqual(["region"]);
  });
});

describe("update, read and delete", () => {
  test("an update keeps identity and takes the new inputs", async () => {
    const made = await aws.create(VPC, "updated", {
      cidrBlock: "10.3.0.0/16",
      enableDnsHostnames: true,
      tags: { a: "1" },
    });
    const updated = await aws.update(made, { cidrBlock: "10.3.0.0/16" });
    expect(updated.outputs).toMatchObject({ arn: made.outputs.arn, enableDnsHostnames: true, tagsAll: {} });
    expect(updated.outputs).not.toHaveProperty("tags");
  });

  test("a read shows what somebody changed behind the engine's back", async () => {
    const made = await aws.create(VPC, "drifted", { cidrBlock: "10.2.0.0/16", enableDnsSupport: true });
    await offline.stop();
    const account = readFileSync(offline.accountFile, "utf8");
    const drifted = JSON.parse(account) as {
      resources: Record<string, Record<string, { outputs: Record<string, unknown> }>>;
    };
    const outputs = drifted.resources[VPC]?.[made.id]?.outputs ?? {};
    outputs.enableDnsSupport = false;
    writeFileSync(offline.accountFile, JSON.stringify(drifted));
    aws = await offline.client();
    const found = await aws.read(VPC, "drifted", made.id, made);
    expect(found?.outputs.enableDnsSupport).toBe(false);
    expect(found?.inputs.enableDnsSupport).toBe(false);
  });

  test("an update of something deleted is refused", async () => {
    const made = await aws.create(TOPIC, "vanished", {});
    await aws.delete(made);
    await expect(aws.update(made, { displayName: "d" })).rejects.toThrow("ResourceNotFoundException");
  });

  test("a read drops an input that is no longer set", async () => {
    const made = await aws.create(TOPIC, "cleared", { displayName: "d" });
    await aws.update(made, {});
    expect((await aws.read(TOPIC, "cleared", made.id, made))?.inputs).not.toHaveProperty("displayName");
  });

  test("a read of something deleted finds nothing", async () => {
    const made = await aws.create(TOPIC, "gone", {});
    await aws.delete(made);
    expect(await aws.read(TOPIC, "gone", made.id, made)).toBeUndefined();
    await expect(aws.delete(made)).resolves.toBeUndefined();
  });

  test("an import finds inputs and outputs by the id alone, without what AWS never shows again", async () => {
    const made = await aws.create("aws:rds/instance:Instance", "imported", {
      instanceClass: "db.t4g.micro",
      engine: "postgres",
      username: "app",
      password: seal("long-enough"),
    });
    const found = await aws.read("aws:rds/instance:Instance", "imported", made.id);
    expect(found?.inputs).toMatchObject({ instanceClass: "db.t4g.micro", engine: "postgres" });
    expect(found?.outputs.arn).toBe(made.outputs.arn);
    expect(found?.outputs).not.toHaveProperty("password");
    expect(found?.inputs).not.toHaveProperty("tagsAll");
  });

  test("a read keeps secrets secret", async () => {
    const secret = await aws.made(SECRET, "readable", {});
    const version = await aws.create(SECRET_VERSION, "readable", { secretId: secret.id, secretString: seal("quiet") });
    const found = await aws.read(SECRET_VERSION, "readable", version.id, version);
    expect([isSealed(found?.outputs.secretString), isSealed(found?.inputs.secretString)]).toEqual([true, true]);
  });
});

describe("the account", () => {
  test("survives a restart, readable by its owner only", async () => {
    const made = await aws.create(TOPIC, "durable", {});
    await offline.stop();
    aws = await offline.client();
    expect(await aws.read(TOPIC, "durable", made.id, made)).toMatchObject({ id: made.id });
    expect(statSync(offline.accountFile).mode & 0o777).toBe(0o600);
  });

  test("a file that is no account is named, and its content is not shown", async () => {
    const broken = new Offline();
    writeFileSync(broken.accountFile, '{"password": "hunter2');
    await expect(broken.start()).rejects.toThrow(/is not valid JSON/);
    await expect(broken.start()).rejects.not.toThrow(/hunter2/);
    writeFileSync(broken.accountFile, '{"schemaVersion":7}');
    await expect(broken.start()).rejects.toThrow(/does not have the expected form at schemaVersion/);
    await broken.remove();
  });
});

test("every call is recorded with its type and URN", async () => {
  const before = offline.calls.length;
  await aws.create(TOPIC, "recorded", {}, true);
  await aws.invoke("aws:index/getRegion:getRegion");
  expect(offline.calls.slice(before)).toEqual([
    { method: "check", type: TOPIC, urn: urn(TOPIC, "recorded"), preview: false },
    { method: "create", type: TOPIC, urn: urn(TOPIC, "recorded"), preview: true },
    { method: "invoke", type: "aws:index/getRegion:getRegion", preview: false },
  ]);
});

test("no refusal shows a secret, whatever the property", async () => {
  const canary = "c4n4ry-c4n4ry";
  await expect(aws.create(TOPIC, "leak", { name: seal(`${canary}!`) })).rejects.not.toThrow(new RegExp(canary));
  const vpc = await aws.made(VPC, "leaky", { cidrBlock: "10.1.0.0/16" });
  const group = { name: seal(canary), vpcId: vpc.id };
  await aws.create("aws:ec2/securityGroup:SecurityGroup", "first", group);
  await expect(aws.create("aws:ec2/securityGroup:SecurityGroup", "second", group)).rejects.toThrow(
    /The security group '\[secret\]' already exists/,
  );
});

function accountText(): string {
  try {
    return readFileSync(offline.accountFile, "utf8");
  } catch {
    return "";
  }
}
