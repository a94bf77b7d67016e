/** What AWS gives to resources of types that no file in `services` describes: ids, ARNs and addresses in its own form. */
import { type Properties } from "../../provider/values";
import { type Made, type Place } from "../resource-type";
import { DATA_STORES } from "./data-stores";
import { EDGE } from "./edge";
import { RUNTIMES } from "./runtimes";

/** What a resource comes back with: the id and what is not simply what was asked for. */
export type Plausible = (place: Place, inputs: Properties, name: string) => Made;

const KNOWN: Readonly<Record<string, Plausible>> = { ...DATA_STORES, ...EDGE, ...RUNTIMES };

/** What AWS would make of a resource; undefined: nothing is known of its type. */
export function plausible(token: string, place: Place, inputs: Properties, logicalName: string): Made | undefined {
  return KNOWN[token]?.(place, inputs, logicalName);
}
