// Installs the Pulumi CLI: node install-cli.mjs <folder> <version>. A process of its own, because the Automation API's
// installer (a shell script that runs curl) can be neither cancelled nor bounded in time from within.
import automation from "@pulumi/pulumi/automation/index.js";
import semver from "semver";

const [root, version] = process.argv.slice(2);

// Standard input closes when the process that asked for the installation is gone: then end curl, too.
process.stdin.on("end", () => process.kill(-process.pid, "SIGTERM"));
process.stdin.resume();

try {
  await automation.PulumiCommand.install({ root, version: new semver.SemVer(version) });
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? (error.message.trim().split("\n").at(-1) ?? "") : "unknown error");
  process.exit(1);
}
