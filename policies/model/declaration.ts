import { WORKLOAD_ROLES, type EnvironmentName, type SecretPurpose, type WorkloadRole } from "./blueprint";
import { chain, known, map, unknown, type Fact } from "./fact";
import { flag, integer, interpret, isRecord, read, record, text, texts, type Resource, type Shape } from "./resource";
import type { Variable } from "./environment";

export type DeclaredKind = "workloads" | "databases" | "caches" | "secrets";

/** A registered blueprint, read leaf by leaf; every fact of it rests on the declaration. */
export class Declaration {
  constructor(readonly resource: Resource) {}

  get urn(): string {
    return this.resource.urn;
  }

  get environment(): Fact<EnvironmentName> {
    return read(this.resource, ["environment"], environmentName, "declared");
  }

  /** The keys declared of a kind; none where the blueprint is silent. */
  keys(kind: DeclaredKind): readonly string[] {
    const parts = this.resource.properties[kind];
    return isRecord(parts) ? Object.keys(parts) : [];
  }

  location(kind: DeclaredKind, key: string) {
    return { urn: this.urn, path: `${kind}.${key}` };
  }

  /** The leaf at `path` of a declared part; a JSON null is an absence. */
  leaf<T>(kind: DeclaredKind, key: string, path: readonly (string | number)[], shape: Shape<T>): Fact<T> {
    return read(this.resource, [kind, key, ...path], shape, "declared");
  }

  role(workload: string): Fact<WorkloadRole> {
    return this.leaf("workloads", workload, ["role"], workloadRole);
  }

  command(workload: string): Fact<readonly string[]> {
    return this.leaf("workloads", workload, ["command"], texts);
  }

  /** A workload's environment by variable name. */
  environmentOf(workload: string): Fact<ReadonlyMap<string, Variable>> {
    return map(this.leaf("workloads", workload, ["environment"], record), (variables) => {
      const entries = Object.entries(variables).map(([name, variable]) => [
        name,
        this.#variable(workload, name, variable),
      ]);
      return new Map(entries as [string, Variable][]);
    });
  }

  purpose(secret: string): Fact<SecretPurpose> {
    return this.leaf("secrets", secret, ["purpose"], text as Shape<SecretPurpose>);
  }

  /** How a secret's value comes about: `generated`, `provided`, `managed`, `composed` or `owner-filled`. */
  origin(secret: string): Fact<string> {
    return this.leaf("secrets", secret, ["origin", "kind"], text);
  }

  providedValue(secret: string): Fact<string> {
    return this.leaf("secrets", secret, ["origin", "value"], text);
  }

  number(kind: DeclaredKind, key: string, ...path: readonly string[]): Fact<number> {
    return this.leaf(kind, key, path, integer);
  }

  flag(kind: DeclaredKind, key: string, ...path: readonly string[]): Fact<boolean> {
    return this.leaf(kind, key, path, flag);
  }

  text(kind: DeclaredKind, key: string, ...path: readonly string[]): Fact<string> {
    return this.leaf(kind, key, path, text);
  }

  #variable(workload: string, name: string, raw: unknown): Variable {
    const path = ["workloads", workload, "environment", name];
    const location = { urn: this.urn, path: path.join(".") };
    const leaf = <T>(step: string, shape: Shape<T>) => read(this.resource, [...path, step], shape, "declared");
    const variable = interpret(this.resource, path, raw, record, "declared");
    const kind = chain(variable, () => leaf("kind", text));
    if (kind.state === "known" && kind.value === "plain") {
      return { name, channel: "plain", value: leaf("value", text), reference: undefined, store: undefined, location };
    }
    const store = leaf("store", record);
    const withheld = unknown({ location, because: "not-created", producers: [] });
    return {
      name,
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
}

const environmentName: Shape<EnvironmentName> = (value) =>
  value === "production" || value === "staging" || value === "development" ? value : undefined;

const workloadRole: Shape<WorkloadRole> = (value) => WORKLOAD_ROLES.find((role) => role === value);
