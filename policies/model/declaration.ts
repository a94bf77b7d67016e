import { WORKLOAD_ROLES, type EnvironmentName, type SecretPurpose, type WorkloadRole } from "./blueprint";
import { type Fact } from "./fact";
import { flag, integer, isRecord, read, record, text, texts, type Resource, type Shape } from "./resource";

export type DeclaredKind = "workloads" | "databases" | "caches" | "secrets";

/** A registered blueprint, read leaf by leaf; every fact of it rests on the declaration. */
export class Declaration {
  /** Asked for with every resource that may realise a part, and made once: a text that is put together is hashed each time. */
  readonly #partKeys: Readonly<Record<DeclaredKind, Map<string, string>>> = {
    workloads: new Map(),
    databases: new Map(),
    caches: new Map(),
    secrets: new Map(),
  };

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

  declares(kind: DeclaredKind, key: string): boolean {
    const parts = this.resource.properties[kind];
    return isRecord(parts) && Object.hasOwn(parts, key);
  }

  /** The identity of a declared part. */
  partKey(kind: DeclaredKind, key: string): string {
    const keys = this.#partKeys[kind];
    let found = keys.get(key);
    if (found === undefined) {
      found = `${this.urn}#${kind}.${key}`;
      keys.set(key, found);
    }
    return found;
  }

  /** A declared part's address for exemptions: as a URN, whose last part is its key. */
  address(kind: DeclaredKind, key: string): string {
    const [stack = "", project = "", type = ""] = this.urn.split("::");
    return [stack, project, `${type}$${kind}`, key].join("::");
  }

  location(kind: DeclaredKind, key: string) {
    return { urn: this.urn, path: `${kind}.${key}` };
  }

  /** The leaf at `path` of a declared part; a JSON null is an absence. */
  leaf<T>(kind: DeclaredKind, key: string, path: readonly (string | number)[], shape: Shape<T>): Fact<T> {
    return read(this.resource, [kind, key, ...path], shape, "declared");
  }

  /** The names in a record of a declared part; none where it is silent. */
  names(kind: DeclaredKind, key: string, member: string): readonly string[] {
    const part = this.leaf(kind, key, [member], record);
    return part.state === "known" ? Object.keys(part.value) : [];
  }

  role(workload: string): Fact<WorkloadRole> {
    return this.leaf("workloads", workload, ["role"], workloadRole);
  }

  command(workload: string): Fact<readonly string[]> {
    return this.leaf("workloads", workload, ["command"], texts);
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
}

const environmentName: Shape<EnvironmentName> = (value) =>
  value === "production" || value === "staging" || value === "development" ? value : undefined;

const workloadRole: Shape<WorkloadRole> = (value) => WORKLOAD_ROLES.find((role) => role === value);
