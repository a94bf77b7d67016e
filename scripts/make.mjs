// node scripts/make.mjs [file [arguments]]: obtains Node, installs and builds where they are missing or out of date, then
// runs a file of the project. Exit 2 when that cannot be.
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { onSupportedNode } from "./node.mjs";
import { exitWith, runNode } from "./project.mjs";

await exitWith(() =>
  onSupportedNode(import.meta.url, async () => {
    // As npm's `prepare` it runs inside an `npm ci` or `npm install`, which has just done that part.
    if (process.env.npm_lifecycle_event !== "prepare") ensureInstalled();
    ensureBuilt();
    const command = process.argv.slice(2);
    return command.length === 0 ? 0 : runNode(command);
  }),
);
