/** The monitor's own program, run against a real Redis. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { REDIS_DATABASES } from "../../infra/connections";
import { MONITOR_ALIVE, MONITOR_COMMAND, MONITOR_LINE, monitorVariables } from "../../infra/monitor";
import { RedisServer } from "./redis";
import { findPython, SERVER_TIMEOUT, ServerFolder } from "./server";

jest.setTimeout(SERVER_TIMEOUT);

interface Line {
  readonly event: string;
  readonly scheduler: number;
  readonly waiting?: number;
  readonly oldest_seconds?: number;
  readonly unconsumed?: number;
}

const QUEUE = "emails";
const { broker: BROKER, "scheduler-lock": LOCK } = REDIS_DATABASES;

const server = new RedisServer();
const folder = new ServerFolder();
const PYTHON = findPython();
let port = 0;

/** The text of a program, with the file it touches in this test's folder. */
const placed = (text: string): string => text.replaceAll("/tmp/monitor", join(folder.path, "monitor"));

/** A clock that stands still until it is set: how long a message has waited is then no matter of how busy the machine is. */
class Clock {
  private readonly file = join(folder.path, "clock");

  constructor() {
    writeFileSync(this.file, "");
    this.set(0);
    mkdirSync(join(folder.path, "stopped"), { recursive: true });
    writeFileSync(
      join(folder.path, "stopped", "sitecustomize.py"),
      `import os, time\ntime.time = lambda: os.stat(${JSON.stringify(this.file)}).st_mtime\n`,
    );
  }

  /** To so many seconds after its beginning. */
  set(seconds: number): void {
    utimesSync(this.file, 1_000_000 + seconds, 1_000_000 + seconds);
  }

  get environment(): Readonly<Record<string, string>> {
    return { PYTHONPATH: join(folder.path, "stopped") };
  }
}

/** A running monitor; `until` reads its lines up to the first that fits. */
class Monitor {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor(
    broker = `redis://127.0.0.1:${port}/${BROKER}`,
    pools: Readonly<Record<string, readonly string[]>> = { worker: [QUEUE, "reports"] },
    more: Readonly<Record<string, string>> = {},
  ) {
    const [, ...args] = MONITOR_COMMAND.map(placed);
    const child = spawn(PYTHON, args, {
      env: {
        ...monitorVariables(pools),
        ...more,
        MONITOR_PERIOD: "0.02",
        CELERY_BROKER_URL: broker,
        REDBEAT_REDIS_URL: `redis://127.0.0.1:${port}/${LOCK}`,
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.child = child;
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  async until(fits: (line: Line) => boolean): Promise<Line> {
    for (;;) {
      const next = await this.lines.next();
      if (next.done === true) throw new Error("the monitor ended");
      const line = JSON.parse(next.value) as Line;
      if (fits(line)) return line;
    }
  }

  async stop(): Promise<void> {
    const ended = once(this.child, "exit");
    this.child.kill();
    await ended;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

beforeAll(async () => {
  port = await freePort();
  await server.start({ port: String(port), bind: "127.0.0.1" });
});

afterAll(async () => {
  await server.stop();
  server.remove();
  folder.remove();
});

const push = (...messages: readonly string[]): void => {
  server.send(BROKER, ...messages.map((message) => `LPUSH ${QUEUE} ${message}`));
};

describe("the monitor", () => {
  let monitor: Monitor | null = null;

  afterEach(async () => {
    await monitor?.stop();
    monitor = null;
    server.send(0, "FLUSHALL");
  });

  it("says what waits for each pool of workers where there are several, at any priority", async () => {
    push("first", "second");
    server.send(BROKER, "LPUSH reports third", "LPUSH mail fourth fifth");
    monitor = new Monitor(undefined, { worker: [QUEUE], reports: ["reports", "mail"] });
    expect(await monitor.until(() => true)).toMatchObject({ waiting: 5, pools: { worker: 2, reports: 3 } });
  });

  it("says how many messages wait, and how long the oldest of them has", async () => {
    const clock = new Clock();
    push("first", "second", "third");
    monitor = new Monitor(undefined, undefined, clock.environment);
    expect(await monitor.until(() => true)).toStrictEqual({
      event: "monitor",
      scheduler: 0,
      waiting: 3,
      oldest_seconds: 0,
      unconsumed: 0,
    });

    clock.set(40);
    await monitor.until(({ oldest_seconds }) => oldest_seconds === 40);
    push("fourth");
    // What has come since makes the oldest no younger,
    expect(await monitor.until(({ waiting }) => waiting === 4)).toMatchObject({ oldest_seconds: 40 });
    clock.set(60);
    await monitor.until(({ oldest_seconds }) => oldest_seconds === 60);
    server.send(BROKER, `RPOP ${QUEUE} 3`);
    // and once it is taken, the next one counts.
    expect(await monitor.until(({ waiting }) => waiting === 1)).toMatchObject({ oldest_seconds: 20 });
    server.send(BROKER, `RPOP ${QUEUE}`);
    expect(await monitor.until(({ waiting }) => waiting === 0)).toMatchObject({ oldest_seconds: 0 });
  });

  it("counts urgent and less urgent messages of every queue", async () => {
    server.send(
      BROKER,
      `LPUSH ${QUEUE} a`,
      `LPUSH "${QUEUE}\\x06\\x163" b`,
      `LPUSH "reports\\x06\\x169" c`,
      "LPUSH other d",
    );
    monitor = new Monitor();
    expect(await monitor.until(() => true)).toMatchObject({ waiting: 3 });
  });

  it("names a queue that somebody publishes to and nobody consumes, and no reply of remote control", async () => {
    const bind = (exchange: string, queue: string) =>
      `SADD _kombu.binding.${exchange} "${queue}\\x06\\x16\\x06\\x16${queue}"`;
    server.send(
      BROKER,
      ...[bind("celery", "celery"), bind("emails", QUEUE), bind("reply.celery.pidbox", "a.reply.celery.pidbox")],
      ...["LPUSH celery a b", `LPUSH ${QUEUE} c`, "LPUSH a.reply.celery.pidbox d"],
    );
    monitor = new Monitor();
    expect(await monitor.until(() => true)).toMatchObject({ waiting: 1, unconsumed: 2, unconsumed_queues: ["celery"] });
    server.send(BROKER, "DEL celery");
    expect(await monitor.until(({ unconsumed }) => unconsumed === 0)).not.toHaveProperty("unconsumed_queues");
  });

  it("goes on when Redis has gone, and sees it come back", async () => {
    monitor = new Monitor();
    await monitor.until(({ event }) => event === "monitor");
    await server.stop();
    await monitor.until(({ event }) => event === "unreachable");
    await server.start({ port: String(port), bind: "127.0.0.1" });
    expect(await monitor.until(({ event }) => event === "monitor")).toMatchObject({ waiting: 0 });
  });

  it("says whether somebody holds the scheduler's lock, under both of its names", async () => {
    monitor = new Monitor();
    for (const name of ["redbeat:lock", "redbeat::lock"]) {
      await monitor.until(({ scheduler }) => scheduler === 0);
      server.send(LOCK, `SET ${name} somebody`);
      const held = await monitor.until(({ scheduler }) => scheduler === 1);
      expect(held).toMatchObject({ waiting: 0 });
      server.send(LOCK, `DEL ${name}`);
    }
  });

  it("says nothing of queues in a broker that is not a Redis", async () => {
    monitor = new Monitor("sqs://");
    expect(await monitor.until(() => true)).toStrictEqual({ event: "monitor", scheduler: 0 });
  });

  it("writes every member that a metric is read from, and shows that it is alive", async () => {
    monitor = new Monitor();
    const line = await monitor.until(() => true);
    expect(MONITOR_LINE.metrics.map(({ value }) => value.replace("$.", "")).sort()).toStrictEqual(
      Object.keys(line)
        .filter((member) => member !== "event")
        .sort(),
    );
    await monitor.until(() => true);
    expect(spawnSync(PYTHON, ["-c", placed(MONITOR_ALIVE)]).status).toBe(0);
    expect(spawnSync(PYTHON, ["-c", MONITOR_ALIVE.replaceAll("/tmp/monitor", "/nowhere")]).status).toBe(1);
  });
});
