/** A call of a function as a resource: what it runs, when, and what becomes of its failure. */
import { type Properties, seal } from "../../../../offline/provider/values";
import { Catcher } from "../caught";
import { str } from "../../client";
import { aws, world } from "../fresh-world";

const FUNCTION = "aws:lambda/function:Function";
const INVOCATION = "aws:lambda/invocation:Invocation";

const caught = new Catcher();
beforeAll(async () => {
  await caught.start();
});
afterAll(async () => {
  await caught.stop();
});

async function lambda(name: string, source: string, changes: Properties = {}): Promise<string> {
  await aws.create(FUNCTION, name, {
    name,
    role: world.roleArn,
    runtime: "nodejs22.x",
    handler: "index.handler",
    code: { assets: { "index.js": { text: source } } },
    timeout: 60,
    ...changes,
  });
  return name;
}

const ECHO = "exports.handler = async (event) => event;";

test("runs the function when it is created, and not in a preview", async () => {
  const functionName = await lambda("echo", ECHO);
  const inputs = { functionName, input: '{"a":[1]}' };
  expect((await aws.create(INVOCATION, "echo", inputs, true)).outputs).not.toHaveProperty("result");
  const { id, outputs } = await aws.create(INVOCATION, "echo", inputs);
  expect(id).toMatch(/^echo,\$LATEST,[0-9a-f]{32}$/);
  expect(outputs.result).toBe('{"a":[1]}');
});

test("runs the code that the function has now", async () => {
  const inputs = { name: "changing", role: world.roleArn, runtime: "nodejs22.x", handler: "index.handler" };
  const code = (n: number) => ({ assets: { "index.js": { text: `exports.handler = async () => ${n};` } } });
  const old = await aws.create(FUNCTION, "changing", { ...inputs, code: code(1) });
  await aws.update(old, { ...inputs, code: code(2) });
  const { outputs } = await aws.create(INVOCATION, "changing", { functionName: "changing", input: "{}" });
  expect(outputs.result).toBe("2");
});

test("answers nothing for a function that is not Node.js", async () => {
  const functionName = await lambda("python", "", { runtime: "python3.13" });
  expect((await aws.create(INVOCATION, "python", { functionName, input: "{}" })).outputs.result).toBe("null");
});

test("reaches the account's ECS API through the SDK, in its own region", async () => {
  const source = `const { ECS } = require("@aws-sdk/client-ecs");
    exports.handler = (event) => new ECS({}).describeServices(event);`;
  const functionName = await lambda("asks", source);
  const request = { cluster: world.clusterArn, services: ["ghost"] };
  const { outputs } = await aws.create(INVOCATION, "asks", { functionName, input: JSON.stringify(request) });
  expect(JSON.parse(str(outputs.result))).toMatchObject({
    failures: [{ arn: `arn:aws:ecs:eu-west-1:123456789012:service/${world.clusterName}/ghost`, reason: "MISSING" }],
  });
  const nowhere = JSON.stringify({ ...request, cluster: "ghost" });
  await expect(aws.create(INVOCATION, "asks-2", { functionName, input: nowhere })).rejects.toThrow(
    '{"errorType":"ClusterNotFoundException","errorMessage":"Cluster not found."}',
  );
});

test("is not there when the function fails, and says why without a secret of its input", async () => {
  const functionName = await lambda("fails", "exports.handler = async (e) => { throw new Error('no ' + e.key); };");
  const failed = aws.create(INVOCATION, "fails", { functionName, input: seal('{"key":"hunter2"}') });
  await expect(failed).rejects.toThrow(
    '1 error occurred:\n\t* invoking Lambda Function (fails): {"errorType":"Error","errorMessage":"no [secret]"}\n\n',
  );
  const inputs = { functionName, input: "{}" };
  const { id } = await aws.create(INVOCATION, "p", { ...inputs, functionName: await lambda("works", ECHO) });
  expect(await aws.read(INVOCATION, "fails", id.replace("works", "fails"))).toBeUndefined();
});

describe("another input", () => {
  test("is another call", async () => {
    const functionName = await lambda("once", ECHO);
    const made = await aws.create(INVOCATION, "once", { functionName, input: '{"a":1}' });
    expect(await aws.diff(made, { functionName, input: '{"a":2}' })).toMatchObject({ replaces: ["input"] });
    await aws.delete(made);
  });

  test("is an update of one that follows its resource's life, which its end is part of", async () => {
    const source = `exports.handler = async (event) => {
      if (event.tf.action === "delete") throw new Error(JSON.stringify(event));
      return event;
    };`;
    const functionName = await lambda("follows", source);
    const inputs = (a: number) => ({ functionName, input: `{"a":${a}}`, lifecycleScope: "CRUD" });
    const made = await aws.create(INVOCATION, "follows", inputs(1));
    expect(JSON.parse(str(made.outputs.result))).toEqual({ a: 1, tf: { action: "create", prev_input: null } });

    expect(await aws.diff(made, inputs(2))).toMatchObject({ changed: ["input"], replaces: [] });
    expect((await aws.update(made, inputs(2), true)).outputs).not.toHaveProperty("result");
    const updated = await aws.update(made, inputs(2));
    expect(JSON.parse(str(updated.outputs.result))).toEqual({ a: 2, tf: { action: "update", prev_input: { a: 1 } } });

    await expect(aws.delete(updated)).rejects.toThrow('\\"action\\":\\"delete\\",\\"prev_input\\":{\\"a\\":2}');
    expect(await aws.read(INVOCATION, "follows", made.id)).toBeDefined();
  });

  test("has to be an object then", async () => {
    const inputs = { functionName: "follows", input: "[1]", lifecycleScope: "CRUD" };
    const { failures } = await aws.check(INVOCATION, "list", inputs);
    expect(failures).toEqual([expect.stringContaining("expected an object, got array")]);
  });
});

test("is given up when the engine is told to stop, and the next operation's is not", async () => {
  const source = `exports.handler = async () => { await fetch("${caught.url}"); };`;
  const made = aws.create(INVOCATION, "waits", { functionName: await lambda("waits", source), input: "{}" });
  const ended = made.catch((error: unknown) => error);
  await caught.next();
  await aws.cancel();
  expect(String(await ended)).toContain("invoking Lambda Function (waits): context canceled");

  const again = await aws.create(INVOCATION, "again", { functionName: await lambda("again", ECHO), input: "{}" });
  expect(again.outputs.result).toBe("{}");
});
