import {
  absent,
  certain,
  closed,
  known,
  pass,
  unknown,
  unproven,
  words,
  type Finding,
  type Judgement,
  type Stack,
  type Way,
} from "../../model";
import { inMemorySetting, parseStorageUris, readSwitch, storagePlace, type InMemorySetting } from "../../facts";
import type { Variable, Workload } from "../../subjects";
import { programsOf, storesOnCommandLine } from "../../wiring/celery-stores";
import { asPeersHave } from "../../wiring/peers";
import { rule, type RuleContext } from "../rule";

export const noInMemoryFallback = rule({
  id: "no-in-memory-fallback",
  title: "Nothing that tasks share falls back to one process's memory",
  severity: "high",
  audit: "cache.py: Redis fallback to in-memory",
  why: "A store that is replaced by a process's own memory when it is away looks healthy and is not: sessions are gone at the next request, two hold one lock, and a limiter lets everybody through just when the system is weakest.",
  fix: "Keep sessions, locks and caches in the stack's Redis, and let what cannot reach it refuse: no *_FAIL_OPEN, no RATELIMIT_SWALLOW_ERRORS, no in-memory fallback (slowapi takes any text for on, false too: leave the variable out).",
  about: "workload",
  mends: {
    queue: [{ property: "@", value: "false" }],
    fallback: [{ property: "@", value: null }],
    passes: [{ property: "@", value: null }],
    anyText: [{ property: "@", value: null }],
  },
  examples: {
    bad: `new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([
    {
      name: "web",
      image: "shop:1", memory: 512,
      command: ["uvicorn", "shop.main:app"],
      environment: [{ name: "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED", value: "false" }],
    },
  ]),
});`,
    good: `new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([
    {
      name: "web",
      image: "shop:1", memory: 512,
      command: ["uvicorn", "shop.main:app"],
      environment: [{ name: "SESSION_STORE_URL", value: "rediss://redis.internal.example.com:6379/1" }],
    },
  ]),
});`,
  },
  whenNot:
    "A service that would rather serve without a limit than not at all, and says so in writing: exempt it with its reason.",
  related: ["rate-limiter-uses-redis", "websocket-fanout-uses-redis"],
  messages: {
    sessions:
      "{label} keeps its sessions in {storage} ({variable}): each process has its own, and a deployment ends them all. They must be in a store that all tasks share.",
    locks:
      "{label} keeps its locks in {storage} ({variable}): two tasks hold the same one. They must be in a store that all tasks share.",
    cache:
      "{label} keeps its cache in {storage} ({variable}): each process has its own, what one deletes the others still serve, and a deployment empties them all. It should be in the stack's Redis.",
    broker:
      "{label} has its queue in {storage} ({variable}), which nobody outside of it sees: what is sent is never done. It must be in the stack's Redis.",
    results:
      "{label} keeps its tasks' results in {storage} ({variable}), where nobody else can ask for them. They should be in the stack's Redis.",
    queue:
      "{label} runs its tasks where they are sent ({variable}): callers wait for them, and what is cut off is lost. They should go through the queue.",
    fallback:
      "{label} falls back to its own memory when its store is away ({variable}): each process then has a truth of its own. It must refuse instead.",
    passes:
      "{label} lets everything pass when its store is away ({variable}): whoever makes the store fail is not limited. It must refuse instead.",
    anyText:
      "{label} sets {variable}, which slowapi takes for on whatever its text is, false too: when its store is away, what it should limit is not limited. The variable must be left out.",
  },
  // One process may have its reasons for a cache of its own.
  advises: { cache: "undeclared", results: "undeclared", queue: "undeclared" },
  applies: (workload, stack) => {
    if (settingsOf(workload, stack).length > 0) return known(true, workload.location);
    const { open } = workload.environment.all;
    const { reading, location } = workload;
    if (reading.state === "unknown") return reading;
    const runs = programsOf(workload).some((program) => program.kind !== "other" || !program.understood);
    return open.length > 0 && runs ? unknown(...open) : absent(location);
  },
  check: (workload, context) =>
    settingsOf(workload, context.stack).map((setting) => judgeSetting(workload, setting, context)),
});

type Context = RuleContext<
  "sessions" | "locks" | "cache" | "broker" | "results" | "queue" | "fallback" | "passes" | "anyText"
>;

interface Setting {
  readonly kind: InMemorySetting;
  readonly variable: Variable;
}

/** What it says of shared things; a word that is no store's is somebody else's setting. */
function settingsOf(workload: Workload, stack: Stack): readonly Setting[] {
  const given = (["broker", "results"] as const).flatMap((kind) =>
    storesOnCommandLine(workload, kind).map((variable) => ({ kind, variable })),
  );
  const set = workload.environment
    .matching((name) => inMemorySetting(name) !== undefined)
    .variables.flatMap((variable): Setting[] => {
      const kind = inMemorySetting(variable.name);
      // Celery hands its options on as variables, over the container's own (celery/bin/celery.py).
      return kind === undefined || given.some((option) => option.kind === kind) ? [] : [{ kind, variable }];
    });
  return [...given, ...set].filter(
    ({ kind, variable }) => isMeant(kind, variable) && !(kind === "broker" && isSchedulers(workload, stack)),
  );
}

/** A product has one broker: where its blueprint has a scheduler, `scheduler-uses-redis` says it, once. */
function isSchedulers({ declared, realises }: Workload, { graph }: Stack): boolean {
  if (!declared && realises === undefined) return false;
  return graph.declarations.some((declaration) =>
    declaration.keys("workloads").some((key) => {
      const role = declaration.text("workloads", key, "role");
      return role.state === "known" && role.value === "scheduler";
    }),
  );
}

function isMeant(kind: InMemorySetting, { value }: Variable): boolean {
  // Whatever else it is, other rules look at.
  if (kind === "broker" || kind === "results") return value.state === "known" && isInProcess(value.value);
  if (kind !== "sessions" && kind !== "locks" && kind !== "cache") return true;
  return value.state !== "known" || placesOf(value.value).some(({ place }) => place !== "unknown");
}

/** kombu's own transports, and `cache+memory://`; what `django-cache` is, other settings say. */
function isInProcess(text: string): boolean {
  return parseStorageUris(text).some(({ scheme, kind }) => scheme === "memory" || storagePlace(kind) === "machine");
}

function placesOf(text: string) {
  return parseStorageUris(text).map(({ kind }) => ({ storage: closed(kind), place: storagePlace(kind) }));
}

function judgeSetting(workload: Workload, { kind, variable }: Setting, { stack, fail }: Context): Judgement {
  const { value, location } = variable;
  const at = { variable: variable.shown };
  if (value.state === "unknown") return unproven(value);
  if (value.state === "absent") return certain(pass, location, value.basis);
  const say = (finding: Finding) => certain(finding, location, value.basis);
  switch (kind) {
    case "sessions":
    case "locks":
    case "cache":
    case "broker":
    case "results": {
      const bad = placesOf(value.value).find(({ place }) => place === "process" || place === "machine");
      return say(
        bad === undefined ? pass : fail(kind, { ...at, storage: bad.storage }, ...inStore(workload, variable, stack)),
      );
    }
    case "queue":
      return say(readSwitch(value.value) === true ? fail("queue", at) : pass);
    case "used":
      return say(readSwitch(value.value) === true ? fail("cache", { ...at, storage: words("memory") }) : pass);
    case "fallback":
      return say(readSwitch(value.value) === true ? fail("fallback", at) : pass);
    case "pass":
      return say(readSwitch(value.value) === true ? fail("passes", at) : pass);
    case "limiter-fallback":
    case "limiter-pass": {
      if (value.value === "") return say(pass);
      const on = readSwitch(value.value) === true;
      return say(on ? fail(kind === "limiter-pass" ? "passes" : "fallback", at) : fail("anyText", at));
    }
  }
}

/** As another workload has it, or by the word that libraries have for Redis where a word says which store it is. */
function inStore(workload: Workload, { name, value }: Variable, stack: Stack): readonly Way[] {
  const isWord = value.state === "known" && /^\w+$/.test(value.value.trim());
  return [...asPeersHave(stack, workload, name), ...(isWord ? [[{ property: "@", value: "redis" }]] : [])];
}
