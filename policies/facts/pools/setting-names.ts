/** The variables that limit a connection pool, under any name. */
import { remembered } from "../remember";
import { wordsOf } from "./naming";

export type PoolSetting = "size" | "overflow" | "timeout" | "class" | "options" | "maxAge" | "pool";

const NOT_A_DATABASE = new Set(
  (
    "redis valkey broker celery kombu http https urllib3 requests thread threads threadpool worker " +
    "process user cognito s3 boto boto3 min minimum mongo mongodb cache gevent grpc executor rabbitmq " +
    "amqp kafka elasticsearch opensearch client server idle initial recycle execution scheduling netty " +
    "ldap jms lettuce jedis"
  ).split(" "),
);
const DATABASE = new Set(
  (
    "db database postgres postgresql pg sql sqlalchemy mysql mariadb engine hikari datasource asyncpg " +
    "prisma datasources jdbc r2dbc dbcp dbcp2 c3p0 agroal"
  ).split(" "),
);

/** A word of it is a database's, or of what connects to one. */
export const namesDatabase = remembered((name) => wordsOf(name).some((word) => DATABASE.has(word)));

/** What a variable of this name sets for a pool; undefined: nothing. */
export const poolSetting = remembered(readSetting);

function readSetting(name: string): PoolSetting | undefined {
  const words = new Set(wordsOf(name));
  const has = (...some: string[]) => some.some((word) => words.has(word));
  if (has("sqlalchemy", "engine") && has("options")) return "options";
  if (has("conn") && words.has("max") && words.has("age")) return "maxAge";
  if ([...words].some((word) => NOT_A_DATABASE.has(word)) && !has("pgbouncer")) return undefined;
  const pool = has("pool", "poolsize");
  const database = [...words].some((word) => DATABASE.has(word));
  if (has("overflow")) return "overflow";
  if (pool && has("timeout")) return "timeout";
  if ((pool && has("class", "poolclass")) || has("poolclass", "nullpool") || (pool && has("null"))) return "class";
  if (has("poolsize") || (pool && has("size", "max", "maximum", "maxsize", "limit", "connections", "conns")))
    return "size";
  if ((database || has("max")) && has("max", "maximum") && has("conns", "connections", "maxconn"))
    return database ? "size" : undefined;
  if (database && has("connection") && has("limit")) return "size";
  // Tomcat's and DBCP's pools; Agroal's in Quarkus, C3P0's.
  if (database && has("max", "maximum") && has("active", "total")) return "size";
  const sized = has("jdbc", "reactive", "c3p0", "agroal") && (has("datasource") || has("c3p0", "agroal"));
  if (sized && has("max", "maximum", "maxsize") && has("size", "maxsize")) return "size";
  // Rails' `pool: <%= ENV["DB_POOL"] %>`, PostgREST's `PGRST_DB_POOL`: what it is, its value says.
  return pool && database && wordsOf(name).at(-1) === "pool" && !has("use", "enable", "disable", "with", "no")
    ? "pool"
    : undefined;
}

/** A smallest size, which only pools without an overflow have. */
export const isLeastSize = remembered((name) => {
  const words = wordsOf(name);
  const others = words.filter((word) => word !== "min" && word !== "minimum");
  return (
    others.length < words.length &&
    words.includes("pool") &&
    !others.some((word) => NOT_A_DATABASE.has(word)) &&
    (others.includes("size") || others.at(-1) === "pool")
  );
});
