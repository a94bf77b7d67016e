import type { Kind, SubjectKinds } from "../subjects/kinds";
import type { EnvironmentName } from "./blueprint";
import { BLOCK, blockKey, type ResourceGraph } from "./graph";
import type { Platforms } from "./platform";
import type { Resource } from "./resource";

/** Before every day that anything ends on. */
const NO_DAY = "0001-01-01";

/** The stack as rules see it: subjects of every kind, each fact with what it rests on. */
export class Stack {
  constructor(
    readonly graph: ResourceGraph,
    readonly platforms: Platforms,
    /** The day a run is held against, `YYYY-MM-DD`: given, so that one stack is judged alike whenever that is asked again. */
    readonly today = NO_DAY,
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
    return this.memo("", namesOf(kind).all, () =>
      this.platforms
        .ownersOf(kind)
        .flatMap((type) => this.graph.ofType(type))
        .flatMap(({ urn }) => this.of(kind, urn)),
    );
  }

  /** The subjects of a kind that are read from one resource. */
  of<K extends Kind>(kind: K, owner: string): readonly SubjectKinds[K][] {
    return this.memo(owner, namesOf(kind).subjects, () => {
      const resource = this.graph.get(owner);
      return resource === undefined ? [] : this.platforms.read(kind, resource, this);
    });
  }

  /**
   * What all subjects of a kind come to. While a run is under way it is put together from what each resource comes to, a few at
   * a time, so that one more costs a large stack little; and only what has become another wakes who asked.
   */
  overall<K extends Kind, T>(kind: K, asked: Overall<SubjectKinds[K], T>): T {
    const { graph } = this;
    const { name, of, together, same } = asked;
    if (graph.closed) return this.memo("", name, () => of(this.all(kind)));
    const whole = () => {
      const parts: T[] = [];
      for (const type of this.platforms.ownersOf(kind)) {
        const blocks = graph.blocksOf(type);
        for (let number = 0; number < blocks; number += 1) parts.push(this.#ofFew(kind, asked, type, number));
      }
      return together(parts);
    };
    return graph.cells.compute("", name, whole, same);
  }

  #ofFew<K extends Kind, T>(kind: K, asked: Overall<SubjectKinds[K], T>, type: string, number: number): T {
    const { graph } = this;
    const { name, together, same } = asked;
    const part = ({ urn }: Resource) => graph.cells.compute(urn, name, () => this.#ofOne(kind, asked, urn), same);
    const few = () => together(graph.block(type, number).map(part));
    return graph.cells.compute(blockKey(type, number), name, few, same);
  }

  /**
   * What the subjects of one resource come to, of many a few at a time. Counted from the last, since the parts of a blueprint are
   * mostly built in their order: the few that one was among are looked at again, and the others stay.
   */
  #ofOne<K extends Kind, T>(kind: K, { name, of, together, same }: Overall<SubjectKinds[K], T>, owner: string): T {
    const { cells } = this.graph;
    const subjects = this.of(kind, owner);
    if (subjects.length <= BLOCK) return of(subjects);
    const parts: T[] = [];
    for (let number = Math.ceil(subjects.length / BLOCK) - 1; number >= 0; number -= 1) {
      const few = () => of(this.#few(kind, owner, number));
      parts.push(cells.compute(blockKey(owner, number), name, few, same));
    }
    return together(parts);
  }

  #few<K extends Kind>(kind: K, owner: string, number: number): readonly SubjectKinds[K][] {
    const few = () => {
      const all = this.of(kind, owner);
      const end = Math.max(0, all.length - number * BLOCK);
      return all.slice(Math.max(0, end - BLOCK), end);
    };
    return this.graph.cells.compute(blockKey(owner, number), namesOf(kind).few, few, sameItems);
  }

  /**
   * `make()` of the first few subjects of a kind, by each type they are read from. What is compared with these alone costs a
   * large stack no more for each further part; {@link isSmall} tells whether they are all.
   * @param same as {@link settled} has it, of what one block comes to.
   */
  inFirstBlocks<K extends Kind, T>(
    kind: K,
    name: string,
    make: (subjects: readonly SubjectKinds[K][]) => T,
    same?: (a: T, b: T) => boolean,
  ): readonly T[] {
    return this.platforms
      .ownersOf(kind)
      .map((type) =>
        this.graph.cells.compute(
          blockKey(type, 0),
          name,
          () => make(this.graph.block(type, 0).flatMap(({ urn }) => this.of(kind, urn))),
          same,
        ),
      );
  }

  /** Whether {@link inFirstBlocks} are all subjects of a kind. */
  isSmall(kind: Kind): boolean {
    return this.platforms.ownersOf(kind).every((type) => this.graph.blocksOf(type) < 2);
  }

  /** `make()`, worked out once for a resource until what it was worked out from changes. */
  memo<T>(owner: string, name: string, make: () => T): T {
    return this.graph.cells.compute(owner, name, make);
  }

  /**
   * What is asked of other parts only to say more of what was found, such as how they do it: nobody looks again for that, so
   * that a stack of parts with one fault costs no more for each further part.
   */
  aside<T>(ask: () => T): T {
    return this.graph.cells.aside(ask);
  }

  /**
   * {@link memo} of something about the whole stack that most new resources leave as it was: who rests on it looks again only
   * when it has become another.
   */
  settled<T>(name: string, make: () => T, same: (a: T, b: T) => boolean): T {
    return this.graph.cells.compute("", name, make, same);
  }
}

/** Something that subjects come to. Its functions rest on nothing but what they are given and the stack. */
export interface Overall<S, T> {
  /** One of a few words: what is kept is told apart by it. */
  readonly name: string;
  readonly of: (subjects: readonly S[]) => T;
  /** What several parts come to: those of all subjects, put together in their order, are {@link of} them all. */
  readonly together: (parts: readonly T[]) => T;
  readonly same: (before: T, now: T) => boolean;
}

/** Whether two lists hold the very same things: what a settled list of subjects is told by. */
export function sameItems(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && before.every((item, at) => item === now[at]);
}

interface CellNames {
  readonly all: string;
  readonly subjects: string;
  readonly few: string;
}

const NAMES = new Map<Kind, CellNames>();
const KINDS_BY_NAME = new Map<string, Kind>();

/** The kind whose subjects, as they are read from one resource, a memo of this name holds; undefined: it holds something else. */
export function kindRead(name: string): Kind | undefined {
  return KINDS_BY_NAME.get(name);
}

/** Made once: a text that is put together each time is hashed each time. */
function namesOf(kind: Kind): CellNames {
  const before = NAMES.get(kind);
  if (before !== undefined) return before;
  const names = { all: `all ${kind}`, subjects: `subjects ${kind}`, few: `few ${kind}` };
  NAMES.set(kind, names);
  KINDS_BY_NAME.set(names.subjects, kind);
  return names;
}
