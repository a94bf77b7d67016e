import { isDeepStrictEqual } from "node:util";
import { entry, type VerdictRecord } from "../model";

/** The latest records of each rule and key: one for each failure, or the one answer. */
export class VerdictBook {
  readonly #byRule = new Map<string, Map<string, readonly VerdictRecord[]>>();

  /** Whether they say something else than those before them: at registration after registration a store is judged alike. */
  enter(records: readonly VerdictRecord[]): boolean {
    const [first] = records;
    if (first === undefined) return false;
    const byKey = entry(this.#byRule, first.rule, () => new Map<string, readonly VerdictRecord[]>());
    const before = byKey.get(first.key);
    // Another stage makes another record.
    if (before?.[0]?.stage === first.stage && isDeepStrictEqual(before, records)) return false;
    byKey.set(first.key, records);
    return true;
  }

  get records(): readonly VerdictRecord[] {
    return [...this.#byRule.values()].flatMap((byKey) => [...byKey.values()].flat());
  }
}
