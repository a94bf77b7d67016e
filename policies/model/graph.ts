import { BLUEPRINT_TYPE } from "./blueprint";
import { Declaration, type DeclaredKind } from "./declaration";
import { unknown, type Unknown } from "./fact";
import { nameOf, type Resource } from "./resource";
import type { Location } from "./verdict";

/** The resources a model is built from, with what connects them. */
export class ResourceGraph {
  readonly #byUrn: ReadonlyMap<string, Resource>;
  readonly #byType = new Map<string, Resource[]>();
  readonly #parents: ReadonlyMap<string, string | undefined>;
  readonly declarations: readonly Declaration[];

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
    const byUrn = new Map<string, Resource>();
    for (const resource of resources) {
      byUrn.set(resource.urn, resource);
      const ofType = this.#byType.get(resource.type);
      if (ofType === undefined) this.#byType.set(resource.type, [resource]);
      else ofType.push(resource);
    }
    this.#byUrn = byUrn;
    this.#parents = parents ?? new Map([...byUrn].map(([urn, resource]) => [urn, resource.parent]));
    this.declarations = this.ofType(BLUEPRINT_TYPE).map((resource) => new Declaration(resource));
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

  all(): IterableIterator<Resource> {
    return this.#byUrn.values();
  }

  /**
   * The declared part a resource realises: the one whose key is the resource's own logical name or that of its nearest
   * ancestor, inside the blueprint's subtree.
   */
  declaredPart(kind: DeclaredKind, resource: Resource): DeclaredPart | undefined {
    const names: string[] = [];
    for (let urn: string | undefined = resource.urn; urn !== undefined; urn = this.#parents.get(urn)) {
      const declaration = this.declarations.find((candidate) => candidate.urn === urn);
      if (declaration === undefined) names.push(nameOf(urn));
      else {
        const key = names.find((name) => declaration.keys(kind).includes(name));
        return key === undefined ? undefined : { declaration, key };
      }
    }
    return undefined;
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
