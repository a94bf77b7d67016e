/** The database a stack works with: one of its own, or one that somebody else made and keeps. */
import * as v from "valibot";
import { type Check, leftOut } from "./checks";
import { HOST, matching, PORT, SECURITY_GROUP } from "./config-given";
import { json } from "./config-values";
import { POSTGRES_PORT } from "./connections";

/** A PostgreSQL database that exists. What is said of it nobody here reads: limits and version are its owner's word. */
export interface OwnDatabase {
  /** The name in its certificate: what clients connect to. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** The major version. */
  readonly version: string;
  /** Connections this product may open, the reserved ones included. */
  readonly maxConnections: number;
  /** Its door: the stack adds a rule for each of its workloads. */
  readonly securityGroupId: string;
  /** A login that may make roles and owns the database: a JSON secret with `username` and `password`. */
  readonly masterSecret: MasterSecret;
  /** The RDS instance, for alarms and events; null: somebody else watches it. */
  readonly instance: string | null;
}

export interface MasterSecret {
  readonly secretArn: string;
  /** The customer key it is encrypted with; null: AWS's own. */
  readonly kmsKeyArn: string | null;
}

const WANTED =
  "an object with host, database, version (16, 17 or 18), maxConnections, securityGroupId (sg-…) and masterSecret (secretArn, and if need be kmsKeyArn), and if need be port and instance (an RDS instance's identifier)";

/** A name that needs no quotes and no escaping in a URL. */
const DATABASE = /^[a-z_][a-z0-9_]{0,62}$/;

export const DATABASE_KEYS = {
  ownDatabase: v.optional(
    json(
      WANTED,
      v.strictObject({
        host: HOST,
        port: PORT,
        database: matching(DATABASE),
        version: v.picklist(["16", "17", "18"]),
        maxConnections: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(262_143)),
        securityGroupId: SECURITY_GROUP,
        masterSecret: v.strictObject({
          secretArn: matching(/^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@!-]+-\w{6}$/),
          kmsKeyArn: v.optional(matching(/^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/)),
        }),
        instance: v.optional(matching(/^[a-z](?!.*--)[a-z0-9-]{0,62}(?<!-)$/)),
      }),
    ),
  ),
};

interface Given {
  readonly ownDatabase?: v.InferOutput<typeof DATABASE_KEYS.ownDatabase>;
}

/** null: the stack makes its own. */
export function ownDatabase({ ownDatabase: given }: Given): OwnDatabase | null {
  if (given === undefined) return null;
  const { masterSecret, port = POSTGRES_PORT, instance = null } = given;
  return { ...given, port, instance, masterSecret: { ...masterSecret, kmsKeyArn: masterSecret.kmsKeyArn ?? null } };
}

/** Keys that describe a database of the stack's own. */
const OF_OUR_OWN = [
  ...["databaseVersion", "databaseName", "databaseSnapshot", "databaseRestore", "databaseReplica", "databaseProxy"],
  ...["databaseInstanceClass", "databaseMaxConnections", "databaseStorageGiB", "databaseMaxStorageGiB"],
  ...["databaseMultiAz", "databaseBackupRetentionDays"],
];

/** What is wrong with a database that is brought, completing "guardrails:key is …, but must be …". */
export function databaseMistakes(own: OwnDatabase | null, alsoGiven: readonly string[]): Check[] {
  if (own === null) return [];
  return leftOut(OF_OUR_OWN, alsoGiven, "left out with ownDatabase, which is as its owner made it");
}
