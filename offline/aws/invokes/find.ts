import { blocks, isObject, type Properties, texts, type Value } from "../../provider/values";
import { type StoredResource } from "../account";
import { type Place } from "../resource-type";

/** The one resource of a type that matches. @throws Error when there is none, or more */
export function one(
  place: Place,
  type: string,
  noun: string,
  matches: (resource: StoredResource) => boolean,
): StoredResource {
  const found = place.account.all(type).filter(matches);
  const [first] = found;
  if (first === undefined) throw new Error(`no matching ${noun} found`);
  if (found.length > 1)
    throw new Error(`multiple ${noun}s matched; use additional constraints to reduce matches to a single ${noun}`);
  return first;
}

/** Whether a resource has the asked id, these properties and all the asked tags. */
export function fits({ id, outputs }: StoredResource, args: Properties, properties: readonly string[]): boolean {
  if (args.id !== undefined && args.id !== id) return false;
  if (properties.some((property) => args[property] !== undefined && args[property] !== outputs[property])) return false;
  const tags = tagsOf(outputs);
  return Object.entries(isObject(args.tags) ? args.tags : {}).every(([key, value]) => tags[key] === value);
}

export function tagsOf(outputs: Properties): Properties {
  const tags: Value | undefined = outputs.tagsAll ?? outputs.tags;
  return isObject(tags) ? tags : {};
}

export function filterValue(args: Properties, name: string): string | undefined {
  const filters = blocks(args.filters);
  return texts(filters.find((filter) => filter.name === name)?.values)[0];
}
