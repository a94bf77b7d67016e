/**
 * What the variables that limit a connection pool say.
 *
 * Several for one purpose: which one the application reads is not known, so the largest counts. Text that is no plain
 * decimal number is never taken for a small one.
 */
import { isMembers, parseJson } from "../json";
import { isDatabaseName, purposeOf, type Variable } from "./naming";
import { isLeastSize, type PoolSetting, poolSetting } from "./setting-names";

/** `from`: a variable's name, `default`, or `command`. */
export type Figure = { readonly value: number; readonly from: string } | { readonly unknown: readonly string[] };

export interface PoolFigures {
  readonly size: Figure | undefined;
  readonly overflow: Figure | undefined;
  readonly timeout: Figure | undefined;
  /** The application opens a connection for each use and keeps none. */
  readonly nullPool: string | undefined;
  readonly maxAge: string | undefined;
  /** A least number of connections is set as well: the pool has a smallest and a largest size, and no overflow. */
  readonly ranged: boolean;
}

/** The pool of one purpose (`read`): its own settings, else those of the main one. */
export function poolFigures(variables: readonly Variable[], purpose: string): PoolFigures {
  const named = variables.flatMap((variable) => {
    const kind = kindOf(variable);
    return kind === undefined ? [] : [{ ...variable, kind, purpose: purposeOf(variable.name) }];
  });
  const engines = new Set(variables.filter(({ name }) => isDatabaseName(name)).map(({ name }) => purposeOf(name)));
  // `ASYNCPG_POOL_MAX_SIZE` beside one `DATABASE_URL`: a driver's word that tells no engine from another.
  const isMain = (of: string) => of === "" || (["async", "sync"].includes(of) && !engines.has(of));
  const of = (kind: PoolSetting) => {
    const all = named.filter((variable) => variable.kind === kind);
    const own = all.filter((variable) => variable.purpose === purpose);
    return own.length > 0 ? own : all.filter((variable) => isMain(variable.purpose));
  };
  const options = of("options").map(engineOptions);
  const figures = (kind: PoolSetting, key: string) => [
    ...of(kind).map(({ name, value }): Figure => number(value, name)),
    ...options.flatMap((option) => option[key] ?? []),
  ];
  return {
    size: largest(figures("size", "pool_size"), 0),
    overflow: largest(figures("overflow", "max_overflow"), -1),
    timeout: largest(figures("timeout", "pool_timeout"), NaN),
    nullPool: of("class").find(({ name, value }) => isNullPool(name, value))?.name,
    maxAge: of("maxAge")[0]?.name,
    ranged: variables.some(({ name }) => isLeastSize(name)),
  };
}

/** `DB_POOL` is a size, a class, or whether there is one at all; of one connection and none at all no name says which. */
function kindOf({ name, value }: Variable): PoolSetting | undefined {
  const kind = poolSetting(name);
  if (kind !== "pool" || value === undefined) return kind === "pool" ? "size" : kind;
  if (/null_?pool/i.test(value)) return "class";
  return /^\s*(?:[01]?|[a-z][a-z_.]*)\s*$/i.test(value.slice(0, 100)) ? undefined : "size";
}

function isNullPool(name: string, value: string | undefined): boolean {
  if (value === undefined) return false;
  if (/null_?pool/i.test(value)) return true;
  return /null_?pool/i.test(name) && ["1", "true", "yes", "on", "t", "y"].includes(value.trim().toLowerCase());
}

/** `unlimited`: the number that means no limit. */
function largest(figures: readonly Figure[], unlimited: number): Figure | undefined {
  const unknown = figures.flatMap((figure) => ("unknown" in figure ? figure.unknown : []));
  if (unknown.length > 0) return { unknown };
  const rank = (figure: Figure) =>
    "value" in figure ? (figure.value === unlimited ? Infinity : figure.value) : Infinity;
  return figures.reduce<Figure | undefined>(
    (most, figure) => (most === undefined || rank(figure) > rank(most) ? figure : most),
    undefined,
  );
}

/** Flask-SQLAlchemy's `SQLALCHEMY_ENGINE_OPTIONS` as JSON. */
function engineOptions({ name, value }: Variable): Readonly<Record<string, Figure[]>> {
  const keys = ["pool_size", "max_overflow", "pool_timeout"];
  const parsed = value === undefined || value.length > 4096 ? undefined : parseJson(value);
  if (!isMembers(parsed)) return Object.fromEntries(keys.map((key) => [key, [{ unknown: [name] }]]));
  return Object.fromEntries(
    keys.flatMap((key) => {
      const entry = Object.hasOwn(parsed, key) ? parsed[key] : undefined;
      if (entry === undefined) return [];
      const figure: Figure =
        typeof entry === "number" && Number.isInteger(entry) ? { value: entry, from: name } : { unknown: [name] };
      return [[key, [figure]]];
    }),
  );
}

/** Python's `int()` of plain decimal text, as every library reads it. */
export function number(value: string | undefined, name: string): Figure {
  const text = value?.trim() ?? "";
  return text.length <= 15 && /^-?\d+$/.test(text) ? { value: Number(text), from: name } : { unknown: [name] };
}
