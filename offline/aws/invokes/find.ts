import { blocks, isObject, type Properties, text, texts, type Value } from "../../provider/values";
import { type StoredResource } from "../account";
import { type Place } from "../resource-type";

/** What a function throws when the account does not hold what was asked for. */
export class NotFound extends Error {}

/** The one resource of a type that matches. @throws Error when there is none, or more */
export function one(
  place: Place,
  type: string,
  noun: string,
  matches: (resource: StoredResource) => boolean,
): StoredResource {
  const found = place.account.all(type).filter(matches);
  const [first] = found;
  if (first === undefined) throw new NotFound(`no matching ${noun} found`);
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

/** Filters of EC2's, by the output they look at. */
const FILTERED: Readonly<Record<string, string>> = {
  "availability-zone": "availabilityZone",
  availabilityZone: "availabilityZone",
  "availability-zone-id": "availabilityZoneId",
  cidr: "cidrBlock",
  "cidr-block": "cidrBlock",
  "group-name": "name",
  "map-public-ip-on-launch": "mapPublicIpOnLaunch",
  "vpc-id": "vpcId",
};

/** Whether a resource passes the filters that are understood; the others let everything pass. */
export function meets({ id, outputs }: StoredResource, args: Properties): boolean {
  const tags = tagsOf(outputs);
  return blocks(args.filters).every(({ name, values }) => {
    const filter = text(name) ?? "";
    const wanted = texts(values).map((value) => new RegExp(`^${value.split("*").map(escaped).join(".*")}$`));
    const passes = (value: Value | undefined) =>
      wanted.some((pattern) => pattern.test(typeof value === "object" ? "" : String(value ?? "")));
    if (filter.startsWith("tag:")) return passes(tags[filter.slice(4)]);
    if (/^(vpc|subnet|group|route-table)-id$/.test(filter) && outputs[FILTERED[filter] ?? ""] === undefined)
      return passes(id);
    const property = FILTERED[filter];
    return property === undefined || passes(outputs[property]);
  });
}

function escaped(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
