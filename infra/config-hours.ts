/** Working hours: outside of them a stack that nobody uses runs nothing that scales. */
import * as v from "valibot";
import { json } from "./config-values";

export interface WorkingHours {
  /** As cron writes them: `MON-FRI`. */
  readonly days: string;
  /** `HH:MM`. */
  readonly from: string;
  readonly to: string;
  /** IANA's name. */
  readonly timezone: string;
}

const WANTED =
  "an object with days (MON-FRI), from and to (HH:MM, from before to) and timezone (Europe/Berlin), for staging and development";
const time = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
const DAY = "(SUN|MON|TUE|WED|THU|FRI|SAT)";
const hours = v.pipe(
  v.strictObject({
    days: v.optional(v.pipe(v.string(), v.regex(new RegExp(`^${DAY}([-,]${DAY})*$`))), "MON-FRI"),
    from: time,
    to: time,
    timezone: v.optional(v.pipe(v.string(), v.check(isTimezone)), "UTC"),
  }),
  v.check(({ from, to }) => from < to),
);

export const HOURS_KEYS = {
  workingHours: v.optional(json(WANTED, hours)),
};

/** Application Auto Scaling's form: minutes, hours, day of the month, month, day of the week, year. */
export function cronAt(time: string, days: string): string {
  const [hour = "0", minute = "0"] = time.split(":").map((part) => String(Number(part)));
  return `cron(${minute} ${hour} ? * ${days} *)`;
}

const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Hours of an average month. */
export function hoursAMonth({ days, from, to }: WorkingHours): number {
  const week = new Set(days.split(",").flatMap(daysIn)).size;
  return Math.round(((week * (minutes(to) - minutes(from))) / 60) * (365 / 7 / 12));
}

/** `FRI-MON` goes over the week's end. */
function daysIn(range: string): number[] {
  const [first = 0, last = first] = range.split("-").map((day) => DAYS.indexOf(day));
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, i) => (first + i) % 7);
}

function minutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^(UTC|[A-Z]\w+(\/[\w+-]+){1,2})$/.test(name);
  } catch {
    return false;
  }
}
