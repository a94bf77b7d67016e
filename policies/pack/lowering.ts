import type { VerdictRecord } from "../model";
import { baselineBook } from "./baseline";
import type { PolicyConfiguration } from "./configuration";
import type { WrittenExceptions } from "../subjects";
import { exemptionBook } from "./exemptions";
import { writtenExceptions } from "./written-exceptions";

export interface Lowering {
  /**
   * A finding as written exceptions leave it: an exemption or the baseline turns it into advice and is told in the record. A
   * pass stays what it is.
   * @param addresses as `exemptionBook` wants them
   * @param setting the variable or property path that was judged
   */
  readonly apply: (record: VerdictRecord, addresses: readonly string[], setting?: string) => VerdictRecord;
  /**
   * What is wrong with the exceptions that are for a stack.
   * @param urn of a resource of it
   * @param finished whether everything was judged: only then it is known what covers nothing
   */
  readonly state: (urn: string, finished: boolean) => WrittenExceptions;
}

/**
 * Everything that lowers single findings, in one place.
 * @param exemptible whether a rule's findings can be let through at all
 * @param today `YYYY-MM-DD`
 */
export function lowering(
  configuration: PolicyConfiguration,
  exemptible: (rule: string) => boolean,
  today: string,
): Lowering {
  const exemptions = exemptionBook(configuration.exemptions, today);
  const baseline = baselineBook(configuration.baseline);
  return {
    apply(record, addresses, setting) {
      if (record.verdict === "pass" || !exemptible(record.rule)) return record;
      // Both are asked: a baseline entry that an exemption has taken over is not mended.
      const known = baseline.covers(record);
      const found = exemptions.find(record.rule, addresses, setting);
      if (found !== undefined && !found.expired) {
        const { reason, owner, expires } = found.exemption;
        return { ...record, level: advice(record.level), exemption: { reason, owner, expires } };
      }
      if (known && configuration.baseline !== undefined) {
        const { reason, owner, until } = configuration.baseline;
        return { ...record, level: advice(record.level), baseline: { reason, owner, until } };
      }
      if (found === undefined) return record;
      const { owner, expires } = found.exemption;
      return { ...record, message: `${record.message ?? ""} Its exemption (${owner}) ended on ${expires}.`.trim() };
    },
    state: (urn, finished) => writtenExceptions(configuration, { exemptions, baseline, urn, finished, today }),
  };
}

/** A finding that was off stays off. */
function advice(level: VerdictRecord["level"]): VerdictRecord["level"] {
  return level === "disabled" ? level : "advisory";
}
