import { all, isUnknown, Output, output } from "@pulumi/pulumi";
import { Edit, type Segment, UNREACHABLE, withValue } from "./property-path";

/** What a program gives a resource, plain or still to be computed. */
export type Properties = Readonly<Record<string, unknown>>;

/** A value whatever it is: of an unknown type the SDK makes none. */
type Known = string | number | boolean | object | null | undefined;

/** As {@link within}, of a value that is known later: it goes into a whole property, or into one that is then as late. */
export function withLater(
  given: Properties,
  path: readonly Segment[],
  value: Output<unknown>,
  done: () => void,
): unknown {
  const [first, ...rest] = path;
  if (typeof first !== "string") return UNREACHABLE;
  if (rest.length === 0) {
    done();
    return { ...given, [first]: value };
  }
  const whole: Output<unknown> = output(given[first]);
  const changed = all([whole, value as Output<Known>]).apply(([known, later]) => {
    const result = withValue(known, rest, later ?? null, isUnknown);
    if (result === UNREACHABLE) return known;
    done();
    return result;
  });
  return { ...given, [first]: changed };
}

/** As {@link withValue}, of values that a program still computes: these are changed once they are known. */
export function within(whole: unknown, path: readonly Segment[], value: unknown, done: () => void): unknown {
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
  const isWhole = rest.length === 0 && !(value instanceof Edit);
  const next = typeof whole === "string" || first === undefined || isWhole ? undefined : stepInto(whole, first);
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
    return typeof whole === "object" && whole !== null ? (whole as Properties)[segment] : undefined;
  if (!Array.isArray(whole)) return undefined;
  const items = whole as readonly unknown[];
  if (typeof segment === "number") return items[segment];
  return items.find(
    (item) => typeof item === "object" && item !== null && "name" in item && item.name === segment.named,
  );
}
