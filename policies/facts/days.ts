/**
 * Whether a text is a day of the calendar, as `YYYY-MM-DD`. `Date.parse` alone does not say so: it reads the 30th of February as a
 * day in March.
 */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

/** Days from one `YYYY-MM-DD` to another; negative: it is over. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
