import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { gte } from "semver";
import { CacheEntry } from "./cache";
import { errorCode } from "./child";
import { engineVersion, findExecutable } from "./executable";
import { buildEngine } from "./go-build";
import { installEngine } from "./installer";
import { type Machine, thisMachine } from "./machine";
import type { Report, Road } from "./road";
import { ENGINE_MAJOR, OLDEST_ENGINE, OLDEST_GO, PINNED_ENGINE } from "./version";

/** A Pulumi CLI that can run the stack: an absolute path, its version, and how it came to be there. */
export interface Engine {
  readonly path: string;
  readonly version: string;
  readonly road: "path" | "installer" | "go-build" | "cache";
}

/** No road led to an engine; the message is one sentence that names each road and why it is closed. */
export class EngineUnavailableError extends Error {
  override readonly name = "EngineUnavailableError";
}

export interface EngineOptions {
  /** Where progress goes; default: lines on standard error. */
  readonly report?: Report;
}

/**
 * The Pulumi engine, obtained where there is none: `pulumi` on PATH if it is new enough, else the one in the user's
 * cache, else Pulumi's installer, else a build from the Go module proxy. Throws {@link EngineUnavailableError}.
 */
export async function ensureEngine(options: EngineOptions = {}): Promise<Engine> {
  return obtainEngine(thisMachine(), options.report ?? toStandardError);
}

/** The Automation API's handle on an engine. */
export async function pulumiCommand(engine: Engine): Promise<PulumiCommand> {
  return engine.road === "path" ? PulumiCommand.get() : PulumiCommand.get({ root: join(engine.path, "..", "..") });
}

/** {@link ensureEngine} on a machine given as values. */
export async function obtainEngine(machine: Machine, report: Report): Promise<Engine> {
  const onPath = await engineOnPath(machine);
  if ("path" in onPath) return onPath;

  const entry = new CacheEntry(join(machine.cache, `${PINNED_ENGINE}-${process.platform}-${process.arch}`));
  const cached = await cachedEngine(entry, machine);
  if (cached !== null) return cached;

  report(`the Pulumi engine is needed once for this machine, because ${onPath.closed}; it is kept in ${entry.folder}`);
  try {
    return await entry.exclusively(async () => {
      const meanwhile = await cachedEngine(entry, machine);
      return meanwhile ?? (await addToCache(entry, machine, onPath.closed, report));
    }, report);
  } catch (error) {
    if (error instanceof EngineUnavailableError) throw error;
    throw new EngineUnavailableError(
      `no Pulumi engine: ${onPath.closed}, and none can be kept in ${machine.cache} (${errorCode(error)}); install ` +
        `pulumi ${OLDEST_ENGINE} or newer, or set XDG_CACHE_HOME to a folder that can be written`,
      { cause: error },
    );
  }
}

async function addToCache(entry: CacheEntry, machine: Machine, onPath: string, report: Report): Promise<Engine> {
  const installer = await attempt("installer", installEngine, entry, machine, report);
  if ("path" in installer) return installer;
  report(`not by Pulumi's installer, because ${installer.closed}`);
  const build = await attempt("go-build", buildEngine, entry, machine, report);
  if ("path" in build) return build;
  throw new EngineUnavailableError(
    `no Pulumi engine: ${onPath}; it cannot be downloaded, because ${installer.closed}; it cannot be built, because ` +
      `${build.closed}: install pulumi ${OLDEST_ENGINE} or newer, or let ${new URL(machine.installerUrl).host} be ` +
      `reached, or install Go ${OLDEST_GO} or newer with a module proxy`,
  );
}

async function attempt(
  name: "installer" | "go-build",
  road: Road,
  entry: CacheEntry,
  machine: Machine,
  report: Report,
): Promise<Engine | Closed> {
  const partial = entry.partial();
  try {
    const closed = await road(partial, machine, report);
    if (closed !== null) return { closed };
    const version = await engineVersion(new CacheEntry(partial).executable, machine.environment);
    if (version?.version !== PINNED_ENGINE) {
      return { closed: `what it made is ${version?.version ?? "no working pulumi"}, not pulumi ${PINNED_ENGINE}` };
    }
    entry.commit(partial);
    return { path: entry.executable, version: version.version, road: name };
  } finally {
    entry.discard(partial);
  }
}

/** Why a road does not lead to an engine, as a clause. */
interface Closed {
  readonly closed: string;
}

async function engineOnPath(machine: Machine): Promise<Engine | Closed> {
  const path = findExecutable("pulumi", machine.environment["PATH"] ?? "");
  if (path === null) return { closed: "there is no pulumi on PATH" };
  const version = await engineVersion(path, machine.environment);
  if (version === null) return { closed: `${path} does not answer "pulumi version"` };
  if (version.major !== ENGINE_MAJOR || !gte(version, OLDEST_ENGINE)) {
    return {
      closed: `pulumi ${version.version} on PATH is not ${OLDEST_ENGINE} or newer within ${ENGINE_MAJOR}.x`,
    };
  }
  return { path, version: version.version, road: "path" };
}

/** Null when there is none, or when it does not work (then it is replaced). */
async function cachedEngine(entry: CacheEntry, machine: Machine): Promise<Engine | null> {
  if (!entry.exists()) return null;
  const version = await engineVersion(entry.executable, machine.environment);
  if (version?.version !== PINNED_ENGINE) return null;
  return { path: entry.executable, version: version.version, road: "cache" };
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`);
}
