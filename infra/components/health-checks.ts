/** How each kind of container shows that it is alive, with what a Python image has on board. */
import { MONITOR_ALIVE } from "../monitor";
import { PID_FILES } from "../pid-files";
import { TIMEOUTS } from "../timeouts";
import type { HealthCheck } from "./container";

/** The process answers; whether it is ready to serve is the load balancer's question. */
export function httpAlive(port: number, path: string): HealthCheck {
  const url = `http://127.0.0.1:${port}${path}`;
  return python(`import urllib.request; urllib.request.urlopen(${JSON.stringify(url)}, timeout=5)`);
}

/**
 * Celery's main process has done something since the last look: a loop that turns gives up the processor all the time, one
 * that hangs in a call never does. It asks nobody else, so that a Redis that fails over stops no worker, and it loads
 * nothing of the application, which would cost more than a small task has.
 */
function turning(pidFile: string): HealthCheck {
  return python(
    [
      "import pathlib, re, sys",
      `pid, seen = pathlib.Path("${pidFile}"), pathlib.Path("${pidFile}.seen")`,
      'status = pathlib.Path("/proc", pid.read_text().strip(), "status").read_text()',
      'now = str(sum(map(int, re.findall(r"ctxt_switches:\\s*(\\d+)", status))))',
      'before = seen.read_text() if seen.exists() else ""',
      "seen.write_text(now)",
      "sys.exit(now == before)",
    ].join("; "),
  );
}

export const workerAlive: HealthCheck = turning(PID_FILES.worker);

export const schedulerAlive: HealthCheck = turning(PID_FILES.scheduler);

/** It has looked at the queues a moment ago. */
export const monitorAlive: HealthCheck = python(MONITOR_ALIVE);

function python(script: string): HealthCheck {
  return { command: ["CMD", "python", "-c", script], startPeriod: TIMEOUTS.boot };
}
