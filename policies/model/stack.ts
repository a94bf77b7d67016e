import type { Kind, SubjectKinds } from "../subjects/kinds";
import type { EnvironmentName } from "./blueprint";
import type { ResourceGraph } from "./graph";
import type { Platforms } from "./platform";

/** The stack as rules see it: subjects of every kind, each fact with what it rests on. */
export class Stack {
  constructor(
    readonly graph: ResourceGraph,
    readonly platforms: Platforms,
  ) {}

  /** The strictest environment any blueprint declares; undefined where none says. */
  get environment(): EnvironmentName | undefined {
    const names = this.graph.declarations.map(({ environment }) => environment);
    if (names.length === 0) return undefined;
    const order: readonly EnvironmentName[] = ["production", "staging", "development"];
    return (
      order.find((name) =>
        names.some((fact) => (fact.state === "known" ? fact.value === name : name === "production")),
      ) ?? "production"
    );
  }

  /** Every subject of a kind, in the order its resources were registered. */
  all<K extends Kind>(kind: K): readonly SubjectKinds[K][] {
    return this.platforms
      .ownersOf(kind)
      .flatMap((type) => this.graph.ofType(type))
      .flatMap(({ urn }) => this.of(kind, urn));
  }

  /** The subjects of a kind that are read from one resource. */
  of<K extends Kind>(kind: K, owner: string): readonly SubjectKinds[K][] {
    return this.memo(owner, `subjects ${kind}`, () => {
      const resource = this.graph.get(owner);
      if (resource === undefined) return [];
      const read = this.platforms.readers(kind, resource.type).flatMap((reader) => reader(resource, this));
      return [...read, ...this.platforms.derived(kind, owner, this)];
    });
  }

  /** `make()`, worked out once for a resource until what it was worked out from changes. */
  memo<T>(owner: string, name: string, make: () => T): T {
    return this.graph.cells.compute(owner, name, make);
  }
}
