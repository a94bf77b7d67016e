/** The whole reference application as each stack deploys it, from an empty database to a counted note, and what the monitor says. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DeclaredWorkload } from "../../../policies/model";
import { type AlarmSpec, alarmGroups } from "../../../infra/alarms";
import { isMetric, sources } from "../../../infra/metrics";
import { MONITOR_LINE } from "../../../infra/monitor";
import { TASK_FAILURES } from "../../../infra/task-failures";
import { TIMEOUTS } from "../../../infra/timeouts";
import { INSTALL_TIMEOUT } from "../library";
import { declaredStack, settingsOfStack, STACKS } from "../stack";
import { Deployment, type Web } from "./deployment";
import { ask } from "./http";
import { Notes } from "./notes";
import type { AppProcess } from "./process";

jest.setTimeout(INSTALL_TIMEOUT);

/** Scaled: it looks five times a second, in place of four times a minute. */
const OFTEN = { MONITOR_PERIOD: "0.2" };

const LISTEN = `
import asyncio, os, websockets
async def main():
    async with websockets.connect(os.environ["LIVE_URL"]) as socket:
        await socket.send(os.environ["LIVE_TOKEN"])
        async for message in socket:
            print(message, flush=True)
asyncio.run(main())`;

/** What the server keeps an idle connection for: asked of the worker that gunicorn would make, command line and all. */
const KEEP_ALIVE = (command: readonly string[]) => `
import sys
sys.argv = ${JSON.stringify(command)}
from gunicorn.app.wsgiapp import WSGIApplication
application = WSGIApplication()
worker = application.cfg.worker_class(0, 0, [], application, 30, application.cfg, application.cfg.logger_class(application.cfg))
print("keep-alive", worker.config.timeout_keep_alive)`;

/** Read in C, where nobody can listen: the worker's connections, whose authority stands in no other file, show that it was. */
const READ_BY_LIBPQ = "PGSSLROOTCERT";

type Line = Readonly<Record<string, unknown>>;

const lines = ({ output }: AppProcess): Line[] =>
  output.split("\n").flatMap((line) => (line.startsWith('{"event": "monitor"') ? [JSON.parse(line) as Line] : []));

describe.each(STACKS)("as %s deploys it", (stack) => {
  const deployment = new Deployment(stack);
  const { blueprint, stores } = deployment;
  const alarms = monitorAlarms();
  let image: readonly string[] = [];
  let web: Web;
  let scheduler: AppProcess;
  let monitor: AppProcess;

  /** Those of the alarms that look at what the monitor says. */
  function monitorAlarms(): AlarmSpec[] {
    const settings = settingsOfStack(stack);
    const names = {
      databaseIdentifier: "database",
      cacheNodeIds: [],
      loadBalancer: "balancer",
      targetGroup: "targets",
    };
    const promises = {
      storageGiB: settings.database.storageGiB,
      latencyTargetMs: 1000,
      queueWaitSeconds: settings.worker.queueWaitSeconds,
    };
    const groups = alarmGroups(blueprint, promises, sources({ prefix: "monitor", ...names }));
    const all = groups.flatMap(({ alarms: own }) => own);
    return all.filter(({ signal }) => {
      // That tasks fail the workers' own logs say.
      return isMetric(signal) && signal.namespace === "monitor" && signal.name !== TASK_FAILURES.metric;
    });
  }

  /** Those that one line of the monitor would raise, if it went on like this. */
  function raisedBy(line: Line): string[] {
    return alarms.filter((alarm) => breaches(alarm, line)).map(({ name }) => name);
  }

  const record = (name: string) => ({
    PYTHONPATH: join(__dirname, "recording"),
    READ_VARIABLES: join(deployment.scratch, `${name}.read`),
  });

  const read = (name: string): { fields: string[]; all: Set<string> } => {
    const found = readFileSync(record(name).READ_VARIABLES, "utf8").trim().split("\n");
    const fields = found.flatMap((line) => (line.startsWith("field ") ? [line.slice("field ".length)] : []));
    return { fields, all: new Set([...fields, ...found]) };
  };

  const says = (what: string, fits: (line: Line) => boolean): Promise<void> =>
    monitor.eventually(what, () => {
      const last = lines(monitor).at(-1);
      return last !== undefined && fits(last);
    });

  beforeAll(async () => {
    await deployment.prepare();
    image = deployment.files();
    const migration = deployment.start("migration", record("migration"));
    await migration.eventually("ends", async () => (await migration.ended) === 0);
    scheduler = deployment.start("scheduler", record("scheduler"));
    monitor = deployment.start("monitor", { ...record("monitor"), ...OFTEN });
    web = await deployment.startWeb({ ...record("web"), NOBODY_READS_THIS: "1" });
  });

  afterAll(() => deployment.stop());

  it("counts a note in a worker, tells the socket that listens, and the monitor sees each of its steps", async () => {
    const notes = await Notes.loggedIn(deployment, web);
    const live = { LIVE_URL: `ws://127.0.0.1:${web.port}/v1/notes/live`, LIVE_TOKEN: notes.token };
    const socket = deployment.start("web", live, { command: ["python", "-c", LISTEN] });
    await socket.says(/listening/);
    const note = await notes.write("one two three");
    await says("sees the note wait", (line) => line["waiting"] === 1 && Number(line["oldest_seconds"]) > 0);
    await says("sees the scheduler's lock", (line) => line["scheduler"] === 1);

    const worker = deployment.start("worker", record("worker"));
    await worker.eventually("tells the socket", () => socket.output.includes(`"note": ${note}, "words": 3`));
    expect(await notes.words(note)).toBe(3);
    await says("sees nothing wait", (line) => line["waiting"] === 0 && line["oldest_seconds"] === 0);
    const asked = { port: web.port, headers: notes.authorization };
    expect(JSON.parse((await ask({ ...asked, path: "/v1/statistics" })).body)).toEqual({ notes: 1, words: 3 });
    stores.send("cache", `HSET ${plain(blueprint.workloads.web, "FEATURE_FLAGS_KEY")} colour blue`);
    expect(JSON.parse((await ask({ ...asked, path: "/v1/flags" })).body)).toEqual({ colour: "blue" });
    // Every queue that Celery, its workers and RedBeat made of themselves is known.
    const last = lines(monitor).at(-1) ?? {};
    expect([last, raisedBy(last)]).toEqual([expect.objectContaining({ unconsumed: 0 }), []]);
  });

  it("reads every variable of the contract, and none that is not in it", () => {
    const whole = declaredStack(stack, { signingKeyGeneration: "2", sentryDsn: "https://key@errors.example.com/1" });
    const somebody = new Set<string>([READ_BY_LIBPQ]);
    const wanted = new Set<string>();
    for (const [name, { environment }] of Object.entries(whole.workloads)) {
      const { fields, all } = read(name);
      expect([name, fields.filter((field) => !(field in environment))]).toEqual([name, []]);
      for (const variable of all) if (variable in environment) somebody.add(variable);
      for (const variable of Object.keys(environment)) wanted.add(variable);
    }
    expect([...wanted].filter((variable) => !somebody.has(variable))).toEqual([]);
    // The recording hears what is read by name, not whatever is there.
    expect(read("web").all).not.toContain("NOBODY_READS_THIS");
  });

  it("keeps an idle connection for longer than the load balancer does", async () => {
    const command = deployment.start(
      "web",
      {},
      { command: ["python", "-c", KEEP_ALIVE(blueprint.workloads.web.command)] },
    );
    expect([await command.ended, command.output]).toEqual([0, expect.stringMatching(/keep-alive \d+/)]);
    const seconds = Number(/keep-alive (\d+)/.exec(command.output)?.[1]);
    expect(seconds).toBeGreaterThan(TIMEOUTS.loadBalancerIdle);
  });

  it("raises the monitor's alarms when nobody schedules, and when nobody consumes", async () => {
    scheduler.signal("SIGTERM");
    await scheduler.ended;
    await says("sees that nobody holds the lock", (line) => line["scheduler"] === 0);
    expect(raisedBy(lines(monitor).at(-1) ?? {})).toEqual(["scheduler-silent"]);
    const stray = `from app.tasks import count_words; count_words.apply_async((1,), queue="nobody-consumes-this")`;
    await deployment.runPython("web", stray);
    await says("sees the stray", (line) => line["unconsumed"] === 1);
    expect(raisedBy(lines(monitor).at(-1) ?? {}).sort()).toEqual(["queue-unconsumed", "scheduler-silent"]);
  });

  it("writes nothing into the image, which is read-only in a container", () => {
    expect(image).toContain(join("app", "app", "worker.py"));
    expect(deployment.files()).toEqual(image);
  });

  it("writes no secret to any log", () => {
    const output = deployment.output();
    expect(deployment.secrets().filter((secret) => output.includes(secret)).length).toBe(0);
    expect(output).toContain("Task app.tasks.count_words");
  });
});

function breaches({ signal, when, threshold }: AlarmSpec, line: Line): boolean {
  const metric = MONITOR_LINE.metrics.find(({ name }) => isMetric(signal) && name === signal.name);
  const value = metric && line[metric.value.replace("$.", "")];
  if (typeof value !== "number") throw new Error(`an alarm looks at what the monitor does not say`);
  switch (when) {
    case "above":
      return value > threshold;
    case "at least":
      return value >= threshold;
    case "below":
      return value < threshold;
  }
}

function plain({ environment }: DeclaredWorkload, name: string): string {
  const variable = environment[name];
  if (variable?.kind !== "plain") throw new Error(`${name} is not plain`);
  return variable.value;
}
