/** What is read of a command line, held against the programs themselves. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { type Program, readCommand, type Setting } from "../../policies/facts";
import { OPTION_TABLES } from "../../policies/facts/commands/option-tables";
import { INSTALL_TIMEOUT, libraryPython } from "./library";

jest.setTimeout(INSTALL_TIMEOUT);

const FOLDER = join(__dirname, "commands");
const applications = mkdtempSync(join(tmpdir(), "guardrails-commands-"));
let python = "";

beforeAll(async () => {
  python = await libraryPython(join(FOLDER, "requirements.txt"));
  writeFileSync(join(applications, "main.py"), "from fastapi import FastAPI\napp = FastAPI()\n");
  writeFileSync(join(applications, "tasks.py"), "from celery import Celery\napp = Celery('tasks')\n");
});

afterAll(() => {
  rmSync(applications, { recursive: true, force: true });
});

function runScript(name: string, input: string): unknown {
  const { status, stdout, stderr } = spawnSync(python, [join(FOLDER, name)], {
    input,
    cwd: applications,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], PYTHONPATH: applications },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

it("knows the options that the programs declare", () => {
  expect(OPTION_TABLES).toEqual(runScript("option-tables.py", ""));
});

interface Case {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Each choice is left out, or stands there in one of its forms. */
function some(...choices: readonly (readonly string[])[]): fc.Arbitrary<string[]> {
  const one = choices.map((forms) => fc.option(fc.constantFrom(...forms), { nil: undefined }));
  return fc
    .tuple(...one)
    .chain((picked) => fc.shuffledSubarray(picked.filter((words) => words !== undefined)))
    .map((words) => words.flatMap((word) => word.split(" ")));
}

function variables(choices: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<Record<string, string>> {
  const entries = Object.entries(choices).map(
    ([name, values]) => [name, fc.constantFrom(...values)] satisfies [string, fc.Arbitrary<string>],
  );
  return fc.record(Object.fromEntries(entries), { requiredKeys: [] }) as fc.Arbitrary<Record<string, string>>;
}

const cases: Readonly<Record<string, fc.Arbitrary<Case>>> = {
  gunicorn: fc.record({
    argv: some(
      ["-w 3", "-w3", "--workers 3", "--workers=3", "--work 3", "-w=3", "-w 3 -w 5"],
      ["-k gthread", "--worker-class=gthread", "--worker-c sync", "-kgevent"],
      ["--threads 4", "--threads=4", "--thr 4"],
      ["-t 40", "--timeout=40", "-t40"],
      ["--graceful-timeout 50", "--keep-alive 75", "--reload", "-b 0.0.0.0:80", "--preload -e A=1"],
    ).map((words) => ["gunicorn", ...words, "main:app"]),
    env: variables({
      WEB_CONCURRENCY: ["2", "7", " 6 "],
      GUNICORN_CMD_ARGS: ["--workers=9", "--threads 8 --reload", "-w 2 -k gthread", "--keep-alive 65 '--timeout' 90"],
    }),
  }),
  uvicorn: fc.record({
    argv: some(
      ["--workers 4", "--workers=4"],
      ["--reload", "--no-access-log", "--host 0.0.0.0"],
      ["--timeout-keep-alive 65", "--timeout-keep-alive=70"],
      ["--timeout-graceful-shutdown 20"],
    ).map((words) => ["uvicorn", "main:app", ...words]),
    env: variables({
      WEB_CONCURRENCY: ["2", "7"],
      UVICORN_WORKERS: ["3"],
      UVICORN_RELOAD: ["1", "true", "false"],
      UVICORN_TIMEOUT_KEEP_ALIVE: ["9"],
      UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN: ["11"],
    }),
  }),
  fastapi: fc.record({
    argv: some(["--workers 8", "--workers=8"], ["--host 0.0.0.0", "--port=80"], ["--reload", "--no-reload"]).chain(
      (words) => fc.constantFrom("run", "dev").map((mode) => ["fastapi", mode, ...words, "main.py"]),
    ),
    env: variables({ WEB_CONCURRENCY: ["2", "7"], UVICORN_WORKERS: ["3"], FASTAPI_WORKERS: ["5"] }),
  }),
  hypercorn: fc.record({
    argv: some(
      ["-w 8", "--workers 8", "-w8"],
      ["--keep-alive 65"],
      ["-k uvloop"],
      ["--reload"],
      ["--graceful-timeout 9"],
    ).map((words) => ["hypercorn", ...words, "main:app"]),
    env: variables({ WEB_CONCURRENCY: ["2"], HYPERCORN_WORKERS: ["3"] }),
  }),
  granian: fc.record({
    argv: some(["--workers 8", "--workers=8"], ["--reload", "--no-ws"], ["--interface asgi"]).map((words) => [
      "granian",
      ...words,
      "main:app",
    ]),
    env: variables({ WEB_CONCURRENCY: ["2"], GRANIAN_WORKERS: ["3"], GRANIAN_RELOAD: ["true"] }),
  }),
  celery: fc.record({
    argv: fc
      .tuple(
        some(["-b redis://b", "--broker=memory://"], ["-q", "--no-color"]),
        fc.oneof(
          some(
            ["-c 4", "-c4", "--concurrency=4", "-c 0", "-c auto"],
            ["--autoscale 3,10", "--autoscale=10,3", "--autoscale=6"],
            ["-P threads", "-Psolo", "--pool=prefork"],
            ["-B", "--beat", "-EB", "-Bl info"],
            ["-Q a,b", "--queues=a,b", "-Qa"],
            ["--scheduler redbeat.RedBeatScheduler", "-S state"],
            ["-l info", "-linfo", "-n beat@%h", "-Ofair", "--max-tasks-per-child 5"],
          ).map((words) => ["worker", ...words]),
          some(["-S a.B", "--scheduler=a.B"], ["--max-interval 5", "--max-interval=5"], ["-linfo", "-s /tmp/x"]).map(
            (words) => ["beat", ...words],
          ),
        ),
      )
      .map(([common, own]) => ["celery", "-A", "tasks", ...common, ...own]),
    env: variables({
      CELERY_WORKER_CONCURRENCY: ["7", " 5 ", "0", "auto", ""],
      CELERY_WORKER_AUTOSCALE: ["9,2"],
      CELERY_WORKER_POOL: ["threads", "solo"],
      CELERY_WORKER_QUEUES: ["x,y"],
      CELERY_WORKER_BEAT: ["1"],
      CELERY_WORKER_SCHEDULER: ["w.S"],
      CELERY_BEAT_SCHEDULER: ["b.S"],
      CELERY_BEAT_MAX_INTERVAL: ["8"],
      BROKER_URL: ["redis://v"],
    }),
  }),
};

const PER_PROGRAM = 150;

it.each(Object.keys(cases))("reads %s as it reads itself", (name) => {
  const arbitrary = cases[name];
  const given = arbitrary === undefined ? [] : fc.sample(arbitrary, { numRuns: PER_PROGRAM, seed: 7 });
  const answers = runScript("read-settings.py", JSON.stringify(given)) as Record<string, unknown>[];
  const accepted = given.flatMap((one, index) => {
    const answer = answers[index] ?? {};
    // A program that refuses its options starts nothing.
    return "refused" in answer ? [] : [{ ...one, answer }];
  });
  expect(accepted.length).toBeGreaterThan(PER_PROGRAM / 2);
  const read = accepted.map(({ argv, env, answer }) => {
    const { programs } = readCommand(argv, (variable) => env[variable] ?? null);
    const ours = programs[0] === undefined ? {} : told(programs[0]);
    return { argv, env, answer: Object.fromEntries(Object.keys(answer).map((key) => [key, ours[key]])) };
  });
  expect(read).toEqual(accepted);
});

describe("which shells let a program take their place", () => {
  const program = "python3 -c 'import os; print(os.getpid())'";
  const scripts = [
    program,
    `exec ${program}`,
    `true && ${program}`,
    `true; ${program}`,
    `true; exec ${program}`,
    `A=1 ${program}`,
    `export A=1; ${program}`,
    `cd / && ${program}`,
    `set -e; ${program}`,
    `${program} 2> /dev/null`,
    `{ ${program}; }`,
    `( ${program} )`,
    `if true; then ${program}; fi`,
    `${program} & wait`,
    `trap "exit" TERM; ${program}`,
    `true | ${program}`,
    `false || ${program}`,
    `${program}; true`,
    `${program}\n`,
  ];

  it.each(["dash", "bash"].flatMap((shell) => scripts.map((script) => [shell, script] as const)))(
    "%s -c %j",
    (shell, script) => {
      const { stdout, pid } = spawnSync(shell, ["-c", script], { encoding: "utf8" });
      const took = Number(stdout) === pid;
      const ours = readCommand([shell, "-c", script], () => null).programs.find(
        ({ kind, ...one }) => kind === "other" && "program" in one && one.program === "python",
      );
      const said = ours?.signalReaches;
      // `depends` is right either way; what is said for certain must be so.
      expect([took ? "yes" : "no", "depends"]).toContain(said);
      expect(stdout).toMatch(/^\d+\n$/);
    },
  );

  it("says for certain what it can", () => {
    const said = (shell: string, script: string) =>
      readCommand([shell, "-c", script], () => null).programs.map(({ signalReaches }) => signalReaches);
    expect(said("sh", "exec celery -A app worker")).toEqual(["yes"]);
    expect(said("bash", "celery -A app worker")).toEqual(["yes"]);
    expect(said("sh", "celery -A app worker")).toEqual(["depends"]);
    expect(said("bash", "celery -A app worker & celery -A app beat & wait")).toEqual(["no", "no"]);
  });
});

const value = <T>(setting: Setting<T>): unknown => ("value" in setting ? (setting.value ?? null) : setting);

/** In the words of read-settings.py. */
function told(program: Program): Record<string, unknown> {
  if (program.kind === "celery") {
    return {
      kind: program.worker ? "worker" : "beat",
      beat: program.beat,
      scheduler: value(program.scheduler) ?? "celery.beat:PersistentScheduler",
      maxInterval: value(program.maxInterval),
      broker: value(program.broker),
      concurrency: value(program.concurrency),
      pool: value(program.pool) === "threads" ? "thread" : value(program.pool),
      queues: value(program.queues),
    };
  }
  if (program.kind !== "server") return {};
  return {
    workers: value(program.workers),
    threads: value(program.threads),
    workerClass: value(program.workerClass),
    keepAlive: value(program.keepAlive),
    timeout: value(program.timeout),
    gracefulTimeout: value(program.gracefulTimeout),
    development: program.development,
  };
}
