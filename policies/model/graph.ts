import { BLUEPRINT_TYPE } from "./blueprint";
import { Declaration, type DeclaredKind } from "./declaration";
import { unknown, type Unknown } from "./fact";
import { nameOf, type Resource } from "./resource";
import type { Location } from "./verdict";

/** The resources a model is built from, with what connects them. */
export class ResourceGraph {
  readonly #byUrn = new Map<string, Resource>();
  readonly #byType = new Map<string, Resource[]>();
  readonly #parents: ReadonlyMap<string, string | undefined> | undefined;
  readonly #declarations: Declaration[] = [];

  /**
   * @param closed whether every resource of the stack is here, so that what is missing is absent; while a run is under
   *   way, what is missing may still be registered.
   * @param parents parent URN by URN of every resource seen so far, whether or not it takes part in this graph.
   */
  constructor(
    resources: Iterable<Resource>,
    readonly closed: boolean,
    parents?: ReadonlyMap<string, string | undefined>,
  ) {
    this.#parents = parents;
    for (const resource of resources) this.add(resource);
  }

  /** One more; of a URN that is here already it takes the place. */
  add(resource: Resource): void {
    const { urn, type } = resource;
    const ofType = this.#byType.get(type) ?? [];
    const place = this.#byUrn.has(urn) ? ofType.findIndex((before) => before.urn === urn) : -1;
    if (place < 0) ofType.push(resource);
    else ofType[place] = resource;
    this.#byType.set(type, ofType);
    this.#byUrn.set(urn, resource);
    if (type !== BLUEPRINT_TYPE) return;
    const declared = this.#declarations.findIndex((declaration) => declaration.urn === urn);
    this.#declarations.splice(declared < 0 ? this.#declarations.length : declared, 1, new Declaration(resource));
  }

  get declarations(): readonly Declaration[] {
    return this.#declarations;
  }

  ofType(type: string): readonly Resource[] {
    return this.#byType.get(type) ?? [];
  }

  get(urn: string): Resource | undefined {
    return this.#byUrn.get(urn);
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
    const names: string[] = [];
    for (let urn: string | undefined = resource.urn; urn !== undefined; urn = this.#parentOf(urn)) {
      const declaration = this.declarations.find((candidate) => candidate.urn === urn);
      if (declaration === undefined) names.push(nameOf(urn));
      else {
        const key = names.find((name) => declaration.keys(kind).includes(name));
        return key === undefined ? undefined : { declaration, key };
      }
    }
    return undefined;
  }

  #parentOf(urn: string): string | undefined {
    return this.#parents === undefined ? this.#byUrn.get(urn)?.parent : this.#parents.get(urn);
  }

  /** What to say of something that no resource here decides. */
  missing(location: Location): Unknown {
    return unknown({ location, because: this.closed ? "outside" : "not-registered", producers: [] });
  }
}

export interface DeclaredPart {
  readonly declaration: Declaration;
  readonly key: string;
}
