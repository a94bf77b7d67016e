import type { Context } from "./context";
import type { Keys } from "./keys";
import type { NetworkPlaces } from "./network";

/** What the other components stand on. */
export interface Foundation {
  readonly context: Context;
  readonly keys: Keys;
  readonly network: NetworkPlaces;
}
