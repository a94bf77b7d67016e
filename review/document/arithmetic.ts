import { connectionBudget, timeoutLadder, type Timeouts } from "guardrails-policies/facts";
import * as v from "valibot";
import { oneLine, visible } from "../text";
import type { DeclaredStack } from "./declared";
import type { ReadNumbers } from "./evidence";
import type { Review } from "./schema";

/** The sum of every pool against what each declared database serves. */
export function budgetsOf(declared: DeclaredStack | null): Review["budgets"] {
  return (declared?.budgets ?? []).map(({ database, clients, limits }) => {
    const { lines, peak, usable, maxConnections, fits, cheapestFix } = connectionBudget(clients, limits);
    return {
      database,
      lines: lines.map(({ name, arithmetic, connections }) => ({
        name: oneLine(name),
        arithmetic,
        connections: finite(connections),
      })),
      peak: finite(peak),
      usable,
      maxConnections,
      fits,
      cheapestFix,
    };
  });
}

/** JSON has no infinity. */
function finite(connections: number): number | null {
  return Number.isFinite(connections) ? connections : null;
}

/** The waits of each workload, each to end before the one around it. A workload with fewer than two known has no ladder. */
export function laddersOf(declared: DeclaredStack | null, numbers: ReadNumbers): Review["ladders"] {
  return (declared?.timeouts ?? []).flatMap(({ workload, role, timeouts }) => {
    const { rungs } = timeoutLadder(role === "web" ? { ...timeouts, ...ofEdge(numbers) } : timeouts);
    if (rungs.length === 0) return [];
    return [{ workload, rungs: rungs.map(({ statement, holds, problem }) => ({ statement, holds, problem })) }];
  });
}

function ofEdge({ loadBalancerIdle, deregistrationDelay }: ReadNumbers): Timeouts {
  return {
    ...(loadBalancerIdle === null ? {} : { loadBalancerIdle }),
    ...(deregistrationDelay === null ? {} : { deregistrationDelay }),
  };
}

const costOutput = v.object({
  costEstimate: v.object({ monthly: v.string(), lines: v.array(v.string()), prices: v.string() }),
});

/** The estimate a program gives as its stack's output `costEstimate`; null: it gives none. */
export function costOf(outputs: unknown): Review["cost"] {
  const parsed = v.safeParse(costOutput, outputs);
  if (!parsed.success) return null;
  const { monthly, lines, prices } = parsed.output.costEstimate;
  return { monthly: oneLine(monthly), lines: lines.map((line) => visible(line, 300)), prices: oneLine(prices) };
}
