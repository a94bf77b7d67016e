import { map, type Fact } from "../model/fact";
import { interpret, pathText, read, record, type Resource, type Step } from "../model/resource";
import { named, words } from "../model/shown";
import type { Location } from "../model/verdict";
import type { Variable } from "../subjects/environment";
import { scalar } from "./ecs/containers";

/** Variables that are written as an object, by their names; absent: there is no such object. */
export function settingsAt(
  resource: Resource,
  path: readonly Step[],
  channel: Variable["channel"],
  resolve: (written: Fact<string>, location: Location) => Fact<string> = (written) => written,
): Fact<readonly Variable[]> {
  return map(read(resource, path, record), (members) =>
    Object.entries(members).map(([name, value]): Variable => {
      const shown = named(name, words("a variable"));
      const at = shown === name ? `${pathText(path)}.${name}` : pathText(path);
      const location = { urn: resource.urn, path: at };
      const written = interpret(resource, [at], value, scalar);
      return {
        name,
        shown,
        channel,
        value: resolve(written, location),
        ...(channel === "secret" ? { valueFrom: written } : {}),
        reference: undefined,
        store: undefined,
        location,
      };
    }),
  );
}
