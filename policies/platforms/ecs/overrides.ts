/** The overrides of the request that starts a task (ECS API reference, *TaskOverride*), as its callers write them. */
import { absent, map, type Fact } from "../../model/fact";
import { interpret, isRecord, list, text, texts, type Resource } from "../../model/resource";
import type { Location } from "../../model/verdict";

/** A container for which a start replaces the command or sets variables; the entry point stays (ECS API, *ContainerOverride*). */
export interface Replaced {
  /** Undefined: it names none that could be read. */
  readonly container: string | undefined;
  readonly command: Fact<readonly string[]>;
  /** The variables that it sets over the container's own. */
  readonly variables: Fact<readonly SetVariable[]>;
  /** Whether it reads variables from files too. */
  readonly readsFiles: boolean;
}

export interface SetVariable {
  readonly name: string;
  readonly value: Fact<string>;
}

/** A field; AWS's SDKs for Java and .NET write them with a capital, the API itself without. */
export function either(fields: Readonly<Record<string, unknown>>, name: string): unknown {
  const other = name.charAt(0).toLowerCase() + name.slice(1);
  return fields[name] ?? fields[other];
}

/** @param request the request of a universal target, whose overrides they are; undefined: they are the start's own text. */
export function replacedIn(
  start: Resource,
  overrides: Readonly<Record<string, unknown>>,
  name: string,
  request: Fact<unknown> | undefined,
): Fact<readonly Replaced[]> {
  const path = request === undefined ? [name] : ["target", "input", "Overrides", name];
  const at: Location = { urn: start.urn, path: path.join(".") };
  const capital = (key: string) => key.charAt(0).toUpperCase() + key.slice(1);
  const entries = interpret(start, path, either(overrides, capital(name)) ?? overrides[name], list);
  if (entries.state === "absent") return absent(at);
  return map(entries, (found) =>
    // The provider's own list of a pipe has the plural of each.
    found.filter(isRecord).map((entry) => ({
      container: text(either(entry, "Name")),
      command: interpret(start, [...path, "command"], either(entry, "Command") ?? entry.commands, texts),
      variables: variablesIn(start, path, either(entry, "Environment") ?? either(entry, "Environments")),
      readsFiles: either(entry, "EnvironmentFiles") !== undefined,
    })),
  );
}

function variablesIn(start: Resource, path: readonly string[], raw: unknown): Fact<readonly SetVariable[]> {
  const at = [...path, "environment"];
  return map(interpret(start, at, raw, list), (entries) =>
    // One whose name is not known yet is judged by its value alone.
    entries.filter(isRecord).map((entry) => ({
      name: text(either(entry, "Name")) ?? "",
      value: interpret(start, at, either(entry, "Value"), text),
    })),
  );
}
