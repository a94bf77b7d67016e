/** Where the data of a database comes from that does not begin empty: a snapshot, or a moment of another instance. */
import * as v from "valibot";
import type { Check } from "./checks";
import { isInstant, json, text } from "./config-values";

/** RDS restores into a new instance only; an instance that exists never takes one of these. */
export type RestoredFrom =
  | { readonly kind: "snapshot"; readonly snapshot: string }
  /** `time`: RFC 3339, UTC; null: the latest there is, some five minutes ago. */
  | { readonly kind: "point-in-time"; readonly sourceInstance: string; readonly time: string | null };

/** RDS API, `RestoreDBInstanceFromDBSnapshot`; RDS's own snapshots begin with `rds:`. */
const SNAPSHOT =
  /^(?=.{1,400}$)(arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}:snapshot:)?(rds:)?[a-zA-Z](?!.*--)[a-zA-Z0-9-]{0,254}(?<!-)$/;
const INSTANCE = /^[a-z](?!.*--)[a-z0-9-]{0,62}(?<!-)$/;

export const RESTORE_KEYS = {
  databaseSnapshot: v.optional(text("the identifier or the ARN of an RDS snapshot", SNAPSHOT)),
  databaseRestore: v.optional(
    json(
      "an object with sourceInstance (the identifier of an RDS instance) and time (latest, or a UTC time such as 2026-11-25T03:00:00Z)",
      v.strictObject({
        sourceInstance: v.pipe(v.string(), v.regex(INSTANCE)),
        time: v.pipe(
          v.string(),
          v.check((time) => time === "latest" || isInstant(time)),
        ),
      }),
    ),
  ),
};

interface Given {
  readonly databaseSnapshot?: string | undefined;
  readonly databaseRestore?: { readonly sourceInstance: string; readonly time: string } | undefined;
}

/** null: the database begins empty. */
export function restoredFrom({ databaseSnapshot: snapshot, databaseRestore: moment }: Given): RestoredFrom | null {
  if (snapshot !== undefined) return { kind: "snapshot", snapshot };
  if (moment === undefined) return null;
  const { sourceInstance, time } = moment;
  return { kind: "point-in-time", sourceInstance, time: time === "latest" ? null : time };
}

/** What is wrong, completing "guardrails:key is …, but must be …". */
export function restoreMistakes(alsoGiven: readonly string[]): Check[] {
  const both = alsoGiven.includes("databaseSnapshot") && alsoGiven.includes("databaseRestore");
  return [["databaseRestore", "set", both ? "left out with databaseSnapshot: a database has one beginning" : null]];
}
