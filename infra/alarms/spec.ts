/** What an alarm is, as data: thresholds are computed from what is declared, never written down twice. */
import type { Signal } from "../metrics";

/** One CloudWatch metric alarm. */
export interface AlarmSpec {
  /** Without the stack's prefix. */
  readonly name: string;
  /** The section of docs/runbook.md that says what to do; the alarm's name unless several share one. */
  readonly runbook?: string;
  /** One sentence for whoever is woken up. */
  readonly meaning: string;
  readonly signal: Signal;
  readonly when: "above" | "at least" | "below";
  readonly threshold: number;
  /** `[3, 5]`: three of the last five periods. */
  readonly breaches: readonly [datapoints: number, of: number];
  /** The service whose tasks it misses, with what it consumes or serves: without tasks on purpose nothing is wrong. */
  readonly needs?: string;
  /** What a period without data means. */
  readonly missing: "breaching" | "notBreaching";
}

/** Periods, in seconds. */
export const MINUTE = 60;
export const FIVE_MINUTES = 300;

/** Metrics an alarm reads; each is charged like an alarm of its own (Amazon CloudWatch pricing). */
export function metricsIn({ signal }: AlarmSpec): number {
  return "metrics" in signal ? Object.keys(signal.metrics).length : 1;
}
