import { text, type Value } from "../../provider/values";
import { type StoredResource } from "../account";
import { type ApiError } from "../api-error";
import { type Place, type Reference } from "../resource-type";

/** The value as a list of at most one known text. */
export function only(value: Value | undefined): string[] {
  const known = text(value);
  return known === undefined || known === "" ? [] : [known];
}

/** The resources of a type whose output has this value. */
export function referrers(place: Place, type: string, property: string, value: Value): StoredResource[] {
  return place.account.all(type).filter(({ outputs }) => outputs[property] === value);
}

/** A reference by the properties of a resource. */
export function reference(
  properties: readonly string[],
  type: string,
  missing: (value: string) => ApiError,
  by?: string,
): Reference {
  return {
    from: (inputs) => properties.flatMap((property) => [...only(inputs[property]), ...list(inputs[property])]),
    type,
    missing,
    ...(by === undefined ? {} : { by }),
  };
}

function list(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.flatMap(only) : [];
}
