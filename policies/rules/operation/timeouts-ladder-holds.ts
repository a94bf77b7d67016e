import {
  absent,
  certain,
  chain,
  judge,
  known,
  map,
  pass,
  together,
  unknown,
  words,
  type Fact,
  type Judgement,
  type Shown,
  type Stack,
  type Way,
} from "../../model";
import type { CeleryProgram, ServerProgram } from "../../facts";
import { unreadRecords, type LoadBalancer, type Workload } from "../../subjects";
import { celeryStores, programsOf } from "../../wiring/celery-stores";
import { balancersBefore } from "../../wiring/load-balancers";
import { redisServers } from "../../wiring/redis-use";
import {
  celerySeconds,
  lockTimesOf,
  poolTimeoutOf,
  secondsOf,
  visibilityTimeoutOf,
  type Seconds,
} from "../../wiring/timeouts";
import { rule, type RuleContext } from "../rule";

/** As long as it takes, and as Fargate allows. */
const STOP_LATER: Way = [{ container: "stopTimeout", value: ({ found }) => Math.min(120, Number(found)) }];

export const timeoutsLadderHolds = rule({
  id: "timeouts-ladder-holds",
  title: "Every wait ends before the one around it",
  severity: "medium",
  audit: "Resilience: timeouts",
  why: "A server that closes idle connections before its load balancer does answers 502 at random, a task that outlives the visibility timeout runs twice, and what takes longer to stop than it is given is killed in the middle.",
  fix: "Bottom to top: database pool timeout < worker timeout < load balancer idleTimeout < server keep-alive (gunicorn --keep-alive, uvicorn --timeout-keep-alive); shutdown ≤ container stopTimeout ≤ 120; Celery task time limit < visibility timeout.",
  about: "workload",
  mends: {
    keepAlive: [{ property: "@", value: ({ found }) => Number(found) - 1 }],
    graceful: STOP_LATER,
    softShutdown: STOP_LATER,
    stop: [{ container: "stopTimeout", value: ({ wanted }) => Number(wanted) }],
  },
  examples: {
    bad: `new aws.ecs.TaskDefinition("worker", {
  family: "worker",
  containerDefinitions: JSON.stringify([
    {
      name: "worker",
      image: "shop:1",
      memory: 512,
      command: ["celery", "-A", "shop", "worker", "--time-limit", "14400"],
      environment: [{ name: "CELERY_BROKER_URL", value: "redis://redis.internal.example.com:6379/0" }],
    },
  ]),
});`,
    good: `new aws.ecs.TaskDefinition("worker", {
  family: "worker",
  containerDefinitions: JSON.stringify([
    {
      name: "worker",
      image: "shop:1",
      memory: 512,
      command: ["celery", "-A", "shop", "worker", "--time-limit", "14400"],
      environment: [
        { name: "CELERY_BROKER_URL", value: "redis://redis.internal.example.com:6379/0" },
        { name: "CELERY_VISIBILITY_TIMEOUT", value: "28800" },
      ],
    },
  ]),
});`,
  },
  whenNot:
    "A server that answers every request with Connection: close, or tasks that may run twice at any time: nothing is lost then when a rung is broken.",
  related: ["stop-signal-reaches-process", "tasks-survive-interruption"],
  messages: {
    keepAlive:
      "{label} closes idle connections after {found} s ({from}), {balancer} after {wanted} s: it reuses a connection that was just closed and answers 502. The server's keep-alive must be the longer one.",
    worker:
      "{label} lets a request take {found} s ({from}), {balancer} gives up after {wanted} s: the client sees a 504 and the work goes on. The worker timeout must be the shorter one.",
    pool: "{label} waits {found} s for a database connection ({from}), but a worker is killed after {wanted} s ({other}): it never answers that the pool is full. The pool timeout must be the shorter one.",
    graceful:
      "{label} takes up to {found} s to finish its requests ({from}), but is killed {wanted} s after the stop signal ({other}). stopTimeout must be the longer one.",
    softShutdown:
      "{label} takes up to {found} s to put unfinished tasks back on the queue ({from}), but is killed {wanted} s after the stop signal ({other}): they are lost or run twice. stopTimeout must be the longer one.",
    stop: "{label} asks for {found} s between stop signal and kill; Fargate allows {wanted}.",
    visibility:
      "{label} lets a task run for {found} s ({from}), but its broker hands it out again after {wanted} s ({other}): it runs twice. The visibility timeout must be the longer one.",
    lock: "{label} wakes every {found} s at most ({from}), and its lock ends after {wanted} s ({other}): between two looks another scheduler may take it. The lock must be the longer one.",
  },
  applies: (workload, stack) => {
    if (rungsOf(workload, stack).some(hasBothEnds)) return known(true, workload.location);
    const { reading, location } = workload;
    if (reading.state === "unknown") return reading;
    const unread = reading.state === "known" ? reading.value.unread : [];
    return unread.length > 0 ? unknown(...unreadRecords(unread, location)) : absent(location);
  },
  check: (workload, { stack, fail }) => rungsOf(workload, stack).map((rung) => judgeRung(rung, fail)),
});

type Message = "keepAlive" | "worker" | "pool" | "graceful" | "softShutdown" | "stop" | "visibility" | "lock";

/** Two waits, of which `inner` must end before `outer`; `touches`: or with it. */
interface Rung {
  readonly message: Message;
  readonly inner: Fact<Seconds>;
  readonly outer: Fact<Seconds>;
  readonly touches: boolean;
  /** Which of the two the program says; the other is what it has to fit to. */
  readonly speaks: "inner" | "outer";
  readonly balancer?: Shown;
  /** By which its server is told on a command line. */
  readonly option?: string | undefined;
}

/** A few seconds more than the balancer's, where the server is told how many. */
function keptAlive(from: Shown, idle: number, option: string | undefined): readonly Way[] {
  const value = String(idle + 5);
  if (from === words("command")) {
    return option === undefined ? [] : [[{ container: "command", edit: { kind: "option", name: option, value } }]];
  }
  if (!/^[A-Z][A-Z0-9_]*$/.test(from)) return [];
  if (!from.endsWith("_CMD_ARGS")) return [[{ variable: from, value }]];
  return option === undefined ? [] : [[{ variable: from, edit: { kind: "option", name: option, value } }]];
}

/** As their own documentation has them. */
const KEEP_ALIVE: Readonly<Partial<Record<ServerProgram["server"], string>>> = {
  gunicorn: "--keep-alive",
  hypercorn: "--keep-alive",
  uvicorn: "--timeout-keep-alive",
};

function judgeRung(
  { message, inner, outer, touches, speaks, balancer, option }: Rung,
  fail: RuleContext<Message>["fail"],
): Judgement {
  // One wait that is certainly not there is enough: the other may be whatever it turns out to be.
  const none = [inner, outer].filter((end) => end.state === "absent");
  const [missing] = [...none.filter(({ basis }) => basis === "verified"), ...none];
  if (missing !== undefined) return certain(pass, missing.location, missing.basis);
  return judge(
    together({ inner, outer }),
    (ends) => {
      const holds = touches ? ends.inner.value <= ends.outer.value : ends.inner.value < ends.outer.value;
      const [own, other] = speaks === "inner" ? [ends.inner, ends.outer] : [ends.outer, ends.inner];
      return holds
        ? pass
        : fail(
            message,
            {
              found: own.value,
              from: own.from,
              wanted: other.value,
              other: other.from,
              ...(balancer === undefined ? {} : { balancer }),
            },
            ...(speaks === "outer" ? keptAlive(own.from, other.value, option) : []),
          );
    },
    () => pass,
  );
}

/** Whether the workload has both waits, or may have. */
function hasBothEnds({ inner, outer }: Rung): boolean {
  return inner.state !== "absent" && outer.state !== "absent";
}

/** Every pair of waits, also those of which the workload has only one or none. */
function rungsOf(workload: Workload, stack: Stack): readonly Rung[] {
  const programs = programsOf(workload);
  return [
    ...programs.flatMap((program) => (program.kind === "server" ? serverRungs(workload, program, stack) : [])),
    ...programs.flatMap((program) => (program.kind === "celery" ? celeryRungs(workload, program) : [])),
    ...stopRungs(workload),
  ];
}

function serverRungs(workload: Workload, program: ServerProgram, stack: Stack): readonly Rung[] {
  const keepAlive = secondsOf(workload, program.keepAlive);
  const timeout = secondsOf(workload, program.timeout);
  const graceful = secondsOf(workload, program.gracefulTimeout);
  const { stop } = workload;
  const kind = "value" in program.workerClass ? program.workerClass : undefined;
  // gunicorn's sync workers keep no connection; which class a configuration file takes is not told by a default.
  const closes = kind?.value === "sync" && kind.from !== "default";
  // Of the other classes the timeout is about the process, not about a request.
  const perRequest = kind?.value === "sync";
  // Both standards are 30 s: only what somebody chose is held against the other.
  const chosen = stop.timeout.state !== "absent" || (graceful.state === "known" && !graceful.value.isDefault);
  return [
    ...(closes ? [] : balancerRungs(workload, stack, "keepAlive", keepAlive, KEEP_ALIVE[program.server])),
    ...(perRequest ? balancerRungs(workload, stack, "worker", unlessDefault(timeout)) : []),
    ...(perRequest ? [rung("pool", poolTimeoutOf(workload), timeout)] : []),
    ...(chosen ? [{ ...rung("graceful", graceful, stopSeconds(workload)), touches: true }] : []),
  ];
}

/** A default of thirty seconds is below every idle timeout that anybody has. */
function unlessDefault(fact: Fact<Seconds>): Fact<Seconds> {
  return fact.state === "known" && fact.value.isDefault ? absent(fact.location, fact.basis) : fact;
}

function balancerRungs(
  workload: Workload,
  stack: Stack,
  message: "keepAlive" | "worker",
  own: Fact<Seconds>,
  option?: string,
): readonly Rung[] {
  if (own.state === "absent") return [];
  const rungFor = (idle: Fact<Seconds>, balancer: Shown): Rung =>
    message === "keepAlive"
      ? { message, inner: idle, outer: own, touches: false, speaks: "outer", balancer, option }
      : { message, inner: own, outer: idle, touches: false, speaks: "inner", balancer };
  return balancersBefore(stack, workload).map((balancer) =>
    rungFor(chain(balancer, idleOf), balancer.state === "known" ? balancer.value.label : words("its load balancer")),
  );
}

/** Only an application load balancer speaks HTTP and keeps connections of its own. */
function idleOf({ type, idleTimeout }: LoadBalancer): Fact<Seconds> {
  return chain(type, (kind) =>
    kind === "application"
      ? map(idleTimeout, (value) => ({ value, from: words("idleTimeout"), isDefault: false }))
      : absent(idleTimeout.state === "unknown" ? { urn: "", path: "" } : idleTimeout.location),
  );
}

function celeryRungs(workload: Workload, program: CeleryProgram): readonly Rung[] {
  return [
    ...(program.worker ? workerRungs(workload, program) : []),
    ...(program.beat ? lockRungs(workload, program) : []),
  ];
}

function workerRungs(workload: Workload, program: CeleryProgram): readonly Rung[] {
  const onCommandLine = secondsOf(workload, program.timeLimit);
  const limit = onCommandLine.state === "absent" ? celerySeconds(workload, "time-limit", Math.max) : onCommandLine;
  const soft = secondsOf(workload, program.softTimeLimit);
  const softLimit = soft.state === "absent" ? celerySeconds(workload, "soft-time-limit", Math.max) : soft;
  const longest = limit.state === "absent" ? softLimit : limit;
  return [
    // Another broker has its own way of giving out a message again.
    ...(isInRedis(workload) ? [rung("visibility", longest, visibilityTimeoutOf(workload))] : []),
    {
      ...rung("softShutdown", celerySeconds(workload, "soft-shutdown", Math.max), stopSeconds(workload)),
      touches: true,
    },
  ];
}

function isInRedis(workload: Workload): boolean {
  const stores = celeryStores(workload);
  if (stores.state !== "known") return false;
  const brokers = stores.value.stores.filter(({ part }) => part === "broker");
  if (brokers.length === 0) return stores.value.perhaps.length > 0;
  return brokers.some(({ setting, by }) => {
    const servers = redisServers(setting, by);
    // One that is not known yet may be; a blueprint's names its cache.
    return servers.state === "unknown" || (servers.state === "known" && servers.value.length > 0);
  });
}

function lockRungs(workload: Workload, program: CeleryProgram): readonly Rung[] {
  const { lock, loop } = lockTimesOf(workload, program);
  return [rung("lock", loop, lock)];
}

function stopRungs({ stop }: Workload): readonly Rung[] {
  const limit = map(stop.limit, (value) => ({ value, from: words("Fargate's limit"), isDefault: true }));
  const asked = map(stop.timeout, (value) => ({ value, from: words("stopTimeout"), isDefault: false }));
  return [{ ...rung("stop", asked, limit), touches: true }];
}

function stopSeconds({ stop, location }: Workload): Fact<Seconds> {
  const { timeout, standard } = stop;
  if (timeout.state !== "absent")
    return map(timeout, (value) => ({ value, from: words("stopTimeout"), isDefault: false }));
  if (standard === undefined) return timeout;
  return known({ value: standard, from: words("the platform's own"), isDefault: true }, location, timeout.basis);
}

function rung(message: Message, inner: Fact<Seconds>, outer: Fact<Seconds>): Rung {
  return { message, inner, outer, touches: false, speaks: "inner" };
}
