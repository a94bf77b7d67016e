/**
 * What a program on a JVM is told about its pools beside its variables, each property as a variable of its own.
 *
 * Spring Boot asks its arguments, then `SPRING_APPLICATION_JSON`, the JVM's properties and the environment (reference,
 * "Externalized Configuration"); Quarkus the properties before the environment. `JAVA_TOOL_OPTIONS` and `JDK_JAVA_OPTIONS` stand before the
 * command's own, `_JAVA_OPTIONS` behind them. `JAVA_OPTS` is read by start scripts alone: whether this one does is not known.
 */
import { javaProperties, type Program } from "../commands";
import { isMembers, parseJson } from "../json";
import { databaseNamings, isDatabaseName, wordsOf, type Variable } from "./naming";
import { namesDatabase, poolSetting } from "./setting-names";

export interface JvmSettings {
  readonly variables: readonly Variable[];
  /** Why a pool's size is not known: a variable whose value is not, or `property` for one that limits a pool, most likely, and is not understood. */
  readonly unread: string | undefined;
}

type Properties = ReadonlyMap<string, string | undefined>;

const OF_SCRIPTS =
  /^(?:JAVA|JVM|CATALINA|GRADLE|MAVEN|SPRING|QUARKUS|APP|DEFAULT_JVM)_?(?:OPTS|ARGS|OPTIONS)(?:_APPEND)?$/;
const PROPERTY = "property";
const JSON_NAME = "SPRING_APPLICATION_JSON";
const LONGEST_JSON = 65_536;
/** Longer names are no property's, and of deeper and deeper ones the paths would grow without end. */
const LONGEST_PATH = 1_024;

export function jvmSettings(program: Program | undefined, variables: readonly Variable[]): JvmSettings {
  const other = program?.kind === "other" ? program : undefined;
  const isJvm = program === undefined || (other !== undefined && [undefined, "jvm"].includes(other.language));
  if (!isJvm) return { variables, unread: undefined };
  const found = new Map<string, Variable>();
  let unread: string | undefined;
  const layer = (properties: Properties, isRead = true) => {
    for (const [name, value] of properties) {
      const own = canonical(name);
      const before = found.get(own);
      if (before !== undefined ? isRead || before.value === value : !matters(name, variables)) continue;
      found.set(own, { name, value: isRead ? value : undefined, secret: false });
    }
    if ([...properties.keys()].some(isLikeASize)) unread ??= PROPERTY;
  };
  const options = (name: string): Properties => {
    const variable = variables.find((one) => one.name === name);
    if (variable === undefined) return new Map();
    if (variable.value === undefined) unread ??= name;
    return javaProperties(variable.value ?? "");
  };
  layer(other?.java?.arguments ?? new Map());
  const json = variables.find(({ name }) => name === JSON_NAME);
  const members = json?.value === undefined ? undefined : flattened(json.value);
  if (json !== undefined && members === undefined) unread ??= json.value === undefined ? JSON_NAME : PROPERTY;
  layer(members ?? new Map());
  layer(options("_JAVA_OPTIONS"));
  layer(other?.java?.properties ?? new Map());
  layer(options("JDK_JAVA_OPTIONS"), other?.program === "java");
  layer(options("JAVA_TOOL_OPTIONS"));
  for (const { name } of variables) if (OF_SCRIPTS.test(name)) layer(options(name), false);
  if (found.size === 0) return { variables, unread };
  return { variables: [...variables.filter(({ name }) => !found.has(canonical(name))), ...found.values()], unread };
}

/** Spring's uniform name: `maximum-pool-size`, `maximumPoolSize` and `MAXIMUMPOOLSIZE` are one. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** What names a database is left to the variables where they do. */
function matters(name: string, variables: readonly Variable[]): boolean {
  if (isDatabaseName(name)) return databaseNamings(variables).length === 0;
  return poolSetting(name) === undefined || namesDatabase(name);
}

const MOST = new Set("max maximum size maxsize total active limit capacity".split(" "));
const NO_SIZE = new Set(
  (
    "min minimum idle lifetime life age timeout wait statement statements cache rows fetch batch interval " +
    "threshold lob packet buffer initial length file history"
  ).split(" "),
);

/** Dropwizard's `dw.database.maxSize`. */
function isLikeASize(name: string): boolean {
  const words = wordsOf(name);
  if (poolSetting(name) !== undefined || !namesDatabase(name)) return false;
  return words.some((word) => MOST.has(word)) && !words.some((word) => NO_SIZE.has(word));
}

/** Leaves by their path, dots between; undefined: not readable. */
function flattened(text: string): Properties | undefined {
  const document = text.length > LONGEST_JSON ? undefined : parseJson(text);
  if (!isMembers(document)) return undefined;
  const leaves = new Map<string, string | undefined>();
  const open: { path: string; value: unknown }[] = [{ path: "", value: document }]; // no recursion: depth is the writer's choice
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, value } = next;
    if (path.length > LONGEST_PATH) return undefined;
    if (typeof value === "object" && value !== null) {
      for (const [name, member] of Object.entries(value)) {
        open.push({ path: path === "" ? name : `${path}.${name}`, value: member });
      }
    } else leaves.set(path, typeof value === "string" || typeof value === "number" ? String(value) : undefined);
  }
  return leaves;
}

const COMMON = new Set(
  (
    "spring quarkus datasource datasources db database default postgres postgresql pg sql hikari tomcat " +
    "dbcp dbcp2 c3p0 agroal druid hibernate jdbc reactive r2dbc mysql max maximum maxsize pool poolsize " +
    "size active total limit connection connections"
  ).split(" "),
);

/** The pools that settings tell apart by words of their own: `orders` of `APP_ORDERS_HIKARI_MAXIMUM_POOL_SIZE`; empty: the main one. */
export function poolNames(variables: readonly Variable[]): readonly string[] {
  const sizes = variables.filter(({ name }) => poolSetting(name) === "size" && namesDatabase(name));
  return [
    ...new Set(
      sizes.map(({ name }) =>
        wordsOf(name)
          .filter((word) => !COMMON.has(word))
          .join(" "),
      ),
    ),
  ];
}

/** Pools other than Hikari's, whose defaults their versions and makers disagree on (Agroal in Quarkus 3.26: 20, in 3.33: 50; Tomcat: 100; DBCP: 8). */
export function namesAnotherPool(variables: readonly Variable[]): boolean {
  return variables.some(({ name, value }) => {
    const words = wordsOf(name);
    if (words.includes("quarkus") || words.includes("agroal") || words.includes("c3p0")) return true;
    if (canonical(name) === "springdatasourcetype") return !(value ?? "").includes("Hikari");
    return (
      words.includes("datasource") &&
      ["tomcat", "dbcp", "dbcp2", "druid", "oracleucp"].some((one) => words.includes(one))
    );
  });
}
