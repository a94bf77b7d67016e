import fc from "fast-check";
import { type CommandReading, type Program, readCommand, type Setting } from "../../../../policies/facts";

const NOTHING = (): null => null;

function withVariables(variables: Readonly<Record<string, string | undefined>>) {
  return (name: string) => (Object.hasOwn(variables, name) ? variables[name] : null);
}

const shown = (setting: Setting<unknown>): unknown =>
  "value" in setting ? setting.value : `? ${setting.unknown.join(" ")}`;

/** A program in a few words. */
function short(program: Program): string {
  const certain = program.certain ? "" : "perhaps ";
  switch (program.kind) {
    case "server":
      return `${certain}${program.server} ${String(shown(program.workers))}×${String(shown(program.threads))}${program.development ? " development" : ""}`;
    case "celery": {
      const roles = [program.worker ? "worker" : "", program.beat ? "beat" : ""]
        .filter((role) => role !== "")
        .join("+");
      return `${certain}celery ${roles === "" ? (program.subcommand ?? "?") : roles} ${String(shown(program.concurrency))}`;
    }
    case "queue":
      return `${certain}${program.tool}${program.worker ? " worker" : ""}${program.scheduler === "no" ? "" : ` scheduler:${program.scheduler}`}`;
    case "migration":
      return `${certain}migration ${program.tool}`;
    case "other":
      return `${certain}other ${program.program}${program.understood ? " understood" : ""}`;
  }
}

const programs = ({ programs: found }: CommandReading) => found.map(short);
const unread = ({ unread: found }: CommandReading) =>
  found.map(
    ({ reason, name, handsOver, hint }) =>
      `${reason} ${name}${handsOver ? " →" : ""}${hint === undefined ? "" : ` (${hint})`}`,
  );

describe("servers and workers", () => {
  it.each<[string[], Record<string, string | undefined>, string]>([
    [["gunicorn", "-w", "5", "-k", "uvicorn.workers.UvicornWorker", "app:app"], {}, "gunicorn 5×1"],
    [["gunicorn", "-w5", "app:app"], { WEB_CONCURRENCY: "9" }, "gunicorn 5×1"],
    [["gunicorn", "app:app"], { WEB_CONCURRENCY: "9" }, "gunicorn 9×1"],
    [["gunicorn", "app:app"], { GUNICORN_CMD_ARGS: "--workers=8 --threads '4'" }, "gunicorn 8×4"],
    [["gunicorn", "app:app"], { GUNICORN_CMD_ARGS: undefined }, "gunicorn ? GUNICORN_CMD_ARGS×? GUNICORN_CMD_ARGS"],
    [["gunicorn", "app:app"], { WEB_CONCURRENCY: undefined }, "gunicorn ? WEB_CONCURRENCY×1"],
    [
      ["gunicorn", "-c", "gunicorn_conf.py", "app:app"],
      { WEB_CONCURRENCY: "2" },
      "gunicorn ? config-file×? config-file",
    ],
    [["gunicorn", "-c", "gunicorn_conf.py", "-w", "2", "--threads=1", "app:app"], {}, "gunicorn 2×1"],
    [["gunicorn", "app:app"], { GUNICORN_WORKERS: "8" }, "gunicorn ? GUNICORN_WORKERS×1"],
    [["uvicorn", "app:app", "--workers", "8"], { UVICORN_WORKERS: "2" }, "uvicorn 8×1"],
    [["uvicorn", "app:app"], { UVICORN_WORKERS: "3", WEB_CONCURRENCY: "2" }, "uvicorn 3×1"],
    [["uvicorn", "app:app", "--reload"], { WEB_CONCURRENCY: "2" }, "uvicorn 1×1 development"],
    [["fastapi", "run", "--workers", "8", "app.py"], {}, "fastapi 8×1"],
    [["fastapi", "dev"], { WEB_CONCURRENCY: "4" }, "fastapi 1×1 development"],
    [["granian", "--workers", "8", "app:app"], {}, "granian 8×1"],
    [["hypercorn", "-w", "8", "app:app"], {}, "hypercorn 8×1"],
    [["uwsgi", "--http", ":80", "--processes=4", "--threads", "2"], {}, "uwsgi 4×2"],
    [["uwsgi", "--ini", "uwsgi.ini"], {}, "uwsgi ? config-file×? config-file"],
    [["bundle", "exec", "puma", "-w", "2", "-t", "5:6"], {}, "puma 2×6"],
    [["python", "manage.py", "runserver", "0.0.0.0:8000"], {}, "runserver 1×1 development"],
    [["flask", "--app", "shop", "run"], {}, "flask 1×1 development"],
    [["celery", "-A", "app", "worker"], {}, "celery worker cores"],
    [["celery", "-A", "app", "worker", "-c", "0"], { CELERY_WORKER_CONCURRENCY: "3" }, "celery worker 3"],
    [["celery", "-A", "app", "worker", "--autoscale=2,9", "-c", "3"], {}, "celery worker 9"],
    [
      ["celery", "-A", "app", "worker"],
      { DJANGO_CELERY_WORKER_CONCURRENCY: "2", CELERY_CONCURRENCY: "6" },
      "celery worker 6",
    ],
    [["celery", "-A", "app", "worker", "-c", "ten"], {}, "celery worker ? command"],
    [
      ["celery", "-A", "app", "worker"],
      { CELERY_WORKER_CONCURRENCY: "0x10" },
      "celery worker ? CELERY_WORKER_CONCURRENCY",
    ],
    [["celery", "-A", "app", "worker", "-EB"], {}, "celery worker+beat cores"],
    [["celery", "-A", "app", "flower"], {}, "celery flower cores"],
    [["celerybeat"], {}, "celery beat cores"],
  ])("%j with %j is %s", (argv, variables, expected) => {
    expect(programs(readCommand(argv, withVariables(variables)))).toEqual([expected]);
  });

  // Text that is no plain number is never taken for a small one.
  it.each(["0x10", "1e1", "ten", "", "-4", "0", "1.5", "8 workers", "٣", "1_000", "9".repeat(30)])(
    "does not count %j workers",
    (text) => {
      const variable = readCommand(["gunicorn", "app:app"], withVariables({ WEB_CONCURRENCY: text })).programs[0];
      const option = readCommand(["gunicorn", "-w", text, "app:app"], NOTHING).programs[0];
      expect(variable).toMatchObject({ workers: { unknown: ["WEB_CONCURRENCY"] } });
      expect(option).toMatchObject({ workers: { unknown: ["command"] } });
    },
  );

  it("reads Celery's queues, scheduler, broker and pool", () => {
    const argv = [
      "celery",
      "-A",
      "app",
      "-b",
      "memory://",
      "worker",
      "-Q",
      "a, b",
      "-P",
      "gevent",
      "-B",
      "--scheduler=x.Y",
    ];
    expect(readCommand(argv, withVariables({ BROKER_URL: "redis://r" })).programs[0]).toMatchObject({
      broker: { value: "memory://", from: "command" },
      queues: { value: ["a", "b"] },
      pool: { value: "gevent" },
      scheduler: { value: "x.Y" },
    });
  });

  it.each<[string[], string]>([
    [["celery", "multi", "start", "w1", "w2", "-A", "app", "-c", "3"], "2"],
    [["celery", "-A", "app", "multi", "start", "4"], "4"],
    [["celery", "-A", "app", "worker"], "1"],
  ])("counts the nodes of %j", (argv, nodes) => {
    expect(readCommand(argv, NOTHING).programs[0]).toMatchObject({ nodes: { value: Number(nodes) } });
  });
});

describe("shells", () => {
  it.each<[string, Record<string, string | undefined>, string[]]>([
    ["gunicorn --workers=$(nproc) app:app", {}, ["gunicorn cores×1"]],
    ["gunicorn --workers `getconf _NPROCESSORS_ONLN` app:app", {}, ["gunicorn cores×1"]],
    ["gunicorn --workers $((2 * 4)) app:app", {}, ["gunicorn ? substitution×1"]],
    ["gunicorn -w $WORKERS app:app", { WORKERS: "7" }, ["gunicorn 7×1"]],
    ["gunicorn -w ${WORKERS:-3} app:app", {}, ["gunicorn 3×1"]],
    ["gunicorn -w ${WORKERS:-3} app:app", { WORKERS: "7" }, ["gunicorn 7×1"]],
    ["gunicorn -w ${A:-${B:-5}} app:app", {}, ["gunicorn 5×1"]],
    ["gunicorn -w $WORKERS app:app", {}, ["gunicorn ? WORKERS×1"]],
    ["gunicorn -w $WORKERS app:app", { WORKERS: undefined }, ["gunicorn ? WORKERS×1"]],
    ["WORKERS=6; gunicorn -w $WORKERS app:app", {}, ["gunicorn 6×1"]],
    ["export WEB_CONCURRENCY=6 && exec gunicorn app:app", { WEB_CONCURRENCY: "2" }, ["gunicorn 6×1"]],
    ["WEB_CONCURRENCY=6 gunicorn app:app; uvicorn a:b", {}, ["gunicorn 6×1", "uvicorn 1×1"]],
    ["celery -A app worker $OPTIONS", { OPTIONS: "-B -c 3" }, ["celery worker+beat 3"]],
    ["CELERY=celery; $CELERY -A app beat", {}, ["celery beat cores"]],
    ["$(which celery) -A app beat", {}, ["celery beat cores"]],
    ["eval celery -A app beat", {}, ["celery beat cores"]],
    ["sh -c 'sh -c \"celery -A app beat\"'", {}, ["celery beat cores"]],
    ["celery -A app worker & celery -A app beat & wait", {}, ["celery worker cores", "celery beat cores"]],
    ["alembic upgrade head && exec uvicorn app:app --workers 2", {}, ["migration alembic", "uvicorn 2×1"]],
    ["flask --app shop db upgrade && exec gunicorn shop:app", {}, ["migration flask", "gunicorn 1×1"]],
    ["npx prisma migrate deploy; node server.js", {}, ["migration prisma", "other node"]],
    ["python manage.py migrate --plan && gunicorn shop.wsgi", {}, ["other manage.py", "gunicorn 1×1"]],
    ["flask db current; gunicorn shop:app", {}, ["other flask", "gunicorn 1×1"]],
    ["npx prisma db seed && node server.js", {}, ["other prisma", "other node"]],
    ["exec uvicorn app:app; celery -A app beat", {}, ["uvicorn 1×1"]],
    ["uvicorn app:app # celery -A app beat", {}, ["uvicorn 1×1"]],
    ["cat <<EOF > x\ncelery -A app beat\nEOF\nuvicorn app:app", {}, ["other cat understood", "uvicorn 1×1"]],
    ["echo 'celery -A app beat'; uvicorn app:app", {}, ["other echo understood", "uvicorn 1×1"]],
    ["celery -A app worker \\\n  -B", {}, ["celery worker+beat cores"]],
    ["celery -A app worker > /dev/stdout 2>&1 -B", {}, ["celery worker+beat cores"]],
    [
      'if [ "$ROLE" = beat ]; then exec celery -A app beat; else exec gunicorn app; fi',
      {},
      ["perhaps other ? understood", "perhaps celery beat cores", "perhaps gunicorn 1×1"],
    ],
    [
      "case $ROLE in beat) celery -A app beat ;; *) gunicorn app ;; esac",
      {},
      ["perhaps celery beat cores", "perhaps gunicorn 1×1"],
    ],
    ['[ "$BEAT" ] && celery -A app beat', { BEAT: "" }, ["other ? understood", "perhaps celery beat cores"]],
    ["false || celery -A app beat", {}, ["other false understood", "perhaps celery beat cores"]],
    ["f() { celery -A app beat; }; f", {}, ["perhaps celery beat cores", "other f"]],
    ["for q in a b; do celery -A app worker; done", {}, ["perhaps celery worker cores"]],
    ["( celery -A app worker )", {}, ["celery worker cores"]],
    ["{ celery -A app worker; }", {}, ["celery worker cores"]],
  ])("%j with %j runs %j", (script, variables, expected) => {
    expect(programs(readCommand(["sh", "-c", script], withVariables(variables)))).toEqual(expected);
    expect(programs(readCommand([script], withVariables(variables)))).toEqual(/\s/.test(script) ? expected : []);
  });

  it("gives a script its arguments", () => {
    expect(programs(readCommand(["sh", "-c", 'exec "$@"', "--", "celery", "-A", "app", "beat"], NOTHING))).toEqual([
      "celery beat cores",
    ]);
    expect(programs(readCommand(["sh", "-c", "exec celery -A app $1", "sh", "beat"], NOTHING))).toEqual([
      "celery beat cores",
    ]);
  });

  it("tells what the command line sets, for each program", () => {
    const script = "export A=1; B=2 uvicorn x:y & C=$(cat /f) celery -A app worker";
    const {
      programs: [web, worker],
    } = readCommand(["sh", "-c", script], NOTHING);
    expect([...(web?.assignments ?? [])]).toEqual([
      ["A", "1"],
      ["B", "2"],
    ]);
    expect([...(worker?.assignments ?? [])]).toEqual([
      ["A", "1"],
      ["C", undefined],
    ]);
    const env = readCommand(["env", "-u", "X", "D=3", "E=a=b", "uvicorn", "x:y"], NOTHING).programs[0];
    expect([...(env?.assignments ?? [])]).toEqual([
      ["D", "3"],
      ["E", "a=b"],
    ]);
  });

  it("knows what ends before the rest begins", () => {
    const steps = (script: string) => readCommand(["sh", "-c", script], NOTHING).programs.map(({ step }) => step);
    expect(steps("alembic upgrade head && uvicorn a:b")).toEqual([true, false]);
    expect(steps("celery -A app worker & uvicorn a:b")).toEqual([false, false]);
    expect(steps("celery -A app worker | tee log")).toEqual([false, false]);
  });
});

describe("what cannot be read", () => {
  it.each<[string[] | undefined, string[]]>([
    [undefined, ["image-default "]],
    [[], ["image-default "]],
    // Options are for the entry point that the image has.
    [["--config=env:OTEL_CONFIG"], ["image-default "]],
    [["-c", "celery beat"], ["image-default "]],
    [["/start"], ["start-script start (web)"]],
    [["/start-celerybeat"], ["start-script start-celerybeat (scheduler)"]],
    [["bash", "/app/start-celeryworker.sh"], ["start-script start-celeryworker.sh (worker)"]],
    [["./entrypoint.sh"], ["start-script entrypoint.sh"]],
    [["docker-entrypoint.sh", "beat"], ["start-script docker-entrypoint.sh (scheduler)"]],
    [["supervisord", "-n"], ["process-manager supervisord"]],
    [["honcho", "start", "beat"], ["process-manager honcho (scheduler)"]],
    [["pm2-runtime", "start", "app.js"], ["process-manager pm2-runtime"]],
    [["/entrypoint", "celery", "-A", "app", "beat"], ["start-script entrypoint →"]],
    [["docker-entrypoint.sh", "sh", "-c", "gunicorn app"], ["start-script docker-entrypoint.sh →"]],
    [["mywrap", "--x", "celery", "-A", "app", "beat"], ["unknown-wrapper mywrap →"]],
    [["node", "dist/scheduler.js"], ["program node (scheduler)"]],
    [["python", "-c", "import x"], ["program python"]],
    [["/srv/server"], ["start-script server (web)"]],
    [["sh", "-c", "celery -A app worker $OPTIONS"], ["unset-variable OPTIONS"]],
    [["sh", "-c", "celery -A app worker $(options)"], ["substitution "]],
    [["sh", "-c", "$COMMAND"], ["unset-variable COMMAND"]],
    [["sh", "-c", "celery -A app worker -n w@$(hostname) -c $N"], []],
    [["gunicorn", "-c", "conf.py", "app"], ["config-file conf.py"]],
    [["x".repeat(40_000)], ["too-long "]],
  ])("names what is unread of %j", (argv, expected) => {
    expect(unread(readCommand(argv, NOTHING))).toEqual(expected);
  });

  it("takes no name from what may hold a value", () => {
    const secret = "hunter2hunter2hunter2hunter2hunter2hunter2hunter2";
    for (const argv of [
      [secret],
      ["sh", "-c", `${secret} x`],
      [`PASSWORD=${secret}`],
      ["/x", `--p=${secret}`],
      ["sh", secret],
    ]) {
      expect(JSON.stringify(readCommand(argv, NOTHING).unread)).not.toContain(secret);
    }
  });
});

const WRAPPERS: readonly (readonly string[])[] = [
  ...[
    ["tini", "--"],
    ["tini", "-g", "--"],
    ["dumb-init"],
    ["gosu", "app"],
    ["su-exec", "app:app"],
    ["chpst", "-u", "app"],
  ],
  ...[
    ["env", "A=1"],
    ["exec"],
    ["nice", "-n", "5"],
    ["nohup"],
    ["timeout", "-k", "5", "3600"],
    ["sudo", "-u", "app", "-E"],
  ],
  ...[
    ["poetry", "run"],
    ["uv", "run", "--no-sync", "--with", "x"],
    ["pipenv", "run"],
    ["pdm", "run"],
    ["hatch", "run"],
  ],
  ...[["ddtrace-run"], ["newrelic-admin", "run-program"], ["opentelemetry-instrument", "--traces_exporter", "otlp"]],
  ...[
    ["wait-for-it.sh", "db:5432", "-t", "9", "--"],
    ["dockerize", "-wait", "tcp://db:5432"],
    ["doppler", "run", "--"],
  ],
  ...[
    ["/entrypoint"],
    ["docker-entrypoint.sh"],
    ["bash", "/entrypoint.sh"],
    ["honcho", "run"],
    ["conda", "run", "-n", "app"],
  ],
  ...[
    ["watchmedo", "auto-restart", "-d", ".", "--"],
    ["python", "-m"],
    ["setpriv", "--reuid", "1000"],
    ["catatonit", "--"],
  ],
];

const COMMANDS: readonly (readonly string[])[] = [
  ["celery", "-A", "app", "worker", "-c", "3", "-B"],
  ["gunicorn", "-w", "4", "--threads=2", "app:app"],
  ["uvicorn", "app:app", "--workers=2"],
  ["alembic", "upgrade", "head"],
  ["arq", "app.Settings"],
];

it.each([
  [["/entrypoint", "/entrypoint", "sh", "-c", "celery -A app worker -c 3"]],
  [["/docker-entrypoint.sh", "/usr/local/bin/start-app", "su", "app", "-c", "celery -A app worker -c 3"]],
  [["bash", "/entrypoint.sh", "/opt/run.bash", "runuser", "app", "-c", "celery -A app worker -c 3"]],
])("finds what %j hands over from one start script to the next", (argv) => {
  expect(programs(readCommand(argv, NOTHING))).toEqual(["celery worker 3"]);
});

describe("properties", () => {
  const quoted = (words: readonly string[]) =>
    words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(" ");

  it("finds the same programs behind any wrappers and shells", () => {
    const layer = fc.oneof(
      fc.constantFrom(...WRAPPERS).map((words) => (inner: readonly string[]) => [...words, ...inner]),
      fc
        .constantFrom("sh", "/bin/bash", "ash")
        .map((shell) => (inner: readonly string[]) => [shell, "-c", quoted(inner)]),
      fc
        .constantFrom("-lc", "-ec", "-exc")
        .map((flag) => (inner: readonly string[]) => ["bash", flag, `exec ${quoted(inner)}`]),
      fc.constant((inner: readonly string[]) => ["su", "app", "-c", quoted(inner)]),
    );
    fc.assert(
      fc.property(fc.constantFrom(...COMMANDS), fc.array(layer, { maxLength: 4 }), (command, layers) => {
        // `python -m` takes a module: nothing stands between it and one.
        const argv = layers.reduce<readonly string[]>((inner, wrap) => {
          const wrapped = wrap(inner);
          return wrapped[0] === "python" && inner !== command ? inner : wrapped;
        }, command);
        expect(programs(readCommand(argv, NOTHING))).toEqual(programs(readCommand(command, NOTHING)));
      }),
      { numRuns: 1000 },
    );
  });

  const pieces = fc.constantFrom(
    ...[
      "celery",
      "-A",
      "$X",
      "${X:-",
      "}",
      "$(",
      ")",
      "`",
      "'",
      '"',
      "\\",
      "&&",
      "|",
      "<<E",
      ";;",
      "case",
      "in",
      "if",
      "fi",
      "{",
      "(",
    ],
    ...[
      "\n",
      " ",
      "sh",
      "-c",
      "env",
      "A=1",
      "--",
      "-",
      "python",
      "-m",
      "su",
      "\ue000",
      "\uf8ff",
      "exec",
      '"$@"',
      "$((",
      "function",
      "export",
    ],
  );

  it("never throws, whatever the command and the variables", () => {
    const words = fc.array(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map((some) => some.join("")),
        pieces,
      ),
      { maxLength: 8 },
    );
    const value = fc.oneof(fc.string(), fc.constant(null), fc.constant(undefined), fc.constant("$X ${X} -B"));
    fc.assert(
      fc.property(words, value, (argv, text) => {
        const reading = readCommand(argv, () => text);
        expect(reading.programs.length + reading.unread.length).toBeGreaterThanOrEqual(0);
        readCommand(["sh", "-c", argv.join(" ")], () => text);
      }),
      { numRuns: 3000 },
    );
  });

  /** Long inputs that make a parser go back, nest or multiply. A quadratic one does not come to an end in a test's time. */
  it.each([
    ...[
      "${",
      "$(",
      '"$(',
      "`",
      "a=1;b;",
      "${A:-",
      "'",
      "(",
      "f(){",
      "case x in a)",
      "if ",
      "<<E\n",
      "a&",
      "$A ",
      "1>",
      "1",
      "\\\n",
    ],
    ...[
      "A=$A$A;",
      "export A=$A$A;",
      '"$@" ',
      "env A=1 ",
      "tini ",
      "sh -c ",
      "./x.sh -- ",
      "python ",
      "-",
      "a",
      "--w ",
      "multirun 'a b' ",
    ],
  ])("reads 32 KiB of %j", (piece) => {
    const script = piece.repeat(Math.floor(32_000 / piece.length));
    for (const argv of [
      ["sh", "-c", script],
      ["sh", "-c", `A='x x';${script.slice(10)}`],
      script.split(" "),
      ["celery", script],
      ["gunicorn", `-${script}`],
    ]) {
      const { programs: found, unread: left } = readCommand(argv, (name) => (name === "X" ? script : null));
      expect(found.length + left.length).toBeLessThan(2000);
    }
  });

  it("reads nothing of what is too long, and says so", () => {
    const argv = ["sh", "-c", `celery -A app beat; ${"x".repeat(33_000)}`];
    expect(readCommand(argv, NOTHING)).toEqual({
      programs: [],
      unread: [{ reason: "too-long", name: "", handsOver: false, hint: undefined }],
    });
  });
});
