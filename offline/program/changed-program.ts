import { CustomResource, Output, output, type Resource, type ResourceTransformation } from "@pulumi/pulumi";
import { type Properties, within, withLater } from "./changed-value";
import { Deferred } from "./deferred";
import { followed, ownValueOf, packageOf, type Place, type PropertyChange, resourceKey } from "./property-change";
import { Waiting } from "./waiting";
import { parsePath, type Segment, UNREACHABLE, valueAt } from "./property-path";

/** A resource that was registered, with what it was given. */
interface Registered {
  readonly properties: Properties;
  readonly resource: Resource;
}

class Added extends CustomResource {}

/** A program of this process with changes: its resources come otherwise, and some come that it has not. */
export class ChangedProgram {
  readonly #sources = new Map<string, Deferred<Registered | undefined>>();
  readonly #registered = new Map<string, Registered>();
  readonly #versions = new Map<string, string>();
  readonly #added: Resource[] = [];
  readonly #waiting = new Waiting();
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
    this.#refuseCircle({ type, name }, resource, own, [given, opts.parent, opts.dependsOn]);
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

  /** What waits for itself would wait for ever. Throws, with one sentence, where a change makes it so. */
  #refuseCircle(
    place: Pick<Place, "type" | "name">,
    resource: Resource,
    own: readonly PropertyChange[],
    given: unknown,
  ): void {
    if (this.changes.every(({ from }) => from === undefined)) return;
    const key = resourceKey(place);
    this.#waiting.register(key, resource, given);
    const sources = own.flatMap(({ from }) => (from === undefined ? [] : [resourceKey(from)]));
    for (const source of sources) if (source !== key) this.#waiting.add(key, source);
    if (!this.#waiting.isCircle(key)) return;
    // Whoever waits for it is to end as well.
    for (const source of [...sources, key]) this.#sourceOf(source).resolve(undefined);
    throw new Error(`${key} cannot be changed like that: it would be made of something that is made of it`);
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
    return this.#sourceOf(resourceKey(place));
  }

  #sourceOf(key: string): Deferred<Registered | undefined> {
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
