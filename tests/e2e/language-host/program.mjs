import { once } from "node:events";
import rpc from "@pulumi/pulumi/proto/language_pb.js";
import { optionVariables, runner, startNode } from "./runner.mjs";

/** What the runner exits with after it has told the user everything. */
const EXITED_AFTER_MESSAGE = 32;

/** Runs the program to its end; its output becomes this process's, which the engine shows. */
export async function runProgram(request, call, engineAddress, programs) {
  const info = request.getInfo();
  const variables = {
    ...optionVariables(info),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray().map(oldStyle))),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
  const program = startNode(
    [runner(info, "run"), ...runnerArguments(request, engineAddress)],
    { env: { ...process.env, ...variables }, stdio: ["ignore", "inherit", "inherit"] },
    call,
    "SIGINT",
  );
  programs.add(program);
  const [code] = await once(program, "close");
  programs.delete(program);

  const response = new rpc.RunResponse();
  if (code === EXITED_AFTER_MESSAGE) return response.setBail(true);
  return code === 0 ? response : response.setError(`Program exited with non-zero exit code: ${code ?? -1}`);
}

/** Configuration keys as they were in old SDKs, `aws:config:region`: the host still passes them so, the SDK reads both. */
function oldStyle([key, value]) {
  const colon = key.indexOf(":");
  return [`${key.slice(0, colon)}:config:${key.slice(colon + 1)}`, value];
}

function runnerArguments(request, engineAddress) {
  const info = request.getInfo();
  const named = {
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info.getRootDirectory(),
    stack: request.getStack(),
    pwd: info.getProgramDirectory(),
    parallel: String(request.getParallel()),
  };
  return [
    ...Object.entries(named).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info.getEntryPoint(),
    ...request.getArgsList(),
  ];
}
