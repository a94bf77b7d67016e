/** Enough for the names of a large stack: its parts use the same ones over and over. */
const MOST = 4096;

/** No name that anybody gives is longer; what is may be a whole text, and is not kept. */
const LONGEST = 128;

/**
 * A pure function of a name that works each out once: the settings of hundreds of services have the same few names.
 * Keeps names only, a bounded number of them.
 */
export function remembered<T>(read: (name: string) => T): (name: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before.answer;
    const answer = read(name);
    if (name.length > LONGEST) return answer;
    if (known.size >= MOST) known.clear();
    known.set(name, { answer });
    return answer;
  };
}
