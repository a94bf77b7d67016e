import { environmentNames } from "../../facts";
import { chain, judge, pass, unproven, type Fact, type Variable, type Workload } from "../../model";
import { rule } from "../rule";
import { hasRole } from "../subjects";
import { redisTarget } from "./redis-target";

export const rateLimiterUsesRedis = rule({
  id: "rate-limiter-uses-redis",
  title: "The rate limiter counts in Redis",
  severity: "critical",
  audit: "Top risk 6: rate limiting per instance",
  why: "A limiter that counts in its own process gives every task and process its own allowance: the limit grows with the service and forgets everything at each deployment.",
  fix: "Point the limiter at the stack's Redis: rateLimitStorage: redis, which injects RATELIMIT_STORAGE_URL as rediss://… from Secrets Manager, and let the security groups of workload and cache name each other.",
  messages: {
    inProcess:
      "{label} keeps its rate limits in {storage} ({variable}); they must be in a Redis of this stack that all tasks share.",
    foreign: "{label} keeps its rate limits at {host} ({variable}), which is not a Redis of this stack.",
    closed:
      "{label} keeps its rate limits in {cache} ({variable}), but no security group rule lets it connect; the group of one must name the other's, out of the workload and into the cache.",
    missing:
      "{label} names no storage for its rate limiter, so each process counts in its own memory; {variable} must be a redis URL.",
  },
  subjects: (stack) => stack.workloads().filter(isRateLimited),
  check: (workload, { stack, fail }) => {
    const { label, environment, role } = workload;
    if (role.state === "unknown" && !hasLimiterSettings(workload)) return unproven(role);
    const variable = environment.find("rateLimitStorage");
    const name = variable.state === "known" ? variable.value.name : (environmentNames.rateLimitStorage[0] ?? "");
    return judge(
      chain(variable, (found) => redisTarget(stack, workload, found)),
      (target) => {
        switch (target.kind) {
          case "own":
            return pass;
          case "closed":
            return fail("closed", { label, cache: target.cache.label, variable: name });
          case "foreign":
            return fail("foreign", { label, host: target.host, variable: name });
          case "other":
            return fail("inProcess", { label, storage: target.storage, variable: name });
        }
      },
      () => fail("missing", { label, variable: name }),
    );
  },
});

/** A declared web workload is rate limited by the product's contract; any other shows it in its environment. */
function isRateLimited(workload: Workload): boolean {
  if (hasLimiterSettings(workload)) return true;
  return hasRole(workload, "web") && (workload.declared || limiterSettings(workload).state === "unknown");
}

function hasLimiterSettings(workload: Workload): boolean {
  const settings = limiterSettings(workload);
  return settings.state === "known" && settings.value.length > 0;
}

function limiterSettings({ environment }: Workload): Fact<readonly Variable[]> {
  return environment.matching((name) => /^(.*_)?RATE_?LIMIT/.test(name));
}
