// What the scripts share: where the project is, how a failure is said, how a program is run.
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** A failure of the set-up (not of what is run): its message is one sentence; the scripts exit with 2. */
export class SetupError extends Error {}

/** Runs `main` and turns what it returns into the exit code; whatever it throws is 2, since 1 says "blocked". */
export async function exitWith(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 2;
  }
}

/**
 * Runs a program in a folder, the project's by default, and keeps its output for the case that it fails: then the output
 * goes to standard error and a SetupError with `sentence(how it ended)` is thrown.
 */
export function runQuietly(file, args, { cwd = root, environment = process.env, sentence }) {
  const options = { cwd, env: environment, encoding: "utf8", maxBuffer: 2 ** 28 };
  const { status, signal, error, stdout, stderr } = spawnSync(file, args, options);
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ""}${stderr ?? ""}`);
  throw new SetupError(sentence(error === undefined ? `exit ${status ?? signal}` : (error.code ?? error.message)));
}

/**
 * Runs Node (this process's own by default) with this process's standard streams and passes signals on; resolves to the
 * exit code. When the program is ended by a signal, so is this process.
 */
export function runNode(args, environment = process.env, node = process.execPath) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd: root, env: environment, stdio: "inherit" });
    // A terminal sends Ctrl-C to the child as well, and a second one makes Pulumi abandon what it is doing.
    const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
    const passOn = (signal) => {
      if (signal !== "SIGINT" || !terminal) child.kill(signal);
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, passOn);
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      for (const name of signals) process.off(name, passOn);
      if (signal !== null) process.kill(process.pid, signal);
      else resolve(code);
    });
  });
}

/** Whether there is an executable file of that name on PATH. */
export function isOnPath(name) {
  return onPath(name).length > 0;
}

/** Every executable file of that name on PATH, in its order. */
export function onPath(name) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).filter(isExecutable);
}

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
