// The runtime of one Lambda invocation, forked by run-function.ts with Node: it is sent
// {folder, handler, event, environment, context, deadline} and sends {payload, failed}. The function runs in a thread of
// its own, so that this one can end the process whatever the function does, when the process that asked is gone.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

if (isMainThread) {
  process.once("disconnect", () => process.exit());
  process.once("message", supervise);
} else {
  // Not awaited here: a module that waits for ever is an error to Node, and no answer to Lambda.
  void answer(workerData).then((result) => parentPort.postMessage(result));
}

function supervise(invocation) {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: invocation, env: invocation.environment });
  const send = (result) => process.send(result, () => process.exit());
  worker.once("message", send);
  worker.once("error", (error) => send(failure(error)));
  // A function that waits for what never comes answers nothing, which Lambda passes on as null.
  worker.once("exit", (code) =>
    send(
      code === 0
        ? { payload: "null", failed: false }
        : failed("Runtime.ExitError", `Runtime exited with error: exit status ${code}`),
    ),
  );
}

async function answer({ folder, handler, event, context, deadline }) {
  try {
    const [, file, name] = /^(.+)\.([^.]+)$/.exec(handler) ?? [undefined, handler, ""];
    const path = ["", ".js", ".mjs", ".cjs"].map((extension) => join(folder, file + extension)).find(existsSync);
    if (path === undefined) return failed("Runtime.ImportModuleError", `Error: Cannot find module '${file}'`);
    const module = await import(pathToFileURL(path).href);
    const handle = module[name] ?? module.default?.[name];
    if (typeof handle !== "function") {
      return failed("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
    }
    const full = { ...context, getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()) };
    const result = await new Promise((resolve, reject) => {
      const returned = handle(JSON.parse(event), full, (error, value) => (error ? reject(error) : resolve(value)));
      if (typeof returned?.then === "function") returned.then(resolve, reject);
    });
    return { payload: JSON.stringify(result) ?? "null", failed: false };
  } catch (error) {
    return failure(error);
  }
}

function failure(error) {
  return error instanceof Error ? failed(error.name, error.message) : failed(typeof error, String(error));
}

/** As Lambda reports an error, without the trace: its paths are this machine's. */
function failed(errorType, errorMessage) {
  return { payload: JSON.stringify({ errorType, errorMessage }), failed: true };
}
