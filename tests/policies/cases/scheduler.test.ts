import type * as aws from "@pulumi/aws";
import { rules } from "../../../policies/rules";
import { run, type TestResource } from "../../../policies/testing";
import { cache, CACHE, definition, said, service, type ContainerFields, type Settings } from "./judged";

/** Schedulers of programs of other people, however they are started and whatever they are told. */
const STORES = "scheduler-uses-redis";
const ONCE = "scheduler-runs-once";
const IN_CACHE = `redis://${CACHE}:6379/0`;
const LOCKED = { REDBEAT_REDIS_URL: IN_CACHE, REDBEAT_LOCK_TIMEOUT: "30" };
const REDBEAT = ["celery", "-A", "shop", "beat", "-S", "redbeat.RedBeatScheduler"];

const beat = (settings: Settings, container: ContainerFields = {}, args: Partial<aws.ecs.ServiceArgs> = {}) => {
  const made = definition("jobs", settings, container);
  return [cache, made, service(made, args)];
};

describe("a scheduler with its broker in memory and three copies is blocked, however it is started", () => {
  const shell = (script: string) => ["sh", "-c", script];
  it.each<[readonly string[]]>([
    [["celery", "-A", "shop", "beat"]],
    [["celery", "--app=shop", "beat"]],
    [["celery", "beat"]],
    [["celerybeat"]],
    [["celery -A shop beat"]],
    [["python", "-m", "celery", "-A", "shop", "beat"]],
    [["/venv/bin/celery", "-A", "shop", "beat"]],
    [["poetry", "run", "celery", "-A", "shop", "beat"]],
    [["uv", "run", "celery", "-A", "shop", "beat"]],
    [["python", "manage.py", "celery", "beat"]],
    [["flask", "celery", "beat"]],
    [["tini", "--", "celery", "-A", "shop", "beat"]],
    [["gosu", "shop", "celery", "-A", "shop", "beat"]],
    [["su", "shop", "-c", "celery -A shop beat"]],
    [["timeout", "3600", "celery", "-A", "shop", "beat"]],
    [["opentelemetry-instrument", "celery", "-A", "shop", "beat"]],
    [["newrelic-admin", "run-program", "celery", "-A", "shop", "beat"]],
    [["watchmedo", "auto-restart", "--", "celery", "-A", "shop", "beat"]],
    [shell("celery -A shop beat")],
    [shell("cd /srv && exec celery -A shop beat -l info")],
    [shell("set -e; celery -A shop beat")],
    [shell("$(which celery) -A shop beat")],
    [shell("CELERY=celery; $CELERY -A shop beat")],
    [shell("eval celery -A shop beat")],
    [["sh", "-c", 'exec "$@"', "--", "celery", "-A", "shop", "beat"]],
    [shell("celery -A shop worker & celery -A shop beat")],
    [["celery", "-A", "shop", "worker", "-B"]],
    [["celery", "-A", "shop", "worker", "-EB"]],
    [["celery", "-A", "shop", "worker", "--beat"]],
    [["celery", "-A", "shop", "multi", "start", "w1", "-B"]],
  ])("%j", async (command) => {
    const three = { desiredCount: 3, deploymentMaximumPercent: 200 };
    const stack = beat({ CELERY_BROKER_URL: "memory://" }, { command }, three);
    expect(await said(STORES, stack)).toContain("blocked inProcess");
    expect(await said(ONCE, stack)).toEqual(expect.arrayContaining(["blocked count", "blocked overlap"]));
  });

  it.each<[string, ContainerFields]>([
    ["a script of a name that says it", { command: ["/start-celerybeat"] }],
    ["that script by a shell", { command: ["bash", "/start-celerybeat.sh"] }],
    ["an entry point's word", { name: "beat", command: ["/docker-entrypoint.sh", "celery-beat"] }],
    ["a manager's file", { name: "beat", command: ["supervisord", "-c", "/etc/supervisor/celerybeat.conf"] }],
    ["a Procfile's line", { name: "beat", command: ["honcho", "start", "beat"] }],
    ["an entry point of the image's own", { entryPoint: ["/entrypoint"], command: ["celery", "-A", "shop", "beat"] }],
    ["an entry point that is a shell", { entryPoint: ["sh", "-c"], command: ["celery -A shop beat"] }],
    ["APScheduler", { command: ["python", "-m", "apscheduler"] }],
    ["APScheduler as a Django command", { command: ["python", "manage.py", "runapscheduler"] }],
    ["RQ's", { command: ["rqscheduler", "--host", "x"] }],
    ["Taskiq's", { command: ["taskiq", "scheduler", "shop:scheduler"] }],
    ["Airflow's", { command: ["airflow", "scheduler"] }],
    ["Django Q's", { command: ["python", "manage.py", "qcluster"] }],
    ["cron", { command: ["crond", "-f"] }],
  ])("%s", async (_, container) => {
    expect(await said(STORES, beat({ CELERY_BROKER_URL: "memory://" }, container))).toEqual(["blocked inProcess"]);
  });

  it.each<[string, ContainerFields]>([
    ["a manager with a file of its own", { command: ["supervisord"] }],
    ["a Procfile", { command: ["honcho", "start"] }],
    ["a program in the shell's word", { command: ["python", "-c", "from shop import c; c.Beat().run()"] }],
    ["the image's default", { name: "celery-beat", command: undefined }],
    ["a queue whose own code may schedule", { command: ["arq", "shop.WorkerSettings"] }],
  ])("may be one, and is never green: %s", async (_, container) => {
    expect(await said(STORES, beat({ CELERY_BROKER_URL: "memory://" }, container))).toEqual(["unproven"]);
    expect(await said(ONCE, beat({ CELERY_BROKER_URL: "memory://" }, container))).toEqual(["unproven"]);
  });

  it.each<[readonly string[]]>([
    [["celery", "-A", "shop", "worker"]],
    [["celery", "multi", "start", "w1", "-A", "shop"]],
    [["celery", "-A", "shop", "upgrade"]],
    [["dramatiq", "shop", "--watch", "."]],
    [["uvicorn", "shop:beat"]],
  ])("is none: %j", async (command) => {
    expect(await said(ONCE, beat({ CELERY_BROKER_URL: "memory://" }, { command }))).toEqual([]);
  });
});

describe("the broker", () => {
  const judged = (settings: Settings, command: readonly string[] = REDBEAT) =>
    said(STORES, beat({ ...LOCKED, ...settings }, { command }), "up");

  it.each([
    ...["memory", "memory://localhost//", "filesystem://", `${IN_CACHE};memory://`, `memory://;${IN_CACHE}`],
    ...["redis://localhost", "redis", "redis://127.0.0.1:6379", "sqla+sqlite:///queue.db"],
  ])("in the task itself is blocked: %s", async (CELERY_BROKER_URL) => {
    expect((await judged({ CELERY_BROKER_URL }))[0]).toMatch(/^blocked (?:inProcess|local)$/);
  });

  it.each([
    ...["amqp://mq", "sqs://", "sqs://@sqs.eu-west-1.amazonaws.com", "kafka://h", "gcpubsub://", "mongodb://h"],
    ...["sqla+postgresql://h/x", "redis://broker.example.com:6379/0"],
  ])("that is shared, and none of the stack's, is advice: %s", async (CELERY_BROKER_URL) => {
    const found = await judged({ CELERY_BROKER_URL });
    expect(found.filter((end) => end !== "pass")).toEqual([expect.stringMatching(/^advice (?:otherStore|outside)$/)]);
  });

  it("is every variable that names one", async () => {
    expect(await judged({ CELERY_BROKER_URL: IN_CACHE, BROKER_URL: "memory://" })).toEqual(["blocked inProcess"]);
    expect(await judged({ CELERY_BROKER_URL: IN_CACHE, CELERY_BROKER_WRITE_URL: "memory://" })).toEqual([
      "blocked inProcess",
    ]);
    expect(await judged({ CELERY__BROKER_URL: IN_CACHE })).toEqual(["pass"]);
    expect(await judged({ celery_broker_url: IN_CACHE })).toEqual(["pass"]);
  });

  it("that only code names is advice", async () => {
    expect(await judged({ REDIS_URL: IN_CACHE })).toEqual(["advice onlyInCode"]);
    expect(await judged({ SHOP_REDIS_URL: IN_CACHE })).toEqual(["advice onlyInCode"]);
    expect(await judged({ REDIS_URL_DOCS: "https://redis.io", LOG_LEVEL: "INFO" })).toEqual(["advice noBroker"]);
  });

  it.each<[string, Settings]>([
    ["results in Django's database", { CELERY_RESULT_BACKEND: "django-db" }],
    ["results in SQL", { CELERY_RESULT_BACKEND: "db+postgresql://h/x" }],
  ])("beside sound stores of another kind is not blocked: %s", async (_, settings) => {
    const found = await judged({ CELERY_BROKER_URL: IN_CACHE, ...settings });
    expect(found.filter((end) => end.startsWith("blocked"))).toEqual([]);
  });
});

describe("its lock", () => {
  it.each(["1h", "-1", "", "100000"])("must be a short time: %j", async (REDBEAT_LOCK_TIMEOUT) => {
    const settings = { CELERY_BROKER_URL: IN_CACHE, REDBEAT_REDIS_URL: IN_CACHE, REDBEAT_LOCK_TIMEOUT };
    expect(await said(ONCE, beat(settings, { command: REDBEAT }), "up")).toEqual(["blocked lock"]);
  });

  it("is the longest of several", async () => {
    const settings = { CELERY_BROKER_URL: IN_CACHE, ...LOCKED, SHOP_REDBEAT_LOCK_TIMEOUT: "100000" };
    expect(await said(ONCE, beat(settings, { command: REDBEAT }), "up")).toEqual(["blocked lock"]);
  });
});

const SPOT = { capacityProvider: "FARGATE_SPOT", weight: 4 };

describe("its service", () => {
  it.each<[Partial<aws.ecs.ServiceArgs>, string]>([
    [{ schedulingStrategy: "DAEMON" }, "blocked everyMachine"],
    [{ deploymentConfiguration: { strategy: "BLUE_GREEN" } }, "blocked twoSets"],
    [{ deploymentController: { type: "CODE_DEPLOY" } }, "blocked twoSets"],
    [{ deploymentController: { type: "EXTERNAL" } }, "blocked twoSets"],
    [{ capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }] }, "blocked spot"],
    [{ capacityProviderStrategies: [{ capacityProvider: "spot-machines", weight: 1 }] }, "unproven"],
    [{ capacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }, SPOT] }, "blocked spot"],
    [{ capacityProviderStrategies: [{ capacityProvider: "FARGATE", base: 0, weight: 9 }, SPOT] }, "blocked spot"],
    [
      {
        capacityProviderStrategies: [
          { ...SPOT, base: 1 },
          { capacityProvider: "FARGATE", weight: 1 },
        ],
      },
      "blocked spot",
    ],
    // The first task is placed on demand, and there is one.
    [{ capacityProviderStrategies: [{ capacityProvider: "FARGATE", base: 1, weight: 1 }, SPOT] }, "pass"],
    [{ capacityProviderStrategies: [SPOT, { capacityProvider: "FARGATE", base: 2, weight: 0 }] }, "pass"],
    [{}, "pass"],
  ])("%j: %s", async (args, end) => {
    const settings = { CELERY_BROKER_URL: IN_CACHE, ...LOCKED };
    expect(await said(ONCE, beat(settings, { command: REDBEAT }, args))).toContain(end);
  });
});

describe("copies of a scheduler that keeps them apart itself", () => {
  const twice = (command: readonly string[], container: ContainerFields = {}, settings: Settings = {}) => {
    const made = definition("jobs", { CELERY_BROKER_URL: IN_CACHE, ...settings }, { command, ...container });
    return said(ONCE, [made, service(made, { desiredCount: 2, deploymentMaximumPercent: 200 })]);
  };
  const AIRFLOW = { AIRFLOW__CORE__EXECUTOR: "CeleryExecutor" };
  const IMAGE = { image: "apache/airflow:2.10.4", name: "scheduler" };

  it.each<[string, readonly string[], ContainerFields, Settings]>([
    ["by its image", ["scheduler"], IMAGE, {}],
    ["by a mirror of it", ["scheduler"], { image: `1.dkr.ecr.eu-west-1.amazonaws.com/apache/airflow:2.10.4` }, {}],
    ["by its settings, in an image of one's own", ["scheduler"], { name: "airflow-scheduler" }, AIRFLOW],
    ["with options", ["scheduler", "--num-runs", "100"], { name: "scheduler" }, AIRFLOW],
    [
      "behind its entry point",
      ["scheduler"],
      { ...IMAGE, entryPoint: ["/usr/bin/dumb-init", "--", "/entrypoint"] },
      {},
    ],
  ])("are as good as one where Airflow's image puts its program before the word: %s", async (_, command, ...more) => {
    expect(await twice(command, ...more)).toEqual(["pass"]);
  });

  it.each<[readonly string[]]>([[["celery", "worker"]], [["webserver"]], [["triggerer"]], [["dag-processor"]]])(
    "are none of Airflow's %j",
    async (command) => {
      const found = await twice(command, IMAGE, AIRFLOW);
      expect(found.filter((one) => one !== "unproven")).toEqual([]);
      expect(found).toEqual(await twice(["airflow", ...command], IMAGE, AIRFLOW));
    },
  );

  it("are as many where nothing says that it is Airflow's", async () => {
    expect(await twice(["scheduler"], { image: "shop/jobs:1", name: "scheduler" })).toContain("blocked count");
    expect(await twice(["celery", "-A", "shop", "beat"], {}, AIRFLOW)).toContain("blocked count");
  });

  it.each([
    ["a script beside Airflow's settings", "/start-scheduler.sh", AIRFLOW],
    ["a script of Airflow's name", "/airflow-scheduler.sh", {}],
  ])("are unproven where %s may start it", async (_, script, settings) => {
    expect(await twice([script], { name: "airflow-scheduler" }, settings)).toEqual(["unproven"]);
  });

  it.each<[readonly string[]]>([
    [["rq", "worker", "--with-scheduler", "default"]],
    [["rqscheduler", "--host", "redis.internal"]],
    [["airflow", "scheduler"]],
    [["python", "manage.py", "qcluster"]],
    [["sh", "-c", "exec rq worker -s default"]],
    [["resque-scheduler"]],
  ])("are as good as one: %j", async (command) => {
    expect(await twice(command)).toEqual(["pass"]);
  });

  it.each<[readonly string[]]>([
    [["rq", "cron", "shop.cron"]],
    [["periodiq", "shop.tasks"]],
    [["taskiq", "scheduler", "shop:scheduler"]],
    [["sh", "-c", "rq worker --with-scheduler & exec crond -f"]],
  ])("are as many where it does not: %j", async (command) => {
    expect(await twice(command)).toContain("blocked count");
  });

  it("are not known to be where a script may start more", async () => {
    expect(await twice(["sh", "-c", "/srv/more.sh & rq worker --with-scheduler"])).not.toContain("pass");
  });
});

describe("a second service that runs beat for the same application", () => {
  const PLAIN = ["celery", "-A", "shop", "beat"];
  const one = (name: string, command: readonly string[], settings: Settings = { CELERY_BROKER_URL: IN_CACHE }) => {
    const made = definition(name, settings, { command });
    return [made, service(made)];
  };
  const judged = (...services: readonly (readonly TestResource[])[]) => said(ONCE, [cache, ...services.flat()]);

  it.each<[string, readonly string[], readonly string[]]>([
    ["Celery's own scheduler", PLAIN, PLAIN],
    [
      "django-celery-beat",
      [...PLAIN, "-S", "django"],
      [...PLAIN, "-S", "django_celery_beat.schedulers:DatabaseScheduler"],
    ],
    ["one in a shell", PLAIN, ["sh", "-c", "exec celery --app=shop beat"]],
    ["one in a worker", PLAIN, ["celery", "-A", "shop", "worker", "-B"]],
  ])("without a lock sends every task twice: %s", async (_, first, second) => {
    expect(await judged(one("beat", first), one("jobs", second))).toContain("blocked another");
  });

  it("is refused before it is created", async () => {
    const [made, second] = one("jobs", PLAIN) as [TestResource, TestResource];
    const stack = [cache, ...one("beat", PLAIN), made, second];
    expect((await run(rules, stack, { phase: "up" })).created).not.toContain(second);
  });

  it.each<[string, readonly TestResource[]]>([
    ["for another application", one("jobs", ["celery", "-A", "billing", "beat"])],
    ["on another broker", one("jobs", PLAIN, { CELERY_BROKER_URL: `redis://${CACHE}:6379/3` })],
    ["with a class of its own", one("jobs", [...PLAIN, "-S", "shop.leader:ElectedScheduler"])],
    ["that nothing runs", [definition("jobs", { CELERY_BROKER_URL: IN_CACHE }, { command: PLAIN })]],
    ["that is a worker", one("jobs", ["celery", "-A", "shop", "worker"])],
  ])("is not blocked %s", async (_, other) => {
    const found = await judged(one("beat", PLAIN), other);
    expect(found.filter((end) => end.startsWith("blocked"))).toEqual([]);
  });

  it("waits for its turn where both hold RedBeat's lock", async () => {
    const settings = { CELERY_BROKER_URL: IN_CACHE, ...LOCKED };
    expect(await judged(one("beat", REDBEAT, settings), one("jobs", REDBEAT, settings))).toEqual(["pass"]);
  });
});

describe("a scheduler that the application starts itself", () => {
  const app = (settings: Settings, args: Partial<aws.ecs.ServiceArgs> = {}, command = ["uvicorn", "app:app"]) => {
    const made = definition("web", settings, { command });
    return [made, service(made, args)];
  };

  it.each([
    "SCHEDULER_ENABLED",
    "ENABLE_SCHEDULER",
    "RUN_WORKFLOW_SCHEDULER",
    "APSCHEDULER_AUTOSTART",
    "SHOP_CRON_ENABLED",
    "schedulerEnabled",
  ])("is advice in each of several copies: %s", async (name) => {
    expect(await said(ONCE, app({ [name]: "true" }, { desiredCount: 2 }))).toEqual(["advice everyCopy"]);
  });

  it("is advice in each process of one", async () => {
    const four = app({ SCHEDULER_ENABLED: "1" }, {}, ["gunicorn", "-w", "4", "app:app"]);
    expect(await said(ONCE, four)).toEqual(["advice everyCopy"]);
    const cores = app({ SCHEDULER_ENABLED: "1" }, {}, ["sh", "-c", "gunicorn -w $(nproc) app:app"]);
    expect(await said(ONCE, cores)).toEqual(["advice everyCopy"]);
  });

  it("is not proven where nobody says how many processes there are", async () => {
    const open = app({ SCHEDULER_ENABLED: "1", WEB_CONCURRENCY: "many" }, {}, ["gunicorn", "app:app"]);
    expect(await said(ONCE, open)).toEqual(["unproven"]);
  });

  it.each<[string, Settings, Partial<aws.ecs.ServiceArgs>]>([
    ["once", { SCHEDULER_ENABLED: "true" }, {}],
    ["switched off", { SCHEDULER_ENABLED: "false" }, { desiredCount: 2 }],
    ["of learning rates", { LR_SCHEDULER_ENABLED: "true" }, { desiredCount: 2 }],
    ["of another product", { AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK: "true" }, { desiredCount: 2 }],
    ["how it is watched", { SCHEDULER_HEALTH_CHECK_ENABLED: "true" }, { desiredCount: 2 }],
  ])("is nothing to speak of: %s", async (_, settings, args) => {
    expect(await said(ONCE, app(settings, args))).toEqual([]);
  });

  it("is judged as a scheduler where it is one by its command", async () => {
    const both = beat({ CELERY_BROKER_URL: IN_CACHE, ...LOCKED, SCHEDULER_ENABLED: "true" }, { command: REDBEAT });
    expect(await said(ONCE, both)).toEqual(["pass"]);
  });
});
