/** Drawing from a source of randomness: node's own, or a repeatable one made from a seed. */
import { createHash, randomInt } from "node:crypto";

/** A whole number from 0 up to, and without, `limit`. */
export type Draw = (limit: number) => number;

export const secureDraw: Draw = (limit) => randomInt(limit);

/** The same sequence for the same seed. */
export function seededDraw(seed: string): Draw {
  let count = 0;
  return (limit) => {
    const digest = createHash("sha256").update(`${seed}/${count++}`).digest();
    return Number(digest.readBigUInt64BE() % BigInt(limit));
  };
}

/** The items in random order (Fisher–Yates). */
export function shuffled<Item>(items: readonly Item[], draw: Draw): Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = draw(last + 1);
    const kept = result[last] as Item;
    result[last] = result[other] as Item;
    result[other] = kept;
  }
  return result;
}

export function pick<Item>(items: readonly Item[], draw: Draw): Item {
  return items[draw(items.length)] as Item;
}
