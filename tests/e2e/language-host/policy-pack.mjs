import { Buffer } from "node:buffer";
import { once } from "node:events";
import { createInterface } from "node:readline";
import rpc from "@pulumi/pulumi/proto/language_pb.js";
import { PolicyProxy } from "./policy-proxy.mjs";
import { optionVariables, runner, startNode } from "./runner.mjs";
import { rpcError } from "./serve.mjs";

/**
 * Runs a policy pack for as long as the engine holds the call, its output streamed to the engine. The pack wants the
 * stack's configuration in its environment when it starts, but the engine tells it to a pack that runs: so the engine
 * talks to a proxy, whose port comes first, and the pack starts when the proxy has heard.
 */
export async function runPlugin(call) {
  const proxy = new PolicyProxy();
  call.on("cancelled", () => proxy.close());
  try {
    if (call.request.getKind() !== "analyzer") throw new Error("this stand-in runs policy packs only");
    writeOutput(call, `${await proxy.listen()}\n`);
    const code = await runPack(call, proxy, await proxy.configuration);
    if (code !== 0) throw new Error(`Program exited with non-zero exit code: ${code ?? -1}`);
    call.end();
  } catch (error) {
    call.emit("error", rpcError(error));
  } finally {
    proxy.close();
  }
}

async function runPack(call, proxy, configuration) {
  const { request } = call;
  const info = request.getInfo();
  const env = {
    ...Object.fromEntries(request.getEnvList().map(nameAndValue)),
    ...optionVariables(info),
    ...stackVariables(configuration),
  };
  const pack = startNode(
    [runner(info, "run-policy-pack"), ...request.getArgsList(), info.getProgramDirectory()],
    { cwd: info.getProgramDirectory(), env, stdio: ["ignore", "pipe", "pipe"] },
    call,
    "SIGKILL",
  );
  pack.stderr.on("data", (chunk) => call.write(new rpc.RunPluginResponse().setStderr(chunk)));
  const lines = createInterface({ input: pack.stdout });
  lines.once("line", (port) => {
    proxy.attach(Number(port));
    lines.on("line", (line) => writeOutput(call, `${line}\n`));
  });
  const [code] = await once(pack, "close");
  return code;
}

function writeOutput(call, text) {
  call.write(new rpc.RunPluginResponse().setStdout(Buffer.from(text)));
}

function nameAndValue(variable) {
  const equals = variable.indexOf("=", 1);
  return [variable.slice(0, equals), variable.slice(equals + 1)];
}

function stackVariables(configuration) {
  if (configuration === null) return {};
  return {
    PULUMI_NODEJS_ORGANIZATION: configuration.getOrganization(),
    PULUMI_NODEJS_PROJECT: configuration.getProject(),
    PULUMI_NODEJS_STACK: configuration.getStack(),
    PULUMI_NODEJS_DRY_RUN: String(configuration.getDryRun()),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(configuration.getConfigMap().toArray())),
  };
}
