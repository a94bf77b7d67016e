import { parse, type SemVer } from "semver";

/**
 * The oldest engine that serves: 3.255.0 is the first that runs an executable file as a policy pack, which is how the
 * pack is started where no Node.js language host is installed.
 */
export const OLDEST_ENGINE = "3.255.0";

/** The engine that is installed or built when none is found: the newest the Go module proxy serves. */
export const PINNED_ENGINE = "3.274.1";

/** The Automation API refuses an engine of another major version than its own. */
export const ENGINE_MAJOR = 3;

/** The oldest Go that is asked to build the engine; a newer patch release that go.mod may want, Go fetches itself. */
export const OLDEST_GO = "1.25.0";

/** `3.274.1` and `v3.274.1` alike; null: not a version. */
export function parseVersion(text: string): SemVer | null {
  return parse(text.trim(), { loose: true });
}
