import { BLUEPRINT_TYPE } from "./blueprint";
import { Cells } from "./cells";
import { Declaration, type DeclaredKind } from "./declaration";
import { entry } from "./entry";
import { unknown, type Unknown } from "./fact";
import { nameOf, type Resource } from "./resource";
import type { Location } from "./verdict";

/** Resources of some types by keys that others know them by: what links one resource to another. */
export class Index {
  /** What a cell rests on that asks for all, or only for the first, of a key; and what has nothing. */
  readonly all: string;
  readonly first: string;
  readonly missing: string;

  constructor(
    readonly name: string,
    readonly types: readonly string[],
    readonly keysOf: (resource: Resource, graph: ResourceGraph) => readonly string[],
  ) {
    this.all = `all ${name}`;
    this.first = `first of ${name}`;
    this.missing = `not in ${name}`;
  }
}

/** How many resources of one type, in their order, are told apart when one of them changes. */
export const BLOCK = 32;

/** The resources a model is built from, with what connects them. Everything asked of it is noted in {@link Cells}. */
export class ResourceGraph {
  readonly cells: Cells;
  readonly #byUrn = new Map<string, Resource>();
  readonly #byType = new Map<string, Resource[]>();
  readonly #indexes = new Map<Index, Map<string, Resource[]>>();
  /** Those of them that resources of a type are entered in. */
  readonly #indexesOf = new Map<string, Index[]>();
  readonly #parents: ReadonlyMap<string, string | undefined> | undefined;
  readonly #declarations: Declaration[] = [];
  /** Of what is in a blueprint's subtree: asked for with each index, and the same until something is registered again. */
  readonly #ancestry = new Map<string, Ancestry>();

  /**
   * @param closed whether every resource of the stack is here, so that what is missing is absent; while a run is under
   *   way, what is missing may still be registered.
   * @param isPartial whether the engine left something out of the run that is not there yet.
   * @param parents parent URN by URN of every resource seen so far, whether or not it takes part in this graph.
   */
  constructor(
    resources: Iterable<Resource>,
    readonly closed: boolean,
    parents?: ReadonlyMap<string, string | undefined>,
    readonly isPartial = false,
  ) {
    this.#parents = parents;
    this.cells = new Cells(!closed);
    for (const resource of resources) this.add(resource);
  }

  /** One more; of a URN that is here already it takes the place. */
  add(resource: Resource): void {
    const { urn, type } = resource;
    const ofType = this.#byType.get(type) ?? [];
    const before = this.#byUrn.get(urn);
    const place = before === undefined ? -1 : ofType.findIndex((one) => one.urn === urn);
    if (place < 0) ofType.push(resource);
    else ofType[place] = resource;
    const position = place < 0 ? ofType.length - 1 : place;
    this.#byType.set(type, ofType);
    this.#byUrn.set(urn, resource);
    if (type === BLUEPRINT_TYPE) {
      const declared = this.#declarations.findIndex((declaration) => declaration.urn === urn);
      this.#declarations.splice(declared < 0 ? this.#declarations.length : declared, 1, new Declaration(resource));
    }
    if (place >= 0 || type === BLUEPRINT_TYPE) this.#enterAgain(before);
    else for (const index of this.#indexesOf.get(type) ?? []) this.#enterLate(index, resource);
    this.cells.changed("type", type);
    if (position === 0) this.cells.changed("first of type", type);
    this.cells.changed("block", blockKey(type, Math.floor(position / BLOCK)));
    if (place < 0 && position % BLOCK === 0) this.cells.changed("blocks", type);
    this.cells.changed("urn", urn);
  }

  get declarations(): readonly Declaration[] {
    this.cells.restsOn("type", BLUEPRINT_TYPE);
    return this.#declarations;
  }

  ofType(type: string): readonly Resource[] {
    this.cells.restsOn("type", type);
    return this.#byType.get(type) ?? [];
  }

  /** The first of a type that was registered; the others do not matter to who asks so. */
  firstOfType(type: string): Resource | undefined {
    this.cells.restsOn("first of type", type);
    return this.#byType.get(type)?.[0];
  }

  /** The number of {@link block}s of a type. */
  blocksOf(type: string): number {
    this.cells.restsOn("blocks", type);
    return Math.ceil((this.#byType.get(type) ?? []).length / BLOCK);
  }

  /** A few of the resources of a type: what is worked out of them stays while others are registered. */
  block(type: string, number: number): readonly Resource[] {
    this.cells.restsOn("block", blockKey(type, number));
    return (this.#byType.get(type) ?? []).slice(number * BLOCK, (number + 1) * BLOCK);
  }

  get(urn: string): Resource | undefined {
    this.cells.restsOn("urn", urn);
    return this.#byUrn.get(urn);
  }

  /** Whether one resource was registered before another; told of resources that are both here, while a run is under way. */
  isBefore(urn: string, other: string): boolean {
    for (const seen of this.#byUrn.keys()) {
      if (seen === urn || seen === other) return seen === urn;
    }
    return false;
  }

  /** The resources an index has under a key. */
  find(index: Index, key: string): readonly Resource[] {
    this.cells.restsOn(index.all, key);
    return this.#under(index, key);
  }

  /** The first resource that an index has under a key; the others do not matter to who asks so. */
  first(index: Index, key: string): Resource | undefined {
    this.cells.restsOn(index.first, key);
    return this.#under(index, key)[0];
  }

  #under(index: Index, key: string): readonly Resource[] {
    const entries = this.#indexes.get(index) ?? this.#filled(index);
    return entries.get(key) ?? [];
  }

  #filled(index: Index): ReadonlyMap<string, readonly Resource[]> {
    const entries = new Map<string, Resource[]>();
    this.#indexes.set(index, entries);
    for (const type of new Set(index.types)) {
      entry(this.#indexesOf, type, () => []).push(index);
      for (const resource of this.#byType.get(type) ?? []) this.#enter(index, entries, resource);
    }
    return entries;
  }

  get size(): number {
    return this.#byUrn.size;
  }

  /**
   * The declared part a resource realises: the one whose key is the resource's own logical name or that of its nearest
   * ancestor, inside the blueprint's subtree.
   */
  declaredPart(kind: DeclaredKind, resource: Resource): DeclaredPart | undefined {
    if (this.declarations.length === 0) return undefined;
    const found = this.#ancestry.get(resource.urn) ?? this.#ancestryOf(resource.urn);
    if (found === undefined) return undefined;
    const { declaration, names } = found;
    const key = names.find((name) => declaration.declares(kind, name));
    return key === undefined ? undefined : { declaration, key };
  }

  #ancestryOf(own: string): Ancestry | undefined {
    const names: string[] = [];
    const passed = new Set<string>();
    for (let urn: string | undefined = own; urn !== undefined; urn = this.#parentOf(urn)) {
      if (passed.has(urn)) return undefined;
      passed.add(urn);
      const declaration = this.#declarations.find((candidate) => candidate.urn === urn);
      if (declaration !== undefined) {
        const found = { declaration, names };
        this.#ancestry.set(own, found);
        return found;
      }
      names.push(nameOf(urn));
    }
    return undefined;
  }

  /** What to say of something that no resource here decides. */
  missing(location: Location): Unknown {
    return unknown({ location, because: this.closed ? "outside" : "not-registered", producers: [] });
  }

  /**
   * Every resource again, since what it is a part of may have become another. Into every index that somebody has asked, though
   * nobody may ask it again: what was found in it then is told of what comes next.
   */
  #enterAgain(before: Resource | undefined): void {
    this.#ancestry.clear();
    const asked = [...this.#indexes.keys()];
    this.#indexes.clear();
    this.#indexesOf.clear();
    for (const index of asked) this.#filled(index);
    if (before === undefined) return;
    const now = this.#byUrn.get(before.urn);
    for (const index of this.#indexesOf.get(before.type) ?? []) {
      for (const key of [before, ...(now === undefined ? [] : [now])].flatMap((one) => index.keysOf(one, this))) {
        this.cells.changed(index.all, key);
        this.cells.changed(index.first, key);
      }
    }
  }

  #enterLate(index: Index, resource: Resource): void {
    const entries = this.#indexes.get(index);
    if (entries === undefined) return;
    for (const key of this.#enter(index, entries, resource)) {
      this.cells.changed(index.all, key);
      if (entries.get(key)?.length === 1) this.cells.changed(index.first, key);
    }
  }

  #enter(index: Index, entries: Map<string, Resource[]>, resource: Resource): Iterable<string> {
    const found = index.keysOf(resource, this);
    const keys = found.length < 2 ? found : new Set(found);
    for (const key of keys) {
      const under = entries.get(key);
      if (under === undefined) entries.set(key, [resource]);
      else under.push(resource);
    }
    return keys;
  }

  #parentOf(urn: string): string | undefined {
    return this.#parents === undefined ? this.#byUrn.get(urn)?.parent : this.#parents.get(urn);
  }
}

const blockKeys = new Map<string, string[]>();

/** Made once: a text that is put together is hashed each time. */
export function blockKey(type: string, number: number): string {
  let keys = blockKeys.get(type);
  if (keys === undefined) blockKeys.set(type, (keys = []));
  return (keys[number] ??= `${number} ${type}`);
}

/** The nearest blueprint above a resource, with the names on the way there, its own first. */
interface Ancestry {
  readonly declaration: Declaration;
  readonly names: readonly string[];
}

export interface DeclaredPart {
  readonly declaration: Declaration;
  readonly key: string;
}
