// Given to Node.js by --import: packages that a program does not find beside itself are looked for in the folder of
// GUARDRAILS_PACKAGES. (NODE_PATH does that for `require`, and Node.js has nothing of the kind for `import`.)
import { register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.env.GUARDRAILS_PACKAGES;
delete process.env.GUARDRAILS_PACKAGES;
register("./resolve-packages.mjs", import.meta.url, { data: pathToFileURL(join(folder, "package.json")).href });
