import type { Exemption } from "./configuration";
import { addressMatches } from "./address";

export interface ExemptionBook {
  /**
   * The exemption that covers a finding, and whether it still holds.
   * @param addresses every address the finding has: URNs of resources, and `<blueprint urn>#<kind>.<name>` of a declared part
   *   (never the blueprint's URN alone: it would be every part's)
   * @param setting the variable or property path that was judged; an exemption for one setting covers no other
   */
  readonly find: (
    rule: string,
    addresses: string | readonly string[],
    setting?: string,
  ) => { readonly exemption: Exemption; readonly expired: boolean } | undefined;
  /** Those that covered nothing so far. */
  readonly unused: () => readonly Exemption[];
  /** Those whose last day has passed. */
  readonly expired: () => readonly Exemption[];
}

/** @param today the day an exemption is held against, `YYYY-MM-DD`; its last day still counts. */
export function exemptionBook(exemptions: readonly Exemption[], today: string): ExemptionBook {
  const used = new Set<Exemption>();
  const hasEnded = ({ expires }: Exemption): boolean => expires < today;
  return {
    find(rule, addresses, setting) {
      const candidates = typeof addresses === "string" ? [addresses] : addresses;
      const matching = exemptions.filter(
        (exemption) =>
          exemption.rule === rule &&
          coversSetting(exemption.setting, setting) &&
          candidates.some((address) => addressMatches(exemption.resource, address)),
      );
      const best = matching.find((exemption) => !hasEnded(exemption)) ?? matching[0];
      if (best === undefined) return undefined;
      used.add(best);
      return { exemption: best, expired: hasEnded(best) };
    },
    unused: () => exemptions.filter((exemption) => !used.has(exemption)),
    expired: () => exemptions.filter(hasEnded),
  };
}

/** Whether a finding about a variable or path is one about the named setting: `environment.ACCESS_TOKEN_TTL` has that step. */
function coversSetting(named: string | undefined, path: string | undefined): boolean {
  if (named === undefined) return true;
  return path !== undefined && (path === named || path.split(/[.[\]"']+/).includes(named));
}
