import { Index, type ResourceGraph } from "../model/graph";
import { namedFrom } from "../model/place";
import { read, text, type Resource } from "../model/resource";

/** Resources of a type by the property with which others name them: an ARN, a name. */
export class Named {
  readonly #index: Index;

  constructor(
    readonly type: string,
    readonly key: string,
  ) {
    this.#index = new Index(`${type} by ${key}`, [type], (resource) => {
      const own = read(resource, [key], text);
      return own.state === "known" ? [own.value] : [];
    });
  }

  /** Those that a property of a resource names: by value where both are known, else by what it was computed from. */
  by(graph: ResourceGraph, resource: Resource, property: string): readonly Resource[] {
    const name = read(resource, [property], text);
    const named = name.state === "known" ? namedFrom(resource, graph.find(this.#index, name.value)) : [];
    const computed = (resource.producers[property] ?? []).flatMap((urn) => {
      const found = graph.get(urn);
      if (found?.type !== this.type) return [];
      return name.state === "known" && read(found, [this.key], text).state === "known" ? [] : [found];
    });
    return [...named, ...computed];
  }
}
