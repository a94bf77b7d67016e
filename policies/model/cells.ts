/**
 * A memo that knows what each value was computed from, so that a new resource makes stale what it may change and nothing
 * else: that is how a resource that is registered late wakes the verdicts that waited for it, and why a run costs no more
 * for a large stack than its links are many.
 */
export class Cells {
  readonly #cells = new Map<string, Map<string, Cell>>();
  readonly #askers = new Map<string, Map<string, Set<Cell>>>();
  readonly #running: Cell[] = [];
  #stale: CellName[] = [];

  /** @param tracking false: nothing will change any more, so nobody needs to know what rests on what. */
  constructor(readonly tracking = true) {}

  /** Says that what is being computed rests on a key; `about`: what kind of key, one of a few words. */
  restsOn(about: string, key: string): void {
    const cell = this.#running.at(-1);
    if (cell === undefined || !this.tracking) return;
    const byKey = entry(this.#askers, about, () => new Map<string, Set<Cell>>());
    const askers = entry(byKey, key, () => new Set<Cell>());
    askers.add(cell);
    cell.asks ??= new Set();
    cell.asks.add(askers);
  }

  /**
   * `make()`, once for an owner and a name, until something it rests on changes.
   * @param name one of a few words: what is computed is told apart by its owner.
   */
  compute<T>(owner: string, name: string, make: () => T): T {
    const byOwner = entry(this.#cells, name, () => new Map<string, Cell>());
    const cell = entry(byOwner, owner, () => new Cell(owner, name)) as Cell<T>;
    if (this.tracking) {
      const outer = this.#running.at(-1);
      if (outer !== undefined && outer !== cell) {
        cell.dependents ??= new Set();
        cell.dependents.add(outer);
      }
    }
    if (cell.value !== undefined) return cell.value.made;
    this.#running.push(cell);
    try {
      const made = make();
      cell.value = { made };
      return made;
    } finally {
      this.#running.pop();
    }
  }

  /** Makes stale what rests on a key, and what rests on that. */
  changed(about: string, key: string): void {
    const askers = this.#askers.get(about)?.get(key);
    if (askers === undefined) return;
    for (const cell of [...askers]) this.#forget(cell);
  }

  /** What became stale since this was last asked. */
  takeStale(): readonly CellName[] {
    const stale = this.#stale;
    this.#stale = [];
    return stale;
  }

  #forget(cell: Cell): void {
    if (cell.value === undefined) return;
    cell.value = undefined;
    for (const askers of cell.asks ?? []) askers.delete(cell);
    const { dependents } = cell;
    cell.asks = undefined;
    cell.dependents = undefined;
    this.#stale.push(cell);
    for (const dependent of dependents ?? []) this.#forget(dependent);
  }
}

export interface CellName {
  readonly owner: string;
  readonly name: string;
}

class Cell<T = unknown> implements CellName {
  /** The sets of askers it is in. */
  asks: Set<Set<Cell>> | undefined = undefined;
  dependents: Set<Cell> | undefined = undefined;
  /** Undefined: not computed, or stale. */
  value: { readonly made: T } | undefined = undefined;

  constructor(
    readonly owner: string,
    readonly name: string,
  ) {}
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const before = map.get(key);
  if (before !== undefined) return before;
  const made = make();
  map.set(key, made);
  return made;
}
