/** What the stack says of its Redis, held against a real one. */
import { redisUrl, type RedisRole } from "../../infra/connections";
import { TIMEOUTS } from "../../infra/timeouts";
import { REDIS_DATABASES, REDIS_DEFAULT_EVICTION_POLICY } from "../../policies/facts";
import { RedisServer } from "./redis";
import { SERVER_TIMEOUT } from "./server";
import { declaredStack, type Parameter, parametersOf, STACKS } from "./stack";

jest.setTimeout(SERVER_TIMEOUT);

/** ElastiCache's own: no Redis knows them. */
const isElastiCacheOwn = ({ name }: Parameter): boolean => name.startsWith("reserved-memory");

function settingsOf(parameters: readonly Parameter[]): Record<string, string> {
  const known = parameters.filter((parameter) => !isElastiCacheOwn(parameter));
  return Object.fromEntries(known.map(({ name, value }) => [name, value]));
}

/** The database index of a role, as its URL says it. */
const indexOf = (role: RedisRole): number => Number(/\/(\d+)\?/.exec(redisUrl(role))?.[1]);

const BROKER = indexOf("broker");
const CACHE = indexOf("cache");
const LOCK = indexOf("scheduler-lock");

/** Room for the server itself and a few hundred messages; cache entries of 16 KiB fill it at once. */
const SMALL_MEMORY = { maxmemory: "4mb" };
const ENTRIES = 400;
const fillCache = Array.from({ length: ENTRIES }, (_, i) => `SET entry:${i} ${"x".repeat(16_384)} EX 3600`);

const MESSAGES = 50;
const enqueue = Array.from({ length: MESSAGES }, (_, i) => `LPUSH celery message-${i}`);

/** RedBeat's lock: taken only where nobody holds it, and gone by itself when its holder is. */
const acquire = (holder: string, milliseconds: number): string => `SET redbeat:lock ${holder} NX PX ${milliseconds}`;

let server: RedisServer;

beforeEach(() => {
  server = new RedisServer();
});

afterEach(async () => {
  await server.stop();
  server.remove();
});

describe("a real Redis", () => {
  it("has as many numbered databases as the pack says, and refuses the next", async () => {
    await server.start({});
    const refused = "(error) ERR DB index is out of range";
    expect(server.send(0, `SELECT ${REDIS_DATABASES - 1}`, `SELECT ${REDIS_DATABASES}`)).toEqual(["OK", refused]);
  });

  it.each(STACKS)("takes every parameter of the group of %s", async (stack) => {
    const parameters = await parametersOf(stack, "aws:elasticache/parameterGroup:ParameterGroup");
    const settings = settingsOf(parameters);
    await server.start(settings);

    expect(settings["maxmemory-policy"]).toBe(declaredStack(stack).caches.redis.evictionPolicy);
    expect(parameters.filter(isElastiCacheOwn)).toEqual([]);
    for (const [name, value] of Object.entries(settings)) {
      expect(server.send(0, `CONFIG GET ${name}`)).toEqual([`1) "${name}"`, `2) "${value}"`]);
    }
  });

  it("refuses a write when memory ends, and keeps every message, as prod configures it", async () => {
    const parameters = await parametersOf("prod", "aws:elasticache/parameterGroup:ParameterGroup");
    await server.start({ ...settingsOf(parameters), ...SMALL_MEMORY });
    server.send(BROKER, ...enqueue);
    server.send(LOCK, acquire("scheduler-1", TIMEOUTS.schedulerLock * 1000));

    const replies = server.send(CACHE, ...fillCache);

    const refused = replies.filter((reply) => reply.startsWith("(error) OOM command not allowed"));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length + replies.filter((reply) => reply === "OK").length).toBe(ENTRIES);
    expect(server.statistic("evicted_keys")).toBe(0);
    expect(server.send(BROKER, "LLEN celery", "LPUSH celery one-too-many")).toEqual([
      `(integer) ${MESSAGES}`,
      expect.stringMatching(/^\(error\) OOM /),
    ]);
    // What makes it better still works: a worker takes messages, the scheduler renews its lock.
    expect(server.send(BROKER, "RPOP celery")).toEqual(['"message-0"']);
    expect(server.send(LOCK, `PEXPIRE redbeat:lock ${TIMEOUTS.schedulerLock * 1000}`)).toEqual(["(integer) 1"]);
  });

  it("would drop messages that can expire without a word, as ElastiCache configures it by default", async () => {
    await server.start({ "maxmemory-policy": REDIS_DEFAULT_EVICTION_POLICY, ...SMALL_MEMORY });
    server.send(BROKER, ...enqueue, "EXPIRE celery 3600");

    const replies = server.send(CACHE, ...fillCache);

    expect(replies).toEqual(Array.from({ length: ENTRIES }, () => "OK"));
    expect(server.statistic("evicted_keys")).toBeGreaterThan(0);
  });

  it("gives the scheduler's lock to one, and to the next once the holder has gone", async () => {
    await server.start({ "notify-keyspace-events": "Ex" });

    expect(server.send(LOCK, acquire("scheduler-1", TIMEOUTS.schedulerLock * 1000))).toEqual(["OK"]);
    expect(server.send(LOCK, acquire("scheduler-2", TIMEOUTS.schedulerLock * 1000))).toEqual(["(nil)"]);
    const [left = ""] = server.send(LOCK, "PTTL redbeat:lock");
    expect(Number(left.replace("(integer) ", ""))).toBeGreaterThan(TIMEOUTS.schedulerMaxLoop * 1000);

    // The holder dies: nobody renews, and the lock's time comes.
    await server.untilExpired(LOCK, () => {
      server.send(LOCK, "PEXPIRE redbeat:lock 1");
    });
    expect(server.send(LOCK, acquire("scheduler-2", TIMEOUTS.schedulerLock * 1000))).toEqual(["OK"]);
    expect(server.send(LOCK, "GET redbeat:lock")).toEqual(['"scheduler-2"']);
  });

  it("keeps the queue when the cache is flushed", async () => {
    await server.start({});
    server.send(BROKER, ...enqueue);

    expect(server.send(CACHE, "SET entry 1", "FLUSHDB", "DBSIZE")).toEqual(["OK", "OK", "(integer) 0"]);
    expect(server.send(BROKER, "LLEN celery")).toEqual([`(integer) ${MESSAGES}`]);
  });
});
