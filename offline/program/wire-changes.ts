import * as rpc from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isUnknown, type Properties, UNKNOWN, type Value } from "../provider/values";
import { followed, ownValueOf, packageOf, type Place, type PropertyChange, resourceKey } from "./property-change";
import { parsePath, UNREACHABLE, valueAt, withValue } from "./property-path";

/** Registers a resource with the engine that the program has not. */
export type Register = (request: rpc.RegisterResourceRequest) => Promise<rpc.RegisterResourceResponse>;

/** A resource that was registered: what it was given, with what the engine answered. */
interface Made {
  readonly urn: string;
  readonly properties: Properties;
}

const STACK = "pulumi:pulumi:Stack";

const isOpaque = (part: unknown): boolean => isUnknown(part as Value);

/** Changes of a program in a process of its own, whose resources are seen as they travel to the engine and back. */
export class WireChanges {
  readonly #made = new Map<string, Made>();
  readonly #versions = new Map<string, string>();
  readonly #toAdd: PropertyChange[];
  #stack = "";
  #hasBegun = false;
  #adding: Promise<void> = Promise.resolve();

  constructor(private readonly changes: readonly PropertyChange[]) {
    this.#toAdd = changes.filter(({ add }) => add === true);
  }

  /** Whether resources have to be remembered, since a change puts something of one into another, or adds one. */
  get remembers(): boolean {
    return this.changes.some(({ from, add }) => from !== undefined || add === true);
  }

  /** The properties of a resource with the changes that are for it; undefined: none is. */
  rewritten(type: string, name: string, properties: () => Properties): Properties | undefined {
    const own = this.#changesOf({ type, name });
    return own.length === 0 ? undefined : own.reduce((given, change) => this.#changed(given, change), properties());
  }

  /** Before a resource is registered, or whatever is next: what is added and can be is registered first. */
  async before(request: rpc.RegisterResourceRequest | "next", register: Register): Promise<void> {
    if (request !== "next" && request.getVersion() !== "") {
      this.#versions.set(packageOf(request.getType()), request.getVersion());
    }
    // The program's own first resource says which version of its package is meant.
    if (request === "next" ? !this.#hasBegun : request.getType() === STACK) return;
    this.#adding = this.#adding.then(() => this.#add(register));
    await this.#adding;
  }

  /** A resource was registered; with what it was computed from, where a change says so. */
  made(request: rpc.RegisterResourceRequest, response: rpc.RegisterResourceResponse): void {
    if (request.getType() === STACK) this.#stack = response.getUrn();
    else this.#hasBegun = true;
    const answered = response.getObject()?.toJavaScript() ?? {};
    const given = request.getObject()?.toJavaScript() ?? {};
    const id = response.getId() === "" ? UNKNOWN : response.getId();
    const properties = { id, ...answered, ...given } as Properties;
    this.#made.set(resourceKey({ type: request.getType(), name: request.getName() }), {
      urn: response.getUrn(),
      properties,
    });
  }

  /** Says to the engine what a resource is now computed from. */
  link(request: rpc.RegisterResourceRequest): void {
    const own = this.#changesOf({ type: request.getType(), name: request.getName() });
    for (const { path, from } of own) {
      const urn = from === undefined ? undefined : this.#made.get(resourceKey(from))?.urn;
      if (urn === undefined) continue;
      const property = String(/^[\w$/-]+/.exec(path)?.[0]);
      const map = request.getPropertydependenciesMap();
      const dependencies = map.get(property) ?? new rpc.RegisterResourceRequest.PropertyDependencies();
      dependencies.setUrnsList([...new Set([...dependencies.getUrnsList(), urn])]);
      map.set(property, dependencies);
      request.setDependenciesList([...new Set([...request.getDependenciesList(), urn])]);
    }
  }

  async #add(register: Register): Promise<void> {
    for (;;) {
      const at = this.#toAdd.findIndex((place) => this.#changesOf(place).every(({ from }) => this.#isThere(from)));
      const [place] = at < 0 ? [] : this.#toAdd.splice(at, 1);
      if (place === undefined) return;
      const { type, name } = place;
      const request = new rpc.RegisterResourceRequest();
      request.setType(type);
      request.setName(name);
      request.setCustom(true);
      request.setParent(this.#stack);
      request.setAcceptsecrets(true);
      request.setVersion(this.#versions.get(packageOf(type)) ?? "");
      request.setObject(Struct.fromJavaScript(this.rewritten(type, name, () => ({})) ?? {}));
      this.link(request);
      this.made(request, await register(request));
    }
  }

  #isThere(place: Place | undefined): boolean {
    return place === undefined || this.#made.has(resourceKey(place));
  }

  #changesOf({ type, name }: Pick<Place, "type" | "name">): readonly PropertyChange[] {
    return this.changes.filter((change) => change.type === type && change.name === name && change.add !== true);
  }

  #changed(given: Properties, change: PropertyChange): Properties {
    const value = change.from === undefined ? ownValueOf(change) : followed(this.#read(change.from), change);
    const changed =
      value === UNREACHABLE ? UNREACHABLE : withValue(given, parsePath(change.path), value ?? null, isOpaque);
    return changed === UNREACHABLE ? given : (changed as Properties);
  }

  /** What is there now; a resource that comes later has nothing yet, and what a provider has not said is not known yet. */
  #read(place: Place): unknown {
    const made = this.#made.get(resourceKey(place));
    if (made === undefined) return UNREACHABLE;
    const path = parsePath(place.path);
    const [first] = path;
    if (path.length === 1 && typeof first === "string" && !Object.hasOwn(made.properties, first)) return UNKNOWN;
    return valueAt(made.properties, path, (opaque) => opaque, isOpaque);
  }
}
