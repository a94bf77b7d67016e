// node product.mjs: one operation of one of the project's own stacks, with what the engine did to every resource. Reads
// {operation, root, stack, overrides, stateDirectory, seed} as JSON from standard input, writes the result to standard output.
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const { operation, root, stack, overrides, stateDirectory, seed } = JSON.parse(await text(process.stdin));
const compiled = (path) => import(pathToFileURL(join(root, "dist", path)).href);
const { runOperation } = await compiled("offline/run/index.js");
const { readProject, readStackFile } = await compiled("offline/workspace/project.js");
const { readPolicyConfig } = await compiled("offline/workspace/policy-config.js");
const { stackConfiguration } = await compiled("offline/workspace/stack-configuration.js");
const { EMPTY_SEED, readSeed } = await compiled("offline/workspace/seed.js");
const { default: program } = await compiled("infra/index.js");

const { SECRET_KEYS: SECRETS } = await compiled("infra/settings.js");

const project = readProject(root);
// null: without the line of the stack's file.
const without = Object.keys(overrides).filter((key) => overrides[key] === null);
const file = readStackFile(root, stack).replace(
  new RegExp(`^  guardrails:(?:${without.join("|") || "-"}):.*\n`, "gm"),
  "",
);
const given = Object.entries(overrides).flatMap(([key, value]) =>
  value === null ? [] : [{ key: `guardrails:${key}`, value, secret: SECRETS.includes(key) }],
);
const steps = [];
const result = await runOperation({
  operation,
  program,
  configuration: stackConfiguration(project, stack, file, given),
  policyConfig:
    operation === "destroy" ? undefined : readPolicyConfig(join(root, "policy-config.json"), "policy-config.json"),
  packPath: join(root, "offline", "pack-launcher"),
  stateDirectory,
  seed: seed === undefined ? EMPTY_SEED : readSeed(join(root, seed), seed),
  onEvent: ({ resourcePreEvent }) => {
    if (resourcePreEvent === undefined) return;
    const { urn, type, op } = resourcePreEvent.metadata;
    steps.push({ urn, type, op });
  },
});
process.stdout.write(JSON.stringify({ ...result, calls: [], steps }));
