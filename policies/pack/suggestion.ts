import {
  BLUEPRINT_TYPE,
  type Judgement,
  type Location,
  type Subject,
  type SuggestedProperty,
  type Suggestion,
} from "../model";
import type { MendingPart, MendingValue, Rule } from "../rules/rule";

/** What a rule says would mend a failure, placed where it was found; undefined: it names nothing that could be tried. */
export function suggestionOf(
  { settings = [], mends = {} }: Rule,
  subject: Subject,
  { messageId, data, location = subject.location }: Extract<Judgement, { verdict: "fail" }>,
): Suggestion | undefined {
  const parts = mends[messageId] ?? [];
  const set = parts.map((part) => placed(part, valueOf(part.value, data), subject, location));
  // A part that has no place here leaves the others without effect.
  const whole = set.every((part) => part !== undefined) ? set : [];
  // Settings are this product's: a program without a blueprint has others.
  const own = subject.declared || subject.realises !== undefined ? settings : [];
  if (own.length === 0 && whole.length === 0) return undefined;
  return { ...(own.length === 0 ? {} : { settings: own }), ...(whole.length === 0 ? {} : { set: whole }) };
}

function valueOf(value: MendingValue, data: Extract<Judgement, { verdict: "fail" }>["data"]) {
  return typeof value === "function" ? value(data) : value;
}

function placed(
  part: MendingPart,
  value: SuggestedProperty["value"],
  subject: Subject,
  location: Location,
): readonly SuggestedProperty[] | undefined {
  const { urn, path } = location;
  const variable = "variable" in part ? part.variable : part.property === "@" ? variableIn(path) : undefined;
  if (variable !== undefined) {
    const places = [subject.key, subject.realises ?? ""].flatMap((key) => variableAt(ownerOf(key), variable, value));
    return places.length === 0 ? undefined : places;
  }
  if (!("property" in part)) return undefined;
  if (part.property === "@") return path === "" ? undefined : [{ urn, path: itemPath(path), value }];
  // A declaration has names of its own.
  return isBlueprint(urn) ? undefined : [{ urn, path: part.property, value }];
}

/** A parameter is an item of a list, and is named in a place as if it were a member. */
function itemPath(path: string): string {
  return path.replace(/^parameters\.([\w.-]+)$/, "parameters[$1].value");
}

/** The variable that a place is in: `containerDefinitions[0].environment.LOG_LEVEL`. */
function variableIn(path: string): string | undefined {
  return /\.environment\.(\w+)(?:\.value)?$/.exec(path)?.[1];
}

/** Of what is inside a workload, `…/CORS_ORIGINS`, the workload. */
function ownerOf(key: string): string {
  return key.replace(/\/[A-Z][A-Z0-9_]*$/, "");
}

/** Where a workload's variable is set: in its declaration, its container definitions or its function. */
function variableAt(key: string, name: string, value: SuggestedProperty["value"]): readonly SuggestedProperty[] {
  const [urn = "", part = ""] = key.split("#");
  const [type = ""] = (urn.split("::")[2] ?? "").split("$").slice(-1);
  if (type === BLUEPRINT_TYPE) {
    const declared = value === null ? null : { kind: "plain", value };
    return part === "" ? [] : [{ urn, path: `${part}.environment.${name}`, value: declared }];
  }
  if (type === "aws:ecs/taskDefinition:TaskDefinition") {
    const container = `containerDefinitions[${part === "" ? "0" : part}]`;
    const path = `${container}.environment[${name}]`;
    return [{ urn, path: value === null ? path : `${path}.value`, value }];
  }
  if (type === "aws:lambda/function:Function") return [{ urn, path: `environment.variables.${name}`, value }];
  return [];
}

function isBlueprint(urn: string): boolean {
  return urn.includes(`${BLUEPRINT_TYPE}::`);
}
