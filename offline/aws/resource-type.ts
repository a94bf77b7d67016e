import { type CheckFailure } from "../provider/provider";
import { type Properties } from "../provider/values";
import { type Account, type StoredResource } from "./account";
import { type ApiError, type ApiNames } from "./api-error";

/** What a resource type needs to know of where it is: the account, the region, and how names are formed there. */
export interface Place {
  readonly account: Account;
  readonly region: string;
  readonly partition: string;
  /** An ARN in this account and region: `arn("ecs", "cluster/main")`. */
  arn(service: string, resource: string): string;
  /** An ARN of a service that has no regions: `globalArn("iam", "role/web")`. */
  globalArn(service: string, resource: string): string;
}

export interface Made {
  readonly id: string;
  /** Outputs that are not simply what was asked for. */
  readonly outputs?: Properties;
}

export interface Update {
  readonly old: StoredResource;
  readonly inputs: Properties;
  /** Whether any of these inputs changes. */
  readonly changes: (...properties: string[]) => boolean;
}

/** A change that AWS has accepted, for what it sets going outside of the account. */
export interface Undertaking {
  readonly action: "create" | "update" | "delete";
  /** What is asked for; of a deletion, what was. */
  readonly inputs: Properties;
  /** What was asked for before; null: nothing was. */
  readonly oldInputs: Properties | null;
  /** Aborts when the engine gives up. */
  readonly signal: AbortSignal;
}

/** A property whose values must be resources of the account. */
export interface Reference {
  /** The ids, names or ARNs referred to; unknown ones are left out. */
  readonly from: (inputs: Properties, place: Place) => readonly string[];
  readonly type: string;
  /** The output by which the other resource is named; default: its id. */
  readonly by?: string;
  readonly missing: (reference: string) => ApiError;
}

/** A property that may be taken once in an account and region. */
export interface UniqueName {
  readonly property: string;
  /** Inputs within which the name is unique (a service's name in its cluster). */
  readonly within?: readonly string[];
  readonly taken: (name: string) => ApiError;
}

export interface Autoname {
  readonly property: string;
  readonly maximumLength: number;
  readonly transform?: (name: string) => string;
}

/** Looks at known values only: an unknown one is never refused. */
export type Check = (inputs: Properties) => readonly CheckFailure[];

/** How one type of resource behaves. */
export interface ResourceType {
  readonly token: string;
  readonly api: ApiNames;
  /** Inputs whose change needs a new resource. */
  readonly replaceOn: readonly string[];
  /** Inputs whose change needs a new resource, beside those of `replaceOn`, if the others say so. */
  readonly replaceAlsoOn?: (inputs: Properties, oldInputs: Properties) => readonly string[];
  /** A replacement deletes first even if the names differ. */
  readonly deleteBeforeReplace?: boolean;
  /** Inputs the provider fills in when they are absent. */
  readonly defaults?: Properties;
  /** How the provider names the resource when the program does not; null: it does not. */
  readonly autoname: Autoname | null;
  readonly checks: readonly Check[];
  readonly references: readonly Reference[];
  readonly unique: UniqueName | null;
  /** Outputs that change when one of the inputs does, and so are unknown in the preview of that update. */
  readonly recomputed?: Readonly<Record<string, readonly string[]>>;
  /** Outputs AWS never gives back: an imported resource lacks them. */
  readonly unreadable?: readonly string[];
  /** Secret outputs beside those the SDK declares. */
  readonly secretOutputs?: readonly string[];
  /** What tells resources apart where AWS gives several the same id. */
  readonly key?: (outputs: Properties) => string | undefined;
  /** The property that is the resource's name to people, for messages. */
  readonly title: string;
  /** @throws ApiError when AWS refuses */
  create(place: Place, inputs: Properties, logicalName: string): Made;
  /** Outputs that change with this update. @throws ApiError when AWS refuses */
  update?(place: Place, update: Update): Properties;
  /** @throws ApiError when AWS refuses */
  delete?(place: Place, resource: StoredResource): void;
  /**
   * What takes its time, before the account holds the change; resolves with outputs. Rejects with an Error whose message
   * the engine shows, and the change has not happened.
   */
  perform?(place: Place, undertaking: Undertaking): Promise<Properties>;
}

type Optional = "replaceOn" | "autoname" | "checks" | "references" | "unique" | "title" | "api";

/** A type as its file states it: only what is special about it. */
export type TypeDefinition = Omit<ResourceType, Optional | "token"> & Partial<Pick<ResourceType, Optional>>;

/** Completes the definition of the type with this token. */
export function resourceType(token: string, definition: TypeDefinition): ResourceType {
  const noun = token.split(":").at(-1) ?? token;
  return {
    token,
    api: { service: token.split(/[:/]/)[1] ?? "aws", noun },
    replaceOn: [],
    autoname: null,
    checks: [],
    references: [],
    unique: null,
    title: definition.autoname?.property ?? "name",
    ...definition,
  };
}

/** The usual autoname: property `name`. */
export function autoname(maximumLength: number, property = "name", transform?: (name: string) => string): Autoname {
  return transform === undefined ? { property, maximumLength } : { property, maximumLength, transform };
}
