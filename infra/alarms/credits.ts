import type { Signal } from "../metrics";
import type { AlarmSpec } from "./spec";

/**
 * Credits, of which one is a minute of one processor. What is new begins with none and earns 12 an hour at least, so that half an hour
 * below this means that they are spent as they come.
 */
const FEW_CREDITS = 5;

/** A burstable class (`db.t…`, `cache.t…`) that has spent its credits is charged for more, or slowed down to its baseline. */
export function creditsSpent(name: string, what: string, signal: Signal, runbook: string): AlarmSpec {
  return {
    name,
    runbook,
    meaning: `${what} has hardly any CPU credits left: its class is too small for what it does all the time.`,
    signal,
    when: "below",
    threshold: FEW_CREDITS,
    breaches: [6, 6],
    missing: "notBreaching",
  };
}
