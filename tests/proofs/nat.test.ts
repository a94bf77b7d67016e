/** What the NAT instance runs at its first start, run in network namespaces: whose address the other side sees. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { natUserData } from "../../infra/nat-machine";
import { SERVER_TIMEOUT } from "./server";

jest.setTimeout(SERVER_TIMEOUT);

const VPC = join(__dirname, "nat", "vpc.sh");
const CIDR = "10.64.0.0/16";
const TASK = "10.64.0.10";
const INSTANCE = "10.64.128.5";

/** Programs of the machine that are not this one's: the first `dnf` finds no network, and `systemctl` starts what it enables. */
const STUBS: Readonly<Record<string, string>> = {
  dnf: 'echo "$@" >> "$FOLDER/dnf.log"; [ "$(wc -l < "$FOLDER/dnf.log")" -gt 1 ]',
  sleep: ":",
  dd: 'touch "$FOLDER/swapfile"',
  mkswap: ":",
  swapon: '[ "$1" = "$FOLDER/swapfile" ]',
  systemctl: `[ "$1" != enable ] || $(sed -n 's/^ExecStart=//p' "$FOLDER/etc/systemd/system/$3")`,
};

/** All that the proof needs to be let do; a container's host may withhold any of it. */
const ALLOWED = `PATH=$PATH:/usr/sbin:/sbin; mount -t tmpfs none /run && ip netns add other &&
  ip link add eth0 type veth peer name eth1 netns other && sysctl --quiet net.ipv4.ip_forward=1 && nft list ruleset`;

/** Namespaces of root's, or of a user's own where the system lets users have them; undefined: neither. */
const SEPARATE = [
  ["--net", "--mount"],
  ["--user", "--map-root-user", "--net", "--mount"],
].find((options) => spawnSync("unshare", [...options, "sh", "-c", ALLOWED]).status === 0);

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "guardrails-nat-"));
  for (const name of ["bin", "etc/sysctl.d", "etc/systemd/system"]) mkdirSync(join(folder, name), { recursive: true });
  for (const [name, script] of Object.entries(STUBS)) {
    writeFileSync(join(folder, "bin", name), `#!/bin/bash\n${script}\n`);
    chmodSync(join(folder, "bin", name), 0o755);
  }
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What each question was answered, by its name. */
function answers(userData: string): Readonly<Record<string, string>> {
  const script = join(folder, "user-data");
  writeFileSync(script, userData.replaceAll(/\/(?:etc\/|swapfile)/g, `${folder}$&`));
  const files = [script, join(folder, "etc/sysctl.d/90-nat.conf"), join(folder, "etc/systemd/system/nat.service")];
  const env = { ...process.env, FOLDER: folder, PATH: `${folder}/bin:${process.env["PATH"] ?? ""}` };
  const options = { env, encoding: "utf8", timeout: 60_000, killSignal: "SIGKILL" } as const;
  const run = spawnSync("unshare", [...(SEPARATE ?? []), "bash", VPC, ...files], options);
  if (run.status !== 0) throw new Error(run.stderr);
  const lines = run.stdout.trim().split("\n");
  return Object.fromEntries(lines.map((line) => line.split(" "))) as Record<string, string>;
}

const inNamespaces = SEPARATE === undefined ? describe.skip : describe;

inNamespaces("the NAT instance", () => {
  it("translates what leaves the VPC and nothing else, and does so again after a stop", () => {
    expect(answers(natUserData(CIDR))).toStrictEqual({
      before: "nobody",
      internet: INSTANCE,
      vpc: TASK,
      stopped: "nobody",
      restarted: INSTANCE,
    });
    expect(readFileSync(join(folder, "dnf.log"), "utf8")).toBe("install --assumeyes nftables\n".repeat(2));
  });

  it("is told apart from a machine that only forwards", () => {
    expect(answers(natUserData(CIDR).replace(" masquerade", ""))).toMatchObject({ internet: TASK, vpc: TASK });
  });
});
