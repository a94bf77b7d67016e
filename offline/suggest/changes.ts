import { readFileSync } from "node:fs";
import { array, object, parse, string, unknown } from "valibot";
import type { SuggestedProperty } from "guardrails-policies/model";
import type { PropertyChange } from "../program/property-change";
import type { StackConfiguration } from "../workspace/stack-configuration";
import type { Trial } from "./search";

const Changes = object({
  unset: array(string()),
  set: array(array(object({ urn: string(), path: string(), value: unknown() }))),
});

/** A trial as the runner hands it to the process that tries it. */
export function readTrial(file: string): Trial {
  return parse(Changes, JSON.parse(readFileSync(file, "utf8"))) as Trial;
}

/** What a program registers otherwise. */
export function propertyChanges({ set }: Trial): readonly PropertyChange[] {
  return set.flat().map(changeOf);
}

export function changeOf({ urn, path, value }: SuggestedProperty): PropertyChange {
  const [, , types = "", name = ""] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name, path, value };
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
