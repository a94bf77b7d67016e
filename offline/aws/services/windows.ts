/**
 * Daily and weekly windows of the stores, in minutes. Sources: RDS `CreateDBInstance`, `PreferredBackupWindow` ("at least
 * 30 minutes", "must not conflict with the preferred maintenance window"); ElastiCache `CreateReplicationGroup`,
 * `PreferredMaintenanceWindow` ("the minimum maintenance window is a 60 minute period").
 */
import { type Check } from "../resource-type";
import { matches } from "../checks";

const DAY = 24 * 60;
const WEEK = 7 * DAY;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const TIME = "([01]\\d|2[0-3]):([0-5]\\d)";
const DAY_NAME = `(${DAYS.join("|")})`;
const DAILY = new RegExp(`^${TIME}-${TIME}$`);
const WEEKLY = new RegExp(`^${DAY_NAME}:${TIME}-${DAY_NAME}:${TIME}$`, "i");

/** The provider's own look at a window's form. */
export const dailyWindow = (path: string): Check =>
  matches(path, new RegExp(`^$|${DAILY.source}`), 'must satisfy the format of "hh24:mi-hh24:mi".');
export const weeklyWindow = (path: string): Check =>
  matches(path, new RegExp(`^$|${WEEKLY.source}`, "i"), 'must satisfy the format of "ddd:hh24:mi-ddd:hh24:mi".');

interface Window {
  readonly start: number;
  readonly minutes: number;
}

/** How long a window is; undefined: not one, or not known. */
export function windowMinutes(given: string | undefined): number | undefined {
  return (daily(given) ?? weekly(given))?.minutes;
}

/** Whether a daily window meets a weekly one on any day. */
export function windowsOverlap(everyDay: string | undefined, everyWeek: string | undefined): boolean {
  const [day, week] = [daily(everyDay), weekly(everyWeek)];
  if (day === undefined || week === undefined) return false;
  return DAYS.some((_, index) => overlap({ ...day, start: day.start + index * DAY }, week));
}

/** On a clock that goes round once a week: one starts before the other ends. */
function overlap(one: Window, other: Window): boolean {
  const after = (from: number, to: number) => (((to - from) % WEEK) + WEEK) % WEEK;
  return after(one.start, other.start) < one.minutes || after(other.start, one.start) < other.minutes;
}

function daily(given: string | undefined): Window | undefined {
  const found = DAILY.exec(given ?? "");
  if (found === null) return undefined;
  const [start, end] = [minute(found[1], found[2]), minute(found[3], found[4])];
  return { start, minutes: (end - start + DAY) % DAY };
}

function weekly(given: string | undefined): Window | undefined {
  const found = WEEKLY.exec(given ?? "");
  if (found === null) return undefined;
  const at = (day = "", hour = "", minutes = "") => DAYS.indexOf(day.toLowerCase()) * DAY + minute(hour, minutes);
  const [start, end] = [at(found[1], found[2], found[3]), at(found[4], found[5], found[6])];
  return { start, minutes: (end - start + WEEK) % WEEK };
}

function minute(hour = "", minutes = ""): number {
  return Number(hour) * 60 + Number(minutes);
}
