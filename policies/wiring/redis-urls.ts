import { brokerSetting, isLoopbackHost, nameWords, parseStorageUris, purposeOf } from "../facts";
import { unknown, type Fact } from "../model/fact";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";
import { celeryStores, programsOf, type CeleryStore } from "./celery-stores";
import { limiterOf } from "./limiter";

/**
 * Who reads a URL. `perhaps-celery`: a Redis of a program that runs Celery and names no broker. `requirement`: it is no URL.
 * `own-host`: nor is it, but the name of the task itself as a Redis's host.
 */
export type RedisUrlReader =
  "celery-broker" | "celery-results" | "perhaps-celery" | "redis-py" | "somebody" | "requirement" | "own-host";

/** A setting that is a Redis URL, or may be one, or says how a certificate is checked. */
export interface RedisUrl {
  readonly reader: RedisUrlReader;
  readonly variable: Variable;
}

export interface RedisUrls {
  /** One setting with two readers is there twice. */
  readonly urls: readonly RedisUrl[];
  /** Unknown: what was not read may hold more of them. */
  readonly open: Fact<never>;
}

/** A workload's settings about Redis, each with who reads it. */
export function redisUrls(workload: Workload): RedisUrls {
  const { variables, open, basis } = workload.environment.all;
  const stores = celeryStores(workload);
  const celery = stores.state === "known" ? stores.value : { stores: [], perhaps: [] };
  const limiter = limiterOf(workload);
  const limits = limiter.state === "known" ? limiter.value.storages.filter(({ by }) => by === "uri") : [];
  const named: RedisUrl[] = [
    ...celery.stores.flatMap((store) => readersOf(workload, store, celery.stores)),
    ...celery.perhaps.map((variable): RedisUrl => ({ reader: "perhaps-celery", variable })),
    ...limits.map(({ setting }): RedisUrl => ({ reader: "redis-py", variable: setting })),
  ];
  const taken = new Set(named.map(({ variable }) => variable.name));
  const others = variables.filter(({ name }) => !taken.has(name)).flatMap(otherUrl);
  // Where nothing of it can be Celery's, what was not read is of no interest.
  const mayHoldMore = open.length > 0 && stores.state !== "absent";
  return {
    urls: [...named, ...others].filter(mayBeRedis),
    open: mayHoldMore ? unknown(...open) : { state: "absent", basis, location: workload.location },
  };
}

function readersOf(workload: Workload, { part, by, setting }: CeleryStore, all: readonly CeleryStore[]): RedisUrl[] {
  if (by === "host") return [];
  switch (part) {
    case "results":
      return [{ reader: "celery-results", variable: setting }];
    case "lock":
      return [{ reader: "redis-py", variable: setting }];
    case "broker": {
      const broker: RedisUrl = { reader: "celery-broker", variable: setting };
      // Without a URL of its own RedBeat takes the broker's, and reads it with redis-py.
      const shared = runsRedBeat(workload) && !all.some((store) => store.part === "lock");
      return shared ? [broker, { reader: "redis-py", variable: setting }] : [broker];
    }
  }
}

function runsRedBeat(workload: Workload): boolean {
  return programsOf(workload).some(
    (program) =>
      program.kind === "celery" &&
      program.beat &&
      "value" in program.scheduler &&
      /redbeat/i.test(program.scheduler.value ?? ""),
  );
}

function otherUrl(variable: Variable): RedisUrl[] {
  const { name, value } = variable;
  if (nameWords(name).join(" ").endsWith("CERT REQS")) return [{ reader: "requirement", variable }];
  const text = value.state === "known" ? value.value : "";
  if (isRedisHost(name) && isLoopbackHost(text.trim())) return [{ reader: "own-host", variable }];
  if (/["']ssl_cert_reqs["']\s*:/.test(text.slice(0, 4096))) return [{ reader: "requirement", variable }];
  // Only Python's clients know that parameter.
  return purposeOf(name) === "redisUrl" || text.includes("ssl_cert_reqs") ? [{ reader: "somebody", variable }] : [];
}

/** `SHOP_REDIS_HOST`, `CELERY_BROKER_HOST`. */
function isRedisHost(name: string): boolean {
  const words = nameWords(name);
  return (
    /^HOST(?:NAME)?$/.test(words.at(-1) ?? "") &&
    (words.includes("REDIS") || words.includes("VALKEY") || brokerSetting(name) === "broker-host")
  );
}

function mayBeRedis({ reader, variable: { value } }: RedisUrl): boolean {
  if (reader === "requirement" || reader === "own-host" || value.state === "unknown") return true;
  return value.state === "known" && parseStorageUris(value.value).some(({ kind }) => kind === "redis");
}
