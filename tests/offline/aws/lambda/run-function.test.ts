import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { FunctionError, runFunction, type Surroundings } from "../../../../offline/aws/lambda/run-function";
import { type Properties } from "../../../../offline/provider/values";
import { Catcher } from "../caught";

const caught = new Catcher();
let folder: string;
beforeAll(async () => {
  await caught.start();
  folder = mkdtempSync(join(tmpdir(), "guardrails-offline-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await caught.stop();
});

function lambda(source: string, changes: Properties = {}): Properties {
  return {
    name: "gate",
    arn: "arn:aws:lambda:eu-west-1:123456789012:function:gate",
    runtime: "nodejs22.x",
    handler: "index.handler",
    timeout: 10,
    memorySize: 256,
    version: "$LATEST",
    loggingConfig: { logGroup: "/aws/lambda/gate" },
    code: { assets: { "index.js": { text: source } } },
    ...changes,
  };
}

function run(source: string, changes: Properties = {}, around: Partial<Surroundings> = {}, event = '{"a":1}') {
  const surroundings = { region: "eu-west-1", endpoint: caught.url, signal: new AbortController().signal, ...around };
  return runFunction(lambda(source, changes), event, surroundings);
}

/** Says which process it is, then never ends and listens to nobody. */
const FOR_EVER = `exports.handler = async () => {
  const { hostname, port } = new URL(process.env.AWS_ENDPOINT_URL);
  const request = "GET /" + process.pid + " HTTP/1.1\\r\\nHost: here\\r\\n\\r\\n";
  await new Promise((sent) => require("node:net").connect(port, hostname).write(request, sent));
  for (;;);
};`;

function isGone(pid: string): boolean {
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch {
    return true;
  }
}

describe("a function's answer", () => {
  test.each([
    ["an async function", "exports.handler = async (event) => ({ got: event });", '{"got":{"a":1}}'],
    ["a promise", "exports.handler = (event) => Promise.resolve(event.a + 1);", "2"],
    ["a callback", 'exports.handler = (event, context, done) => { done(null, "done"); };', '"done"'],
    ["nothing", "exports.handler = async () => {};", "null"],
    ["a promise that nothing will settle", "exports.handler = () => new Promise(() => {});", "null"],
    ["a module that exports one object", "module.exports = { ['handler']: async () => 1 };", "1"],
  ])("comes from %s", async (_what, source, result) => {
    await expect(run(source)).resolves.toBe(result);
  });

  test("comes from an ES module in a folder of its own", async () => {
    const code = { assets: { "src/gate.mjs": { text: "export const handler = async () => 1;" } } };
    await expect(run("", { code, handler: "src/gate.handler" })).resolves.toBe("1");
  });

  test("comes from files of the machine, one by one or a folder", async () => {
    const source = join(folder, "source");
    mkdirSync(source);
    writeFileSync(join(source, "index.js"), 'exports.handler = async () => require("./two.js");');
    writeFileSync(join(source, "two.js"), "module.exports = 2;");
    const assets = { "index.js": { path: join(source, "index.js") }, "two.js": { text: "module.exports = 3;" } };
    await expect(run("", { code: { path: source } })).resolves.toBe("2");
    await expect(run("", { code: { assets } })).resolves.toBe("3");
    rmSync(source, { recursive: true });
  });

  test("is none when it is not Node.js, or the program does not hold its code", async () => {
    await expect(run("", { runtime: "python3.13" })).resolves.toBeNull();
    await expect(run("", { code: { uri: "https://example.com/code.zip" } })).resolves.toBeNull();
    await expect(run("", { code: null, s3Bucket: "code", s3Key: "one.zip" })).resolves.toBeNull();
  });
});

describe("what a function finds", () => {
  test("is Lambda's context, with the time that is left", async () => {
    const source = `exports.handler = async (event, context) =>
      ({ ...context, left: context.getRemainingTimeInMillis(), here: process.cwd() !== "/" });`;
    const context = JSON.parse((await run(source)) ?? "") as Record<string, unknown>;
    expect(context).toMatchObject({
      functionName: "gate",
      functionVersion: "$LATEST",
      invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:gate",
      memoryLimitInMB: "256",
      logGroupName: "/aws/lambda/gate",
    });
    expect(context.left).toBeGreaterThan(0);
    expect(context.left).toBeLessThanOrEqual(10_000);
  });

  test("is offline's shorter end of a long timeout", async () => {
    const source = "exports.handler = async (event, context) => context.getRemainingTimeInMillis();";
    expect(Number(await run(source, { timeout: 900 }))).toBeLessThanOrEqual(60_000);
  });

  test("is its own variables and those of AWS, and nothing of the process that runs it", async () => {
    process.env.GUARDRAILS_CANARY = "of the machine";
    const source = "exports.handler = async () => process.env;";
    const found = await run(source, { environment: { variables: { LOG_LEVEL: "debug" } } });
    delete process.env.GUARDRAILS_CANARY;
    const variables = JSON.parse(found ?? "") as Record<string, string>;
    expect(Object.keys(variables).sort()).toEqual([
      "AWS_ACCESS_KEY_ID",
      "AWS_CONFIG_FILE",
      "AWS_DEFAULT_REGION",
      "AWS_ENDPOINT_URL",
      "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
      "AWS_LAMBDA_FUNCTION_NAME",
      "AWS_LAMBDA_FUNCTION_VERSION",
      "AWS_REGION",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_SHARED_CREDENTIALS_FILE",
      "LAMBDA_TASK_ROOT",
      "LOG_LEVEL",
    ]);
    expect(variables).toMatchObject({ LOG_LEVEL: "debug", AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: caught.url });
  });

  test("is the AWS SDK, and no other package of this project", async () => {
    const source = (name: string) => `exports.handler = async () => Object.keys(require("${name}")).includes("ECS");`;
    await expect(run(source("@aws-sdk/client-ecs"))).resolves.toBe("true");
    await expect(run(source("@pulumi/pulumi"))).rejects.toThrow("Cannot find module '@pulumi/pulumi'");
  });
});

describe("a function fails", () => {
  test.each([
    ["with what it throws", "exports.handler = async () => { throw new TypeError('no'); };", "TypeError", "no"],
    ["with what is no error", "exports.handler = () => { throw 'no'; };", "string", "no"],
    ["with what it gives its callback", "exports.handler = (e, c, done) => { done(new Error('no')); };", "Error", "no"],
    [
      "when something it started does",
      "exports.handler = () => { setImmediate(() => { throw new Error('later'); }); };",
      "Error",
      "later",
    ],
    [
      "when it ends its process",
      "exports.handler = () => { process.exit(3); };",
      "Runtime.ExitError",
      "Runtime exited with error: exit status 3",
    ],
    [
      "without its handler",
      "exports.other = () => 1;",
      "Runtime.HandlerNotFound",
      "index.handler is undefined or not exported",
    ],
    [
      "when its answer is no JSON",
      "exports.handler = async () => 1n;",
      "TypeError",
      "Do not know how to serialize a BigInt",
    ],
  ])("%s", async (_what, source, errorType, errorMessage) => {
    const error: unknown = await run(source).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FunctionError);
    expect(JSON.parse((error as FunctionError).message)).toEqual({ errorType, errorMessage });
  });

  test("without its file", async () => {
    await expect(run("", { handler: "main.handler" })).rejects.toThrow("Error: Cannot find module 'main'");
  });

  test("without a word of what its variables hold", async () => {
    const variables = { PASSWORD: 'hunter2 "quoted"' };
    const source = "exports.handler = async () => { throw new Error('refused: ' + process.env.PASSWORD); };";
    const error: unknown = await run(source, { environment: { variables } }).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain("refused: [secret]");
    expect(String(error)).not.toContain("hunter2");
  });

  test("when its time is over, whatever it does", async () => {
    const [pid, error] = await Promise.all([
      caught.next(),
      run(FOR_EVER, { timeout: 1 }).catch((thrown: unknown) => thrown),
    ]);
    expect(String(error)).toMatch(/"Sandbox.Timedout".*RequestId: \S+ Error: Task timed out after 1.00 seconds/);
    expect(isGone(pid)).toBe(true);
  });
});

describe("a function ends", () => {
  test("when it is given up", async () => {
    const controller = new AbortController();
    const ended = run(FOR_EVER, { timeout: 60 }, { signal: controller.signal }).catch((thrown: unknown) => thrown);
    const pid = await caught.next();
    controller.abort();
    expect(String(await ended)).toBe("Error: context canceled");
    expect(isGone(pid)).toBe(true);
  });

  test("at once when all was given up before", async () => {
    await expect(run(FOR_EVER, { timeout: 60 }, { signal: AbortSignal.abort() })).rejects.toThrow("context canceled");
  });

  test("with the process that asked for it", async () => {
    const task = join(folder, "task");
    mkdirSync(task);
    writeFileSync(join(task, "index.js"), FOR_EVER);
    const script = join(__dirname, "../../../../offline/aws/lambda/runtime.mjs");
    const child = fork(script, [], { env: {}, execArgv: [] });
    const environment = { AWS_ENDPOINT_URL: caught.url };
    child.send({ folder: task, handler: "index.handler", event: "{}", environment, context: {}, deadline: 0 });
    await caught.next();
    // What the child sees when its parent is killed; a parent that only waits would wait for ever.
    child.disconnect();
    const insurance = setTimeout(() => child.kill("SIGKILL"), 3_000);
    const [code] = (await once(child, "exit")) as [number | null];
    clearTimeout(insurance);
    expect(code).toBe(0);
  });

  test("and leaves no file behind, whatever it did", async () => {
    const root = (await run("exports.handler = async () => process.env.LAMBDA_TASK_ROOT;")) ?? "";
    const failed = run("exports.handler = async () => { throw process.env.LAMBDA_TASK_ROOT; };");
    const error: unknown = await failed.catch((thrown: unknown) => thrown);
    const { errorMessage } = JSON.parse((error as FunctionError).message) as { errorMessage: string };
    expect([JSON.parse(root) as string, errorMessage].map((path) => existsSync(dirname(path)))).toEqual([false, false]);
  });
});
