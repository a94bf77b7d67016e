/** The names under which one purpose is known. */
export interface PurposeNames {
  /** Names in use, the one this product writes first. Matched word by word, in any case and spelling. */
  readonly names: readonly string[];
  /** Ends of names with a product's prefix: `REDIS|VALKEY URL|URI` (see `covers`). */
  readonly ends?: readonly string[];
  /** Whether the words say so in a way that no list of ends can; it then speaks for the whole name. */
  readonly says?: (words: readonly string[]) => boolean;
}
