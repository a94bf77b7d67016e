import { asDeclared, map, unknown, type Fact } from "../../model/fact";
import type { ResourceGraph } from "../../model/graph";
import type { Platform } from "../../model/platform";
import { integer, read, typeOf, type Resource } from "../../model/resource";
import type { Provenance } from "../../subjects/credential";

interface Generator {
  /** Its name in a blueprint. */
  readonly name: string;
  /** The output that holds the whole result. */
  readonly output: string;
  /** How long that is, in bytes of text, for the generator's own `length`. */
  readonly textLength: (length: number) => number;
}

/** Generators whose whole result is random and stays secret in state. */
export const GENERATORS: ReadonlyMap<string, Generator> = new Map([
  [
    "random:index/randomPassword:RandomPassword",
    { name: "RandomPassword", output: "result", textLength: (characters: number) => characters },
  ],
  [
    "random:index/randomBytes:RandomBytes",
    { name: "RandomBytes", output: "base64", textLength: (bytes: number) => 4 * Math.ceil(bytes / 3) },
  ],
]);

/** Generators whose results stand readable in the state and in every preview, with the outputs that hold them (pulumi-random#190). */
export const READABLE_GENERATORS: ReadonlyMap<string, readonly string[]> = new Map([
  ["random:index/randomString:RandomString", ["result"]],
  ["random:index/randomId:RandomId", ["hex", "b64Std", "b64Url", "dec", "id"]],
  ["random:index/randomUuid:RandomUuid", ["result"]],
  ["random:index/randomUuid4:RandomUuid4", ["result"]],
  ["random:index/randomUuid7:RandomUuid7", ["result"]],
  ["random:index/randomPet:RandomPet", ["id"]],
  ["random:index/randomInteger:RandomInteger", ["result"]],
]);

export const random: Platform = {
  name: "random",
  types: Object.fromEntries(
    [...GENERATORS.keys(), ...READABLE_GENERATORS.keys()].map((type) => [type, "supports" as const]),
  ),
  subjects: {},
};

/** What a generator makes. */
export function generatedBy(resource: Resource): Fact<Provenance> {
  const generator = GENERATORS.get(resource.type);
  return map(read(resource, ["length"], integer), (length) => ({
    kind: "generated",
    length: generator?.textLength(length) ?? length,
  }));
}

/**
 * Where a property that is not known yet comes from: computed from nothing but a generator, it is taken for what that made.
 * Only taken for it: the program may cut it, join it or encode it on the way, so the real value is judged when it is known.
 */
export function provenanceOf(graph: ResourceGraph, resource: Resource, property: string): Fact<Provenance> {
  // Producers are told of whole properties: of `users[].password`, those of all users.
  const producers = resource.producers[/^[^.[]*/.exec(property)?.[0] ?? property] ?? [];
  const [producer] = producers;
  if (producers.length === 1 && producer !== undefined && GENERATORS.has(typeOf(producer))) {
    const generator = graph.get(producer);
    if (generator !== undefined) return asDeclared(generatedBy(generator));
  }
  return unknown({ location: { urn: resource.urn, path: property }, because: "not-created", producers });
}
