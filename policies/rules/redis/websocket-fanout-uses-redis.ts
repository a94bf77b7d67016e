import {
  absent,
  certain,
  chain,
  closed,
  judge,
  known,
  optional,
  pass,
  unknown,
  unproven,
  words,
  type Fact,
  type Finding,
  type Judgement,
  type Shown,
} from "../../model";
import { fanoutSetting, parseStorageUris, purposeOf, readSwitch, storagePlace } from "../../facts";
import type { Variable, Workload } from "../../subjects";
import { programsOf } from "../../wiring/celery-stores";
import { copiesServing } from "../../wiring/copies-serving";
import { asPeersHave } from "../../wiring/peers";
import { rule, type RuleContext } from "../rule";

export const websocketFanoutUsesRedis = rule({
  id: "websocket-fanout-uses-redis",
  title: "Messages to WebSockets reach every task's clients",
  severity: "high",
  audit: "Phase 5: real-time collaboration",
  why: "A WebSocket is open to one process of one task. Without a store in which the processes tell each other, a message reaches the clients of the process it was sent in and nobody else's.",
  fix: "Give every task a Redis of the stack to publish through (PUBSUB_REDIS_URL, Socket.IO's message queue, Channels' channel layer), as a rediss:// URL from Secrets Manager.",
  about: "workload",
  examples: {
    bad: `const web = new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["uvicorn", "shop.main:app", "--workers", "4"],
      environment: [{ name: "WEBSOCKET_BACKEND", value: "memory://" }],
    },
  ]),
});`,
    good: `const web = new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["uvicorn", "shop.main:app", "--workers", "4"],
      environment: [{ name: "WEBSOCKET_BACKEND", value: "rediss://redis.internal.example.com:6379/4" }],
    },
  ]),
});`,
  },
  whenNot: "A server whose sockets only answer their own client and never carry what another client sent.",
  related: ["rate-limiter-uses-redis"],
  messages: {
    inProcess:
      "{label} serves WebSockets from {copies} and passes messages on in {storage} ({variable}): they reach the clients of one process alone. It must be a Redis that all share.",
    local:
      "{label} serves WebSockets from {copies} and passes messages on in a Redis of the task's own ({variable}): they reach the clients of one task alone.",
    otherStore:
      "{label} passes messages to WebSockets on in {storage} ({variable}), which all tasks share but is no Redis of this stack.",
    missing:
      "{label} serves WebSockets ({variable}) from {copies} and names no store through which they tell each other: a message reaches the clients of one process alone. It needs a Redis that all share.",
  },
  advises: { otherStore: "undeclared", missing: "undeclared" },
  applies: (workload) => {
    const evidence = evidenceOf(workload);
    if (evidence !== undefined) return known(true, workload.location);
    const { open } = workload.environment.all;
    const { reading, location } = workload;
    if (reading.state === "unknown") return reading;
    const serves = programsOf(workload).some(({ kind }) => kind === "server");
    return open.length > 0 && serves ? unknown(...open) : absent(location);
  },
  check: (workload, context) => {
    const evidence = evidenceOf(workload);
    if (evidence === undefined) return [];
    return judgeFanout(workload, evidence, context);
  },
});

type Context = RuleContext<"inProcess" | "local" | "otherStore" | "missing">;

/** What shows that it serves WebSockets; undefined: nothing does, or they are switched off. */
function evidenceOf(workload: Workload): Shown | undefined {
  const { variables } = workload.environment.all;
  const settings = variables.flatMap((variable) => {
    const kind = fanoutSetting(variable.name);
    return kind === undefined ? [] : [{ kind, variable }];
  });
  const switches = settings.filter(({ kind }) => kind === "switch").map(({ variable }) => variable);
  const isOff = ({ value }: Variable) => value.state === "known" && readSwitch(value.value) === false;
  if (switches.length > 0 && switches.every(isOff)) return undefined;
  const [shown] = settings.filter(({ variable }) => !isOff(variable));
  if (shown !== undefined) return shown.variable.shown;
  const chosen = programsOf(workload).some((program) => program.kind === "server" && program.webSockets);
  return chosen ? words("the command line") : undefined;
}

function judgeFanout(workload: Workload, evidence: Shown, { stack, fail }: Context): readonly Judgement[] {
  const many = copiesServing(workload);
  const { variables, open } = workload.environment.all;
  const stores = variables.filter(({ name }) => fanoutSetting(name) === "store");
  /** What is wrong where there are several is not where there is one. */
  const ifMany = (finding: (copies: Shown) => Finding, fact: Fact<unknown>): Judgement =>
    judge(
      chain(fact, () => optional(many)),
      (copies) => (copies === undefined ? pass : finding(copies)),
      () => pass,
    );
  if (stores.length > 0) return stores.map((variable) => judgeStore(variable));
  const shared = variables.filter(({ name }) => ["redisUrl", "redisHost"].includes(purposeOf(name) ?? ""));
  const [redis] = shared;
  // What the product's general Redis is used for is the application's to say.
  if (redis !== undefined) return [certain(pass, redis.location)];
  if (open.length > 0) return [unproven(unknown(...open))];
  return [ifMany((copies) => fail("missing", { copies, variable: evidence }), known(true, workload.location))];

  function judgeStore(variable: Variable): Judgement {
    const at = { variable: variable.shown };
    const { value } = variable;
    const shared = () => asPeersHave(stack, workload, variable.name);
    if (value.state !== "known") return value.state === "unknown" ? unproven(value) : certain(pass, variable.location);
    const [uri] = parseStorageUris(value.value);
    if (uri === undefined) return certain(pass, variable.location);
    const storage = closed(uri.kind);
    switch (storagePlace(uri.kind)) {
      case "process":
      case "machine":
        return ifMany((copies) => fail("inProcess", { ...at, copies, storage }, ...shared()), value);
      case "shared":
        return judge(
          value,
          () => fail("otherStore", { ...at, storage }, ...shared()),
          () => pass,
        );
      case "redis": {
        return uri.hostReading === "local"
          ? ifMany((copies) => fail("local", { ...at, copies }, ...shared()), value)
          : certain(pass, variable.location, value.basis);
      }
      case "unknown":
        // A host, or a word of the application's own.
        return certain(pass, variable.location, value.basis);
    }
  }
}
