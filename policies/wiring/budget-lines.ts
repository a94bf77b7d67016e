/** A connection budget's sum as a report prints it, line by line, and what it leaves out. */
import type { ConnectionBudget } from "../facts";

/** What a sum leaves out. */
export interface Missing {
  /** Names of clients that cannot be counted, or not yet, or of which it is not known that they are. */
  readonly uncounted: readonly string[];
  /** Whether more clients may be registered. */
  readonly later: boolean;
}

/** More names are only counted. */
const MOST_NAMED = 5;

export function sumLines({ lines, peak }: ConnectionBudget, missing: Missing | undefined): string {
  const rows = [
    ...lines.map(({ name, arithmetic, connections }) => [name, arithmetic, String(connections)] as const),
    [missing === undefined ? "total" : "at least", "", String(peak)] as const,
  ];
  const width = (column: 0 | 1 | 2) => Math.max(...rows.map((row) => row[column].length));
  const sum = rows.map(([name, arithmetic, connections]) =>
    `  ${name.padEnd(width(0))}  ${arithmetic.padEnd(width(1))} = ${connections.padStart(width(2))}`.trimEnd(),
  );
  return [...sum, ...notCounted(missing)].join("\n");
}

function notCounted(missing: Missing | undefined): readonly string[] {
  if (missing === undefined) return [];
  const { uncounted, later } = missing;
  const more = uncounted.length - MOST_NAMED;
  const left = [
    ...uncounted.slice(0, MOST_NAMED).map((name) => `"${name}"`),
    ...(more > 0 ? [`${more} more`] : []),
    ...(later ? ["what is registered later"] : []),
  ];
  return left.length === 0 ? [] : [`  not counted: ${left.join(", ")}`];
}
