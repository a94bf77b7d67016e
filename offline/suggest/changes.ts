import { readFileSync } from "node:fs";
import { array, boolean, object, optional, parse, string, unknown } from "valibot";
import type { SuggestedProperty } from "guardrails-policies/model";
import { type PropertyChange, type Place } from "../program/property-change";
import { parsePath, withValue } from "../program/property-path";
import type { StackConfiguration } from "../workspace/stack-configuration";
import type { Trial } from "./trial";

const location = object({ urn: string(), path: string() });

const Changes = object({
  unset: array(string()),
  configuration: array(string()),
  set: array(
    array(
      object({
        ...location.entries,
        value: optional(unknown()),
        from: optional(location),
        suffix: optional(string()),
        edit: optional(unknown()),
        add: optional(boolean()),
      }),
    ),
  ),
});

/** A trial as the runner hands it to the process that tries it. */
export function readTrial(file: string): Trial {
  return parse(Changes, JSON.parse(readFileSync(file, "utf8"))) as Trial;
}

/** What a program registers otherwise. */
export function propertyChanges({ set }: Trial): readonly PropertyChange[] {
  return set.flat().map(changeOf);
}

export function changeOf({ urn, path, value, from, suffix, edit, add }: SuggestedProperty): PropertyChange {
  return {
    ...placeOf({ urn, path }),
    ...(value === undefined ? {} : { value }),
    ...(from === undefined ? {} : { from: placeOf(from) }),
    ...(suffix === undefined ? {} : { suffix }),
    ...(edit === undefined ? {} : { edit }),
    ...(add === undefined ? {} : { add }),
  };
}

function placeOf({ urn, path }: Pick<SuggestedProperty, "urn" | "path">): Place {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name: name.join("::"), path };
}

/** A policy configuration, with places in it taken out: the last of a list first, so that none moves before its turn. */
export function withoutPlaces(configuration: unknown, places: readonly string[]): unknown {
  const lastFirst = [...places].sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  return lastFirst.reduce<unknown>((left, path) => withValue(left, parsePath(path), null), configuration);
}

/** The keys that are set of a namespace, without it. */
export function givenKeys({ config, secrets }: StackConfiguration, namespace: string): ReadonlySet<string> {
  const prefix = `${namespace}:`;
  return new Set(
    [...Object.keys(config), ...secrets.keys()].flatMap((key) =>
      key.startsWith(prefix) ? [key.slice(prefix.length)] : [],
    ),
  );
}

/** The configuration without keys that are to be left unset. */
export function withoutKeys(
  configuration: StackConfiguration,
  namespace: string,
  keys: readonly string[],
): StackConfiguration {
  const left = (key: string) => !keys.some((unset) => key === `${namespace}:${unset}`);
  return {
    ...configuration,
    config: Object.fromEntries(Object.entries(configuration.config).filter(([key]) => left(key))),
    secrets: new Map([...configuration.secrets].filter(([key]) => left(key))),
  };
}
