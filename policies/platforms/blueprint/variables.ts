import { chain, known, map, unknown, type Fact } from "../../model/fact";
import { interpret, read, record, text, type Shape } from "../../model/resource";
import { named, words } from "../../model/shown";
import type { Variable } from "../../subjects/environment";
import { stepsTo, type DeclaredContainer } from "./containers";

/** The environment of a declared container. */
export function declaredVariables(container: DeclaredContainer): Fact<readonly Variable[]> {
  const { declaration, key } = container;
  return map(declaration.leaf("workloads", key, [...stepsTo(container), "environment"], record), (variables) =>
    Object.entries(variables).map(([name, variable]) => declaredVariable(container, name, variable)),
  );
}

function declaredVariable(container: DeclaredContainer, name: string, raw: unknown): Variable {
  const { resource } = container.declaration;
  const environment = ["workloads", container.key, ...stepsTo(container), "environment"];
  const path = [...environment, name];
  const shown = named(name, words("a variable"));
  const location = { urn: resource.urn, path: [...environment, shown].join(".") };
  const leaf = <T>(step: string, shape: Shape<T>) => read(resource, [...path, step], shape, "declared");
  const variable = interpret(resource, path, raw, record, "declared");
  const kind = chain(variable, () => leaf("kind", text));
  if (kind.state === "known" && kind.value === "plain") {
    const value = leaf("value", text);
    return { name, shown, channel: "plain", value, reference: undefined, store: undefined, location };
  }
  const store = leaf("store", record);
  const withheld = unknown({ location, because: "not-created", producers: [] });
  return {
    name,
    shown,
    channel: "secret",
    value: kind.state === "known" && kind.value === "store" ? leaf("url", text) : withheld,
    reference: { secret: leaf("secret", text), key: leaf("key", text) },
    store:
      store.state === "known" && typeof store.value.kind === "string" && typeof store.value.name === "string"
        ? known({ kind: store.value.kind, name: store.value.name }, location, "declared")
        : undefined,
    location,
  };
}
