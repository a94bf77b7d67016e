import { SIGNATURE } from "../provider/values";

/**
 * A place inside a resource's properties, and what is there once it is changed. `a.b` is a member, `[2]` an item of a list,
 * `[NAME]` the item of that name (it is added where there is none). A text that holds JSON is opened on the way, and written
 * back as it was found.
 */
export type Segment = string | number | { readonly named: string };

/** `containerDefinitions[0].environment[DB_POOL_SIZE].value`. Throws a RangeError on what is no path. */
export function parsePath(path: string): readonly Segment[] {
  const segments: Segment[] = [];
  let rest = path;
  while (rest !== "") {
    const [whole = "", member, item] = /^(?:\.?([\w$/-]+)|\[([^\]]+)\])/.exec(rest) ?? [];
    if (whole === "" || (member !== undefined && segments.length > 0 && !whole.startsWith(".")))
      throw new RangeError(`${path} is not a path of a property`);
    if (member !== undefined) segments.push(member);
    else if (item !== undefined) segments.push(/^\d+$/.test(item) ? Number(item) : { named: item });
    rest = rest.slice(whole.length);
  }
  if (segments.length === 0) throw new RangeError("a path of a property names one");
  return segments;
}

/** What a list's items are called by. */
const NAMES = ["name", "Name", "parameterName", "sid", "Sid", "id"];

/** What a value is while it is not known yet, or withheld: it cannot be gone into. */
export type IsOpaque = (value: unknown) => boolean;

/** Stands for a value that cannot be changed, since what holds it is not known. */
export const UNREACHABLE: unique symbol = Symbol("unreachable");

/**
 * A value with the place inside it changed; null takes it away. Nothing given is changed itself.
 * @returns {@link UNREACHABLE} where the way leads through something that is not known, or not there
 */
export function withValue(
  whole: unknown,
  [first, ...rest]: readonly Segment[],
  value: unknown,
  isOpaque: IsOpaque = () => false,
): unknown {
  if (first === undefined) return value instanceof Edit ? value.of(whole, isOpaque) : value;
  if (isOpaque(whole)) return UNREACHABLE;
  if (isEnvelope(whole)) {
    const changed =
      whole["value"] === undefined ? UNREACHABLE : withValue(whole["value"], [first, ...rest], value, isOpaque);
    return changed === UNREACHABLE ? UNREACHABLE : { ...whole, value: changed };
  }
  if (typeof whole === "string") return inText(whole, [first, ...rest], value, isOpaque);
  if (typeof first === "string") {
    if (Array.isArray(whole) || (whole !== undefined && whole !== null && typeof whole !== "object"))
      return UNREACHABLE;
    const members = (whole ?? {}) as Readonly<Record<string, unknown>>;
    const changed = withValue(members[first], rest, value, isOpaque);
    if (changed === UNREACHABLE) return UNREACHABLE;
    if (changed === null) return Object.fromEntries(Object.entries(members).filter(([key]) => key !== first));
    return { ...members, [first]: changed };
  }
  return inList(whole ?? [], first, rest, value, isOpaque);
}

/** Instead of a value: what becomes of the one that is there. */
export class Edit {
  /** @param change undefined: it cannot be made of that value */
  constructor(private readonly change: (value: unknown) => unknown) {}

  of(whole: unknown, isOpaque: IsOpaque): unknown {
    if (whole === undefined || isOpaque(whole)) return UNREACHABLE;
    if (!isEnvelope(whole)) return this.change(whole) ?? UNREACHABLE;
    const changed = whole["value"] === undefined ? UNREACHABLE : this.of(whole["value"], isOpaque);
    return changed === UNREACHABLE ? UNREACHABLE : { ...whole, value: changed };
  }
}

/**
 * What is at a place inside a value, through texts that hold JSON; undefined: nothing. `follow` is given what holds the rest
 * of the way and cannot be gone into at once.
 */
export function valueAt(
  whole: unknown,
  path: readonly Segment[],
  follow: (opaque: unknown, rest: readonly Segment[]) => unknown = () => undefined,
  isOpaque: IsOpaque = () => false,
): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return whole;
  if (isOpaque(whole)) return follow(whole, path);
  if (isEnvelope(whole)) return valueAt(whole["value"], path, follow, isOpaque);
  if (typeof whole === "string") return valueAt(parsed(whole), path, follow, isOpaque);
  if (typeof whole !== "object" || whole === null) return undefined;
  if (!Array.isArray(whole)) {
    const members = whole as Readonly<Record<string, unknown>>;
    return typeof first === "string" ? valueAt(members[first], rest, follow, isOpaque) : undefined;
  }
  if (typeof first === "string") return undefined;
  const items: readonly unknown[] = whole;
  const item = typeof first === "number" ? items[first] : items.find((one) => isNamed(one, first.named));
  return valueAt(item, rest, follow, isOpaque);
}

/** What a text holds that is JSON of an object or a list; undefined: it holds none. */
function parsed(text: string): object | undefined {
  try {
    const inside: unknown = JSON.parse(text);
    return typeof inside === "object" && inside !== null ? inside : undefined;
  } catch {
    return undefined;
  }
}

/** A value with a mark about it, as they travel: a secret, or one that remembers what it was computed from. */
function isEnvelope(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && SIGNATURE in value;
}

function inList(
  list: unknown,
  which: Exclude<Segment, string>,
  rest: readonly Segment[],
  value: unknown,
  isOpaque: IsOpaque,
): unknown {
  if (!Array.isArray(list)) return UNREACHABLE;
  const items: readonly unknown[] = list;
  const found = typeof which === "number" ? which : items.findIndex((item) => isNamed(item, which.named));
  if (typeof which === "number" && which >= items.length) return UNREACHABLE;
  if (found < 0) {
    if (value instanceof Edit) return UNREACHABLE;
    if (typeof which === "number" || value === null) return value === null ? list : UNREACHABLE;
    const added = withValue({ name: which.named }, rest, value, isOpaque);
    return added === UNREACHABLE ? UNREACHABLE : [...items, added];
  }
  const changed = withValue(items[found], rest, value, isOpaque);
  if (changed === UNREACHABLE) return UNREACHABLE;
  return changed === null ? items.filter((_, index) => index !== found) : items.with(found, changed);
}

function isNamed(item: unknown, name: string): boolean {
  if (typeof item !== "object" || item === null) return false;
  const members = item as Readonly<Record<string, unknown>>;
  return NAMES.some((key) => members[key] === name);
}

function inText(text: string, path: readonly Segment[], value: unknown, isOpaque: IsOpaque): unknown {
  const inside = parsed(text);
  if (inside === undefined) return UNREACHABLE;
  const changed = withValue(inside, path, value, isOpaque);
  return changed === UNREACHABLE ? UNREACHABLE : JSON.stringify(changed);
}
