import { readFileSync } from "node:fs";
import { changes } from "../provider/compare";
import {
  type CheckRequest,
  type CheckResult,
  type Created,
  type CreateRequest,
  type DeleteRequest,
  type Difference,
  type DiffRequest,
  type Found,
  type InvokeRequest,
  type Provider,
  type ReadRequest,
  type UpdateRequest,
} from "../provider/provider";
import { logicalName } from "../provider/sealed";
import { type Properties, text } from "../provider/values";
import { type Account, type StoredResource } from "./account";
import { ApiError } from "./api-error";
import { resourceTypeOf } from "./catalogue";
import { completeInputs, defaultedIn, defaultTagsOf } from "./default-inputs";
import { type World } from "./elsewhere";
import { neutralOutputs } from "./generic";
import { invoke } from "./invokes";
import { prefixedName } from "./names";
import { echoed, imported, keptOutputs, plain, refreshedInputs } from "./outputs";
import { located, missingInputs, passOn, refuseDangling, refuseTaken } from "./refusals";
import { type Place, type ResourceType, type Undertaking } from "./resource-type";
import { sdkShape } from "./sdk-shape";

/** One configured instance of the provider. */
interface Session {
  readonly region: string;
  readonly defaultTags: Properties;
}

/** The `aws` provider on an offline account. */
export class AwsProvider implements Provider<Session> {
  readonly name = "aws";
  readonly version = sdkVersion();

  private cancellation = new AbortController();

  /** @param region where resources are made when the program's provider configuration names no region */
  constructor(
    private readonly account: Account,
    private readonly region: string,
    private readonly world: World,
  ) {}

  /** For what is under way: an engine says it at the end of each operation, and another operation may follow. */
  cancel(): void {
    this.cancellation.abort();
    this.cancellation = new AbortController();
  }

  configure(config: Properties): Session {
    return { region: text(config.region) ?? this.region, defaultTags: defaultTagsOf(config) };
  }

  secretOutputs(token: string): readonly string[] {
    return [...sdkShape(token).secret, ...(resourceTypeOf(token).secretOutputs ?? [])];
  }

  check(session: Session, request: CheckRequest): CheckResult {
    const type = resourceTypeOf(request.type);
    const { inputs, failures } = completeInputs(type, request, session.defaultTags);
    const found = [...failures, ...missingInputs(type, inputs), ...type.checks.flatMap((check) => check(inputs))];
    return { inputs, failures: found.map((failure) => located(failure, logicalName(request.urn))) };
  }

  diff(session: Session, request: DiffRequest): Difference {
    const type = resourceTypeOf(request.type);
    // A region other than the resource's own is another resource, in whatever way it was asked for.
    const replaceOn = [
      "region",
      ...type.replaceOn,
      ...(type.replaceAlsoOn?.(plain(request.inputs), plain(request.oldInputs)) ?? []),
    ];
    const changed = changes(request.oldInputs, request.inputs, replaceOn, request.ignoreChanges);
    const region = text(request.inputs.region) ?? session.region;
    const oldRegion = text(request.oldOutputs.region);
    if (oldRegion !== undefined && oldRegion !== region && !changed.some(({ property }) => property === "region")) {
      changed.push({ property: "region", kind: "update", replaces: true });
    }
    return { changed, deleteBeforeReplace: namesCollide(type, request) };
  }

  create(session: Session, request: CreateRequest): Created | Promise<Created> {
    const type = resourceTypeOf(request.type);
    const place = this.place(session, request.inputs);
    const inputs = plain(request.inputs);
    if (request.preview) return { id: "", outputs: echoed(type, inputs, place) };
    this.world.assumeReferences(place, type, inputs);
    const name = logicalName(request.urn);
    const named = withPrefixedName(type, inputs);
    const made = passOn(type, "create", text(named[type.title]) ?? name, () => {
      refuseDangling(type, place, named);
      refuseTaken(type, place, named);
      return type.create(place, named, name);
    });
    return this.performed(type, place, { action: "create", inputs: named, oldInputs: null }, (performed) => {
      const outputs = { ...echoed(type, named, place), ...made.outputs, ...performed };
      const complete = { ...neutralOutputs(type.token, outputs, place, made.id), ...outputs };
      const key = type.key?.(complete) ?? made.id;
      this.account.put(type.token, { key, id: made.id, inputs: request.inputs, outputs: complete });
      return { id: made.id, outputs: complete };
    });
  }

  read(session: Session, request: ReadRequest): Found | undefined {
    const type = resourceTypeOf(request.type);
    const stored = this.find(type, request.id, request.outputs);
    if (stored === undefined) return this.madeElsewhere(session, type, request);
    if (Object.keys(request.outputs).length === 0 && Object.keys(request.inputs).length === 0) {
      return imported(type, stored);
    }
    return { id: stored.id, outputs: stored.outputs, inputs: refreshedInputs(request.inputs, stored.outputs) };
  }

  update(session: Session, request: UpdateRequest): Properties | Promise<Properties> {
    const type = resourceTypeOf(request.type);
    const place = this.place(session, request.inputs);
    const inputs = plain(request.inputs);
    const old = this.find(type, request.id, request.oldOutputs);
    const changed = new Set(changes(request.oldInputs, request.inputs, []).map(({ property }) => property));
    const oldInputs = plain(request.oldInputs);
    if (!request.preview) this.world.assumeReferences(place, type, inputs);
    const kept = keptOutputs(type, old?.outputs ?? request.oldOutputs, oldInputs, inputs);
    if (request.preview) {
      const stale = Object.entries(type.recomputed ?? {}).flatMap(([output, from]) =>
        from.some((property) => changed.has(property)) ? [output] : [],
      );
      const outputs = { ...kept, ...echoed(type, inputs, place) };
      return Object.fromEntries(Object.entries(outputs).filter(([key]) => !stale.includes(key)));
    }
    const { stored, recomputed } = passOn(type, "update", request.id, () => {
      if (old === undefined) {
        throw new ApiError("ResourceNotFoundException", `The resource ${request.id} does not exist`, true, 404);
      }
      const properties = Object.fromEntries(Object.entries(inputs).filter(([property]) => changed.has(property)));
      refuseDangling(type, place, properties);
      const update = { old, inputs, changes: (...names: string[]) => names.some((name) => changed.has(name)) };
      return { stored: old, recomputed: type.update?.(place, update) };
    });
    return this.performed(type, place, { action: "update", inputs, oldInputs }, (performed) => {
      const outputs = { ...kept, ...echoed(type, inputs, place), ...recomputed, ...performed };
      this.account.put(type.token, { ...stored, inputs: request.inputs, outputs });
      return outputs;
    });
  }

  delete(session: Session, request: DeleteRequest): void | Promise<void> {
    const type = resourceTypeOf(request.type);
    const stored = this.find(type, request.id, request.outputs);
    if (stored === undefined) return;
    const place = this.place(session, stored.outputs);
    passOn(type, "delete", request.id, () => {
      type.delete?.(place, stored);
    });
    const inputs = plain(stored.inputs);
    return this.performed(type, place, { action: "delete", inputs, oldInputs: inputs }, () => {
      this.account.remove(type.token, stored.key);
    });
  }

  invoke(session: Session, request: InvokeRequest): Properties {
    const place = this.place(session, request.args);
    return invoke({ world: this.world, place, ...request, defaultTags: session.defaultTags });
  }

  /** What `.get` finds of a resource that nobody here has made. A resource that is in the state was, and is gone. */
  private madeElsewhere(session: Session, type: ResourceType, { id, inputs, outputs }: ReadRequest): Found | undefined {
    if (Object.keys(outputs).length > 0) return undefined;
    const why = `${type.token.split(":").at(-1) ?? type.token} ${id} is there`;
    const found = this.world.assume(this.place(session, inputs), type.token, id, {}, why);
    return found && { id: found.id, inputs, outputs: found.outputs };
  }

  /** Keeps a change: at once, so that no other call comes between, unless its type has something to do that takes time. */
  private performed<Result>(
    type: ResourceType,
    place: Place,
    undertaking: Omit<Undertaking, "signal">,
    keep: (outputs: Properties) => Result,
  ): Result | Promise<Result> {
    if (type.perform === undefined) return keep({});
    return type.perform(place, { ...undertaking, signal: this.cancellation.signal }).then(keep);
  }

  /** A resource by its id, told apart from others with that id by its outputs (an import has none: by its key). */
  private find(type: ResourceType, id: string, outputs: Properties): StoredResource | undefined {
    return this.account.get(type.token, type.key?.(outputs) ?? id);
  }

  private place(session: Session, properties: Properties): Place {
    return this.world.place(text(properties.region) ?? session.region);
  }
}

function sdkVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(require.resolve("@pulumi/aws/package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "0.0.0";
}

function withPrefixedName(type: ResourceType, inputs: Properties): Properties {
  const property = type.autoname?.property;
  if (property === undefined || inputs[property] !== undefined) return inputs;
  const prefix = text(inputs[`${property}Prefix`]);
  return prefix === undefined ? inputs : { ...inputs, [property]: prefixedName(prefix) };
}

function namesCollide(type: ResourceType, request: DiffRequest): boolean {
  if (type.deleteBeforeReplace) return true;
  const property = type.autoname?.property ?? type.unique?.property;
  if (property === undefined) return false;
  const name = text(request.inputs[property]);
  return name !== undefined && name === request.oldInputs[property] && !defaultedIn(request.inputs, property);
}
