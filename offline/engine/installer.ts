import { errorCode, runChild } from "./child";
import type { Machine } from "./machine";
import type { Report } from "./road";
import { PINNED_ENGINE } from "./version";

/** A reachable server answers a HEAD request well within this; without one, the next road is taken at once. */
const PROBE_TIMEOUT_MS = 5_000;
/** About 200 MB on a slow line. */
const INSTALL_TIMEOUT_MS = 10 * 60_000;

/** The road over Pulumi's own installer, by the Automation API: the whole CLI, with its language hosts. */
export async function installEngine(target: string, machine: Machine, report: Report): Promise<string | null> {
  const host = new URL(machine.installerUrl).host;
  const unreachable = await probe(machine.installerUrl);
  if (unreachable !== null) return `${host} cannot be reached (${unreachable})`;

  report(`downloading pulumi ${PINNED_ENGINE} with Pulumi's installer from ${host}`);
  let lastLine = "";
  const ending = await runChild(process.execPath, [machine.installScript, target, PINNED_ENGINE], {
    cwd: target,
    environment: machine.environment,
    timeoutMs: INSTALL_TIMEOUT_MS,
    ownGroup: true,
    onLine: (line) => {
      if (line.trim() !== "") lastLine = line.trim();
    },
  });
  if (ending.ok) return null;
  return `Pulumi's installer failed: ${lastLine === "" ? ending.why : `${ending.why}, saying "${lastLine}"`}`;
}

/** Null when the file is there, else why not: the HTTP status or the system's error code. */
async function probe(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    return response.ok ? null : `HTTP ${response.status}`;
  } catch (error) {
    return errorCode(error);
  }
}
