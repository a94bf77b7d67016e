/** A promise with what settles it, to be handed about apart. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  #settle: ((value: T) => void) | undefined;

  constructor() {
    this.promise = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** The first value is the one that counts. */
  resolve(value: T): void {
    this.#settle?.(value);
  }
}
