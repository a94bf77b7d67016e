/** What a resource comes back with: what was asked, what AWS chose, and what both are to the state. */
import { sameValue } from "../provider/compare";
import { type Found } from "../provider/provider";
import { isObject, type Properties, type Value, withoutDefaultsMark } from "../provider/values";
import { type StoredResource } from "./account";
import { type Place, type ResourceType } from "./resource-type";
import { sdkShape } from "./sdk-shape";

/** The inputs without the bookkeeping of which were defaults. */
export function plain(inputs: Properties): Properties {
  return withoutDefaultsMark(inputs) as Properties;
}

/** What comes back as it was sent. Write-only arguments never do. */
export function echoed(type: ResourceType, inputs: Properties, place: Place): Properties {
  const outputs = Object.fromEntries(
    Object.entries(inputs).filter(([property]) => !(property.endsWith("Wo") && property !== "Wo")),
  );
  const { outputs: declared } = sdkShape(type.token);
  if (declared.has("region")) outputs.region ??= place.region;
  if (declared.has("tagsAll")) outputs.tagsAll ??= {};
  return outputs;
}

/** The old outputs that an update with these inputs leaves as they are. */
export function keptOutputs(
  type: ResourceType,
  old: Properties,
  oldInputs: Properties,
  inputs: Properties,
): Properties {
  const { outputs } = sdkShape(type.token);
  return Object.fromEntries(
    Object.entries(old).filter(([property]) => {
      if (property === "tagsAll") return false;
      const withdrawn = property in oldInputs && !(property in inputs);
      // AWS keeps what it would have chosen itself; a purely optional setting goes back to nothing.
      return !withdrawn || !/\bundefined$/.test(outputs.get(property) ?? "undefined");
    }),
  );
}

/** An existing resource as an import finds it: what the type takes, with what it has. */
export function imported(type: ResourceType, stored: StoredResource): Found {
  const unreadable = type.unreadable ?? [];
  const outputs = Object.fromEntries(Object.entries(stored.outputs).filter(([key]) => !unreadable.includes(key)));
  const asked = plain(stored.inputs);
  const { inputs: accepted } = sdkShape(type.token);
  const inputs = Object.fromEntries(
    Object.entries(outputs).filter(([key]) => key in asked && (accepted.length === 0 || accepted.includes(key))),
  );
  return { id: stored.id, outputs, inputs };
}

/** The state's inputs brought up to what the account holds now. */
export function refreshedInputs(inputs: Properties, outputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([property, value]) => {
      if (property.startsWith("__") || property.endsWith("Wo")) return [[property, value]];
      const actual = outputs[property];
      if (actual === undefined) return [];
      return [[property, refreshedValue(value, actual, property)]];
    }),
  );
}

/** Properties whose keys are the program's: one that only AWS has was added there. */
const MAPS = new Set(["parameters", "tags", "tagsAll", "variables"]);

/** What AWS chose inside of a block that the program gave only in part is no input of it. */
function refreshedValue(value: Value, actual: Value, property: string): Value {
  if (sameValue(plain({ value }).value, actual, property)) return value;
  if (isObject(value) && isObject(actual) && !MAPS.has(property)) return refreshedInputs(value, actual);
  if (Array.isArray(value) && Array.isArray(actual) && value.length === actual.length)
    return value.map((item, index) => refreshedValue(item, actual[index] ?? item, ""));
  return actual;
}
