import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { coerce, lt, type SemVer } from "semver";
import { runChild } from "./child";
import { findExecutable } from "./executable";
import type { Machine } from "./machine";
import type { Report } from "./road";
import { OLDEST_GO, PINNED_ENGINE } from "./version";

const run = promisify(execFile);

/** A build from nothing takes about four minutes on two cores (measured: 212 s). */
const BUILD_TIMEOUT_MS = 45 * 60_000;
const PROGRESS_INTERVAL_MS = 15_000;

/** Without this the CLI has no version, and the Automation API refuses it. */
const VERSION_SYMBOL = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/**
 * The road over the Go module proxy: builds the CLI from the sources pinned by go.mod and go.sum. It comes without
 * language hosts, which an inline program and an executable policy pack do not need.
 */
export async function buildEngine(target: string, machine: Machine, report: Report): Promise<string | null> {
  const go = findExecutable("go", machine.environment["PATH"] ?? "");
  if (go === null) return "there is no go on PATH";
  const version = await goVersion(go, machine.environment);
  if (version === null) return `${go} does not answer "go version"`;
  if (lt(version, OLDEST_GO)) return `go ${version.version} on PATH is older than ${OLDEST_GO}`;

  report(
    `building pulumi ${PINNED_ENGINE} from source with go ${version.version}: once for this machine, about four ` +
      "minutes when Go's build cache is empty",
  );
  // A copy, so that whatever go does to go.mod, the checkout stays as it is.
  const module = mkdtempSync(join(target, "module-"));
  for (const file of ["go.mod", "go.sum"]) copyFileSync(join(machine.goModule, file), join(module, file));
  const bin = join(target, "bin");
  mkdirSync(bin);

  const progress = new BuildProgress();
  const timer = setInterval(() => {
    report(progress.line());
  }, PROGRESS_INTERVAL_MS);
  try {
    const ending = await runChild(go, buildArguments(bin), {
      cwd: module,
      environment: buildEnvironment(machine.environment, version, readFileSync(join(module, "go.mod"), "utf8")),
      timeoutMs: BUILD_TIMEOUT_MS,
      onLine: (line) => {
        progress.see(line);
      },
    });
    if (!ending.ok) return `"go build" failed: ${ending.why}${progress.complaint()}`;
    report(`${progress.line()}: done`);
    return null;
  } finally {
    clearInterval(timer);
    rmSync(module, { recursive: true, force: true });
  }
}

function buildArguments(bin: string): readonly string[] {
  const ldflags = `-s -w -X ${VERSION_SYMBOL}=${PINNED_ENGINE}`;
  // Flags given here win over the user's GOFLAGS. `readonly`: sources other than those in go.sum are an error.
  return ["build", "-v", "-mod=readonly", "-buildvcs=false", "-ldflags", ldflags, "-o", `${bin}/`, "tool"];
}

/** The user's environment, without a workspace file; a Go older than go.mod asks for may fetch that one. */
function buildEnvironment(environment: NodeJS.ProcessEnv, version: SemVer, goMod: string): NodeJS.ProcessEnv {
  const wanted = coerce(/^go (\S+)$/m.exec(goMod)?.[1]);
  const mustFetch = wanted !== null && lt(version, wanted);
  return { ...environment, GOWORK: "off", ...(mustFetch ? { GOTOOLCHAIN: "auto" } : {}) };
}

async function goVersion(go: string, environment: NodeJS.ProcessEnv): Promise<SemVer | null> {
  try {
    // `local`: the toolchain that is installed, not one that some go.mod around here would have it fetch.
    const { stdout } = await run(go, ["version"], { env: { ...environment, GOTOOLCHAIN: "local" }, timeout: 30_000 });
    return coerce(/\bgo(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1]);
  } catch {
    return null;
  }
}

/** Counts what `go build -v` says it is doing: one line for each module downloaded and each package compiled. */
class BuildProgress {
  private readonly started = Date.now();
  private modules = 0;
  private packages = 0;
  private lastComplaint = "";

  see(line: string): void {
    const text = line.trim();
    if (text.startsWith("go: downloading ")) this.modules += 1;
    else if (/^[\w./~-]+$/.test(text)) this.packages += 1;
    else if (text !== "") this.lastComplaint = text;
  }

  line(): string {
    const seconds = Math.round((Date.now() - this.started) / 1000);
    return `building pulumi: ${this.modules} modules downloaded, ${this.packages} packages compiled in ${seconds} s`;
  }

  complaint(): string {
    return this.lastComplaint === "" ? "" : `, saying "${this.lastComplaint}"`;
  }
}
