import type { Subject } from "./subject";

/** The pack's own configuration, as a thing that can be judged. */
export interface Gate extends Subject {
  /** What it lowers of that which blocks in production, by the keys of the configuration; none outside of production. */
  readonly lowered: readonly string[];
}
