/**
 * What ends a statement that runs too long, and a transaction that nobody goes on with. PostgreSQL's own value of both is 0, which is no
 * limit (PostgreSQL documentation, "Client Connection Defaults": `statement_timeout`, `idle_in_transaction_session_timeout`).
 */
import { wordsOf } from "./names/words";
import { remembered } from "./remember";

export const SESSION_LIMITS = ["statement", "idle"] as const;

export type SessionLimit = (typeof SESSION_LIMITS)[number];

/** `off`: said to be none. */
export type LimitState = "set" | "off";

/** The names of PostgreSQL's parameters. PostgreSQL 17's `transaction_timeout` ends both kinds. */
export const PARAMETERS: Readonly<Record<SessionLimit, readonly string[]>> = {
  statement: ["statement_timeout", "transaction_timeout"],
  idle: ["idle_in_transaction_session_timeout", "transaction_timeout", "idle_session_timeout"],
};

const DATABASE = new Set(["DB", "DATABASE", "PG", "POSTGRES", "POSTGRESQL", "SQL", "SQLALCHEMY", "ASYNCPG", "PSYCOPG"]);

/** What a variable of this name limits: `DB_STATEMENT_TIMEOUT`, `POSTGRES_QUERY_TIMEOUT_MS`, `PG_IDLE_IN_TRANSACTION_SESSION_TIMEOUT`. */
export const sessionLimitNamed = remembered(readName);

function readName(name: string): SessionLimit | undefined {
  if (!/timeout/i.test(name)) return undefined;
  const words = new Set(wordsOf(name));
  // `statementTimeoutMs` ends in one word.
  if (!words.has("TIMEOUT") && !words.has("TIMEOUTMS")) return undefined;
  if (words.has("IDLE") && words.has("TRANSACTION")) return "idle";
  if (words.has("STATEMENT")) return "statement";
  const database = [...words].some((word) => DATABASE.has(word));
  return database && (words.has("QUERY") || words.has("COMMAND")) ? "statement" : undefined;
}

/** A limit's value as people write it: milliseconds, or with a unit (`30s`, `5min`); undefined: no number. */
export function limitState(value: string): LimitState | undefined {
  const [, number] = /^\s*["']?(\d{1,12}(?:\.\d+)?)\s*(?:us|ms|s|min|h|d)?["']?\s*$/.exec(value.slice(0, 64)) ?? [];
  if (number === undefined) return undefined;
  return Number(number) > 0 ? "set" : "off";
}

/**
 * What a text sets, wherever it stands in it: libpq's options (`-c statement_timeout=30000`, in a URL's `options=` as well), a driver's
 * `server_settings` as JSON, `ALTER ROLE app SET statement_timeout = 30000` of a program that makes the roles. Of several the one that limits.
 */
export function sessionLimitIn(text: string, limit: SessionLimit): LimitState | undefined {
  const whole = text.slice(0, 65_536);
  if (!whole.includes("_timeout")) return undefined;
  const states = PARAMETERS[limit].flatMap((parameter) =>
    whole
      .split(parameter)
      .slice(1)
      .map((after) => /^(?:[\\"'\s:=]|%3[ad]|%22|%20|\bTO\b){1,12}(\d{1,12})/i.exec(after.slice(0, 60))?.[1])
      .flatMap((found): readonly LimitState[] => (found === undefined ? [] : [Number(found) > 0 ? "set" : "off"])),
  );
  return states.includes("set") ? "set" : states[0];
}
