/** What the worker and the scheduler are told, and how they show that they are alive, held against Celery itself. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { schedulerAlive, workerAlive } from "../../infra/components/health-checks";
import { PID_FILES } from "../../infra/pid-files";
import { TASK_FAILURES } from "../../infra/task-failures";
import { INSTALL_TIMEOUT, libraryPython, runPython } from "./library";
import { RedisServer } from "./redis";
import { ServerFolder } from "./server";
import { declaredStack } from "./stack";

jest.setTimeout(INSTALL_TIMEOUT);

const { worker, scheduler, web } = declaredStack("prod").workloads;
const server = new RedisServer();
const folder = new ServerFolder();
let python = "";
let port = 0;

/** The application as the contract wants it: each variable is the setting of its name, JSON where it is JSON. */
const APPLICATION = `
import json, os, pathlib, signal, sys, time
from celery import Celery
def value(text):
    try:
        return json.loads(text)
    except ValueError:
        return text
app = Celery("app", set_as_current=True)
app.conf.update({name[7:].lower(): value(text) for name, text in os.environ.items() if name.startswith("CELERY_")})
app.conf.update(redbeat_redis_url=os.environ.get("REDBEAT_REDIS_URL"), beat_max_loop_interval=1)
def note(word):
    with open("log", "a") as log:
        log.write(word + "\\n")
@app.task
def dies_once():
    if not os.path.exists("died"):
        pathlib.Path("died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    note("survived")
@app.task
def never_ends():
    time.sleep(600)
@app.task
def raises():
    raise ValueError("x")
@app.task
def quick():
    note("quick")
`;

const placed = (text: string): string => text.replaceAll("/tmp/", `${folder.path}/`);

function environmentOf({ environment }: typeof worker): Record<string, string> {
  const given = Object.entries(environment).filter(([name]) => /^(CELERY_|REMAP_|REDBEAT_)/.test(name));
  const values = given.map(([name, variable]) => [
    name,
    variable.kind === "plain"
      ? variable.value
      : variable.kind === "store"
        ? `redis://127.0.0.1:${port}/${/\/(\d+)\?/.exec(variable.url)?.[1] ?? "0"}`
        : "",
  ]);
  return {
    ...(Object.fromEntries(values) as Record<string, string>),
    HOME: folder.path,
    PATH: process.env["PATH"] ?? "",
  };
}

function start(workload: typeof worker, more: Readonly<Record<string, string>> = {}): ChildProcess {
  const [, ...args] = workload.command.map(placed);
  const output = openSync(join(folder.path, "output"), "w");
  const child = spawn(python, ["-m", "celery", ...args], {
    cwd: folder.path,
    env: { ...environmentOf(workload), ...more },
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

const publish = (task: string): void => {
  const script = `import app.worker; app.worker.${task}.delay()`;
  const { status, stderr } = runPython(python, script, environmentOf(web), folder.path);
  if (status !== 0) throw new Error(stderr);
};

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 50));
}

const logged = (word: string, file = "log"): boolean => {
  try {
    return readFileSync(join(folder.path, file), "utf8").includes(word);
  } catch {
    return false;
  }
};

const healthy = ({ command }: typeof workerAlive): boolean =>
  runPython(python, placed(command.at(-1) ?? ""), {}).status === 0;

const pause = () => new Promise((resolve) => setTimeout(resolve, 3_000));

beforeAll(async () => {
  python = await libraryPython();
  mkdirSync(join(folder.path, "app"));
  writeFileSync(join(folder.path, "app", "worker.py"), APPLICATION);
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
  probe.close();
  await once(probe, "close");
});

beforeEach(() => server.start({ port: String(port), bind: "127.0.0.1" }));
afterEach(() => server.stop());

afterAll(() => {
  server.remove();
  folder.remove();
});

describe("Celery's worker", () => {
  it("runs a task again whose process was killed, from the queue everybody publishes to", async () => {
    const child = start(worker);
    try {
      publish("dies_once");
      await until(() => logged("survived"));
      expect(logged("survived")).toBe(true);
    } finally {
      await stop(child);
    }
  });

  it("ends a task that takes longer than it may, and takes the next", async () => {
    const child = start(worker, { CELERY_TASK_TIME_LIMIT: "1", CELERY_WORKER_CONCURRENCY: "1" });
    try {
      publish("never_ends");
      publish("quick");
      await until(() => logged("quick"));
      expect(logged("quick")).toBe(true);
    } finally {
      await stop(child);
    }
  });

  it("says of each task that fails what the metric of failures looks for", async () => {
    const [raised = "", ended = ""] = [...TASK_FAILURES.pattern.matchAll(/"([^"]+)"/g)].map(([, words = ""]) => words);
    const child = start(worker, { CELERY_TASK_TIME_LIMIT: "1" });
    try {
      publish("raises");
      await until(() => logged(raised, "output"));
      expect(logged(ended, "output")).toBe(false);
      publish("never_ends");
      await until(() => logged(ended, "output"));
      expect(logged(ended, "output")).toBe(true);
    } finally {
      await stop(child);
    }
  });

  it("is alive while Redis is gone, and not when it hangs", async () => {
    const child = start(worker);
    const pidFile = placed(PID_FILES.worker);
    try {
      await until(() => {
        try {
          return Number(readFileSync(pidFile, "utf8")) === child.pid;
        } catch {
          return false;
        }
      });
      expect(healthy(workerAlive)).toBe(true);
      await pause();
      expect(healthy(workerAlive)).toBe(true);
      await server.stop();
      for (let look = 0; look < 2; look += 1) {
        await pause();
        expect(healthy(workerAlive)).toBe(true);
      }
      child.kill("SIGSTOP");
      healthy(workerAlive);
      expect(healthy(workerAlive)).toBe(false);
    } finally {
      await stop(child);
    }
  });
});

it("Celery's scheduler is alive while it holds the lock, and not when it hangs", async () => {
  const child = start(scheduler);
  try {
    await until(() => healthy(schedulerAlive));
    await pause();
    await pause();
    expect(healthy(schedulerAlive)).toBe(true);
    child.kill("SIGSTOP");
    healthy(schedulerAlive);
    expect(healthy(schedulerAlive)).toBe(false);
  } finally {
    await stop(child);
  }
});
