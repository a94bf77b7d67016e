import { brokerSetting, nameWords, purposeOf, type BrokerSetting, type Program } from "../facts";
import { absent, known, unknown, type Fact } from "../model/fact";
import { words } from "../model/shown";
import type { UnknownRecord } from "../model/verdict";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";

/** Something that Celery keeps outside its own process, and the setting that says where. */
export interface CeleryStore {
  readonly part: "broker" | "results" | "lock";
  /** `host`: the setting is no URL. */
  readonly by: "url" | "host";
  readonly setting: Variable;
}

export interface CeleryStores {
  readonly stores: readonly CeleryStore[];
  /** Where none of them names a broker and Celery runs: the product's general Redis, which then most likely is the broker. */
  readonly perhaps: readonly Variable[];
  /** What may hold more settings. */
  readonly open: readonly UnknownRecord[];
}

const PARTS: Readonly<Partial<Record<BrokerSetting, CeleryStore["part"]>>> = {
  broker: "broker",
  "broker-host": "broker",
  "result-backend": "results",
  lock: "lock",
};

/** Read once: a workload's own words do not change. */
const read = new WeakMap<Workload, Fact<CeleryStores>>();

/** What a workload's settings say of Celery's stores; absent: it has nothing to do with Celery. */
export function celeryStores(workload: Workload): Fact<CeleryStores> {
  const before = read.get(workload);
  if (before !== undefined) return before;
  const stores = readStores(workload);
  read.set(workload, stores);
  return stores;
}

function readStores(workload: Workload): Fact<CeleryStores> {
  const { variables, open, basis } = workload.environment.all;
  const programs = programsOf(workload);
  const stores = [
    ...onCommandLine(workload),
    ...variables.flatMap((setting): CeleryStore[] => {
      const kind = brokerSetting(setting.name);
      const part = kind === undefined ? undefined : PARTS[kind];
      if (part === undefined || !isCelerys(setting.name, programs)) return [];
      return [{ part, by: kind === "broker-host" ? "host" : "url", setting }];
    }),
  ];
  const runsCelery = programs.some(({ kind }) => kind === "celery");
  const hasBroker = stores.some(({ part }) => part === "broker");
  const perhaps = runsCelery && !hasBroker ? variables.filter(({ name }) => purposeOf(name) === "redisUrl") : [];
  const found = { stores, perhaps, open };
  if (stores.length > 0 || perhaps.length > 0) return known(found, workload.location, basis);
  if (open.length > 0 && runsCelery) return known(found, workload.location, basis);
  // What was not read may hold a broker, unless what runs is no application at all.
  if (open.length > 0 && !isUnderstood(workload)) return unknown(...open);
  return absent(workload.location, basis);
}

export function programsOf({ reading }: Workload): readonly Program[] {
  return reading.state === "known" ? reading.value.programs : [];
}

/** Other queues have settings of the same names. */
function isCelerys(name: string, programs: readonly Program[]): boolean {
  const parts = nameWords(name);
  if (parts.some((word) => /^(?:CELERY|REDBEAT|DJANGO)/.test(word))) return true;
  if (parts.some((word) => OTHER_QUEUES.has(word))) return false;
  if (programs.some(({ kind }) => kind === "celery")) return true;
  // `BROKER_URL` is Celery's own name, where what runs is Python's.
  const other = programs.some(
    (program) =>
      program.kind === "queue" ||
      (program.kind === "other" && program.language !== undefined && program.language !== "python"),
  );
  return !other && /^(?:BROKER URL|RESULT BACKEND(?: URL)?)$/.test(parts.join(" "));
}

const OTHER_QUEUES: ReadonlySet<string> = new Set("TASKIQ DRAMATIQ ARQ RQ HUEY BULL BULLMQ SIDEKIQ FAKTORY".split(" "));

function isUnderstood({ reading }: Workload): boolean {
  if (reading.state !== "known" || reading.value.unread.length > 0) return false;
  return reading.value.programs.every((program) => program.kind === "other" && program.understood);
}

/** The broker or result store that Celery's own command line names: there it is over every variable. */
export function storesOnCommandLine(workload: Workload, part: "broker" | "results"): readonly Variable[] {
  const { location, reading } = workload;
  const at = { urn: location.urn, path: `${location.path}.command` };
  const none = { reference: undefined, store: undefined, location: at } as const;
  const { option, variable, shown } = ON_COMMAND_LINE[part];
  return programsOf(workload).flatMap((program): Variable[] => {
    if (program.kind !== "celery") return [];
    const setting = program[option];
    if ("unknown" in setting) {
      // What only the variable leaves open is asked of the variable.
      if (setting.unknown.every((from) => from === variable)) return [];
      const value = unknown({ location: at, because: "unread", producers: [] });
      return [{ name: shown, shown, channel: "command", value, ...none }];
    }
    if (setting.from !== "command" || setting.value === undefined) return [];
    const basis = reading.state === "known" ? reading.basis : "verified";
    return [{ name: shown, shown, channel: "command", value: known(setting.value, at, basis), ...none }];
  });
}

const ON_COMMAND_LINE = {
  broker: { option: "broker", variable: "BROKER_URL", shown: words("--broker") },
  results: { option: "resultBackend", variable: "RESULT_BACKEND", shown: words("--result-backend") },
} as const;

/** `celery -b URL --result-backend URL`. */
function onCommandLine(workload: Workload): readonly CeleryStore[] {
  return (["broker", "results"] as const).flatMap((part) =>
    storesOnCommandLine(workload, part).map((setting): CeleryStore => ({ part, by: "url", setting })),
  );
}
