import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

/** One of the SDK's runners, as the program or the pack itself would find it. */
export function runner(info, name) {
  return createRequire(join(info.getProgramDirectory(), "package.json")).resolve(`@pulumi/pulumi/cmd/${name}`);
}

/** The environment variables for the options below `runtime:` in the project's or the pack's file. */
export function optionVariables(info) {
  const { typescript = true, ...others } = info.getOptions()?.toJavaScript() ?? {};
  const unknown = Object.keys(others);
  if (unknown.length > 0) throw new Error(`this stand-in does not know the runtime's option ${unknown.join(", ")}`);
  return typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {};
}

/** Starts Node.js; the process ends at the latest with this one, or, with the signal, when the engine drops the call. */
export function startNode(args, options, call, signal) {
  const child = spawn(process.execPath, args, options);
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  call.on("cancelled", () => child.kill(signal));
  child.on("close", () => process.off("exit", kill));
  return child;
}
