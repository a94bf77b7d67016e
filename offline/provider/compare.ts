import { isDeepStrictEqual } from "node:util";
import { DEFAULTS, isObject, type Properties, type Value, withoutDefaultsMark } from "./values";
import { type PropertyChange } from "./provider";

/** Properties that AWS keeps as sets: their order says nothing. Names are the same wherever they occur. */
const SETS = new Set([
  "alarmActions",
  "availabilityZones",
  "capacityProviders",
  "egress",
  "enabledCloudwatchLogsExports",
  "eventCategories",
  "ingress",
  "insufficientDataActions",
  "loadBalancers",
  "logDeliveryConfigurations",
  "okActions",
  "parameters",
  "placementConstraints",
  "records",
  "requiresCompatibilities",
  "routes",
  "rules",
  "securityGroupIds",
  "securityGroups",
  "settings",
  "sourceIds",
  "subjectAlternativeNames",
  "subnetIds",
  "subnets",
  "userGroupIds",
  "versionStages",
  "volumes",
  "vpcSecurityGroupIds",
  "vpcSubnetIds",
]);

/** Whether two values mean the same to AWS: sets in any order, JSON texts by what they say. */
export function sameValue(left: Value | undefined, right: Value | undefined, property: string): boolean {
  if (isDeepStrictEqual(left, right)) return true;
  if (left === undefined || right === undefined) return false;
  if (typeof left === "string" && typeof right === "string") return sameJson(left, right);
  // A number in a property AWS keeps as text is the same as its text.
  if (typeof left !== "object" && typeof right !== "object") return String(left) === String(right);
  if (Array.isArray(left) && Array.isArray(right)) {
    if (left.length !== right.length) return false;
    return SETS.has(property) ? sameSet(left, right) : left.every((item, i) => sameValue(item, right[i], ""));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)].filter((key) => key !== DEFAULTS));
  return [...keys].every((key) => sameValue(left[key], right[key], key));
}

function sameSet(left: readonly Value[], right: readonly Value[]): boolean {
  const rest = [...right];
  return left.every((item) => {
    const match = rest.findIndex((candidate) => sameValue(item, candidate, ""));
    if (match < 0) return false;
    rest.splice(match, 1);
    return true;
  });
}

function sameJson(left: string, right: string): boolean {
  if (!/^\s*[{[]/.test(left) || !/^\s*[{[]/.test(right)) return false;
  try {
    return isDeepStrictEqual(JSON.parse(left), JSON.parse(right));
  } catch {
    return false;
  }
}

/** The top-level properties in which two sets of inputs differ, sorted by name. */
export function changes(
  oldInputs: Properties,
  inputs: Properties,
  replaceOn: readonly string[],
  ignored: readonly string[] = [],
): PropertyChange[] {
  const old = withoutDefaultsMark(oldInputs);
  const now = withoutDefaultsMark(inputs);
  if (!isObject(old) || !isObject(now)) return [];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((property) => !ignored.includes(property) && !sameValue(old[property], now[property], property))
    .sort()
    .map((property) => ({
      property,
      kind: old[property] === undefined ? "add" : now[property] === undefined ? "delete" : "update",
      replaces: replaceOn.includes(property),
    }));
}
