import type { Way } from "../model/judgement";
import { type MendingPlace, urnOfAdded } from "../model/mending";
import { nameOf } from "../model/resource";
import type { SuggestedValue } from "../model/suggestion";
import type { Location } from "../model/verdict";

/** What a property of a resource that is not there yet is made with. */
export type Made = Readonly<Record<string, SuggestedValue | Reference>>;

/** What is at another place. */
export class Reference {
  constructor(readonly from: Location) {}
}

/** A resource that the program has not, with what it is made with by path. */
export function added(urn: string, made: Made): readonly MendingPlace[] {
  return [
    { add: urn },
    ...Object.entries(made).map(([property, content]): MendingPlace => {
      return content instanceof Reference
        ? { property, of: urn, from: content.from }
        : { property, of: urn, value: content };
    }),
  ];
}

/** Properties that hold a secret and nothing else. */
const WHOLE = /^(?:secretString|value|password|masterPassword|authToken)$/;

/**
 * That a secret's whole value is a generated one of its own; none where it stands beside other things.
 * @param binary whether it is a key of 32 bytes, written as base64
 */
export function freshlyGenerated({ urn, path }: Location, binary: boolean): readonly Way[] {
  if (!WHOLE.test(path)) return [];
  const kind = binary ? "randomBytes:RandomBytes" : "randomPassword:RandomPassword";
  const generator = urnOfAdded(`random:index/${kind}`, `${nameOf(urn)}-generated`, urn);
  const made: Made = binary ? { length: 32 } : { length: 64, special: false };
  const from = { urn: generator, path: binary ? "base64" : "result" };
  return [[[...added(generator, made), { property: "@", from }]]];
}
