/**
 * The limiter of incoming requests that an environment shows.
 *
 * Sources: limits and slowapi (`RATELIMIT_STORAGE_URL`, `in_memory_fallback`; in memory unless told otherwise), Flask-Limiter
 * (`RATELIMIT_STORAGE_URI`, `RATELIMIT_ENABLED`), django-ratelimit (`RATELIMIT_USE_CACHE`), fastapi-limiter (a Redis of the application's).
 */
import { readSwitch } from "./cors";
import { isLoopbackHost } from "./hosts";
import { purposeOf } from "./names";
import { limiterSetting, type LimiterSettingKind } from "./names/limiter";
import { storagePlace, type StorageKind } from "./storage-scheme";
import { parseStorageUris } from "./storage-uri";

export interface LimiterVariable {
  readonly name: string;
  /** Undefined: set, but not known (yet). */
  readonly value: string | undefined;
}

/** One place where a limiter may count. */
export interface LimiterStorage {
  readonly variable: string;
  /** How it is named. `alias`: a cache of the application that is configured elsewhere. */
  readonly by: "uri" | "host" | "alias";
  /**
   * - `process`: counts in each process (`empty`: a storage that is named as nothing; Flask-Limiter counts in memory then, slowapi does not start). `machine`: this
   *   machine's own store. `redis`: a Redis, whose is to be found out by its host. `shared`: another store that all tasks share (`store`).
   * - `application`: a cache that is configured elsewhere. `unreadable`: text of no storage known here. `unknown`: the value is not known.
   */
  readonly kind: "process" | "empty" | "machine" | "redis" | "shared" | "application" | "unreadable" | "unknown";
  readonly store: StorageKind;
}

export interface LimiterReading {
  /** `none`: nothing shows a limiter. `off`: it is switched off, so nothing is limited. */
  readonly state: "none" | "off" | "shown";
  /** The switch that decided. */
  readonly switch: string | undefined;
  /** Every place it is told to count in; each is to be judged. */
  readonly storages: readonly LimiterStorage[];
  /** The application's Redis settings that it would use when it names no storage of its own. */
  readonly fallsBackTo: readonly string[];
  /** Settings that say what happens when the storage is away. */
  readonly fallbacks: readonly string[];
  /** The settings that show it, storages apart: limits, switches, options of its library. */
  readonly shownBy: readonly string[];
  /** Variables whose values are not known, or cannot be read, and decide. */
  readonly openQuestions: readonly string[];
}

/** Kinds that show that requests are limited; parts of a storage and fallbacks alone may be left over. */
const SHOWING: ReadonlySet<LimiterSettingKind> = new Set([
  "storage",
  "host",
  "cache-alias",
  "switch",
  "limit",
  "library",
]);
const FALLBACK_PURPOSES: ReadonlySet<string> = new Set(["redisUrl", "redisHost"]);

/** Reads the limiter of an environment. */
export function readLimiter(variables: readonly LimiterVariable[]): LimiterReading {
  const settings = variables.flatMap((variable) => {
    const kind = limiterSetting(variable.name)?.kind;
    return kind === undefined ? [] : [{ ...variable, kind }];
  });
  const ofKind = (...kinds: readonly LimiterSettingKind[]) => settings.filter(({ kind }) => kinds.includes(kind));
  const switches = ofKind("switch", "switch-off").map((setting) => ({ ...setting, on: isOn(setting) }));
  const undecided = switches.filter(({ on }) => on === undefined);
  const off = switches.find(({ on }) => on === false);
  const isOff = off !== undefined && switches.every(({ on }) => on === false);
  const storages = ofKind("storage", "host", "cache-alias").flatMap(readStorages);
  const fallsBackTo = variables
    .filter(({ name }) => FALLBACK_PURPOSES.has(purposeOf(name) ?? ""))
    .map(({ name }) => name);
  const shown = settings.some(({ kind }) => SHOWING.has(kind));
  const questions = [
    ...undecided.map(({ name }) => name),
    ...storages.filter(({ kind }) => kind === "unknown" || kind === "unreadable").map(({ variable }) => variable),
    ...(storages.length > 0
      ? []
      : variables
          .filter(({ name, value }) => value === undefined && fallsBackTo.includes(name))
          .map(({ name }) => name)),
  ];
  return {
    state: isOff ? "off" : shown ? "shown" : "none",
    switch: isOff ? off.name : switches.find(({ on }) => on === true)?.name,
    storages,
    fallsBackTo,
    fallbacks: ofKind("fallback").map(({ name }) => name),
    shownBy: ofKind("switch", "limit", "library").map(({ name }) => name),
    openQuestions: isOff || !shown ? [] : [...new Set(questions)],
  };
}

function isOn({ kind, value }: { kind: LimiterSettingKind; value: string | undefined }): boolean | undefined {
  const on = value === undefined ? undefined : readSwitch(value);
  return kind === "switch-off" && on !== undefined ? !on : on;
}

function readStorages({
  name,
  value,
  kind,
}: LimiterVariable & { kind: LimiterSettingKind }): readonly LimiterStorage[] {
  const by = kind === "host" ? "host" : kind === "cache-alias" ? "alias" : "uri";
  const one = (place: LimiterStorage["kind"], store: StorageKind = "unknown"): LimiterStorage[] => [
    { variable: name, by, kind: place, store },
  ];
  if (value === undefined) return one("unknown");
  const text = value.trim();
  if (by === "host" && !text.includes("://")) {
    if (text === "") return one("empty");
    return isLoopbackHost(text.replace(/:\d{1,5}$/, "")) ? one("machine", "redis") : one("redis", "redis");
  }
  if (/^(?:none|null|nil|""|'')?$/i.test(text)) return by === "alias" ? one("application") : one("empty", "memory");
  // `RATE_LIMIT_STORAGE=redis` and `RATE_LIMIT_REDIS=true` say what, and leave to other settings where.
  if (/^(?:redis|valkey)$/i.test(text) || readSwitch(text) === true) return one("application", "redis");
  return parseStorageUris(text).flatMap((uri): LimiterStorage[] => {
    const place = storagePlace(uri.kind);
    if (place === "unknown") return one(by === "alias" && /^[\w-]{1,64}$/.test(text) ? "application" : "unreadable");
    if (place === "redis" && uri.hostReading === "local") return one("machine", "redis");
    return one(place, uri.kind);
  });
}
