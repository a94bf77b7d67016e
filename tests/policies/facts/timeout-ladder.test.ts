import fc from "fast-check";
import { timeoutLadder, type Timeouts } from "../../../policies/facts";

const GOOD = {
  webSocketPing: 20,
  loadBalancerIdle: 120,
  keepAlive: 125,
  clientTimeout: 30,
  deregistrationDelay: 45,
  stopTimeout: 110,
  gracefulTimeout: 30,
  poolTimeout: 10,
  workerTimeout: 30,
  celerySoftShutdown: 90,
  longestTask: 3000,
  visibilityTimeout: 3600,
  schedulerLock: 60,
  schedulerMaxLoop: 5,
} satisfies Timeouts;

it("holds for the reference ladder, all eleven rungs of it", () => {
  const ladder = timeoutLadder(GOOD);
  expect(ladder.holds).toBe(true);
  expect(ladder.rungs.map((rung) => rung.statement)).toEqual([
    "WebSocket ping interval 20 s < load balancer idle timeout 120 s",
    "load balancer idle timeout 120 s < application keep-alive 125 s",
    "pool timeout 10 s < worker timeout 30 s",
    "worker timeout 30 s < load balancer idle timeout 120 s",
    "client timeout 30 s ≤ deregistration delay 45 s",
    "deregistration delay 45 s < stop timeout 110 s",
    "graceful timeout 30 s < stop timeout 110 s",
    "Celery soft shutdown 90 s < stop timeout 110 s",
    "stop timeout 110 s ≤ Fargate's limit 120 s",
    "longest task 3000 s < visibility timeout 3600 s",
    "5 scheduler loops 25 s ≤ scheduler lock 60 s",
  ]);
});

it.each<[string, Timeouts, string]>([
  [
    "ping-below-idle",
    { webSocketPing: 120 },
    "The WebSocket ping interval (120 s) must be less than the load balancer idle timeout (120 s): the load balancer closes quiet WebSockets.",
  ],
  [
    "idle-below-keep-alive",
    { keepAlive: 5 },
    "The load balancer idle timeout (120 s) must be less than the application keep-alive (5 s): the load balancer reuses connections the application just closed and answers 502.",
  ],
  [
    "pool-below-worker",
    { poolTimeout: 30 },
    "The pool timeout (30 s) must be less than the worker timeout (30 s): workers are killed while they wait for a connection instead of answering 503.",
  ],
  [
    "worker-below-idle",
    { workerTimeout: 120 },
    "The worker timeout (120 s) must be less than the load balancer idle timeout (120 s): the load balancer gives up on requests that are still being served.",
  ],
  [
    "client-within-drain",
    { clientTimeout: 46 },
    "The client timeout (46 s) must be at most the deregistration delay (45 s): requests in flight are cut off when a task is drained.",
  ],
  [
    "drain-below-stop",
    { deregistrationDelay: 110 },
    "The deregistration delay (110 s) must be less than the stop timeout (110 s): tasks are killed while the load balancer still drains them.",
  ],
  [
    "graceful-below-stop",
    { gracefulTimeout: 110 },
    "The graceful timeout (110 s) must be less than the stop timeout (110 s): workers are killed before they finish their requests.",
  ],
  [
    "soft-shutdown-below-stop",
    { celerySoftShutdown: 110 },
    "The Celery soft shutdown (110 s) must be less than the stop timeout (110 s): tasks are killed before they are put back on the queue.",
  ],
  [
    "stop-within-limit",
    { stopTimeout: 121 },
    "The stop timeout (121 s) must be at most Fargate's limit (120 s): Fargate refuses the task definition.",
  ],
  [
    "task-below-visibility",
    { longestTask: 3600 },
    "The longest task (3600 s) must be less than the visibility timeout (3600 s): long tasks are delivered again while they run and execute twice.",
  ],
  [
    "loops-within-lock",
    { schedulerLock: 24 },
    "5 scheduler loops (25 s) must be at most the scheduler lock (24 s): a slow loop loses the lock and a second scheduler starts.",
  ],
])("breaks exactly the rung %s", (id, change, problem) => {
  const ladder = timeoutLadder({ ...GOOD, ...change });
  expect(ladder.holds).toBe(false);
  expect(ladder.rungs.filter((rung) => !rung.holds)).toEqual([expect.objectContaining({ id, problem })]);
});

it("judges only the rungs both of whose ends are known", () => {
  expect(timeoutLadder({})).toEqual({ rungs: [], holds: true });
  expect(timeoutLadder({ loadBalancerIdle: 60 }).rungs).toEqual([]);
  expect(timeoutLadder({ stopTimeout: 30, celerySoftShutdown: 60 }).rungs.map((rung) => [rung.id, rung.holds])).toEqual(
    [
      ["soft-shutdown-below-stop", false],
      ["stop-within-limit", true],
    ],
  );
});

it("never judges better with more known", () => {
  const seconds = fc.integer({ min: 0, max: 7200 });
  const all = fc.record(Object.fromEntries(Object.keys(GOOD).map((key) => [key, seconds])));
  fc.assert(
    fc.property(all, fc.subarray(Object.keys(GOOD)), (timeouts, kept) => {
      const part = Object.fromEntries(kept.map((key) => [key, timeouts[key]]));
      const whole = new Map(timeoutLadder(timeouts as Timeouts).rungs.map((rung) => [rung.id, rung]));
      for (const rung of timeoutLadder(part).rungs) expect(whole.get(rung.id)).toEqual(rung);
    }),
  );
});
