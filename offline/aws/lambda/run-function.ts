import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { projectRoot } from "../../engine/machine";
import { isObject, number, type Properties, TELLING, text, type Value, withoutTexts } from "../../provider/values";
import { TemporaryFolder } from "../../workspace/temporary-folder";
import { unpack } from "./package-files";

/** Where a function runs. */
export interface Surroundings {
  readonly region: string;
  /** URL of the AWS API, for every service: whatever the function calls, it does not leave this machine. */
  readonly endpoint: string;
  /** Ends the function when it aborts. */
  readonly signal: AbortSignal;
}

/** What Lambda calls a FunctionError; the message is its payload, `{"errorType":"Error","errorMessage":"…"}`. */
export class FunctionError extends Error {
  override readonly name = "FunctionError";
}

/** Seconds a function runs at most, whatever its timeout: offline there is nothing it could wait for. */
const LONGEST = 60;

/** Names in the form of credentials, for requests that nobody checks. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: "AKIAOFFLINE000000000", AWS_SECRET_ACCESS_KEY: "offline" };

/**
 * Runs a function once, in a process of its own that is gone when this settles. What the function logs is dropped.
 *
 * @param lambda outputs of an `aws.lambda.Function`
 * @param event JSON text
 * @returns JSON text of what it returned; null when it is nothing that runs here (see {@link unpack}; not Node.js)
 * @throws FunctionError when it threw, crashed or took too long; Error when it was given up
 */
export async function runFunction(
  lambda: Properties,
  event: string,
  { region, endpoint, signal }: Surroundings,
): Promise<string | null> {
  if (!/^nodejs/.test(text(lambda.runtime) ?? "")) return null;
  const temporary = new TemporaryFolder();
  try {
    const folder = join(temporary.path, "task");
    mkdirSync(folder);
    if (!unpack(lambda.code, folder)) return null;
    // Beside the function and not in it: what Node looks for next, as Lambda's runtime brings the SDK.
    mkdirSync(join(temporary.path, "node_modules"));
    symlinkSync(sdkFolder(), join(temporary.path, "node_modules", "@aws-sdk"), "dir");
    const own = variablesOf(lambda);
    const requestId = randomUUID();
    const seconds = Math.min(number(lambda.timeout) ?? 3, LONGEST);
    const invocation = {
      folder,
      handler: text(lambda.handler) ?? "",
      event,
      deadline: Date.now() + seconds * 1000,
      context: contextOf(lambda, requestId),
      environment: {
        ...own,
        ...CREDENTIALS,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        // Not the profile of the person who runs this.
        AWS_CONFIG_FILE: join(temporary.path, "none"),
        AWS_SHARED_CREDENTIALS_FILE: join(temporary.path, "none"),
        AWS_LAMBDA_FUNCTION_NAME: text(lambda.name) ?? "",
        AWS_LAMBDA_FUNCTION_VERSION: text(lambda.version) ?? "",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(number(lambda.memorySize) ?? 128),
        LAMBDA_TASK_ROOT: folder,
      },
    };
    const { payload, failed } = await answerOf(start(temporary.path), invocation, { seconds, requestId, signal });
    // The account no longer knows which of a function's variables are secret: none that could be one is repeated.
    const secrets = Object.values(own).filter(({ length }) => length >= TELLING);
    if (failed) throw new FunctionError(withoutTexts(payload, secrets));
    return payload;
  } finally {
    temporary.remove();
  }
}

const Answer = v.object({ payload: v.string(), failed: v.boolean() });
type Answer = v.InferOutput<typeof Answer>;

function start(cwd: string): ChildProcess {
  const script = join(projectRoot(__dirname), "offline", "aws", "lambda", "runtime.mjs");
  return fork(script, [], { cwd, env: {}, execArgv: [], stdio: ["ignore", "ignore", "ignore", "ipc"] });
}

/** What the runtime sends; resolves, or rejects when aborted, once its process is gone. */
function answerOf(
  child: ChildProcess,
  invocation: object,
  { seconds, requestId, signal }: { seconds: number; requestId: string; signal: AbortSignal },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let answer: Answer | null = null;
    let timedOut = false;
    const kill = () => child.kill("SIGKILL");
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, seconds * 1000);
    if (signal.aborted) kill();
    signal.addEventListener("abort", kill, { once: true });
    child.once("message", (message) => {
      answer = v.parse(Answer, message);
    });
    child.on("error", () => undefined); // a process that is gone cannot be sent anything: its end tells
    child.once("close", (code) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", kill);
      if (answer !== null) resolve(answer);
      else if (signal.aborted) reject(new Error("context canceled"));
      else if (timedOut) resolve(failed("Sandbox.Timedout", `Task timed out after ${seconds.toFixed(2)} seconds`));
      else resolve(failed("Runtime.ExitError", `Runtime exited with error: exit status ${code ?? "unknown"}`));
    });
    child.send(invocation);
    const failed = (errorType: string, what: string): Answer => ({
      payload: JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${what}` }),
      failed: true,
    });
  });
}

function contextOf(lambda: Properties, awsRequestId: string): Record<string, string | boolean> {
  const logging = isObject(lambda.loggingConfig) ? lambda.loggingConfig : {};
  return {
    awsRequestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: text(lambda.name) ?? "",
    functionVersion: text(lambda.version) ?? "",
    invokedFunctionArn: text(lambda.arn) ?? "",
    logGroupName: text(logging.logGroup) ?? "",
    logStreamName: awsRequestId,
    memoryLimitInMB: String(number(lambda.memorySize) ?? 128),
  };
}

function variablesOf({ environment }: Properties): Record<string, string> {
  const variables: Value | undefined = isObject(environment) ? environment.variables : undefined;
  return Object.fromEntries(
    Object.entries(isObject(variables) ? variables : {}).map(([name, value]) => [name, text(value) ?? ""]),
  );
}

/** The folder of the installed AWS SDK packages. */
function sdkFolder(): string {
  return dirname(dirname(require.resolve("@aws-sdk/client-ecs/package.json")));
}
