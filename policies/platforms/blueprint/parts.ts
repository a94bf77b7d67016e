import type { DeclaredKind } from "../../model/declaration";
import { BLOCK, blockKey, Index, type DeclaredPart, type ResourceGraph } from "../../model/graph";
import type { Resource } from "../../model/resource";
import { logicalName, named, phrase, words, type Shown } from "../../model/shown";
import type { Subject } from "../../model/subject";
import type { Location } from "../../model/verdict";

/** How a kind of declared parts is spoken of. */
const NOUNS = { workloads: "workload", databases: "database", caches: "cache", secrets: "secret" } as const;

/** The identity, names and place of a declared part that no resource realises yet. */
export function declaredSubject(part: DeclaredPart, kind: DeclaredKind): Subject & { readonly name: string } {
  const { declaration, key } = part;
  const name = named(key, words("unnamed"));
  const noun = NOUNS[kind] as Shown & (typeof NOUNS)[DeclaredKind];
  return {
    key: declaration.partKey(kind, key),
    realises: undefined,
    shown: phrase`${noun}/${name}`,
    label: phrase`${noun} ${name}`,
    name: key,
    location: declaration.location(kind, key),
    declared: true,
    basis: "declared",
    address: declaration.address(kind, key),
  };
}

/** The identity, names and place of what a resource is, whether it realises a declared part or stands for itself. */
export function realSubject(
  resource: Resource,
  part: DeclaredPart | undefined,
  kind: DeclaredKind,
  path = "",
): Subject & { readonly name: string } {
  const noun = NOUNS[kind] as Shown & (typeof NOUNS)[DeclaredKind];
  const name = part?.key ?? resource.name;
  const unnamed = words("unnamed");
  const shownName = part === undefined ? logicalName(name, unnamed) : named(name, unnamed);
  return {
    key: resource.urn,
    realises: part?.declaration.partKey(kind, part.key),
    shown: phrase`${noun}/${shownName}`,
    label: phrase`${noun} ${shownName}`,
    name,
    location: { urn: resource.urn, path },
    declared: part !== undefined,
    address: part?.declaration.address(kind, part.key),
  };
}

/** An index of resources by the declared part they realise, under {@link partKey}. */
export function partIndex(name: string, kind: DeclaredKind, types: readonly string[]): Index {
  return new Index(`${name} by declared part`, types, (resource, graph) => {
    const part = graph.declaredPart(kind, resource);
    return part === undefined ? [] : [partKey(part, kind)];
  });
}

export function partKey({ declaration, key }: DeclaredPart, kind: DeclaredKind): string {
  return declaration.partKey(kind, key);
}

/** The declared parts of a kind in one blueprint that no resource of an index realises. */
export function unrealised(
  graph: ResourceGraph,
  blueprint: Resource,
  kind: DeclaredKind,
  index: Index,
): readonly DeclaredPart[] {
  return inBlocks(graph, blueprint, kind, index, (parts) => parts());
}

/**
 * What is made of each of those parts, kept under a name. A few at a time: with each part that is built, only its own few are
 * looked at again.
 */
export function ofUnrealised<T>(
  graph: ResourceGraph,
  blueprint: Resource,
  { kind, index, name }: { readonly kind: DeclaredKind; readonly index: Index; readonly name: string },
  make: (part: DeclaredPart) => readonly T[],
): readonly T[] {
  return inBlocks(graph, blueprint, kind, index, (parts, block) =>
    graph.cells.compute(block, name, () => parts().flatMap(make)),
  );
}

function inBlocks<T>(
  graph: ResourceGraph,
  blueprint: Resource,
  kind: DeclaredKind,
  index: Index,
  of: (parts: () => readonly DeclaredPart[], block: string) => readonly T[],
): readonly T[] {
  const declaration = graph.declarations.find(({ urn }) => urn === blueprint.urn);
  if (declaration === undefined) return [];
  const keys = declaration.keys(kind);
  const blocks = Array.from({ length: Math.ceil(keys.length / BLOCK) }, (_, number) => {
    const block = blockKey(blueprint.urn, number);
    const isMissing = (part: DeclaredPart) => graph.find(index, partKey(part, kind)).length === 0;
    const own = () => keys.slice(number * BLOCK, (number + 1) * BLOCK).map((key) => ({ declaration, key }));
    return of(() => graph.cells.compute(block, index.missing, () => own().filter(isMissing)), block);
  });
  return blocks.flat();
}

export function atPart(part: DeclaredPart, kind: DeclaredKind, path: string): Location {
  const location = part.declaration.location(kind, part.key);
  return { ...location, path: `${location.path}.${path}` };
}
