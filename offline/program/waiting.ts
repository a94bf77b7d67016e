import { Output, Resource } from "@pulumi/pulumi";

/** Sets of resources an output is known to come from at once; the SDK's types leave it out. */
interface Sourced {
  readonly resources: () => ReadonlySet<Resource>;
}

/** What resources wait for before they are registered: each other's outputs, their parents, and what they come after. */
export class Waiting {
  readonly #keys = new Map<Resource, string>();
  readonly #waitsFor = new Map<string, Set<string>>();

  /** A resource is being registered under a key, with what it was given. */
  register(key: string, resource: Resource, given: unknown): void {
    this.#keys.set(resource, key);
    for (const source of sourcesOf(given)) {
      const itsKey = this.#keys.get(source);
      if (itsKey !== undefined && itsKey !== key) this.add(key, itsKey);
    }
  }

  add(key: string, other: string): void {
    const others = this.#waitsFor.get(key) ?? new Set();
    this.#waitsFor.set(key, others.add(other));
  }

  /** Whether it waits for itself, over however many others. */
  isCircle(key: string): boolean {
    const [seen, next] = [new Set<string>(), [...(this.#waitsFor.get(key) ?? [])]];
    for (let other = next.pop(); other !== undefined; other = next.pop()) {
      if (other === key) return true;
      if (seen.has(other)) continue;
      seen.add(other);
      next.push(...(this.#waitsFor.get(other) ?? []));
    }
    return false;
  }
}

function sourcesOf(value: unknown, seen = new Set<object>()): readonly Resource[] {
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  if (Output.isInstance<unknown>(value)) return [...(value as unknown as Sourced).resources()];
  if (Resource.isInstance(value)) return [value];
  // What is none of ours may be of any size; properties are plain.
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? Object.values(value).flatMap((inner) => sourcesOf(inner, seen)) : [];
}
