import { isUnknown, Output } from "@pulumi/pulumi";
import type { ResourceTransformation } from "@pulumi/pulumi";
import { isUnknown as isUnknownOnWire, type Properties, type Value } from "../provider/values";
import { parsePath, type Segment, UNREACHABLE, withValue } from "./property-path";

/** A property of a resource as it is to be registered, instead of as the program has it. */
export interface PropertyChange {
  readonly type: string;
  readonly name: string;
  /** See {@link parsePath}. */
  readonly path: string;
  /** Null: without it. */
  readonly value: unknown;
}

/**
 * What a program of this process registers with the stack, so that resources come with the changes.
 * @param applied told of each change that was made
 */
export function transformation(
  changes: readonly PropertyChange[],
  applied: (change: PropertyChange) => void = () => undefined,
): ResourceTransformation {
  return ({ type, name, props, opts }) => {
    const own = changes.filter((change) => change.type === type && change.name === name);
    if (own.length === 0) return undefined;
    const given = props as Record<string, unknown>;
    const changed = own.reduce((properties, change) => {
      const result = within(properties, parsePath(change.path), change.value, () => {
        applied(change);
      });
      return result === UNREACHABLE ? properties : (result as Record<string, unknown>);
    }, given);
    return { props: changed, opts };
  };
}

export function isChanged(changes: readonly PropertyChange[], type: string, name: string): boolean {
  return changes.some((change) => change.type === type && change.name === name);
}

/** The properties of a resource as they travel to the engine, with the changes that are for it. */
export function rewritten(
  changes: readonly PropertyChange[],
  type: string,
  name: string,
  properties: Properties,
): Properties {
  return changes
    .filter((change) => change.type === type && change.name === name)
    .reduce((given, { path, value }) => {
      const changed = withValue(given, parsePath(path), value, (part) => isUnknownOnWire(part as Value));
      return changed === UNREACHABLE ? given : (changed as Properties);
    }, properties);
}

/** As {@link withValue}, of values that a program still computes: these are changed once they are known. */
function within(whole: unknown, path: readonly Segment[], value: unknown, done: () => void): unknown {
  const [first, ...rest] = path;
  if (Output.isInstance<unknown>(whole)) {
    return whole.apply((known) => {
      const changed = withValue(known, path, value, isUnknown);
      if (changed === UNREACHABLE) return known;
      done();
      return changed;
    });
  }
  // One step at a time, since what is beside the way may still be unknown; what is replaced whole need not be known.
  const next =
    typeof whole === "string" || first === undefined || rest.length === 0 ? undefined : stepInto(whole, first);
  if (next === undefined || first === undefined) {
    const changed = withValue(whole, path, value);
    if (changed !== UNREACHABLE) done();
    return changed;
  }
  const inner = within(next, rest, value, done);
  return inner === UNREACHABLE ? UNREACHABLE : withValue(whole, [first], inner);
}

/** The member or item, where it is there. */
function stepInto(whole: unknown, segment: Segment): unknown {
  if (typeof segment === "string")
    return typeof whole === "object" && whole !== null ? (whole as Record<string, unknown>)[segment] : undefined;
  if (!Array.isArray(whole)) return undefined;
  const items = whole as readonly unknown[];
  if (typeof segment === "number") return items[segment];
  return items.find(
    (item) => typeof item === "object" && item !== null && "name" in item && item.name === segment.named,
  );
}
