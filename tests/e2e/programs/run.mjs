// node run.mjs <program.mjs>: one operation of a test's own program, in a process of its own as a program has it. Reads
// {operation, root, stateDirectory, stackFile, packPath, policyConfig} as JSON from standard input and writes the result to standard output.
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const { operation, root, stateDirectory, stackFile, packPath, policyConfig } = JSON.parse(await text(process.stdin));
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
  stateDirectory,
});
process.stdout.write(JSON.stringify(result));
