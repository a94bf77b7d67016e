import {
  brokerSetting,
  celerySetting,
  purposeOf,
  type BrokerSetting,
  type CeleryProgram,
  type CelerySetting,
  type Setting,
} from "../facts";
import { absent, chain, known, map, orDefault, restingOn, unknown, type Fact } from "../model/fact";
import { named, phrase, words, type Shown } from "../model/shown";
import type { Workload } from "../subjects/workload";

/** A time limit and where it is said. */
export interface Seconds {
  readonly value: number;
  readonly from: Shown;
  /** Nobody says it: the program's own default holds. */
  readonly isDefault: boolean;
}

/** A setting of a program that a workload's command starts. */
export function secondsOf(workload: Workload, setting: Setting<number | undefined>): Fact<Seconds> {
  const { urn, path } = workload.location;
  const location = { urn, path: `${path}.command` };
  const basis = workload.reading.state === "unknown" ? "verified" : workload.reading.basis;
  if ("unknown" in setting) {
    const places = setting.unknown.map((name) => phrase`command (${named(name, words("a setting"))})`);
    return unknown(
      ...places.map((place) => ({
        location: { urn, path: `${path}.${place}` },
        because: "unread" as const,
        producers: [],
      })),
    );
  }
  const { value, from } = setting;
  if (value === undefined) return absent(location, basis);
  const shown =
    from === "default"
      ? words("its own default")
      : from === "command"
        ? words("the command line")
        : named(from, words("a variable"));
  return known({ value, from: shown, isDefault: from === "default" }, location, basis);
}

/** A setting of Celery's in the environment; of several the one that `pick` takes. */
export function celerySeconds(
  workload: Workload,
  setting: CelerySetting,
  pick: (...values: readonly number[]) => number,
): Fact<Seconds> {
  return variableSeconds(workload, (name) => celerySetting(name) === setting, pick);
}

/** Seconds that a request waits for a database connection, the longest of several. */
export function poolTimeoutOf(workload: Workload): Fact<Seconds> {
  return variableSeconds(workload, (name) => purposeOf(name) === "poolTimeout", Math.max);
}

function variableSeconds(
  workload: Workload,
  matches: (name: string) => boolean,
  pick: (...values: readonly number[]) => number,
): Fact<Seconds> {
  const { variables, open, basis, location } = workload.environment.matching(matches);
  const read = variables.map(({ value, shown, location: at }) => ({
    shown,
    value: chain(value, (text) => number(text, at)),
  }));
  const chosen = picked(
    read.map(({ shown, value }) =>
      map(value, (seconds): Seconds => ({ value: seconds, from: shown, isDefault: false })),
    ),
    pick,
  );
  if (chosen !== undefined) return chosen;
  return open.length > 0 ? unknown(...open) : absent(location, basis);
}

/** The one of several that counts; it rests on all of them, as another of them might. Undefined: none says anything. */
function picked(
  facts: readonly Fact<Seconds>[],
  pick: (...values: readonly number[]) => number,
): Fact<Seconds> | undefined {
  const unknowns = facts.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : []));
  if (unknowns.length > 0) return unknown(...unknowns);
  const said = facts.flatMap((fact) => (fact.state === "known" ? [fact] : []));
  const wanted = pick(...said.map(({ value }) => value.value));
  const chosen = said.find(({ value }) => value.value === wanted);
  return chosen && restingOn(chosen, facts);
}

/** What Python's `float()` reads of plain text; an empty text or `None` sets nothing. */
function number(text: string, location: Workload["location"]): Fact<number> {
  const trimmed = text.trim();
  if (/^(?:none|null|)$/i.test(trimmed)) return absent(location);
  if (trimmed.length <= 15 && /^\d+(?:\.\d+)?$/.test(trimmed)) return known(Number(trimmed), location);
  return unknown({ location, because: "unsupported", producers: [] });
}

/** Redis hands out a message again that long after a worker took it (Celery, "Using Redis", visibility timeout). */
const CELERY_VISIBILITY_TIMEOUT = 3600;

/** The visibility timeout of a Redis broker; the shortest of several wins. */
export function visibilityTimeoutOf(workload: Workload): Fact<Seconds> {
  const own = celerySeconds(workload, "visibility-timeout", Math.min);
  if (own.state === "unknown") return own;
  const { variables } = workload.environment.matching((name) => celerySetting(name) === "transport-options");
  const options = variables.map(({ value, shown, location }): Fact<Seconds> => {
    if (value.state !== "known") return value;
    const [, text] = /["']visibility_timeout["']\s*:\s*["']?(\d{1,15})/.exec(value.value.slice(0, 8192)) ?? [];
    if (text !== undefined) return known({ value: Number(text), from: shown, isDefault: false }, location, value.basis);
    // Options that name one in another way than with a plain number.
    const hidden = value.value.includes("visibility_timeout");
    return hidden ? unknown({ location, because: "unsupported", producers: [] }) : absent(location, value.basis);
  });
  const chosen = picked([own, ...options], Math.min);
  if (chosen !== undefined) return chosen;
  const standard = { value: CELERY_VISIBILITY_TIMEOUT, from: words("Celery's default"), isDefault: true };
  return known(standard, own.location, own.basis);
}

/** Longest sleep of beat, and how long RedBeat's lock lasts, where it is told one: its own is five sleeps long. */
export function lockTimesOf(
  workload: Workload,
  { maxInterval }: CeleryProgram,
): { readonly lock: Fact<Seconds>; readonly loop: Fact<Seconds> } {
  const setting = (kind: BrokerSetting, pick: (...values: readonly number[]) => number) =>
    variableSeconds(workload, (name) => brokerSetting(name) === kind, pick);
  const lock = setting("lock-timeout", Math.max);
  const onCommandLine = secondsOf(workload, maxInterval);
  const loop = onCommandLine.state === "absent" ? setting("max-loop", Math.min) : onCommandLine;
  const standard = { value: REDBEAT_LOOP_SECONDS, from: words("RedBeat's default"), isDefault: true };
  return { lock, loop: orDefault(loop, standard) };
}

/** RedBeat, "Configuration", `redbeat_lock_timeout`; `DEFAULT_MAX_INTERVAL` in its schedulers.py. */
const REDBEAT_LOOP_SECONDS = 300;
