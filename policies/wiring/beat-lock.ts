/** How long the lock of Celery's beat outlives a scheduler that was not stopped in order. */
import { brokerSetting, type BrokerSetting, type CeleryProgram, type Setting } from "../facts";
import { chain, known, map, optional, restingOn, unknown, type Fact } from "../model/fact";
import type { Workload } from "../subjects/workload";
import { secondsOf } from "./timeouts";

/** RedBeat's lock lasts five loops, and a loop 300 s, unless configured (redbeat docs, config.rst). */
const REDBEAT_LOOPS_PER_LOCK = 5;
const BEAT_LOOP_SECONDS = 300;

const SAID_OF_STORES: readonly (BrokerSetting | undefined)[] = [
  "broker",
  "broker-host",
  "lock",
  "lock-timeout",
  "max-loop",
];

/** Whether neither variables nor options say anything of beat's lock or its stores: then code says all of it. */
export function isLockedInCode({ environment }: Workload, { broker, maxInterval }: CeleryProgram): boolean {
  const isGiven = (setting: Setting<unknown>) => !("value" in setting) || setting.from !== "default";
  const { variables } = environment.matching(
    (name) => SAID_OF_STORES.includes(brokerSetting(name)) || /(?:^|_)REDBEAT_/i.test(name),
  );
  return variables.length === 0 && !isGiven(broker) && !isGiven(maxInterval);
}

/** Seconds a lock outlives its holder; undefined where beat takes none. */
export function beatLockSeconds(workload: Workload, beat: CeleryProgram): Fact<number | undefined> {
  const { environment, location } = workload;
  const value = (kind: BrokerSetting): Fact<string> => {
    const { variables, open, basis } = environment.matching((name) => brokerSetting(name) === kind);
    const values = variables.map((variable) => variable.value);
    // The longest counts: which one the application reads is not known.
    const longest = values.toSorted((a, b) => secondsIn(b) - secondsIn(a))[0];
    if (longest !== undefined) return restingOn(longest, values);
    return open.length > 0 ? unknown(...open) : { state: "absent", basis, location };
  };
  const scheduler = beatScheduler(workload, beat);
  return chain(scheduler, (name) => {
    if (!/(?:^|[.:])redbeat(?=[.:]|$)|RedBeat/.test(name)) return known(undefined, location);
    const lock = optional(value("lock-timeout"));
    const option = optional(map(secondsOf(workload, beat.maxInterval), ({ value: seconds }) => seconds));
    const loop = optional(value("max-loop"));
    return chain(lock, (given) => {
      if (given !== undefined) return known(Number(given.trim() === "" ? Number.NaN : given), location);
      // `--max-interval` is over the application's own setting.
      return chain(option, (seconds) =>
        seconds === undefined
          ? map(loop, (set) => REDBEAT_LOOPS_PER_LOCK * Number(set ?? BEAT_LOOP_SECONDS))
          : known(REDBEAT_LOOPS_PER_LOCK * seconds, location),
      );
    });
  });
}

function secondsIn(fact: Fact<string>): number {
  return fact.state === "known" ? Number(fact.value) || 0 : Infinity;
}

/** The scheduler class, by the command line or by Celery's own setting; empty: Celery's own, without a lock. */
export function beatScheduler(
  { environment, location, reading }: Workload,
  { scheduler }: CeleryProgram,
): Fact<string> {
  if ("value" in scheduler && scheduler.value !== undefined)
    return restingOn(known(scheduler.value, location), [reading]);
  const { variables, open, basis } = environment.matching((name) => brokerSetting(name) === "scheduler");
  const [set] = variables;
  if (set !== undefined)
    return restingOn(
      set.value,
      variables.map(({ value }) => value),
    );
  const own = environment.matching((name) => /(?:^|_)REDBEAT_/i.test(name)).variables;
  // Settings of RedBeat say that the application chooses it itself.
  if (own.length > 0)
    return restingOn(
      known("redbeat", location),
      own.map(({ value }) => value),
    );
  return open.length > 0 ? unknown(...open) : known("", location, basis);
}
