/**
 * The timeout ladder: every wait must end before the one around it does, or the outer one cuts the inner one off.
 *
 * Sources are named at each rung. All values are in seconds.
 */

/** What is known of one workload's timeouts; a rung is judged when both of its ends are given. */
export interface Timeouts {
  /** Interval between WebSocket pings (uvicorn `--ws-ping-interval`). */
  readonly webSocketPing?: number;
  /** The load balancer's idle timeout. */
  readonly loadBalancerIdle?: number;
  /** How long the application keeps an idle connection open (gunicorn `keepalive`, uvicorn `--timeout-keep-alive`). */
  readonly keepAlive?: number;
  /** The longest a client waits for an answer. */
  readonly clientTimeout?: number;
  /** The target group's deregistration delay. */
  readonly deregistrationDelay?: number;
  /** The container's `stopTimeout`. */
  readonly stopTimeout?: number;
  /** gunicorn `graceful_timeout`, uvicorn `--timeout-graceful-shutdown`. */
  readonly gracefulTimeout?: number;
  /** How long a request waits for a database connection (SQLAlchemy `pool_timeout`). */
  readonly poolTimeout?: number;
  /** gunicorn `timeout`: a worker silent for longer is killed. */
  readonly workerTimeout?: number;
  /** Celery `worker_soft_shutdown_timeout`. */
  readonly celerySoftShutdown?: number;
  /** The longest a task may run, or wait for its eta or retry. */
  readonly longestTask?: number;
  /** The Redis transport's `visibility_timeout`. */
  readonly visibilityTimeout?: number;
  /** RedBeat's `redbeat_lock_timeout`. */
  readonly schedulerLock?: number;
  /** Celery `beat_max_loop_interval`. */
  readonly schedulerMaxLoop?: number;
}

export interface Rung {
  readonly id: string;
  /** `WebSocket ping 20 s < load balancer idle timeout 120 s`. */
  readonly statement: string;
  readonly holds: boolean;
  /** One sentence on a broken rung: what happens, and what to change; null when it holds. */
  readonly problem: string | null;
}

export interface TimeoutLadder {
  readonly rungs: readonly Rung[];
  readonly holds: boolean;
}

/** Fargate's largest `stopTimeout` (ECS developer guide, "Task definition parameters"). */
export const MAX_STOP_TIMEOUT = 120;

/** RedBeat's own default is five loops of `beat_max_loop_interval` (RedBeat documentation, "Configuration"). */
export const LOCK_LOOPS = 5;

interface End {
  readonly name: string;
  readonly seconds: number | undefined;
}

interface RungRule {
  readonly id: string;
  readonly lower: (timeouts: Timeouts) => End;
  readonly relation: "<" | "≤";
  readonly upper: (timeouts: Timeouts) => End;
  readonly consequence: string;
}

const end =
  (name: string, read: (timeouts: Timeouts) => number | undefined) =>
  (timeouts: Timeouts): End => ({ name, seconds: read(timeouts) });

const webSocketPing = end("WebSocket ping interval", (t) => t.webSocketPing);
const loadBalancerIdle = end("load balancer idle timeout", (t) => t.loadBalancerIdle);
const keepAlive = end("application keep-alive", (t) => t.keepAlive);
const clientTimeout = end("client timeout", (t) => t.clientTimeout);
const deregistrationDelay = end("deregistration delay", (t) => t.deregistrationDelay);
const stopTimeout = end("stop timeout", (t) => t.stopTimeout);
const gracefulTimeout = end("graceful timeout", (t) => t.gracefulTimeout);
const poolTimeout = end("pool timeout", (t) => t.poolTimeout);
const workerTimeout = end("worker timeout", (t) => t.workerTimeout);
const celerySoftShutdown = end("Celery soft shutdown", (t) => t.celerySoftShutdown);
const longestTask = end("longest task", (t) => t.longestTask);
const visibilityTimeout = end("visibility timeout", (t) => t.visibilityTimeout);
const schedulerLock = end("scheduler lock", (t) => t.schedulerLock);
const lockLoops = end(`${LOCK_LOOPS} scheduler loops`, (t) =>
  t.schedulerMaxLoop === undefined ? undefined : LOCK_LOOPS * t.schedulerMaxLoop,
);
const maxStopTimeout = end("Fargate's limit", () => MAX_STOP_TIMEOUT);

const RUNGS: readonly RungRule[] = [
  {
    // AWS, "Application Load Balancers": a connection without traffic for the idle timeout is closed.
    id: "ping-below-idle",
    lower: webSocketPing,
    relation: "<",
    upper: loadBalancerIdle,
    consequence: "the load balancer closes quiet WebSockets",
  },
  {
    // AWS, "Troubleshoot your Application Load Balancers", HTTP 502: the target closed the connection first.
    id: "idle-below-keep-alive",
    lower: loadBalancerIdle,
    relation: "<",
    upper: keepAlive,
    consequence: "the load balancer reuses connections the application just closed and answers 502",
  },
  {
    // SQLAlchemy, QueuePool `timeout`; gunicorn settings, `timeout`.
    id: "pool-below-worker",
    lower: poolTimeout,
    relation: "<",
    upper: workerTimeout,
    consequence: "workers are killed while they wait for a connection instead of answering 503",
  },
  {
    id: "worker-below-idle",
    lower: workerTimeout,
    relation: "<",
    upper: loadBalancerIdle,
    consequence: "the load balancer gives up on requests that are still being served",
  },
  {
    // ECS best practices, "Load balancer draining": stop timeout > deregistration delay > client timeout.
    id: "client-within-drain",
    lower: clientTimeout,
    relation: "≤",
    upper: deregistrationDelay,
    consequence: "requests in flight are cut off when a task is drained",
  },
  {
    id: "drain-below-stop",
    lower: deregistrationDelay,
    relation: "<",
    upper: stopTimeout,
    consequence: "tasks are killed while the load balancer still drains them",
  },
  {
    id: "graceful-below-stop",
    lower: gracefulTimeout,
    relation: "<",
    upper: stopTimeout,
    consequence: "workers are killed before they finish their requests",
  },
  {
    // Celery, "Workers guide", soft shutdown: unfinished tasks are put back when it ends, so it must end before the kill.
    id: "soft-shutdown-below-stop",
    lower: celerySoftShutdown,
    relation: "<",
    upper: stopTimeout,
    consequence: "tasks are killed before they are put back on the queue",
  },
  {
    id: "stop-within-limit",
    lower: stopTimeout,
    relation: "≤",
    upper: maxStopTimeout,
    consequence: "Fargate refuses the task definition",
  },
  {
    // Celery, "Using Redis", visibility timeout: an unacknowledged message is delivered again when it ends.
    id: "task-below-visibility",
    lower: longestTask,
    relation: "<",
    upper: visibilityTimeout,
    consequence: "long tasks are delivered again while they run and execute twice",
  },
  {
    // RedBeat renews its lock once a loop.
    id: "loops-within-lock",
    lower: lockLoops,
    relation: "≤",
    upper: schedulerLock,
    consequence: "a slow loop loses the lock and a second scheduler starts",
  },
];

/** Judges every rung both of whose ends are given. Never throws. */
export function timeoutLadder(timeouts: Timeouts): TimeoutLadder {
  const rungs = RUNGS.flatMap((rule) => judge(rule, timeouts));
  return { rungs, holds: rungs.every((rung) => rung.holds) };
}

function judge(rule: RungRule, timeouts: Timeouts): Rung[] {
  const lower = rule.lower(timeouts);
  const upper = rule.upper(timeouts);
  if (lower.seconds === undefined || upper.seconds === undefined) return [];
  const holds = rule.relation === "<" ? lower.seconds < upper.seconds : lower.seconds <= upper.seconds;
  const statement = `${lower.name} ${lower.seconds} s ${rule.relation} ${upper.name} ${upper.seconds} s`;
  const must = rule.relation === "<" ? "less than" : "at most";
  const problem = `The ${lower.name} (${lower.seconds} s) must be ${must} the ${upper.name} (${upper.seconds} s): ${rule.consequence}.`;
  return [{ id: rule.id, statement, holds, problem: holds ? null : tidy(problem) }];
}

/** "the 5 scheduler loops" and "the Fargate's limit" do not take the article. */
function tidy(sentence: string): string {
  return sentence.replace(/the (Fargate's)/, "$1").replace(/^The (\d)/, "$1");
}
