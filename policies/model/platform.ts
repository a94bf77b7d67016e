import type { Kind, SubjectKinds } from "../subjects/kinds";
import { entry } from "./entry";
import type { Resource } from "./resource";
import type { Stack } from "./stack";

/**
 * What a resource type is to the pack. `judged`: subjects are read from it. `starts-code`: its registration starts or scales
 * code, so that what was collected so far is judged with it. `supports`: it tells something about others. `settings`: only its
 * settings and passwords are read, not what it runs or holds, so that it counts as not looked at.
 */
export type TypeRole = "judged" | "starts-code" | "supports" | "settings";

export type Reader<K extends Kind> = (resource: Resource, stack: Stack) => readonly SubjectKinds[K][];

/** Everything the pack knows about one service: which types, and what can be read from each. */
export interface Platform {
  readonly name: string;
  readonly types: Readonly<Record<string, TypeRole>>;
  /** Readers by kind of subject and resource type. */
  readonly subjects: { readonly [K in Kind]?: Readonly<Record<string, Reader<K>>> };
}

/** Subjects of one kind that are found inside those of another: the CORS settings of a workload. */
export interface Derivation<K extends Kind, From extends Kind> {
  readonly kind: K;
  readonly from: From;
  readonly read: (subject: SubjectKinds[From], stack: Stack) => readonly SubjectKinds[K][];
}

export function derivation<K extends Kind, From extends Kind>(part: Derivation<K, From>): Derivation<K, From> {
  return part;
}

type AnyDerivation = {
  readonly [K in Kind]: { readonly [From in Kind]: Derivation<K, From> }[Kind];
}[Kind];

/** All platforms together. */
export class Platforms {
  readonly #roles = new Map<string, TypeRole>();
  readonly #platforms: readonly Platform[];
  readonly #derivations: readonly AnyDerivation[];
  readonly #owners = new Map<Kind, readonly string[]>();
  readonly #readers = new Map<Kind, Map<string, readonly Reader<Kind>[]>>();
  readonly #derivationsOf = new Map<Kind, Map<string, readonly AnyDerivation[]>>();

  constructor(platforms: readonly Platform[], derivations: readonly AnyDerivation[]) {
    this.#platforms = platforms;
    this.#derivations = derivations;
    for (const { types } of platforms) for (const [type, role] of Object.entries(types)) this.#roles.set(type, role);
  }

  /** Undefined: no platform knows the type. */
  roleOf(type: string): TypeRole | undefined {
    return this.#roles.get(type);
  }

  /** Types that subjects of a kind are read from, in the platforms' order. */
  ownersOf(kind: Kind): readonly string[] {
    const before = this.#owners.get(kind);
    if (before !== undefined) return before;
    const own = this.#platforms.flatMap(({ subjects }) => Object.keys(subjects[kind] ?? {}));
    const from = this.#derivations.filter((part) => part.kind === kind).flatMap((part) => this.ownersOf(part.from));
    const owners = [...new Set([...own, ...from])];
    this.#owners.set(kind, owners);
    return owners;
  }

  /** The subjects of a kind that are read from a resource, and those found inside what is read from it. */
  read<K extends Kind>(kind: K, resource: Resource, stack: Stack): readonly SubjectKinds[K][] {
    const readers = this.#readersOf(kind, resource.type);
    const parts = this.#derivationsIn(kind, resource.type);
    const [reader] = readers;
    if (readers.length === 1 && reader !== undefined && parts.length === 0) return reader(resource, stack);
    return [
      ...readers.flatMap((read) => read(resource, stack)),
      ...parts.flatMap((part) => derive(part as unknown as Derivation<K, Kind>, resource.urn, stack)),
    ];
  }

  #readersOf<K extends Kind>(kind: K, type: string): readonly Reader<K>[] {
    const byType = entry(this.#readers, kind, () => new Map<string, readonly Reader<Kind>[]>());
    return entry(byType, type, () =>
      this.#platforms.flatMap(({ subjects }) => (subjects[kind]?.[type] ?? []) as Reader<Kind> | []),
    ) as unknown as readonly Reader<K>[];
  }

  /** The derivations of a kind from what is read from resources of a type. */
  #derivationsIn(kind: Kind, type: string): readonly AnyDerivation[] {
    const byType = entry(this.#derivationsOf, kind, () => new Map<string, readonly AnyDerivation[]>());
    return entry(byType, type, () =>
      this.#derivations.filter((part) => part.kind === kind && this.ownersOf(part.from).includes(type)),
    );
  }
}

function derive<K extends Kind>(
  { from, read }: Derivation<K, Kind>,
  owner: string,
  stack: Stack,
): readonly SubjectKinds[K][] {
  return stack.of(from, owner).flatMap((subject) => read(subject, stack));
}
