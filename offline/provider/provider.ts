import type { ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { type Properties } from "./values";

/** What a provider is asked, with secrets opened; `session` is the configuration of the asking provider instance. */
export interface Provider<Session> {
  readonly name: string;
  readonly version: string;
  /** A provider instance as its configuration describes it; called anew for each `configure`. */
  configure(config: Properties): Session;
  check(session: Session, request: CheckRequest): CheckResult;
  diff(session: Session, request: DiffRequest): Difference;
  create(session: Session, request: CreateRequest): Created | Promise<Created>;
  /** The resource as it is; undefined when there is none with this id. */
  read(session: Session, request: ReadRequest): Found | undefined;
  update(session: Session, request: UpdateRequest): Properties | Promise<Properties>;
  delete(session: Session, request: DeleteRequest): void | Promise<void>;
  /** @throws Error whose message the engine shows, when the function is unknown or refuses. */
  invoke(session: Session, request: InvokeRequest): Properties;
  /** Makes a component that the provider implements; undefined: it has none. */
  construct?(request: ConstructRequest): Promise<ConstructResponse>;
  /** Gives up what is under way: the engine has been told to stop. */
  cancel?(): void;
  /** Names of the outputs of a type that are secret whatever its inputs were. */
  secretOutputs(type: string): readonly string[];
}

export interface ResourceRequest {
  /** The type token, `aws:ecs/service:Service`. */
  readonly type: string;
  readonly urn: string;
}

export interface CheckRequest extends ResourceRequest {
  readonly oldInputs: Properties | undefined;
  readonly inputs: Properties;
  /** Bytes the engine draws once for a resource, so that a generated name stays the same within one operation. */
  readonly randomSeed: Buffer;
  /** The name the engine's `autonaming` configuration wants; null: names must be given; undefined: the provider decides. */
  readonly proposedName: string | null | undefined;
}

export interface CheckResult {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

export interface CheckFailure {
  /** Path of the property in the inputs; empty when the resource as a whole is meant. */
  readonly property: string;
  readonly reason: string;
}

export interface DiffRequest extends ResourceRequest {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
  readonly inputs: Properties;
  readonly ignoreChanges: readonly string[];
}

export interface Difference {
  /** Top-level properties that differ, in the order of their names. */
  readonly changed: readonly PropertyChange[];
  /** A replacement must delete first, because the two could not exist side by side (same name). */
  readonly deleteBeforeReplace: boolean;
}

export interface PropertyChange {
  readonly property: string;
  readonly kind: "add" | "update" | "delete";
  readonly replaces: boolean;
}

export interface CreateRequest extends ResourceRequest {
  readonly inputs: Properties;
  readonly preview: boolean;
}

export interface Created {
  /** Empty in a preview. */
  readonly id: string;
  readonly outputs: Properties;
}

export interface ReadRequest extends ResourceRequest {
  readonly id: string;
  /** What the state holds; both empty for an import. */
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface Found {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface UpdateRequest extends ResourceRequest {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
  readonly inputs: Properties;
  readonly preview: boolean;
}

export interface DeleteRequest extends ResourceRequest {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface InvokeRequest {
  /** The function token, `aws:index/getRegion:getRegion`. */
  readonly token: string;
  readonly args: Properties;
  readonly preview: boolean;
}

/** One call the engine made, in the order of arrival. */
export interface ProviderCall {
  readonly method: "check" | "diff" | "create" | "read" | "update" | "delete" | "invoke";
  /** The type token; of an invoke, the function token. */
  readonly type: string;
  readonly urn?: string;
  /** Whether the call was marked as a preview. The protocol marks `create`, `update` and `invoke` only. */
  readonly preview: boolean;
}
