import type { VerdictRecord } from "../model";
import { baselineBook } from "./baseline";
import type { PolicyConfiguration } from "./configuration";
import { exemptionBook } from "./exemptions";

export interface Lowering {
  /**
   * A finding as written exceptions leave it: an exemption or the baseline turns it into advice and is told in the record. A
   * pass stays what it is.
   * @param addresses as `exemptionBook` wants them
   * @param setting the variable or property path that was judged
   */
  readonly apply: (record: VerdictRecord, addresses: readonly string[], setting?: string) => VerdictRecord;
  /** At the end of a run: what of the exceptions is over or covers nothing. */
  readonly state: () => ExceptionState;
}

/** What is to be tidied up, a sentence each, without a value. */
export interface ExceptionState {
  readonly expired: readonly string[];
  readonly unused: readonly string[];
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
    state: () => exceptionState(configuration, exemptions, baseline, today),
  };
}

function exceptionState(
  configuration: PolicyConfiguration,
  exemptions: ReturnType<typeof exemptionBook>,
  baseline: ReturnType<typeof baselineBook>,
  today: string,
): ExceptionState {
  const ended = new Set(exemptions.expired());
  const gone = baseline.gone().length;
  return {
    expired: [
      ...[...ended].map(
        ({ rule, resource, owner, expires }) =>
          `the exemption of ${resource} from ${rule} (${owner}) ended on ${expires}`,
      ),
      ...configuration.acceptedChecks
        .filter(({ expires }) => expires < today)
        .map(({ checks, owner, expires }) => `the acceptance of ${checks.join(", ")} (${owner}) ended on ${expires}`),
    ],
    unused: [
      ...exemptions
        .unused()
        .filter((exemption) => !ended.has(exemption))
        .map(({ rule, resource }) => `the exemption of ${resource} from ${rule} covers nothing`),
      ...(gone === 0 ? [] : [`${gone} findings of the baseline are mended`]),
    ],
  };
}

/** A finding that was off stays off. */
function advice(level: VerdictRecord["level"]): VerdictRecord["level"] {
  return level === "disabled" ? level : "advisory";
}
