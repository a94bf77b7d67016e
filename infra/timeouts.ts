/**
 * The timeout ladder, in seconds: each rung waits longer than the one below it, so that the side that knows most gives up
 * first and answers, instead of a connection that is cut.
 */
export const TIMEOUTS = {
  /** A WebSocket ping (uvicorn's default) keeps a quiet socket below the load balancer's idle timeout. */
  websocketPing: 20,
  /** A request's work; longer than the wait for a database connection. */
  request: 30,
  /** The load balancer closes an idle connection; longer than any request. */
  loadBalancerIdle: 120,
  /** The application keeps its side open longer, else the load balancer reuses a socket that is just closing: a 502. */
  keepAlive: 125,
  /** A store that fails over is away for up to this (RDS user guide, "Multi-AZ DB instance deployments": 60 to 120 seconds). */
  storeFailover: 120,
  /** The load balancer takes a task for broken after ten looks, its most, this far apart: longer than any failover. */
  targetCheckInterval: 30,
  /** What a container may take to boot, by its own health check; longer than the slowest boot seen. */
  boot: 60,
  /** The load balancer's verdict on a new task does not count before; longer than a boot. */
  grace: 90,
  /** Requests in flight when a target is taken out; longer than a request. */
  deregistration: 45,
  /** gunicorn's own wait for running requests after the stop signal. */
  graceful: 30,
  /** Celery gives a running task this long after the stop signal, then puts it back on the queue. */
  softShutdown: 90,
  /** Stop signal to kill: longer than draining and soft shutdown, and at most Fargate's 120. */
  stop: 110,
  /** Beat releases its lock within one loop. */
  schedulerStop: 60,
  /** The monitor has nothing to finish. */
  monitorStop: 10,
  /** A beat that died without releasing its lock is replaced after this; RedBeat's own default is 1,500. */
  schedulerLock: 60,
  /** Beat wakes, and renews its lock, at least this often: many times within the lock's life. */
  schedulerMaxLoop: 5,
  /** A pooled connection is replaced before anything between it and the database forgets it. */
  poolRecycle: 1800,
  /** An idle Redis connection is tried before it is used; after a failover nobody waits for the old node longer than this. */
  redisHealthCheck: 25,
  redisConnect: 5,
  /** How long a cached value lives whose writer says nothing else. */
  cacheDefault: 3600,
} as const;

/** Looks in a row that a target has to fail: the load balancer's most. */
export const TARGET_CHECKS_TO_FAIL = 10;

/**
 * What the database ends by itself, in milliseconds. The role that serves gives up before its caller does. The role that
 * migrates may take as long as its task: an index on a large table takes minutes. It waits for a lock so long and no
 * longer, since everything that comes after it waits behind it.
 */
export const SESSION_TIMEOUTS = {
  app: { statement_timeout: 30_000, lock_timeout: 10_000, idle_in_transaction_session_timeout: 60_000 },
  migration: { statement_timeout: 0, lock_timeout: 300_000, idle_in_transaction_session_timeout: 0 },
} as const;

/** A message comes back to the queue after this; above the longest task, or that task runs twice. */
export function visibilityTimeout(longestTaskSeconds: number): number {
  return 2 * longestTaskSeconds;
}
