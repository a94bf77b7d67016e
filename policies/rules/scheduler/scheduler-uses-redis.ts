import { all, chain, judge, pass, unproven } from "../../model";
import { redisTarget } from "../redis/redis-target";
import { rule } from "../rule";
import { hasRole } from "../subjects";

export const schedulerUsesRedis = rule({
  id: "scheduler-uses-redis",
  title: "The scheduler's broker, results and lock are in Redis",
  severity: "critical",
  audit: "Top risk 5: workflow scheduler not running",
  why: "A scheduler whose broker lives in its own process or on its own disk sends tasks nobody receives, and one whose lock is not shared cannot know that another scheduler is running.",
  fix: "Use the stack's Redis for all three: celeryBroker: redis, which injects CELERY_BROKER_URL, CELERY_RESULT_BACKEND and REDBEAT_REDIS_URL from Secrets Manager, and let the security groups of workload and cache name each other.",
  messages: {
    noBroker: "{label} has no broker: CELERY_BROKER_URL must be the URL of a Redis of this stack.",
    notRedis:
      "{label} has its {part} in {storage} ({variable}); it must be in a Redis of this stack, which the workers share.",
    closed:
      "{label} has its {part} in {cache} ({variable}), but no security group rule lets it connect; the group of one must name the other's, out of the workload and into the cache.",
    foreign: "{label} has its {part} at {host} ({variable}), which is not a Redis of this stack.",
  },
  subjects: (stack) => stack.workloads().filter((workload) => hasRole(workload, "scheduler")),
  check: (workload, { stack, fail }) => {
    const { label, environment, role } = workload;
    if (role.state === "unknown") return unproven(role);
    const parts = [
      { part: "broker", purpose: "broker", required: true },
      { part: "result store", purpose: "resultBackend", required: false },
      { part: "lock", purpose: "schedulerLock", required: false },
    ] as const;
    return all(
      parts.map(({ part, purpose, required }) => {
        const found = environment.find(purpose);
        const variable = found.state === "known" ? found.value.name : "";
        return judge(
          chain(found, (value) => redisTarget(stack, workload, value)),
          (target) => {
            switch (target.kind) {
              case "own":
                return pass;
              case "closed":
                return fail("closed", { label, part, cache: target.cache.label, variable });
              case "foreign":
                return fail("foreign", { label, part, host: target.host, variable });
              case "other":
                return fail("notRedis", { label, part, storage: target.storage, variable });
            }
          },
          () => (required ? fail("noBroker", { label }) : pass),
        );
      }),
    );
  },
});
