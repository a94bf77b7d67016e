import wildcard from "wildcard-match";
import type { Exemption } from "./configuration";

export interface ExemptionBook {
  /** The exemption that covers a finding, and whether it still holds. */
  readonly find: (
    rule: string,
    /** URNs of what a finding is about, and the address of its declared part. */
    addresses: readonly string[],
  ) => { readonly exemption: Exemption; readonly expired: boolean } | undefined;
  /** Those that covered nothing so far. */
  readonly unused: () => readonly Exemption[];
}

/** @param today the day an exemption is held against, `YYYY-MM-DD`; its last day still counts. */
export function exemptionBook(exemptions: readonly Exemption[], today: string): ExemptionBook {
  // URNs hold slashes, dollars and colons: a `*` matches any of them.
  const entries = exemptions.map((exemption) => ({ exemption, covers: wildcard(exemption.resource, false) }));
  const used = new Set<Exemption>();
  return {
    find(rule, addresses) {
      const matching = entries.filter(
        ({ exemption, covers }) => exemption.rule === rule && addresses.some((address) => covers(address)),
      );
      const best = matching.find(({ exemption }) => exemption.expires >= today) ?? matching[0];
      if (best === undefined) return undefined;
      used.add(best.exemption);
      return { exemption: best.exemption, expired: best.exemption.expires < today };
    },
    unused: () => exemptions.filter((exemption) => !used.has(exemption)),
  };
}
