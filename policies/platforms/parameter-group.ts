import { absent, known, unknown, type Fact } from "../model/fact";
import type { Index, ResourceGraph } from "../model/graph";
import { namedFrom } from "../model/place";
import { read, text, type Resource } from "../model/resource";
import { partKey } from "./blueprint/parts";

/** The parameter groups that stores of one kind may be given. */
export interface ParameterGroups {
  readonly kind: "databases" | "caches";
  readonly types: readonly string[];
  readonly byName: Index;
  readonly byPart: Index;
}

/** The parameter group that a store names in a property; absent: AWS's own, which sets nothing explicitly. */
export function givenGroup(
  graph: ResourceGraph,
  store: Resource,
  property: string,
  { kind, types, byName, byPart }: ParameterGroups,
): Fact<Resource> {
  const name = read(store, [property], text);
  if (name.state === "absent") return name;
  const location = { urn: store.urn, path: property };
  const part = graph.declaredPart(kind, store);
  const named = name.state === "known" ? namedFrom(store, graph.find(byName, name.value)) : [];
  const computed = (store.producers[property] ?? [])
    .map((urn) => graph.get(urn))
    .filter((resource) => resource !== undefined && types.includes(resource.type));
  const inPart = part === undefined ? [] : graph.find(byPart, partKey(part, kind));
  const [group, another] = computed.length > 0 ? computed : named.length > 0 ? named : inPart;
  // Of one name in several places, it is not told which is meant.
  if (another !== undefined) return unknown({ location, because: "unsupported", producers: [] });
  if (group !== undefined) return known(group, location);
  // `default.postgres17`, `default.redis7`.
  if (name.state === "known" && name.value.startsWith("default.")) return absent(location);
  return name.state === "unknown" ? name : graph.missing(location);
}
