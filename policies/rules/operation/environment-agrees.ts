import * as v from "valibot";
import {
  absent,
  certain,
  judge,
  known,
  named,
  pass,
  unknown,
  unproven,
  words,
  type Fact,
  type Judgement,
  type MessageData,
  type Stack,
  type Way,
} from "../../model";
import type { Variable, Workload } from "../../subjects";
import { agrees, notCompared, pairsOf, type Pair } from "../../wiring/agreement";
import { rule } from "../rule";

const example = (worker: string) => `const url = "postgresql://shop@db.internal.example.com:5432/shop";
const task = (name: string, command: string[], broker: string) =>
  new aws.ecs.TaskDefinition(name, {
    family: name,
    containerDefinitions: JSON.stringify([
      {
        name,
        image: "shop:1",
        memory: 512,
        command,
        environment: [
          { name: "DATABASE_URL", value: url },
          { name: "CELERY_BROKER_URL", value: broker },
        ],
      },
    ]),
  });
task("web", ["gunicorn", "shop:app"], "redis://redis.internal.example.com:6379/0");
task("worker", ["celery", "-A", "shop", "worker"], "redis://redis.internal.example.com:6379/${worker}");`;

export const environmentAgrees = rule({
  id: "environment-agrees",
  title: "What has to be one setting is one setting everywhere",
  severity: "medium",
  audit: "Risk: configuration entropy",
  why: "A variable that is copied to every workload is changed in all of them but one. Nothing fails at the deployment: tasks are sent to a queue that nobody reads, and tokens are refused by those who did not sign them.",
  fix: "Write the value once (one constant, one secret) and give it to every workload from there.",
  about: "workload",
  examples: { bad: example("1"), good: example("0") },
  whenNot:
    "Workloads of one image that belong to different products, or to different customers, and share a store all the same: name the variable in except.",
  related: [
    "blueprint-honoured",
    "credential-encryption-key-present",
    "required-secrets-injected",
    "scheduler-uses-redis",
  ],
  options: v.strictObject({
    names: v.pipe(
      v.optional(v.array(v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*$/))), []),
      v.description(
        "Names of further variables that must have the same value in every workload of one product that has them.",
      ),
    ),
    except: v.pipe(
      v.optional(v.array(v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*$/))), []),
      v.description("Names of variables that may differ all the same."),
    ),
  }),
  mends: {
    environment: [{ property: "@", value: ({ theirs }) => String(theirs) }],
    visibility: [{ property: "@", value: ({ theirs }) => String(theirs) }],
  },
  messages: {
    broker: "{label} has another {name} than {other}: what one sends the other never gets.",
    results: "{label} has another {name} than {other}: one waits for results that the other puts elsewhere.",
    lock: "{label} has another {name} than {other}: the lock of one does not hold off the other.",
    database: "{label} has another {name} than {other}: they work on different data.",
    signing: "{label} has another {name} than {other}: what one signs the other refuses.",
    environment: "{label} has another {name} than {other}: one of them behaves as if it ran elsewhere.",
    visibility: "{label} has another {name} than {other}: the shorter one holds for both.",
    contract: "{label} has another {name} than {other}; it has to be the same in both.",
  },
  applies: (workload, stack, options): Fact<boolean> => {
    if (pairs(stack, workload, options).length > 0) return known(true, workload.location);
    const { open } = workload.written.all;
    // What was not read may be the other half of a pair.
    const alone = () => stack.isSmall("workload") && stack.all("workload").length < 2;
    return open.length === 0 || alone() ? absent(workload.location) : unknown(...open);
  },
  check: (workload, { stack, options, fail }) => {
    const { closed } = stack.graph;
    const compared = pairs(stack, workload, options).flatMap((pair) => {
      const same = agrees(stack, pair);
      // While one to compare it with may come, nothing passes; and most agree with each of the thirty.
      if (!closed && (same.state === "absent" || (same.state === "known" && same.value))) return [];
      const check = (value: boolean) => (value ? pass : fail(pair.own.about, shownOf(pair), ...waysOf(pair)));
      return [judge(same, check, () => pass)];
    });
    const found = firstOfEach(compared);
    // One to compare it with may come.
    if (!closed) return [...found, unproven(stack.graph.missing(workload.location))];
    const { open, basis } = notCompared(stack, workload);
    return [...found, open.length > 0 ? unproven(unknown(...open)) : certain(pass, workload.location, basis)];
  },
});

interface Options {
  readonly names: readonly string[];
  readonly except: readonly string[];
}

function pairs(stack: Stack, workload: Workload, { names, except }: Options): readonly Pair[] {
  const upper = (list: readonly string[]) => new Set(list.map((name) => name.toUpperCase()));
  const all = pairsOf(stack, workload, upper(names));
  if (except.length === 0) return all;
  const excepted = upper(except);
  return all.filter(({ own: { variable } }) => !excepted.has(variable.name.toUpperCase()));
}

const PRODUCTION = /^\s*prod(?:uction)?\b/i;

function shownOf({ own, theirs: { variable }, other }: Pair): MessageData {
  return { name: own.variable.shown, other: other.label, ...theirs(own, variable) };
}

/** What the other has, where it is a name or a number: else an empty text, with which they still differ. */
function theirs({ about, variable: own }: Pair["own"], { channel, value }: Variable): MessageData {
  if (about !== "environment" && about !== "visibility") return {};
  const plain = own.channel === "plain" && channel === "plain";
  const text = plain && value.state === "known" ? value.value.trim() : "";
  // Nobody is to be told to call production something else.
  const leaves = own.value.state === "known" && PRODUCTION.test(own.value.value) && !PRODUCTION.test(text);
  if (leaves) return { theirs: words("") };
  return { theirs: /^\d{1,9}$/.test(text) ? Number(text) : named(text, words("")) };
}

/** A value that is not to be shown is taken from the other's place. */
function waysOf({ own: { about, variable }, other }: Pair): readonly Way[] {
  if (about === "environment" || about === "visibility") return [];
  return [[{ variable: variable.name, like: other }]];
}

/** One that disagrees with three others is one fault. */
function firstOfEach(judged: readonly Judgement[]): readonly Judgement[] {
  const said = new Set<string>();
  return judged.filter((judgement) => {
    if (judgement.verdict !== "fail") return true;
    const id = `${judgement.messageId} ${String(judgement.data.name)}`;
    if (said.has(id)) return false;
    said.add(id);
    return true;
  });
}
