interface Bounds {
  /** How many answers are kept. */
  readonly most: number;
  /** Of a longer text the answer is not kept. */
  readonly longest: number;
}

/** Enough for a large stack, whose parts use the same names over and over. */
const NAMES: Bounds = { most: 4096, longest: 128 };
/** A value is read when its resource is registered, and again at the end. */
const VALUES: Bounds = { most: 4096, longest: 512 };

/** A pure function of a name that works each out once: the settings of hundreds of services have the same few names. */
export function remembered<T>(read: (name: string) => T): (name: string) => T {
  return once(NAMES, read);
}

/** The same for a pure function of a value: those of one product hold the same ones. */
export function rememberedValue<T>(read: (value: string) => T): (value: string) => T {
  return once(VALUES, read);
}

/** The same for a pure function of a value and what it is the value of. Lives in the process, as the values do themselves. */
export function rememberedOf<U, T>(
  read: (value: string, use: U) => T,
  keyOf: (use: U) => string,
): (value: string, use: U) => T {
  const answer = memory<T>(VALUES);
  return (value, use) => answer(keyOf(use), value, () => read(value, use));
}

/** Asked some six hundred times for each service of a large stack: with one look and nothing made where the answer is known. */
function once<T>({ most, longest }: Bounds, read: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (text) => {
    if (text.length > longest) return read(text);
    const before = known.get(text);
    if (before !== undefined) return before.answer;
    const answer = read(text);
    if (known.size >= most) known.clear();
    known.set(text, { answer });
    return answer;
  };
}

/** In a map for each `about`: one text of both would be put together and hashed anew each time. */
function memory<T>({ most, longest }: Bounds): (about: string, key: string, make: () => T) => T {
  const known = new Map<string, Map<string, { readonly answer: T }>>();
  let size = 0;
  return (about, key, make) => {
    if (key.length + about.length > longest) return make();
    const before = known.get(about)?.get(key);
    if (before !== undefined) return before.answer;
    const answer = make();
    if (size >= most) {
      known.clear();
      size = 0;
    }
    const alike = known.get(about) ?? new Map<string, { readonly answer: T }>();
    known.set(about, alike.set(key, { answer }));
    size += 1;
    return answer;
  };
}
