import {
  all,
  CustomResource,
  isUnknown,
  Output,
  output,
  type Resource,
  type ResourceTransformation,
} from "@pulumi/pulumi";
import { Deferred } from "./deferred";
import { followed, ownValueOf, packageOf, type Place, type PropertyChange, resourceKey } from "./property-change";
import { Edit, parsePath, type Segment, UNREACHABLE, valueAt, withValue } from "./property-path";

type Properties = Readonly<Record<string, unknown>>;

/** A resource that was registered, with what it was given. */
interface Registered {
  readonly properties: Properties;
  readonly resource: Resource;
}

/** A value whatever it is: of an unknown type the SDK makes none. */
type Known = string | number | boolean | object | null | undefined;

class Added extends CustomResource {}

/** A program of this process with changes: its resources come otherwise, and some come that it has not. */
export class ChangedProgram {
  readonly #sources = new Map<string, Deferred<Registered | undefined>>();
  readonly #registered = new Map<string, Registered>();
  readonly #versions = new Map<string, string>();
  readonly #added: Resource[] = [];
  #hasAdded = false;

  /** @param applied told of each change that was made */
  constructor(
    private readonly changes: readonly PropertyChange[],
    private readonly applied: (change: PropertyChange) => void = () => undefined,
  ) {}

  /** What the program registers with the stack before anything else. */
  readonly transformation: ResourceTransformation = ({ type, name, props, opts, resource }) => {
    const given = props as Properties;
    const own = this.changes.filter((change) => change.add !== true && change.type === type && change.name === name);
    const changed = own.reduce((properties, change) => this.#changed({ properties, resource }, change), given);
    const version = (opts as { readonly version?: string }).version;
    if (version !== undefined) this.#versions.set(packageOf(type), version);
    const registered = { properties: changed, resource };
    this.#registered.set(resourceKey({ type, name }), registered);
    this.#source({ type, name }).resolve(registered);
    if (!this.#hasAdded) {
      this.#hasAdded = true;
      // Once the program has come to its first pause: what judges sees the program's own beginning first.
      queueMicrotask(() => {
        this.#add();
      });
    }
    return own.length === 0 ? undefined : { props: { ...changed }, opts };
  };

  /** To be called when the program has registered all it does: what is still waited for is not there. */
  finish(): void {
    const added = new Set(this.changes.filter(({ add }) => add === true).map(resourceKey));
    for (const [key, source] of this.#sources) if (!added.has(key)) source.resolve(undefined);
  }

  #add(): void {
    for (const { type, name } of this.changes.filter(({ add }) => add === true)) {
      const version = this.#versions.get(packageOf(type));
      // What others are to have of it is asked for by name.
      const asked = this.changes.flatMap(({ from }) =>
        from?.type === type && from.name === name ? [[/^\w+/.exec(from.path)?.[0] ?? "", undefined]] : [],
      );
      const properties = Object.fromEntries(asked) as Record<string, unknown>;
      this.#added.push(new Added(type, name, properties, version === undefined ? {} : { version }));
    }
  }

  #changed(registering: Registered, change: PropertyChange): Properties {
    const { properties: given } = registering;
    const path = parsePath(change.path);
    const done = () => {
      this.applied(change);
    };
    const value = change.from === undefined ? ownValueOf(change) : this.#read(change.from, change, registering);
    const result = Output.isInstance<unknown>(value)
      ? withLater(given, path, value, done)
      : within(given, path, value ?? null, done);
    return result === UNREACHABLE ? given : (result as Properties);
  }

  /** What is at a place: at once where it is plain and there, else when it is known. */
  #read(place: Place, change: PropertyChange, registering: Registered): unknown {
    const path = parsePath(place.path);
    // What is in the very resource is what it has so far: it cannot wait for itself.
    const isOwn = resourceKey(place) === resourceKey(change);
    const registered = isOwn ? registering : this.#registered.get(resourceKey(place));
    if (registered !== undefined) return withSuffix(read(registered, path), change);
    const later = this.#source(place).promise.then((found): unknown =>
      found === undefined ? undefined : withSuffix(read(found, path), change),
    );
    return output(later);
  }

  #source(place: Pick<Place, "type" | "name">): Deferred<Registered | undefined> {
    const key = resourceKey(place);
    const before = this.#sources.get(key);
    if (before !== undefined) return before;
    const source = new Deferred<Registered | undefined>();
    this.#sources.set(key, source);
    return source;
  }
}

function read({ properties, resource }: Registered, path: readonly Segment[]): unknown {
  const [first, ...rest] = path;
  if (typeof first !== "string") return undefined;
  const whole = properties[first] ?? (resource as unknown as Properties)[first];
  return valueAt(whole, rest, follow, isOutput);
}

function withSuffix(value: unknown, change: PropertyChange): unknown {
  return Output.isInstance<unknown>(value) ? value.apply((known) => followed(known, change)) : followed(value, change);
}

function follow(opaque: unknown, rest: readonly Segment[]): unknown {
  return (opaque as Output<unknown>).apply((known) => valueAt(known, rest, follow, isOutput));
}

function isOutput(value: unknown): boolean {
  return Output.isInstance(value);
}

/** As {@link within}, of a value that is known later: it goes into a whole property, or into one that is then as late. */
function withLater(given: Properties, path: readonly Segment[], value: Output<unknown>, done: () => void): unknown {
  const [first, ...rest] = path;
  if (typeof first !== "string") return UNREACHABLE;
  if (rest.length === 0) {
    done();
    return { ...given, [first]: value };
  }
  const whole: Output<unknown> = output(given[first]);
  const changed = all([whole, value as Output<Known>]).apply(([known, later]) => {
    const result = withValue(known, rest, later ?? null, isUnknown);
    if (result === UNREACHABLE) return known;
    done();
    return result;
  });
  return { ...given, [first]: changed };
}

/** As {@link withValue}, of values that a program still computes: these are changed once they are known. */
function within(whole: unknown, path: readonly Segment[], value: unknown, done: () => void): unknown {
  const [first, ...rest] = path;
  if (Output.isInstance<unknown>(whole)) {
    return whole.apply((known) => {
      const changed = withValue(known, path, value, isUnknown);
      if (changed === UNREACHABLE) return known;
      done();
      return changed;
    });
  }
  // One step at a time, since what is beside the way may still be unknown; what is replaced whole need not be known.
  const isWhole = rest.length === 0 && !(value instanceof Edit);
  const next = typeof whole === "string" || first === undefined || isWhole ? undefined : stepInto(whole, first);
  if (next === undefined || first === undefined) {
    const changed = withValue(whole, path, value);
    if (changed !== UNREACHABLE) done();
    return changed;
  }
  const inner = within(next, rest, value, done);
  return inner === UNREACHABLE ? UNREACHABLE : withValue(whole, [first], inner);
}

/** The member or item, where it is there. */
function stepInto(whole: unknown, segment: Segment): unknown {
  if (typeof segment === "string")
    return typeof whole === "object" && whole !== null ? (whole as Properties)[segment] : undefined;
  if (!Array.isArray(whole)) return undefined;
  const items = whole as readonly unknown[];
  if (typeof segment === "number") return items[segment];
  return items.find(
    (item) => typeof item === "object" && item !== null && "name" in item && item.name === segment.named,
  );
}
