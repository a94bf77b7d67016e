// node run.mjs <program.mjs>: one operation of a test's own program, in a process of its own as a program has it. Reads
// {operation, root, stateDirectory, stackFile, packPath, policyConfig, targets} as JSON from standard input and writes the result to standard output. An update
// is rehearsed as the command line does it, in a further process, unless `rehearsal` is false.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const request = JSON.parse(await text(process.stdin));
const { operation, root, stateDirectory, stackFile, packPath, policyConfig, targets } = request;
const { rehearsal = true, isRehearsal = false } = request;
const compiled = (path) => import(pathToFileURL(join(root, "dist", path)).href);
const { runOperation } = await compiled("offline/run/index.js");
const { parseProject } = await compiled("offline/workspace/project.js");
const { stackConfiguration } = await compiled("offline/workspace/stack-configuration.js");
const { default: program } = await import(pathToFileURL(process.argv[2]).href);

const project = parseProject(root, "name: shop\nruntime: nodejs\n");
const result = await runOperation({
  operation,
  program,
  configuration: stackConfiguration(project, "prod", stackFile, []),
  packPath: packPath ?? join(root, "offline", "pack-launcher"),
  ...(policyConfig === undefined ? {} : { policyConfig }),
  ...(targets === undefined ? {} : { targets }),
  stateDirectory,
  isRehearsal,
  rehearse: rehearsal ? (copy) => inAnotherProcess({ operation: "up", stateDirectory: copy }) : undefined,
});
process.stdout.write(JSON.stringify(result));

async function inAnotherProcess(changes) {
  const child = spawn(process.execPath, process.argv.slice(1), { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify({ ...request, ...changes, rehearsal: false, isRehearsal: true }));
  return JSON.parse(await text(child.stdout));
}
