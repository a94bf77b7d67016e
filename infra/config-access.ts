/** The shape of the key that opens a way into the database; what it opens: database-access.ts. */
import * as v from "valibot";
import { isInstant } from "./config-values";

const WANTED = "a time in UTC such as 2026-12-01T18:00:00Z, when the way into the database ends";

export const ACCESS_KEYS = {
  databaseAccessUntil: v.optional(v.pipe(v.string(WANTED), v.check(isInstant, WANTED))),
};
