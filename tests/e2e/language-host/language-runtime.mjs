import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import rpc from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import { runPlugin } from "./policy-pack.mjs";
import { runProgram } from "./program.mjs";
import { answer } from "./serve.mjs";

const sdk = createRequire(import.meta.url)("@pulumi/pulumi/package.json");

/** The language runtime's methods that preview and up call. */
export function languageRuntime(engineAddress) {
  const programs = new Set();
  return {
    getPluginInfo: answer(async () => new plugin.PluginInfo().setVersion(sdk.version)),
    getRequiredPackages: answer(async (request) => requiredPackages(request.getInfo().getProgramDirectory())),
    run: answer((request, call) => runProgram(request, call, engineAddress, programs)),
    runPlugin,
    cancel: answer(async () => {
      for (const program of programs) program.kill("SIGINT");
      return new empty.Empty();
    }),
  };
}

/** The packages installed below the program's own folder, which is that of Pulumi.yaml's `main`: compiled code has none. */
function requiredPackages(programDirectory) {
  if (existsSync(join(programDirectory, "node_modules"))) {
    throw new Error("this stand-in does not look for the plugins of packages that lie beside the program");
  }
  return new rpc.GetRequiredPackagesResponse();
}
