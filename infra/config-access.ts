/** The shape of the key that opens a way into the database; what it opens: database-access.ts. */
import * as v from "valibot";
import { text } from "./config-values";

const WANTED = "a time in UTC such as 2026-12-01T18:00:00Z, when the way into the database ends";

export const ACCESS_KEYS = {
  databaseAccessUntil: v.optional(v.pipe(text(WANTED, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/), v.check(isTime, WANTED))),
};

/** JavaScript reads the 31st of February as a day in March. */
function isTime(given: string): boolean {
  const time = new Date(given);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(given.slice(0, -1));
}
