/** What the provider adds to a program's inputs before anybody looks at them: names, defaults, tags. */
import { createHash, randomBytes } from "node:crypto";
import { DEFAULTS, isObject, type Properties, text, type Value } from "../provider/values";
import { type CheckFailure, type CheckRequest } from "../provider/provider";
import { logicalName } from "../provider/sealed";
import { type Autoname, type ResourceType } from "./resource-type";
import { sdkShape } from "./sdk-shape";

const RANDOM_DIGITS = 7;

export interface Completed {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

/** The inputs with the type's defaults, a generated name and the provider's default tags. */
export function completeInputs(
  type: ResourceType,
  request: Pick<CheckRequest, "urn" | "inputs" | "oldInputs" | "randomSeed" | "proposedName">,
  defaultTags: Properties,
): Completed {
  const inputs: Properties = { ...request.inputs };
  const defaulted: string[] = [];
  const failures: CheckFailure[] = [];
  for (const [property, value] of Object.entries(type.defaults ?? {})) {
    if (inputs[property] !== undefined) continue;
    inputs[property] = value;
    defaulted.push(property);
  }
  if (type.autoname && needsName(type.autoname, inputs)) {
    const name = generatedName(type.autoname, request);
    if (typeof name === "string") {
      inputs[type.autoname.property] = name;
      defaulted.push(type.autoname.property);
    } else {
      failures.push(name);
    }
  }
  const tagsAll = mergedTags(type.token, inputs.tags, defaultTags);
  if (tagsAll !== undefined) inputs.tagsAll = tagsAll;
  return { inputs: { ...inputs, [DEFAULTS]: defaulted.sort() }, failures };
}

function needsName(autoname: Autoname, inputs: Properties): boolean {
  return inputs[autoname.property] === undefined && inputs[`${autoname.property}Prefix`] === undefined;
}

function generatedName(
  autoname: Autoname,
  request: Pick<CheckRequest, "urn" | "oldInputs" | "randomSeed" | "proposedName">,
): string | CheckFailure {
  const { property, maximumLength, transform = (name: string) => name } = autoname;
  const previous = request.oldInputs?.[property];
  if (typeof previous === "string" && defaultedIn(request.oldInputs, property)) return previous;
  const name = logicalName(request.urn);
  if (request.proposedName === null) {
    return {
      property,
      reason: `Missing required argument: automatic naming is disabled and "${property}" was not given`,
    };
  }
  if (request.proposedName !== undefined && request.proposedName !== "") return transform(request.proposedName);
  if (name.length + 1 + RANDOM_DIGITS > maximumLength) {
    return {
      property,
      reason: `failed to generate a name: "${name}" plus ${RANDOM_DIGITS + 1} characters is longer than the maximum length ${maximumLength}`,
    };
  }
  const seed = request.randomSeed.length > 0 ? request.randomSeed : randomBytes(32);
  const digits = createHash("sha256").update(seed).update(request.urn).digest("hex").slice(0, RANDOM_DIGITS);
  return transform(`${name}-${digits}`);
}

/** Whether the inputs note that the provider chose this property itself. */
export function defaultedIn(inputs: Properties | undefined, property: string): boolean {
  const defaulted = inputs?.[DEFAULTS];
  return Array.isArray(defaulted) && defaulted.includes(property);
}

/** A resource's tags over the provider's; undefined when the type has none or there are none. */
function mergedTags(token: string, tags: Value | undefined, defaultTags: Properties): Value | undefined {
  if (!sdkShape(token).computed.includes("tagsAll")) return undefined;
  if (tags !== undefined && !isObject(tags)) return tags;
  const merged = { ...defaultTags, ...tags };
  return Object.keys(merged).length > 0 ? merged : undefined;
}

/** The provider's `defaultTags`, which the engine passes as an object or as JSON text. */
export function defaultTagsOf(config: Properties): Properties {
  const raw = config.defaultTags;
  const json = text(raw);
  let block: unknown = raw;
  if (json !== undefined) {
    try {
      block = JSON.parse(json);
    } catch {
      throw new Error('The provider configuration "defaultTags" is not valid JSON.');
    }
  }
  const tags = typeof block === "object" && block !== null && "tags" in block ? block.tags : undefined;
  return typeof tags === "object" && tags !== null ? { ...tags } : {};
}
