import { certain, chain, judge, pass, words, type Judgement, type Shown } from "../../model";
import { brokerSetting, type BrokerSetting } from "../../facts";
import { judgeEach, type Found, type Variable } from "../../subjects";
import { celeryStores, storesOnCommandLine } from "../../wiring/celery-stores";
import { redisTarget } from "../../wiring/redis-target";
import { asPeersHave } from "../../wiring/peers";
import { wayTo } from "../../wiring/opening";
import { rule } from "../rule";

export const schedulerUsesRedis = rule({
  id: "scheduler-uses-redis",
  title: "The scheduler's broker, results and lock are in Redis",
  severity: "critical",
  audit: "Top risk 5: workflow scheduler not running",
  why: "A scheduler whose broker lives in its own process or on its own disk sends tasks nobody receives, and one whose lock is not shared cannot know that another scheduler is running.",
  fix: "Give scheduler and workers the stack's Redis for all three (CELERY_BROKER_URL, CELERY_RESULT_BACKEND and REDBEAT_REDIS_URL, from Secrets Manager; this product's own setting is celeryBroker), and let the security groups of workload and cache name each other.",
  about: "workload",
  settings: ["celeryBroker"],
  examples: {
    bad: `new aws.ecs.TaskDefinition("beat", {
  family: "beat",
  containerDefinitions: JSON.stringify([
    {
      name: "beat",
      image: "shop:1",
      memory: 512,
      command: ["celery", "-A", "shop", "beat"],
      environment: [{ name: "CELERY_BROKER_URL", value: "memory://" }],
    },
  ]),
});`,
    good: `const redis = new aws.elasticache.ReplicationGroup("redis", { description: "limits and broker", replicationGroupId: "redis", automaticFailoverEnabled: true, numCacheClusters: 2 });
new aws.ecs.TaskDefinition("beat", {
  family: "beat",
  containerDefinitions: pulumi.jsonStringify([
    {
      name: "beat",
      image: "shop:1",
      memory: 512,
      command: ["celery", "-A", "shop", "beat", "-S", "redbeat.RedBeatScheduler"],
      environment: [
        { name: "CELERY_BROKER_URL", value: pulumi.interpolate\`rediss://\${redis.primaryEndpointAddress}:6379/0?ssl_cert_reqs=required\` },
      ],
    },
  ]),
});`,
  },
  whenNot:
    "A product whose broker is SQS or RabbitMQ on purpose: the rule only advises there; exempt it to silence the advice.",
  related: ["scheduler-runs-once"],
  messages: {
    noBroker:
      "{label} has no setting of a broker: unless its code names a Redis of this stack, no worker gets what it sends. CELERY_BROKER_URL must be that Redis's URL.",
    onlyInCode:
      "{label} has no setting that names its broker: unless its code takes {variable}, which was not read, Celery looks for RabbitMQ in the task itself. CELERY_BROKER_URL says it where everybody reads it.",
    inProcess:
      "{label} has its {part} in {storage} ({variable}); it must be in a Redis of this stack, which the workers share.",
    local:
      "{label} has its {part} in the task itself ({variable}); it must be in a Redis of this stack, which the workers share.",
    otherStore: "{label} has its {part} in {storage} ({variable}), which is shared but no Redis of this stack.",
    closed:
      "{label} has its {part} in {cache} ({variable}), but no security group rule lets it connect; the group of one must name the other's, out of the workload and into the cache.",
    outside: "{label} has its {part} in a Redis that is not this stack's ({variable}), so nothing of it was looked at.",
    unreadable: "{label} has a {part} that is no URL ({variable}); it must be the URL of a Redis of this stack.",
  },
  advises: { noBroker: "undeclared", onlyInCode: "undeclared", otherStore: "undeclared", outside: "undeclared" },
  applies: (workload) => workload.hasRole("scheduler"),
  check: (workload, { stack, fail }) => {
    const judgeStore = (part: Shown) => (variable: Variable) =>
      judge(
        chain(variable.value, () => redisTarget(stack, workload, variable)),
        (target) => {
          const at = { part, variable: variable.shown };
          const ways = () => asPeersHave(stack, workload, variable.name);
          switch (target.kind) {
            case "own":
              return pass;
            case "closed":
              return fail("closed", { ...at, cache: target.cache.label }, ...wayTo(workload, target.cache));
            case "local":
              return fail("local", at, ...ways());
            case "outside":
              return fail("outside", at, ...ways());
            case "in-process":
              return fail("inProcess", { ...at, storage: target.storage }, ...ways());
            case "other-store":
              return fail("otherStore", { ...at, storage: target.storage }, ...ways());
            case "unreadable":
              return fail("unreadable", at);
          }
        },
        () => fail("noBroker"),
      );
    const settings = (kind: BrokerSetting) => workload.environment.matching((name) => brokerSetting(name) === kind);
    // Celery hands its options on as variables, over the container's own (celery/bin/celery.py).
    const given = (part: "broker" | "results", found: Found): Found => {
      const variables = storesOnCommandLine(workload, part);
      return variables.length === 0 ? found : { ...found, variables, open: [] };
    };
    const broker = given("broker", settings("broker"));
    const fine = (): Judgement => certain(pass, workload.location, broker.basis);
    return [
      // Celery's own scheduler needs a broker; others (cron, APScheduler) have none.
      ...judgeEach(broker, judgeStore(words("broker")), () =>
        isCelery() ? certain(noBroker(), broker.location, broker.basis) : fine(),
      ),
      ...judgeEach(given("results", settings("result-backend")), judgeStore(words("result store")), fine),
      ...judgeEach(settings("lock"), judgeStore(words("lock")), fine),
    ];

    function noBroker() {
      const stores = celeryStores(workload);
      const [general] = stores.state === "known" ? stores.value.perhaps : [];
      return general === undefined ? fail("noBroker") : fail("onlyInCode", { variable: general.shown });
    }

    function isCelery(): boolean {
      const { reading } = workload;
      return (
        reading.state === "known" && (workload.declared || reading.value.programs.some(({ kind }) => kind === "celery"))
      );
    }
  },
});
