/**
 * Values of an instance that RDS has in no account. Where AWS adds values with time (minor versions, classes of a
 * generation), what may exist passes. Sources: RDS user guide, "DB instance classes", "Amazon RDS DB instance storage"
 * (gp3), "Release calendars for Amazon RDS for PostgreSQL", "Turning Performance Insights on and off" (retention);
 * `CreateDBInstance`.
 */
import { number, type Properties, text } from "../../../provider/values";
import { type ApiError, bareRefusal } from "../../api-error";
import { type Refusal } from "../refusal-table";
import { windowMinutes, windowsOverlap } from "../windows";

const ENGINES =
  /^(aurora-(mysql|postgresql)|custom-(oracle|sqlserver)-.+|db2-(ae|se)|mariadb|mysql|oracle-(ee|se2)(-cdb)?|postgres|sqlserver-(dev-ee|ee|ex|se|web))$/;

/** Generations of each family; the letters behind (processor, disk, network) are many and new ones come. */
const CLASSES =
  /^db\.(t[23]|t4g|m[1-5]|m[5-8][a-z]{1,4}|r[3-5]|r[5-8][a-z]{1,4}|x1e?|x2[a-z]{1,4}|z1d|c6gd)\.(micro|small|medium|(\d+)?x?large)(\.tpc[12]\.mem[2-8]x)?$/;
/** Burstable classes end at 2xlarge and have no others; the rest starts at large, from the fifth generation on. */
const SIZES: readonly (readonly [RegExp, RegExp])[] = [
  [/^db\.t/, /\.(micro|small|medium|large|2?xlarge)$/],
  [/^db\.[mr][5-8]/, /\.(large|(\d+)?xlarge)(\.tpc.+)?$/],
];

/** Highest minor version that a major one has or may get; the ones that ended have their last. */
const POSTGRES: Readonly<Record<number, number>> = {
  ...{ 9: 6, 10: 23, 11: 22, 12: 22, 13: 23 },
  ...{ 14: 27, 15: 22, 16: 18, 17: 14, 18: 10 },
};

const MARIA_OR_MYSQL_OR_POSTGRES = /^(mariadb|mysql|postgres)$/;
/** GiB, of these three engines. */
const STORAGE: Readonly<Record<string, readonly [number, number]>> = {
  standard: [5, 3072],
  gp2: [20, 65_536],
  gp3: [20, 65_536],
  io1: [100, 65_536],
  io2: [100, 65_536],
};
/** From here on gp3 storage is striped over four volumes and its performance may be chosen. */
const STRIPED_GIB = 400;
const STRIPED_IOPS = 12_000;

const notValid = (detail: string): ApiError => bareRefusal("InvalidParameterValue", detail);
const notTogether = (detail: string): ApiError => bareRefusal("InvalidParameterCombination", detail);

export const INSTANCE_VALUES: readonly Refusal[] = [
  ({ engine }) => {
    const given = text(engine);
    return given === undefined || ENGINES.test(given) ? undefined : notValid(`Invalid DB engine: ${given}`);
  },
  ({ instanceClass }) => {
    const given = text(instanceClass);
    if (given === undefined || given === "db.serverless") return undefined;
    const known = CLASSES.test(given) && SIZES.every(([family, size]) => !family.test(given) || size.test(given));
    return known ? undefined : notValid(`Invalid DB Instance class: ${given}`);
  },
  ({ engine, engineVersion }) => {
    const given = text(engineVersion);
    if (engine !== "postgres" || given === undefined || postgresHas(given)) return undefined;
    return notTogether(`Cannot find version ${given} for postgres`);
  },
  (inputs) => {
    const { engine, storageType } = storageOf(inputs);
    const [size, range] = [number(inputs.allocatedStorage), STORAGE[storageType]];
    if (size === undefined || range === undefined || !MARIA_OR_MYSQL_OR_POSTGRES.test(engine)) return undefined;
    if (size >= range[0] && size <= range[1]) return undefined;
    return notValid(`Invalid storage size for engine name ${engine} and storage type ${storageType}: ${size}`);
  },
  (inputs) => {
    const { engine, storageType } = storageOf(inputs);
    const [size, most] = [number(inputs.allocatedStorage), number(inputs.maxAllocatedStorage) ?? 0];
    // 0, and no more than there is, both mean storage that does not grow.
    if (size === undefined || most === 0 || most === size || most * 10 >= size * 11) return undefined;
    return notTogether(
      `Invalid max storage size for engine name ${engine} and storage type ${storageType}: ${most}. It must be at least 10% more than the allocated storage ${size}.`,
    );
  },
  (inputs) => {
    const { engine, storageType } = storageOf(inputs);
    const size = number(inputs.allocatedStorage);
    const [iops, throughput] = [number(inputs.iops) ?? 0, number(inputs.storageThroughput) ?? 0];
    if (storageType !== "gp3" || size === undefined || !MARIA_OR_MYSQL_OR_POSTGRES.test(engine)) return undefined;
    if (size < STRIPED_GIB && (iops > 0 || throughput > 0)) {
      return notTogether(
        `You can't specify IOPS or storage throughput for engine ${engine} and a storage size less than ${STRIPED_GIB}.`,
      );
    }
    if (size < STRIPED_GIB || iops === 0 || iops >= STRIPED_IOPS) return undefined;
    return notTogether(
      `Invalid IOPS value for engine name ${engine} and storage type gp3: ${iops}. It must be at least ${STRIPED_IOPS}.`,
    );
  },
  ({ storageType, iops }) =>
    (storageType === "io1" || storageType === "io2") && iops === undefined
      ? notTogether(`You must specify the Iops parameter with the ${storageType} storage type.`)
      : undefined,
  ({ backupWindow, maintenanceWindow }) =>
    windowsOverlap(text(backupWindow), text(maintenanceWindow))
      ? notValid("The backup window and maintenance window must not overlap.")
      : undefined,
  ({ backupWindow, maintenanceWindow }) => {
    const short = [text(backupWindow), text(maintenanceWindow)].find((given) => (windowMinutes(given) ?? 30) < 30);
    return short === undefined ? undefined : notValid(`The window ${short} must be at least 30 minutes.`);
  },
  ({ performanceInsightsRetentionPeriod }) => {
    const days = number(performanceInsightsRetentionPeriod) ?? 0;
    const months = days % 31 === 0 && days / 31 <= 23;
    if (days === 0 || days === 7 || days === 731 || months) return undefined;
    return notValid(
      `Invalid Performance Insights retention period: ${days}. Valid values are 7, a number of months of 31 days up to 23, and 731.`,
    );
  },
];

function storageOf({ engine, storageType, iops }: Properties): { engine: string; storageType: string } {
  const chosen = (number(iops) ?? 0) > 0 ? "io1" : "gp2";
  return { engine: text(engine) ?? "", storageType: text(storageType) ?? chosen };
}

function postgresHas(version: string): boolean {
  const [, major, minor] = /^(\d+)(?:\.(\d+))?(?:[.-][\w.-]+)?$/.exec(version) ?? [];
  const highest = POSTGRES[Number(major)];
  return highest !== undefined && (minor === undefined || Number(minor) <= highest);
}
