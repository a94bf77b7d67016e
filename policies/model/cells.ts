/**
 * A memo that knows what each value was computed from, so that a new resource makes stale what it may change and nothing
 * else: that is how a resource that is registered late wakes the verdicts that waited for it, and why a run costs no more
 * for a large stack than its links are many.
 */
export class Cells {
  readonly #cells = new Map<string, Cell>();
  readonly #askers = new Map<string, Set<Cell>>();
  readonly #running: Cell[] = [];
  readonly #stale = new Map<string, CellName>();

  /** Says that what is being computed rests on a key. */
  restsOn(key: string): void {
    const cell = this.#running.at(-1);
    if (cell === undefined) return;
    cell.keys.add(key);
    const askers = this.#askers.get(key);
    if (askers === undefined) this.#askers.set(key, new Set([cell]));
    else askers.add(cell);
  }

  /** `make()`, once for an owner and a name, until something it rests on changes. */
  compute<T>(owner: string, name: string, make: () => T): T {
    const id = `${name} ${owner}`;
    let cell = this.#cells.get(id) as Cell<T> | undefined;
    if (cell === undefined) {
      cell = { owner, name, keys: new Set(), dependents: new Set(), value: undefined };
      this.#cells.set(id, cell);
    }
    const outer = this.#running.at(-1);
    if (outer !== undefined && outer !== cell) cell.dependents.add(outer);
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
  changed(key: string): void {
    for (const cell of [...(this.#askers.get(key) ?? [])]) this.#forget(cell);
  }

  /** What became stale since this was last asked. */
  takeStale(): readonly CellName[] {
    const stale = [...this.#stale.values()];
    this.#stale.clear();
    return stale;
  }

  #forget(cell: Cell): void {
    if (cell.value === undefined) return;
    cell.value = undefined;
    for (const key of cell.keys) this.#askers.get(key)?.delete(cell);
    cell.keys.clear();
    const dependents = [...cell.dependents];
    cell.dependents.clear();
    this.#stale.set(`${cell.name} ${cell.owner}`, { owner: cell.owner, name: cell.name });
    for (const dependent of dependents) this.#forget(dependent);
  }
}

export interface CellName {
  readonly owner: string;
  readonly name: string;
}

interface Cell<T = unknown> extends CellName {
  readonly keys: Set<string>;
  readonly dependents: Set<Cell>;
  /** Undefined: not computed, or stale. */
  value: { readonly made: T } | undefined;
}
