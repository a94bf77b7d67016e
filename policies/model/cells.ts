/**
 * A memo that knows what each value was computed from, so that a new resource makes stale what it may change and nothing
 * else: that is how a resource that is registered late wakes the verdicts that waited for it, and why a run costs no more
 * for a large stack than its links are many.
 */
export class Cells {
  readonly #cells = new Map<string, Map<string, Cell>>();
  readonly #askers = new Map<string, Map<string, Group>>();
  readonly #running: Cell[] = [];
  /** The last of those running; undefined: nothing is, or it asks {@link aside}. */
  #asking: Cell | undefined = undefined;
  #stale: CellName[] = [];
  /** Settled cells that rest on something that changed, and may come to the same all the same. */
  #doubted: Cell[] = [];

  /** @param tracking false: nothing will change any more, so nobody needs to know what rests on what. */
  constructor(readonly tracking = true) {}

  /** Says that what is being computed rests on a key; `about`: what kind of key, one of a few words. */
  restsOn(about: string, key: string): void {
    const cell = this.#asking;
    if (cell === undefined || !this.tracking) return;
    // Without closures: this is asked a thousand times for each resource.
    let byKey = this.#askers.get(about);
    if (byKey === undefined) this.#askers.set(about, (byKey = new Map<string, Group>()));
    let askers = byKey.get(key);
    if (askers === undefined) byKey.set(key, (askers = new Group()));
    if (askers.add(cell)) (cell.asks ??= []).push(askers);
  }

  /**
   * `make()`, once for an owner and a name, until something it rests on changes.
   * @param name one of a few words: what is computed is told apart by its owner.
   * @param same makes it a settled value: what rests on it becomes stale only when it comes to something else than before.
   */
  compute<T>(owner: string, name: string, make: () => T, same?: (a: T, b: T) => boolean): T {
    let byOwner = this.#cells.get(name);
    if (byOwner === undefined) this.#cells.set(name, (byOwner = new Map<string, Cell>()));
    let cell = byOwner.get(owner) as Cell<T> | undefined;
    if (cell === undefined) byOwner.set(owner, (cell = new Cell<T>(owner, name)));
    if (!this.tracking) return (cell.value ??= { made: make() }).made;
    const outer = this.#asking;
    if (outer !== undefined && outer !== cell) (cell.dependents ??= new Group()).add(outer);
    if (cell.value !== undefined && !cell.doubted) return cell.value.made;
    if (same !== undefined) cell.settled ??= { make, same };
    return this.#run(cell, make);
  }

  #run<T>(cell: Cell<T>, make: () => T): T {
    const before = cell.doubted ? cell.value : undefined;
    cell.doubted = false;
    cell.value = undefined;
    const outer = this.#asking;
    this.#running.push(cell);
    this.#asking = cell;
    try {
      const made = make();
      const isSame = before !== undefined && cell.settled?.same(before.made, made) === true;
      cell.value = isSame ? before : { made };
      if (before !== undefined && !isSame) this.#forgetDependents(cell);
      return cell.value.made;
    } finally {
      this.#running.pop();
      this.#asking = outer;
    }
  }

  /** `ask()`, without what is being computed resting on anything that is asked in it. */
  aside<T>(ask: () => T): T {
    const outer = this.#asking;
    this.#asking = undefined;
    try {
      return ask();
    } finally {
      this.#asking = outer;
    }
  }

  /** Makes stale what rests on a key, and what rests on that. */
  changed(about: string, key: string): void {
    for (const cell of this.#askers.get(about)?.get(key)?.list() ?? []) this.#forget(cell);
  }

  /** What became stale since this was last asked. */
  takeStale(): readonly CellName[] {
    for (let cell = this.#doubted.pop(); cell !== undefined; cell = this.#doubted.pop()) {
      const { doubted, settled } = cell;
      if (doubted && settled !== undefined) this.#run(cell, () => settled.make());
    }
    const stale = this.#stale;
    this.#stale = [];
    return stale;
  }

  #forget(cell: Cell): void {
    if (cell.value === undefined || cell.doubted) return;
    for (const askers of cell.asks ?? []) askers.delete(cell);
    cell.asks = undefined;
    if (cell.settled !== undefined) {
      cell.doubted = true;
      this.#doubted.push(cell);
      return;
    }
    cell.value = undefined;
    this.#stale.push(cell);
    this.#forgetDependents(cell);
  }

  #forgetDependents(cell: Cell): void {
    const { dependents } = cell;
    cell.dependents = undefined;
    for (const dependent of dependents?.list() ?? []) {
      // Who is asking at this moment has what it is now.
      if (this.#running.includes(dependent)) (cell.dependents ??= new Group()).add(dependent);
      else this.#forget(dependent);
    }
  }
}

export interface CellName {
  readonly owner: string;
  readonly name: string;
}

/** How it is worked out again, and whether that came to the same. As methods, so that cells of any value are cells. */
interface Settled<T> {
  make(): T;
  same(before: T, now: T): boolean;
}

class Cell<T = unknown> implements CellName {
  /** The groups of askers it is in. */
  asks: Group[] | undefined = undefined;
  dependents: Group | undefined = undefined;
  settled: Settled<T> | undefined = undefined;
  /** Whether a settled value may have become another. */
  doubted = false;
  /** Undefined: not computed, or stale. */
  value: { readonly made: T } | undefined = undefined;

  constructor(
    readonly owner: string,
    readonly name: string,
  ) {}
}

/** From how many on a set finds one faster than a list. */
const MANY = 32;

/** Each of some cells once. Most groups have one, few have many, and there are many groups. */
class Group {
  #cells: Cell | Cell[] | Set<Cell> | undefined = undefined;
  /** Who came last is there, and mostly who asks next: to find that out costs as much as what is asked. */
  #last: Cell | undefined = undefined;

  /** Whether it was not there yet. */
  add(cell: Cell): boolean {
    if (this.#last === cell) return false;
    this.#last = cell;
    const before = this.#cells;
    if (before === undefined) this.#cells = cell;
    else if (before instanceof Set) {
      if (before.has(cell)) return false;
      before.add(cell);
    } else if (Array.isArray(before)) {
      if (before.includes(cell)) return false;
      before.push(cell);
      if (before.length > MANY) this.#cells = new Set(before);
    } else {
      if (before === cell) return false;
      this.#cells = [before, cell];
    }
    return true;
  }

  delete(cell: Cell): void {
    if (this.#last === cell) this.#last = undefined;
    const before = this.#cells;
    if (before === cell) this.#cells = undefined;
    else if (before instanceof Set) before.delete(cell);
    else if (Array.isArray(before)) {
      const place = before.indexOf(cell);
      if (place >= 0) before.splice(place, 1);
    }
  }

  list(): readonly Cell[] {
    const cells = this.#cells;
    if (cells === undefined) return [];
    return cells instanceof Set || Array.isArray(cells) ? [...cells] : [cells];
  }
}
