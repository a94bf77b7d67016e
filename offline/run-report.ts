/** What a run comes to, as a person reads it on a terminal. */
import { terminalFindings, terminalReport } from "../review";
import type { Operation, RunResult } from "./run";

/** What the verdicts rest on that nobody has given, a line each. */
export function assumptions({ assumed, stoodInFor }: RunResult): string[] {
  const types = stoodInFor.length === 0 ? [] : [`stood in for, outputs unknown: ${stoodInFor.join(", ")}`];
  return [...assumed.map((what) => `assumed, as no --seed says otherwise: ${what}`), ...types];
}

/** Results on standard output, errors on standard error. */
export function print(operation: Operation, stack: string, result: RunResult): void {
  const { NO_COLOR, CI } = process.env;
  const color = process.stdout.isTTY && (NO_COLOR ?? "") === "" && (CI ?? "") === "";
  if (result.outcome === "error") {
    // No table and no sums: nothing that reads like a result.
    process.stdout.write(terminalFindings(result.verdicts, { color }));
    for (const error of [result.error, ...(result.furtherErrors ?? [])])
      process.stderr.write(`error: ${error ?? ""}\n`);
    return;
  }
  process.stdout.write(changesLine(operation, stack, result));
  for (const warning of result.warnings) process.stdout.write(`warning: ${warning}\n`);
  process.stdout.write(outputLines(result));
  if (result.notRehearsed !== undefined)
    process.stdout.write(
      `rehearsing the update did not come to its end, so what only that would tell is not told: ${result.notRehearsed}\n`,
    );
  if (operation !== "destroy") process.stdout.write(terminalReport(result.verdicts, { color }));
}

function changesLine(operation: Operation, stack: string, { changes, outcome }: RunResult): string {
  const counts = Object.entries(changes).filter(([kind]) => kind !== "same");
  const what = counts.length === 0 ? "no changes" : counts.map(([kind, count]) => `${count} ${kind}`).join(", ");
  const blocked = outcome === "blocked" ? " (blocked)" : "";
  return `${operation} ${stack}: ${what}${blocked}\n`;
}

/** Outputs that are a line of text; evidence and other structures are for programs. */
function outputLines({ outputs = {} }: RunResult): string {
  return Object.entries(outputs)
    .filter(([, { value }]) => typeof value !== "object")
    .map(([name, { value }]) => `  ${name}: ${String(value)}\n`)
    .join("");
}
