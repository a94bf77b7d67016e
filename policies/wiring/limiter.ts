import { readLimiter, type LimiterStorage } from "../facts";
import { absent, known, unknown, type Fact } from "../model/fact";
import type { UnknownRecord } from "../model/verdict";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";

/** The rate limiter of a workload, as its settings show it. */
export interface Limiter {
  /** Every place it is told to count in. */
  readonly storages: readonly (LimiterStorage & { readonly setting: Variable })[];
  /** What it may count in where it names nothing of its own. */
  readonly shared: readonly Variable[];
  /** The switch that turns it off. */
  readonly off: Variable | undefined;
  readonly open: readonly UnknownRecord[];
}

/** The limiter that a workload shows to have; absent: it shows none. */
export function limiterOf(workload: Workload): Fact<Limiter> {
  const before = read.get(workload);
  if (before !== undefined) return before;
  const limiter = readFrom(workload);
  read.set(workload, limiter);
  return limiter;
}

/** Read once: a workload's own words do not change when a service or its scaling comes. */
const read = new WeakMap<Workload, Fact<Limiter>>();

function readFrom({ environment, location, declared }: Workload): Fact<Limiter> {
  const { variables, open, basis } = environment.all;
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  const reading = readLimiter(
    variables.map(({ name, value }) => ({ name, value: value.state === "known" ? value.value : undefined })),
  );
  const settings = (names: readonly string[]) => names.flatMap((name) => byName.get(name) ?? []);
  if (reading.state === "none" && !declared) return open.length > 0 ? unknown(...open) : absent(location, basis);
  const storages = reading.storages.flatMap((storage) =>
    settings([storage.variable]).map((setting) => ({ ...storage, setting })),
  );
  const [off] = reading.state === "off" && reading.switch !== undefined ? settings([reading.switch]) : [];
  return known({ storages, shared: settings(reading.fallsBackTo), off, open }, location, basis);
}
