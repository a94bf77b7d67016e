// What some tests start for themselves, from Debian's packages: servers, the monitor's Python, and a browser.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isExecutable, isOnPath, onPath, runQuietly, SetupError } from "./project.mjs";

/** How to see that what a package brings is there, however it was installed. */
const brought = {
  // Debian keeps each major version's programs outside PATH.
  postgresql: () => isOnPath("postgres") || versionsOfPostgres().some(isExecutable),
  "redis-server": () => isOnPath("redis-server"),
  // The package is for the system's Python; one of somebody's own may come before it on PATH.
  // The proofs make virtual environments, and certificates for a PostgreSQL of their own.
  "python3-venv": () => spawnSync("python3", ["-c", "import ensurepip, venv"], { stdio: "ignore" }).status === 0,
  openssl: () => isOnPath("openssl"),
  jq: () => isOnPath("jq"),
  // Their programs are root's, whose folder is not in everybody's PATH.
  nftables: () => isThere("nft"),
  iproute2: () => isThere("ip"),
  chromium: () => isOnPath("chromium"),
  "python3-redis": () =>
    onPath("python3").some((python) => spawnSync(python, ["-c", "import redis"], { stdio: "ignore" }).status === 0),
};

const aptTimeout = ["-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::http::Timeout=30", "-o", "Acquire::Retries=1"];

/** Installs those of the packages that are not there. Throws a SetupError when it cannot. */
export function ensureDebianPackages(packages) {
  const missing = packages.filter((name) => !brought[name]());
  if (missing.length === 0) return;
  const sentence = (why) =>
    `The tests start ${missing.join(" and ")}, not found here and not installed, because ${why}: install by hand with ` +
    `"apt-get install ${missing.join(" ")}" or your system's packages.`;

  const apt = aptGet();
  if (typeof apt === "string") throw new SetupError(sentence(apt));
  console.error(`installing Debian packages for the tests: ${missing.join(", ")}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const command of [["update"], ["install", "-y", "--no-install-recommends", ...missing]]) {
    const [file, ...args] = [...apt, ...aptTimeout, "-q", ...command];
    runQuietly(file, args, { environment, sentence: (ending) => sentence(`apt-get ${command[0]} failed (${ending})`) });
  }
  const absent = missing.filter((name) => !brought[name]());
  if (absent.length > 0)
    throw new SetupError(sentence(`the package of ${absent.join(" and ")} brought not what it is for`));
}

function isThere(program) {
  return isOnPath(program) || ["/usr/sbin", "/sbin"].some((folder) => isExecutable(join(folder, program)));
}

function versionsOfPostgres() {
  const folder = "/usr/lib/postgresql";
  return existsSync(folder) ? readdirSync(folder).map((version) => join(folder, version, "bin", "postgres")) : [];
}

/** The command line of apt-get with the rights to install, or why there is none. */
function aptGet() {
  if (!isOnPath("apt-get")) return "there is no apt-get";
  if (process.getuid() === 0) return ["apt-get"];
  if (spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status !== 0) return "that needs root";
  return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"];
}
