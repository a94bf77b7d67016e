import { absent, known, unknown, type Fact } from "../model/fact";
import type { UnknownRecord } from "../model/verdict";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";
import { purposeOf } from "../facts";

/** The rate limiter of a workload, as its settings show it. */
export interface Limiter {
  /** Settings that name where it counts. */
  readonly storages: readonly Variable[];
  /** What it may count in where it names nothing of its own. */
  readonly shared: readonly Variable[];
  /** The switch that turns it off. */
  readonly off: Variable | undefined;
  readonly open: readonly UnknownRecord[];
}

/** A limit on incoming requests, under its own name; Celery's and vendors' limits are none of it. */
const LIMIT =
  /^(?:API_|APP_|WEB_)?RATE_?LIMIT(?:ER|ING)?(?:_(?:DEFAULT|PER_(?:SECOND|MINUTE|HOUR|DAY)|MAX|WINDOW(?:_MS)?|REQUESTS|ENABLE|USE_CACHE|STRATEGY|DEFAULTS|APPLICATION))?$/;

/** The limiter that a workload shows to have; absent: it shows none. */
export function limiterOf(workload: Workload): Fact<Limiter> {
  const { environment, location } = workload;
  const { variables, open, basis } = environment.all;
  const of = (purpose: string) => variables.filter(({ name }) => purposeOf(name) === purpose);
  const storages = of("rateLimitStorage");
  const switches = of("rateLimitEnabled");
  const limits = variables.filter(({ name }) => LIMIT.test(name.toUpperCase()));
  const off = switches.find(
    ({ value }) => value.state === "known" && /^(0|false|no|off|f|n|disabled)$/i.test(value.value.trim()),
  );
  const shared = [...of("redisUrl"), ...of("redisHost")];
  const shown = storages.length + switches.length + limits.length > 0 || workload.declared;
  if (!shown && open.length > 0) return unknown(...open);
  if (!shown) return absent(location, basis);
  return known({ storages, shared, off, open }, location, basis);
}
