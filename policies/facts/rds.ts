/**
 * RDS: what an instance class can hold, of PostgreSQL above all.
 *
 * Sources: AWS RDS user guide, "Quotas and constraints" (`max_connections`: LEAST({DBInstanceClassMemory/9531392},5000),
 * allowed 6–262143, static) and "DB instance classes" (memory); AWS knowledge center, "RDS for PostgreSQL connection slots"
 * (reserved slots).
 */
import { lookup } from "./lookup";
import { remembered } from "./remember";

/** PostgreSQL's `superuser_reserved_connections`, default 3 (PostgreSQL manual, "Connections and Authentication"). */
export const SUPERUSER_RESERVED_CONNECTIONS = 3;

/** RDS's `rds.rds_superuser_reserved_connections`, default 2 (AWS knowledge center, see above). */
export const RDS_RESERVED_CONNECTIONS = 2;

/** Slots of `max_connections` that an application's role can never take. */
export const RESERVED_CONNECTIONS = SUPERUSER_RESERVED_CONNECTIONS + RDS_RESERVED_CONNECTIONS;

/** The range RDS accepts for an explicit `max_connections` (RDS user guide, "Quotas and constraints"). */
export const MAX_CONNECTIONS_RANGE = { min: 6, max: 262143 } as const;

/** Bytes of instance memory per connection in RDS's default formula, and the formula's cap. */
const FORMULA_BYTES_PER_CONNECTION = 9_531_392;
const FORMULA_CAP = 5000;

const GIB = 1024 ** 3;

/** Memory in GiB of the burstable sizes (RDS user guide, "DB instance classes"). */
const BURSTABLE_MEMORY: Readonly<Record<string, number>> = {
  micro: 1,
  small: 2,
  medium: 4,
  large: 8,
  xlarge: 16,
  "2xlarge": 32,
};

/** How many `large` instances one instance of a size is: EC2 sizes are multiples, `large` is 2 vCPU. */
const SIZE_IN_LARGES: Readonly<Record<string, number>> = {
  medium: 0.5,
  large: 1,
  xlarge: 2,
  "2xlarge": 4,
  "4xlarge": 8,
  "8xlarge": 16,
  "10xlarge": 20,
  "12xlarge": 24,
  "16xlarge": 32,
  "24xlarge": 48,
  "32xlarge": 64,
  "48xlarge": 96,
};

/** Memory in GiB of a `large` by family: 4 GiB per vCPU (m), 8 (r), 16 (x2g); r4 has 15.25 (RDS user guide). */
const FAMILIES: readonly (readonly [family: RegExp, memoryOfLarge: number])[] = [
  [/^m\d+[a-z]*$/, 8],
  [/^r4$/, 15.25],
  [/^r\d+[a-z]*$/, 16],
  [/^x2g$/, 32],
];

/**
 * Explicit values to set, by memory: below the formula, because `DBInstanceClassMemory` is net of what the operating system
 * and RDS itself hold. Observed: 79 on 1 GiB (`SHOW max_connections`, t4g.micro), 198 on 2, 413 on 4, 856 on 8, 1660 on 15.25.
 * Above 64 GiB more backends than 4000 cost more in snapshots and memory than they serve.
 */
const SUGGESTED: readonly (readonly [memoryGiB: number, maxConnections: number])[] = [
  [64, 4000],
  [32, 3200],
  [15.25, 1600],
  [8, 800],
  [4, 380],
  [2, 180],
  [1, 75],
];

export interface RdsConnectionCeiling {
  readonly memoryGiB: number;
  /** The explicit `max_connections` this class holds with room for its own processes. */
  readonly suggestedMaxConnections: number;
  /** RDS's default formula on nominal memory: an upper bound, real instances report 3–30 % less. */
  readonly formulaMaxConnections: number;
}

/** RDS's default `max_connections` for a number of GiB of nominal memory. */
export function formulaMaxConnections(memoryGiB: number): number {
  return Math.min(Math.floor((memoryGiB * GIB) / FORMULA_BYTES_PER_CONNECTION), FORMULA_CAP);
}

/** Memory of an instance class (`db.t4g.medium`) in GiB; undefined for a class that is not known here. */
export function rdsMemoryGiB(instanceClass: string): number | undefined {
  const [, family, size] = /^db\.([a-z0-9]+)\.([a-z0-9]+)$/.exec(instanceClass) ?? [];
  if (family === undefined || size === undefined) return undefined;
  if (/^t\d+[a-z]*$/.test(family)) return lookup(BURSTABLE_MEMORY, size);
  const memoryOfLarge = FAMILIES.find(([pattern]) => pattern.test(family))?.[1];
  const larges = lookup(SIZE_IN_LARGES, size);
  return memoryOfLarge === undefined || larges === undefined ? undefined : memoryOfLarge * larges;
}

/**
 * Bytes `DBInstanceClassMemory` stands for: a class's memory without what the operating system and RDS itself hold, from the
 * observed values above (up to a sixteenth is held on large classes).
 */
export function rdsClassMemoryBytes(instanceClass: string): number | undefined {
  const ceiling = rdsConnectionCeiling(instanceClass);
  if (ceiling === undefined) return undefined;
  const { memoryGiB, suggestedMaxConnections } = ceiling;
  return memoryGiB > 32 ? memoryGiB * GIB * (15 / 16) : suggestedMaxConnections * FORMULA_BYTES_PER_CONNECTION;
}

/**
 * What MySQL and MariaDB serve by default: bytes of memory for each connection, and the most (RDS user guide, "Quotas and
 * constraints": MySQL comes to about 60 on a db.t3.micro and 630 on 8 GiB; MariaDB's from 10.5 on, RDS runs no older one).
 */
const DEFAULTS_OF_ENGINES: Readonly<Record<string, { readonly bytes: number; readonly cap: number }>> = {
  mysql: { bytes: 12_582_880, cap: 16_000 },
  mariadb: { bytes: 25_165_760, cap: 12_000 },
};

/** Their default `max_connections` on a class: with what the system holds taken off, and at the very most. */
export function defaultConnections(
  engine: string,
  instanceClass: string,
): { readonly suggested: number; readonly most: number } | undefined {
  const formula = lookup(DEFAULTS_OF_ENGINES, engine);
  const memoryGiB = rdsMemoryGiB(instanceClass);
  const bytes = rdsClassMemoryBytes(instanceClass);
  if (formula === undefined || memoryGiB === undefined || bytes === undefined) return undefined;
  const of = (memory: number) => Math.min(Math.floor(memory / formula.bytes), formula.cap);
  return { suggested: of(bytes), most: of(memoryGiB * GIB) };
}

/** Whether the default of an engine is known here, for classes that are. */
export function hasKnownDefault(engine: string): boolean {
  return /postgres/i.test(engine) || lookup(DEFAULTS_OF_ENGINES, engine) !== undefined;
}

/** What an explicit `max_connections` comes to on a class: its memory carries no more than RDS's own formula gives. */
export function servedConnections(maxConnections: number, instanceClass: string | undefined): number {
  const ceiling = instanceClass === undefined ? undefined : rdsConnectionCeiling(instanceClass);
  return ceiling === undefined ? maxConnections : Math.min(maxConnections, ceiling.formulaMaxConnections);
}

/** What an instance class can hold; undefined for a class that is not known here. */
export const rdsConnectionCeiling = remembered(connectionCeiling);

function connectionCeiling(instanceClass: string): RdsConnectionCeiling | undefined {
  const memoryGiB = rdsMemoryGiB(instanceClass);
  if (memoryGiB === undefined) return undefined;
  const suggestedMaxConnections = SUGGESTED.find(([atLeast]) => memoryGiB >= atLeast)?.[1];
  if (suggestedMaxConnections === undefined) return undefined;
  return { memoryGiB, suggestedMaxConnections, formulaMaxConnections: formulaMaxConnections(memoryGiB) };
}
