import type * as pulumi from "@pulumi/pulumi";
import type { DeclaredDatabase, MadeDatabase } from "guardrails-policies/model";
import { GivenPostgres } from "./given-postgres";
import { Postgres, type PostgresArgs } from "./postgres";
import { Replica } from "./replica";

/** One of the stack's own, or one that is brought. */
export type Database = Postgres | GivenPostgres;

export interface DatabaseArgs extends Omit<PostgresArgs, "declared"> {
  readonly declared: DeclaredDatabase;
}

export function stackDatabase(name: string, args: DatabaseArgs, opts: pulumi.ComponentResourceOptions): Database {
  const { declared, ...rest } = args;
  if (declared.given === undefined) return new Postgres(name, { ...rest, declared }, opts);
  const { own } = args.settings.database;
  if (own === null) throw new Error(`the blueprint declares ${name} as given, and no setting brings it`);
  return new GivenPostgres(name, own, opts);
}

export interface ReplicasArgs extends Pick<PostgresArgs, "foundation" | "settings"> {
  readonly postgres: Database;
  /** Left out: there is none. */
  readonly declared: MadeDatabase | undefined;
}

/** Copies to read from: of the stack's own database, since nobody copies what is somebody else's. */
export function stackReplicas(
  name: string,
  { foundation, postgres, declared, settings }: ReplicasArgs,
  opts: pulumi.ComponentResourceOptions,
): readonly Replica[] {
  if (declared === undefined || postgres.kind === "given") return [];
  const { maxStorageGiB } = settings.database;
  return [
    new Replica(name, { foundation, primary: postgres, declared, changes: settings.storeChanges, maxStorageGiB }, opts),
  ];
}
