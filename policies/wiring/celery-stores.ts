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

/** What a workload's settings say of Celery's stores; absent: it has nothing to do with Celery. */
export function celeryStores(workload: Workload): Fact<CeleryStores> {
  const { variables, open, basis } = workload.environment.all;
  const programs = programsOf(workload);
  const stores = [
    ...onCommandLine(workload, programs),
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

/** `celery -b URL --result-backend URL`. */
function onCommandLine({ location }: Workload, programs: readonly Program[]): readonly CeleryStore[] {
  return programs.flatMap((program): CeleryStore[] => {
    if (program.kind !== "celery") return [];
    const settings = [
      ["broker", program.broker, words("--broker")],
      ["results", program.resultBackend, words("--result-backend")],
    ] as const;
    return settings.flatMap(([part, setting, shown]): CeleryStore[] => {
      if (!("value" in setting) || setting.from !== "command" || setting.value === undefined) return [];
      const at = { urn: location.urn, path: `${location.path}.command` };
      const value = known(setting.value, at);
      const none = { reference: undefined, store: undefined, location: at } as const;
      return [{ part, by: "url", setting: { name: shown, shown, channel: "command", value, ...none } }];
    });
  });
}
