/**
 * Celery's command line: worker, beat, both, or another of its commands.
 *
 * Celery's `main` gives click the prefix `CELERY`: an option that is not given is read from `CELERY_WORKER_CONCURRENCY`,
 * `CELERY_BEAT_SCHEDULER` and the like, and the broker from `BROKER_URL`, before the application's own settings (compared with
 * Celery in tests/proofs/commands.test.ts; `-B` is the exception, it has no variable).
 */
import { OPTION_TABLES, type OptionTable } from "./option-tables";
import type { CeleryProgram, Count, Setting, Started } from "./reading";
import {
  anyText,
  count,
  fromCommand,
  fromVariable,
  given,
  type ProgramContext,
  seconds,
  setting,
  type Source,
  wholeNumber,
} from "./settings";
import { hasHole, safeName } from "./words";

export type CeleryFacts = Omit<CeleryProgram, keyof Started>;

/** Before Celery 5 the sub-command stood first, with the common options behind it. */
const merged = (own: OptionTable): OptionTable => ({
  style: "click",
  values: { ...OPTION_TABLES.celery.values, ...own.values },
  switches: { ...OPTION_TABLES.celery.switches, ...own.switches },
});

const WORKER = merged(OPTION_TABLES["celery worker"]);
const BEAT = merged(OPTION_TABLES["celery beat"]);

/** Under these names applications hand the number to `worker_concurrency` themselves. */
const CONCURRENCY_OF_APPLICATIONS = [
  "CELERYD_CONCURRENCY",
  "CELERY_CONCURRENCY",
  "DJANGO_CELERY_WORKER_CONCURRENCY",
  "CELERY_WORKER_AMOUNT",
  "WORKER_CONCURRENCY",
];

/** `words`: behind `celery`. */
export function celery(words: readonly string[], context: ProgramContext): CeleryFacts {
  const common = given(words, OPTION_TABLES.celery, context, true);
  const word = common.positionals[0];
  const subcommand = word !== undefined && !hasHole(word) ? word : undefined;
  const isWorker = subcommand === "worker" || subcommand === "multi";
  const rest = common.rest.slice(1);
  const own = subcommand === undefined ? undefined : given(rest, isWorker ? WORKER : BEAT, context);
  const beat = subcommand === "beat" || (isWorker && own?.switches.has("beat") === true);
  const last = (destination: string): Source =>
    fromCommand([...(common.values.get(destination) ?? []), ...(own?.values.get(destination) ?? [])]);
  const { holes } = context;
  const variable = (name: string) => fromVariable(name, context);
  const text = (sources: Source[]): Setting<string | undefined> =>
    setting<string | undefined>(sources, anyText, undefined, holes);
  const limit = (destination: string, name: string) =>
    setting<number | undefined>([last(destination), ...(isWorker ? [variable(name)] : [])], seconds, undefined, holes);
  return {
    kind: "celery",
    worker: isWorker,
    beat,
    subcommand: subcommand === undefined ? undefined : safeName(subcommand),
    pool: setting([last("pool"), variable("CELERY_WORKER_POOL")], anyText, "prefork", holes),
    concurrency: concurrency(last, context),
    nodes: subcommand === "multi" ? nodes(own?.positionals.slice(1) ?? []) : { value: 1, from: "default" },
    queues: setting<readonly string[] | undefined>(
      [last("queues"), variable("CELERY_WORKER_QUEUES")],
      list,
      undefined,
      holes,
    ),
    scheduler: text([last("scheduler"), variable(isWorker ? "CELERY_WORKER_SCHEDULER" : "CELERY_BEAT_SCHEDULER")]),
    application: applicationOf(last("app")),
    broker: text([last("broker"), variable("BROKER_URL")]),
    resultBackend: text([last("result_backend"), variable("RESULT_BACKEND")]),
    timeLimit: limit("time_limit", "CELERY_WORKER_TIME_LIMIT"),
    softTimeLimit: limit("soft_time_limit", "CELERY_WORKER_SOFT_TIME_LIMIT"),
    maxInterval: setting<number | undefined>(
      [last("max_interval"), ...(isWorker ? [] : [variable("CELERY_BEAT_MAX_INTERVAL")])],
      seconds,
      undefined,
      holes,
    ),
  };
}

function applicationOf({ text }: Source): string | undefined {
  return text === null || text === undefined || hasHole(text) ? undefined : text;
}

/** The most children at once: autoscaling's maximum over a plain number; 0 or nothing falls through, in the end to the cores. */
function concurrency(last: (destination: string) => Source, context: ProgramContext): Setting<Count> {
  const { holes } = context;
  const sources: [Source, (text: string) => Count | undefined][] = [
    [last("autoscale"), autoscale],
    [fromVariable("CELERY_WORKER_AUTOSCALE", context), autoscale],
    [last("concurrency"), children],
    [fromVariable("CELERY_WORKER_CONCURRENCY", context), children],
  ];
  for (const [source, parse] of sources) {
    if (source.text === null || source.text === "" || source.text?.trim() === "0") continue;
    return setting<Count>([source], parse, "cores", holes);
  }
  return largest(
    CONCURRENCY_OF_APPLICATIONS.map((name) => fromVariable(name, context)),
    context,
  );
}

/** An application reads one of them; which one is not known. */
function largest(sources: readonly Source[], { holes }: ProgramContext): Setting<Count> {
  let found: Setting<Count> = { value: "cores", from: "default" };
  for (const source of sources) {
    if (source.text === null) continue;
    const read = setting<Count>([source], children, "cores", holes);
    if (!("value" in read)) return read;
    if (!("value" in found) || found.from === "default" || bigger(read.value, found.value)) found = read;
  }
  return found;
}

function bigger(a: Count, b: Count): boolean {
  return a === "cores" ? b !== "cores" : b !== "cores" && a > b;
}

function children(text: string): Count | undefined {
  return text.trim().toLowerCase() === "auto" ? "cores" : count(text);
}

function autoscale(text: string): number | undefined {
  const numbers = text.split(",").map(wholeNumber);
  const most = Math.max(...numbers.map((number) => number ?? NaN));
  return most >= 1 ? most : undefined;
}

function list(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** `celery multi start 3` starts three, `start a b` two. */
function nodes(names: readonly string[]): Setting<number> {
  const only = names.length === 1 ? wholeNumber(names[0] ?? "") : undefined;
  if (names.some(hasHole)) return { unknown: ["command"] };
  return { value: Math.max(1, only ?? names.length), from: "command" };
}
