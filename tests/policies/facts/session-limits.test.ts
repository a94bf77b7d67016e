import { limitState, sessionLimitIn, sessionLimitNamed } from "../../../policies/facts";

it.each([
  ["DB_STATEMENT_TIMEOUT", "statement"],
  ["statementTimeoutMs", "statement"],
  ["POSTGRES_QUERY_TIMEOUT", "statement"],
  ["ASYNCPG_COMMAND_TIMEOUT", "statement"],
  ["PG_IDLE_IN_TRANSACTION_SESSION_TIMEOUT", "idle"],
  ["REDIS_COMMAND_TIMEOUT", undefined],
  ["DB_POOL_TIMEOUT", undefined],
  ["HTTP_QUERY_TIMEOUT", undefined],
  ["STATEMENT_BUCKET", undefined],
])("takes %s for a limit on %s", (name, limit) => {
  expect(sessionLimitNamed(name)).toBe(limit);
});

it.each([
  ["30000", "set"],
  ["30s", "set"],
  ["5min", "set"],
  ["0", "off"],
  ["0ms", "off"],
  ["", undefined],
  ["none", undefined],
])("reads %s as %s", (value, state) => {
  expect(limitState(value)).toBe(state);
});

it.each([
  ["-c statement_timeout=30000", "set"],
  ["postgresql://h/d?options=-c%20statement_timeout%3D5000", "set"],
  ['{"server_settings":{"statement_timeout":"5000"}}', "set"],
  [String.raw`json.loads("{\"app\":{\"statement_timeout\":30000}}")`, "set"],
  ["ALTER ROLE app SET statement_timeout = 30000", "set"],
  ["ALTER ROLE app SET statement_timeout TO '30000'", "set"],
  ["migration: statement_timeout=0; app: statement_timeout=30000", "set"],
  ["-c statement_timeout=0", "off"],
  ["see statement_timeout in the manual, chapter 20", undefined],
  ["-c idle_in_transaction_session_timeout=60000", undefined],
])("finds in %s a limit on statements that is %s", (text, state) => {
  expect(sessionLimitIn(text, "statement")).toBe(state);
});

it("finds the limit on idle transactions", () => {
  expect(sessionLimitIn("-c idle_in_transaction_session_timeout=60000", "idle")).toBe("set");
});
