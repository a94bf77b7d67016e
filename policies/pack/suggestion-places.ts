import { BLUEPRINT_TYPE, type Location, type MendingPlace, type MessageData, type Subject } from "../model";
import type { Owner, SuggestedProperty, What } from "../model";

/** A failure, and whose it is. */
export interface Finding {
  readonly subject: Subject;
  readonly location: Location;
  readonly data: MessageData;
}

type Content = Omit<SuggestedProperty, "urn" | "path">;

/** Every place that one place of a rule's is in this stack; undefined: it has none here, and should have one. */
export function placesOf(place: MendingPlace, found: Finding): readonly SuggestedProperty[] | undefined {
  if ("configuration" in place) return undefined;
  if ("add" in place) return [{ urn: place.add, path: "", add: true }];
  const { subject, location } = found;
  if ("declared" in place) {
    const urn = [subject.key, subject.realises ?? ""].map((key) => key.split("#")[0] ?? "").find(isBlueprint);
    return urn === undefined
      ? []
      : contentOf(place, found).map((content) => ({ urn, path: place.declared, ...content }));
  }
  if ("variable" in place) return someOf(variablePlaces(place.of ?? subject, place.variable, place, found));
  if ("container" in place) return someOf(memberPlaces(place.of ?? subject, place.container, place, found));
  if (place.property !== "@") {
    const urn = place.of ?? location.urn;
    // A declaration has names of its own.
    if (place.of === undefined && isBlueprint(urn)) return undefined;
    return someOf(contentOf(place, found).map((content) => ({ urn, path: place.property, ...content })));
  }
  const variable = variableIn(location.path);
  if (variable !== undefined) return someOf(variablePlaces(subject, variable, place, found));
  if (location.path === "") return undefined;
  return someOf(
    contentOf(place, found).map((content) => ({ urn: location.urn, path: itemPath(location.path), ...content })),
  );
}

function someOf(places: readonly SuggestedProperty[]): readonly SuggestedProperty[] | undefined {
  return places.length === 0 ? undefined : places;
}

/** What should be there, where it is not another workload's. */
function contentOf(what: What, { data }: Finding): readonly Content[] {
  if ("from" in what) {
    const { from, suffix, author } = what;
    return [{ from, ...(suffix === undefined ? {} : { suffix }), ...(author === undefined ? {} : { author }) }];
  }
  if ("edit" in what) return [{ edit: what.edit }];
  if ("like" in what) return [];
  const value = typeof what.value === "function" ? what.value(data) : what.value;
  return [{ value, ...(what.author === undefined ? {} : { author: what.author }) }];
}

/** A parameter is an item of a list, and is named in a place as if it were a member. */
function itemPath(path: string): string {
  return path.replace(/^parameters\.([\w.-]+)$/, "parameters[$1].value");
}

/** The variable that a place is in: `containerDefinitions[0].environment.LOG_LEVEL`. */
function variableIn(path: string): string | undefined {
  return /\.environment\.(\w+)(?:\.value)?$/.exec(path)?.[1];
}

/** Where a workload's variable is set: in its declaration, its container definitions or its function. */
function variablePlaces(owner: Owner, name: string, what: What, found: Finding): readonly SuggestedProperty[] {
  if ("like" in what) return likePlaces(owner, name, what.like, what.named ?? name);
  return contentOf(what, found).flatMap((content) =>
    wheresOf(owner).flatMap((where) => variableAt(where, name, content)),
  );
}

function variableAt({ urn, path, kind }: Whereabouts, name: string, content: Content): readonly SuggestedProperty[] {
  const { value, author } = content;
  if (kind === "function") return [{ urn, path: `${path}.${name}`, ...content }];
  const isWhole = value === null || content.from !== undefined;
  if (kind === "declared") {
    const whole = `${path}.environment.${name}`;
    if (content.edit !== undefined) return [{ urn, path: `${whole}.value`, ...content }];
    if (isWhole || typeof value === "object") return [{ urn, path: whole, ...content }];
    return [{ urn, path: whole, value: { kind: "plain", value: value ?? "" }, ...(author ? { author } : {}) }];
  }
  // What is declared as a secret is not built as a plain value.
  if (typeof value === "object" && value !== null) return [];
  const item = `${path}.environment[${name}]`;
  // Without it is without it, plain or injected.
  if (value === null) return [item, `${path}.secrets[${name}]`].map((one) => ({ urn, path: one, value }));
  return [{ urn, path: isWhole ? item : `${item}.value`, ...content }];
}

/** A variable as another workload has it, plain or injected. */
function likePlaces(owner: Owner, name: string, like: Owner, theirs: string): readonly SuggestedProperty[] {
  const others = wheresOf(like);
  return wheresOf(owner).flatMap(({ urn, path, kind }): readonly SuggestedProperty[] => {
    const other = others.find((one) => one.kind === kind);
    if (other === undefined) return [];
    const from = (inside: string): Location => ({ urn: other.urn, path: `${other.path}${inside}` });
    if (kind === "function") return [{ urn, path: `${path}.${name}`, from: from(`.${theirs}`) }];
    if (kind === "declared")
      return [{ urn, path: `${path}.environment.${name}`, from: from(`.environment.${theirs}`) }];
    if (name !== theirs)
      return [
        { urn, path: `${path}.environment[${name}]`, value: null },
        { urn, path: `${path}.secrets[${name}].valueFrom`, from: from(`.secrets[${theirs}].valueFrom`) },
      ];
    return ["environment", "secrets"].map((list) => ({
      urn,
      path: `${path}.${list}[${name}]`,
      from: from(`.${list}[${name}]`),
    }));
  });
}

/** Where a member of its container is: declared and built under one name. */
function memberPlaces(owner: Owner, member: string, what: What, found: Finding): readonly SuggestedProperty[] {
  return wheresOf(owner).flatMap(({ urn, path, kind }): readonly SuggestedProperty[] => {
    if (kind === "function") return [];
    const place = { urn, path: `${path}.${member}` };
    if (!("like" in what)) return contentOf(what, found).map((content) => ({ ...place, ...content }));
    const other = wheresOf(what.like).find((one) => one.kind === kind);
    return other === undefined ? [] : [{ ...place, from: { urn: other.urn, path: `${other.path}.${member}` } }];
  });
}

interface Whereabouts extends Location {
  readonly kind: "declared" | "container" | "function";
}

/** Where a workload is written: as it is built, and as it is declared. */
function wheresOf({ key, realises }: Owner): readonly Whereabouts[] {
  return [key, realises ?? ""].map(ownerOf).flatMap((text): readonly Whereabouts[] => {
    const [urn = "", part = ""] = text.split("#");
    const [type = ""] = (urn.split("::")[2] ?? "").split("$").slice(-1);
    if (type === BLUEPRINT_TYPE) return part === "" ? [] : [{ urn, path: part, kind: "declared" }];
    if (type === "aws:ecs/taskDefinition:TaskDefinition")
      return [{ urn, path: part === "" ? "containerDefinitions[0]" : part, kind: "container" }];
    if (type === "aws:lambda/function:Function") return [{ urn, path: "environment.variables", kind: "function" }];
    return [];
  });
}

/** Of what is inside a workload, `…/CORS_ORIGINS`, the workload. */
function ownerOf(key: string): string {
  return key.replace(/\/[A-Z][A-Z0-9_]*$/, "");
}

function isBlueprint(urn: string): boolean {
  return urn.includes(`${BLUEPRINT_TYPE}::`);
}
