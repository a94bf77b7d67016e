/**
 * What the monitor runs: a short program in the application's own image, with the Redis client Celery brings. CloudWatch
 * knows nothing of Celery's queues or of RedBeat's lock, and Celery's messages carry no time.
 */

/** How often it looks, in seconds: four values for each minute that an alarm or the scaling looks at. */
const PERIOD_SECONDS = 15;

/** The file it touches each time it has looked, in the one place a container may write to. */
const ALIVE_FILE = "/tmp/monitor";

/** Lists of a Celery queue in Redis: its own name, and one for each of kombu's other priority steps (`PRIORITY_STEPS`). */
const PRIORITY_SUFFIXES = ["", "\\x06\\x163", "\\x06\\x166", "\\x06\\x169"];

/**
 * One line of JSON each time it has looked, with nothing in front of it:
 *
 *     {"event": "monitor", "scheduler": 1, "waiting": 12, "oldest_seconds": 45.1, "unconsumed": 0}
 *
 * - `scheduler`: 1 while somebody holds RedBeat's lock, else 0.
 * - `waiting`: messages in all queues that no worker has taken yet.
 * - `pools`: the same for each workload, where several consume: `{"worker": 3, "reports": 9}`.
 * - `oldest_seconds`: how long the oldest of them has waited, as far as this process has seen; 0 when there is none.
 *
 * - `unconsumed`: messages in queues that somebody publishes to and no worker of this stack is told to consume;
 *   `unconsumed_queues` names them when there are any.
 *
 * All but the first are missing where the broker is not a Redis. While Redis does not answer it writes a line of another
 * event and looks again: a failover is no reason to start it anew.
 */
export const MONITOR_LINE = {
  pattern: '{ $.event = "monitor" }',
  metrics: [
    { name: "SchedulerLock", value: "$.scheduler", unit: "Count" },
    { name: "QueueWaiting", value: "$.waiting", unit: "Count" },
    { name: "QueueOldestAge", value: "$.oldest_seconds", unit: "Seconds" },
    { name: "QueueUnconsumed", value: "$.unconsumed", unit: "Count" },
  ],
} as const;

/** The metrics of {@link MONITOR_LINE} by what they tell. */
export const SCHEDULER_LOCK = "SchedulerLock";
export const QUEUE_WAITING = "QueueWaiting";
export const QUEUE_OLDEST_AGE = "QueueOldestAge";
export const QUEUE_UNCONSUMED = "QueueUnconsumed";

/**
 * A message is pushed on the left of its list and taken from the right. Where the message that was leftmost a moment ago is
 * now says how many have come since; going back over those numbers to the length of the list says when the oldest came.
 */
const SCRIPT = `
import json, os, pathlib, time
import redis

def connect(url):
    return redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5)

class Queue:
    def __init__(self, name):
        self.name, self.arrivals, self.newest = name, [], None

    def look(self, broker, now):
        waiting = broker.llen(self.name)
        newest = broker.lindex(self.name, 0)
        before = None if self.newest is None else broker.lpos(self.name, self.newest)
        arrived = waiting if before is None else before
        if arrived:
            self.arrivals.append((now, arrived))
        self.newest, rest = newest, waiting
        for index in range(len(self.arrivals) - 1, -1, -1):
            rest -= self.arrivals[index][1]
            if rest <= 0:
                self.arrivals = self.arrivals[index:]
                break
        if not waiting:
            self.arrivals = []
        return waiting, now - self.arrivals[0][0] if self.arrivals else 0

# What kombu keeps of each queue that somebody declared, by publishing or by consuming; Celery's own are for remote control.
def unconsumed(broker, consumed):
    found = {}
    for binding in broker.scan_iter("_kombu.binding.*", 1000):
        for member in broker.smembers(binding):
            name = member.decode().split("\\x06\\x16")[-1]
            if name not in consumed and not name.endswith(".pidbox") and not name.startswith("celeryev"):
                found[name] = sum(broker.llen(name + suffix) for suffix in SUFFIXES)
    return {name: waiting for name, waiting in found.items() if waiting}

SUFFIXES = (${PRIORITY_SUFFIXES.map((suffix) => `"${suffix}"`).join(", ")})
url = os.environ["CELERY_BROKER_URL"]
broker = connect(url) if url.startswith(("redis://", "rediss://")) else None
lock = connect(os.environ["REDBEAT_REDIS_URL"])
consumed = json.loads(os.environ["TASK_QUEUES"])
pools = json.loads(os.environ.get("TASK_POOLS", "{}"))
queues = [Queue(name + suffix) for name in consumed for suffix in SUFFIXES]
while True:
    now = time.time()
    try:
        line = {"event": "monitor", "scheduler": min(1, lock.exists("redbeat:lock", "redbeat::lock"))}
        if broker is not None:
            seen = [queue.look(broker, now) for queue in queues]
            line["waiting"] = sum(waiting for waiting, _ in seen)
            if pools:
                counts = dict(zip([queue.name for queue in queues], [waiting for waiting, _ in seen]))
                of = lambda names: sum(counts[name + suffix] for name in names for suffix in SUFFIXES)
                line["pools"] = {pool: of(names) for pool, names in pools.items()}
            line["oldest_seconds"] = round(max(age for _, age in seen), 1)
            strays = unconsumed(broker, consumed)
            line["unconsumed"] = sum(strays.values())
            if strays:
                line["unconsumed_queues"] = sorted(strays)
    except redis.exceptions.RedisError as error:
        line = {"event": "unreachable", "error": type(error).__name__}
    print(json.dumps(line), flush=True)
    pathlib.Path("${ALIVE_FILE}").touch()
    time.sleep(float(os.environ["MONITOR_PERIOD"]))
`.trim();

export const MONITOR_COMMAND: readonly string[] = ["python", "-c", SCRIPT];

/** What it is told beside the two connections. One pool of workers consumes all there is, so nothing is told of it. */
export function monitorVariables(pools: Readonly<Record<string, readonly string[]>>): Readonly<Record<string, string>> {
  const queues = [...new Set(Object.values(pools).flat())];
  return {
    MONITOR_PERIOD: String(PERIOD_SECONDS),
    TASK_QUEUES: JSON.stringify(queues),
    ...(Object.keys(pools).length > 1 ? { TASK_POOLS: JSON.stringify(pools) } : {}),
  };
}

/** What waits for one pool of workers where there are several: a metric of its own. */
export function poolMetric(pool: string): { readonly name: string; readonly value: string; readonly unit: "Count" } {
  return { name: `${QUEUE_WAITING}-${pool}`, value: `$.pools.${pool}`, unit: "Count" };
}

/** Python that exits with zero while the monitor has looked within four periods. */
export const MONITOR_ALIVE = `import os, sys, time; sys.exit(0 if time.time() - os.path.getmtime("${ALIVE_FILE}") < ${4 * PERIOD_SECONDS} else 1)`;
