import {
  absent,
  certain,
  chain,
  closed,
  judge,
  known,
  map,
  mayPass,
  pass,
  unknown,
  unproven,
  words,
  type Fact,
  type Finding,
  type Judgement,
  type Stack,
} from "../../model";
import type { Variable, Workload } from "../../subjects";
import { hostTarget, redisTarget, type RedisTarget } from "../../wiring/redis-target";
import { limiterOf, type Limiter } from "../../wiring/limiter";
import { purposeOf } from "../../facts";
import { asPeersHave } from "../../wiring/peers";
import { wayTo } from "../../wiring/opening";
import { rule } from "../rule";

export const rateLimiterUsesRedis = rule({
  id: "rate-limiter-uses-redis",
  title: "The rate limiter counts in Redis",
  severity: "critical",
  audit: "Top risk 6: rate limiting per instance",
  why: "A limiter that counts in its own process gives every task and process its own allowance: the limit grows with the service and forgets everything at each deployment.",
  fix: "Point the limiter's storage at the stack's Redis (rediss://…, from Secrets Manager; this product's own setting is rateLimitStorage), and let the security groups of workload and cache name each other.",
  about: "workload",
  settings: ["rateLimitStorage"],
  examples: {
    bad: `new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["gunicorn", "shop:app"],
      environment: [{ name: "RATELIMIT_STORAGE_URI", value: "memory://" }],
    },
  ]),
});`,
    good: `const redis = new aws.elasticache.ReplicationGroup("redis", { description: "limits and broker", replicationGroupId: "redis", automaticFailoverEnabled: true, numCacheClusters: 2 });
new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: pulumi.jsonStringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["gunicorn", "shop:app"],
      environment: [{ name: "RATELIMIT_STORAGE_URI", value: pulumi.interpolate\`rediss://\${redis.primaryEndpointAddress}:6379/1\` }],
    },
  ]),
});`,
  },
  whenNot: "One process that is its own limit by design, such as a tool for one team: exempt its workload.",
  messages: {
    inProcess:
      "{label} keeps its rate limits in {storage} ({variable}); they must be in a Redis of this stack that all tasks share.",
    local: "{label} keeps its rate limits in a Redis of the task's own ({variable}); all tasks must share one.",
    otherStore:
      "{label} keeps its rate limits in {storage} ({variable}), which all tasks share but is no Redis of this stack.",
    outside:
      "{label} keeps its rate limits in a Redis that is not this stack's ({variable}), so nothing of it was looked at.",
    closed:
      "{label} keeps its rate limits in {cache} ({variable}), but no security group rule lets it connect; the group of one must name the other's, out of the workload and into the cache.",
    missing:
      "{label} names no storage for its rate limiter, so each process counts in its own memory; {variable} must be a redis URL.",
    unreadable: "{label} has a rate limit storage that is no URL ({variable}); it must be a redis URL.",
    off: "{label} has its rate limiter switched off ({variable}).",
  },
  advises: { otherStore: "undeclared", outside: "undeclared", missing: "undeclared", off: "undeclared" },
  applies: (workload) => applies(workload),
  check: (workload, { stack, fail }) => {
    const limiter = limiterOf(workload);
    if (limiter.state === "unknown") return unproven(limiter);
    if (limiter.state === "absent") return [];
    const { storages, shared, off, open } = limiter.value;
    if (off !== undefined) return certain(fail("off", { variable: off.shown }), off.location, limiter.basis);
    const judged = storages.map((storage) => judgeStorage(storage));
    if (judged.length > 0) return [...judged, ...rest(open)];
    // Without a storage of its own it may count in the product's Redis.
    const fallback = sharedTarget(stack, workload, limiter.value);
    if (fallback !== undefined) return [judgeFallback(fallback), ...rest(open)];
    if (open.length > 0) return rest(open);
    const [first] = shared;
    const variable = first?.shown ?? words("RATELIMIT_STORAGE_URL");
    return certain(fail("missing", { variable }), workload.location, limiter.basis);

    function judgeStorage({ setting, kind, store, by }: Limiter["storages"][number]): Judgement {
      const variable = setting.shown;
      const here = (finding: Finding) =>
        judge(
          setting.value,
          () => finding,
          () => finding,
        );
      switch (kind) {
        case "process":
          return here(fail("inProcess", { storage: closed(store), variable }));
        case "empty":
          return here(fail("missing", { variable }));
        case "machine":
          return here(fail("local", { variable }));
        case "shared":
          return here(fail("otherStore", { storage: closed(store), variable }));
        case "unreadable":
          return here(fail("unreadable", { variable }));
        case "application":
          return unproven(unknown({ location: setting.location, because: "unread", producers: [] }));
        case "redis":
        case "unknown":
          return judgeTarget(setting, by === "host" ? hostOf(setting) : redisTarget(stack, workload, setting));
      }
    }

    function hostOf(setting: Variable): Fact<RedisTarget> {
      return chain(setting.value, (host) => hostTarget(stack, workload, setting, host.replace(/:\d{1,5}$/, "")));
    }

    function judgeTarget(setting: Variable, target: Fact<RedisTarget>): Judgement {
      const variable = setting.shown;
      return judge(
        target,
        (found) => {
          switch (found.kind) {
            case "own":
              return pass;
            case "closed":
              return fail("closed", { cache: found.cache.label, variable }, ...wayTo(workload, found.cache));
            case "local":
              return fail("local", { variable }, ...asPeersHave(stack, workload, setting.name));
            case "outside":
              return fail("outside", { variable });
            case "in-process":
              return fail("inProcess", { storage: found.storage, variable });
            case "other-store":
              return fail("otherStore", { storage: found.storage, variable });
            case "unreadable":
              return fail("unreadable", { variable });
          }
        },
        () => fail("missing", { variable }),
      );
    }
  },
});

/** A declared web workload is rate limited by the product's contract; any other shows it in its environment. */
function applies(workload: Workload): Fact<boolean> {
  const limiter = limiterOf(workload);
  const shows = limiter.state === "known" && limiter.value.storages.length > 0;
  const { location } = workload;
  if (shows) return known(true, location);
  const serves = workload.hasRole("web");
  if (workload.declared) return serves;
  if (limiter.state === "absent") return absent(location);
  return chain(serves.state === "unknown" || limiter.state === "unknown" ? orUnknown(serves, limiter) : serves, (web) =>
    known(web, location),
  );
}

function orUnknown(serves: Fact<boolean>, limiter: Fact<Limiter>): Fact<boolean> {
  if (serves.state === "absent") return serves;
  // A command that is not known yet may turn out to serve nobody.
  if (serves.state === "unknown" && serves.unknowns.some(mayPass)) return serves;
  // A limiter's settings on a workload whose command does not tell: they say themselves what it does.
  if (limiter.state === "known") return known(true, limiter.location, limiter.basis);
  return limiter.state === "unknown" ? unknown(...limiter.unknowns) : serves;
}

/** The Redis of the product that a limiter without a storage of its own would use; undefined: there is none. */
function sharedTarget(stack: Stack, workload: Workload, { shared }: Limiter): Fact<boolean> | undefined {
  const targets = shared.map((variable) =>
    chain(variable.value, (value): Fact<RedisTarget> =>
      purposeOf(variable.name) === "redisHost"
        ? hostTarget(stack, workload, variable, value)
        : redisTarget(stack, workload, variable),
    ),
  );
  const usable = targets.map((target) => map(target, ({ kind }) => kind === "own" || kind === "outside"));
  return usable.find((fact) => fact.state === "known" && fact.value) ?? usable.find(({ state }) => state === "unknown");
}

function judgeFallback(fallback: Fact<boolean>): Judgement {
  return judge(
    fallback,
    () => pass,
    () => pass,
  );
}

function rest(open: Limiter["open"]): readonly Judgement[] {
  return open.length === 0 ? [] : [unproven(unknown(...open))];
}
