// node scripts/run.mjs <command> [arguments]: a command of the project in a fresh clone, too. Obtains Node, installs and
// builds where they are missing or out of date, then runs the command line of offline/cli.ts. Exit 2 when that cannot be.
// The arguments may hold secrets: they are passed on and never printed.
import { ensureBuilt } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { onSupportedNode } from "./node.mjs";
import { exitWith, runNode } from "./project.mjs";

await exitWith(() =>
  onSupportedNode(import.meta.url, async () => {
    ensureInstalled();
    ensureBuilt();
    return runNode(["dist/offline/cli.js", ...process.argv.slice(2)]);
  }),
);
