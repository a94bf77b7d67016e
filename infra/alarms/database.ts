import { rdsMemoryGiB, RESERVED_CONNECTIONS } from "guardrails-policies/facts";
import type { GivenDatabase, MadeDatabase } from "guardrails-policies/model";
import type { Source } from "../metrics";
import { creditsSpent } from "./credits";
import { type AlarmSpec, FIVE_MINUTES, MINUTE } from "./spec";

/** Share of the connections applications can take that may be in use; the pools are sized to stay below (budget.ts). */
const CONNECTIONS_SHARE = 0.9;

const BYTES_PER_GIB = 1024 ** 3;

/** For a class whose memory is not known here: RDS's own smallest class has four times as much. */
const FALLBACK_FREE_MEMORY = 0.25 * BYTES_PER_GIB;

export function databaseAlarms(declared: MadeDatabase, storageGiB: number, database: Source): AlarmSpec[] {
  const usable = Math.max(1, declared.maxConnections - RESERVED_CONNECTIONS);
  const memory = rdsMemoryGiB(declared.instanceClass);
  return [
    connectionsInUse("database-connections", `${usable} connections that applications can take`, usable, database),
    busy("database-cpu", "The database", database),
    {
      name: "database-storage",
      // RDS enlarges storage when a tenth or less has been free for five minutes, and once in six hours only.
      meaning: `Less than a tenth of ${storageGiB} GiB is free, and storage autoscaling has not helped.`,
      signal: database("FreeStorageSpace", "Minimum", FIVE_MINUTES),
      when: "below",
      threshold: Math.floor((storageGiB * BYTES_PER_GIB) / 10),
      breaches: [6, 6],
      missing: "notBreaching",
    },
    {
      name: "database-memory",
      meaning: "The database has less than 5 % of its memory left; next it swaps.",
      signal: database("FreeableMemory", "Minimum", FIVE_MINUTES),
      when: "below",
      threshold: Math.floor(memory === undefined ? FALLBACK_FREE_MEMORY : (memory * BYTES_PER_GIB) / 20),
      breaches: [3, 3],
      missing: "notBreaching",
    },
    ...(/^db\.t/.test(declared.instanceClass)
      ? [
          creditsSpent(
            "database-credits",
            "The database",
            database("CPUCreditBalance", "Minimum", FIVE_MINUTES),
            "database-cpu",
          ),
        ]
      : []),
    transactionAge(database),
    {
      name: "database-replication-slot",
      meaning: "A replication slot that nobody reads holds back a tenth of the storage in write-ahead log.",
      signal: database("OldestReplicationSlotLag", "Maximum", FIVE_MINUTES),
      when: "above",
      threshold: Math.floor((storageGiB * BYTES_PER_GIB) / 10),
      breaches: [3, 3],
      // There is no value while there is no slot.
      missing: "notBreaching",
    },
  ];
}

/**
 * Transactions. Autovacuum forces itself at 200 million; at a billion it has not kept up (AWS, "Implement an early warning system
 * for transaction ID wraparound in Amazon RDS for PostgreSQL").
 */
const TRANSACTION_AGE = 1_000_000_000;

/** Of a database that was made elsewhere: what needs neither its class nor its storage, of which nothing is known here. */
export function givenDatabaseAlarms({ maxConnections }: GivenDatabase, database: Source): AlarmSpec[] {
  const usable = Math.max(1, maxConnections - RESERVED_CONNECTIONS);
  const which = `${usable} connections that this product may take`;
  return [
    connectionsInUse("database-connections", which, usable, database),
    busy("database-cpu", "The database", database),
    transactionAge(database),
  ];
}

export function replicaAlarms(declared: MadeDatabase, replica: Source): AlarmSpec[] {
  const usable = Math.max(1, declared.maxConnections - RESERVED_CONNECTIONS);
  return [
    {
      name: "replica-lag",
      runbook: "database-replication-slot",
      meaning: "The copy of the database is more than a minute behind: what is read from it is old.",
      signal: replica("ReplicaLag", "Maximum", MINUTE),
      when: "above",
      threshold: 60,
      breaches: [5, 5],
      missing: "notBreaching",
    },
    {
      ...connectionsInUse("replica-connections", `${usable} connections of the copy`, usable, replica),
      runbook: "database-connections",
    },
    { ...busy("replica-cpu", "The copy of the database", replica), runbook: "database-cpu" },
  ];
}

function transactionAge(database: Source): AlarmSpec {
  return {
    name: "database-transaction-age",
    meaning:
      "A table's oldest transaction is a billion old: vacuum does not get there, and at two billion nothing is written.",
    signal: database("MaximumUsedTransactionIDs", "Maximum", FIVE_MINUTES),
    when: "above",
    threshold: TRANSACTION_AGE,
    breaches: [3, 3],
    missing: "notBreaching",
  };
}

function connectionsInUse(name: string, which: string, usable: number, database: Source): AlarmSpec {
  return {
    name,
    meaning: `More than ${CONNECTIONS_SHARE * 100} % of the ${which} are in use.`,
    signal: database("DatabaseConnections", "Maximum", MINUTE),
    when: "above",
    threshold: Math.floor(usable * CONNECTIONS_SHARE),
    breaches: [3, 5],
    missing: "notBreaching",
  };
}

function busy(name: string, what: string, database: Source): AlarmSpec {
  return {
    name,
    meaning: `${what} has used more than 80 % of its CPU for a quarter of an hour.`,
    signal: database("CPUUtilization", "Average", FIVE_MINUTES),
    when: "above",
    threshold: 80,
    breaches: [3, 3],
    missing: "notBreaching",
  };
}
