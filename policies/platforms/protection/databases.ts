import { chain, optional, orDefault, unknown, type Fact } from "../../model/fact";
import { flag, read, text, type Resource } from "../../model/resource";
import type { Stack } from "../../model/stack";
import type { StoredData } from "../../subjects/protection";
import { realSubject } from "../blueprint/parts";

/** Without it: what RDS restores or replicates has its source's encryption (@pulumi/aws rds.Instance). */
const INHERITED = [
  "replicateSourceDb",
  "snapshotIdentifier",
  "restoreToPointInTime",
  "s3Import",
  "replicationSourceIdentifier",
  "globalClusterIdentifier",
];

export function instanceStorage(instance: Resource, stack: Stack): readonly StoredData[] {
  // An instance of a cluster keeps nothing of its own.
  const engine = read(instance, ["engine"], text);
  const aurora = engine.state === "known" && engine.value.startsWith("aurora");
  if (aurora) return [];
  const own = chain(optional(engine), () => encrypted(instance, "storageEncrypted", false));
  return storage(instance, stack, own);
}

export function clusterStorage(cluster: Resource, stack: Stack): readonly StoredData[] {
  const mode = read(cluster, ["engineMode"], text);
  // Aurora Serverless v1 always encrypts.
  const serverless = mode.state === "known" && mode.value === "serverless";
  const own = encrypted(cluster, "storageEncrypted", serverless);
  return storage(cluster, stack, own.state === "known" && !own.value && mode.state === "unknown" ? mode : own);
}

/** `encrypted` is a text there, and on unless somebody says otherwise. */
export function redshiftStorage(cluster: Resource, stack: Stack): readonly StoredData[] {
  return storage(cluster, stack, encrypted(cluster, "encrypted", true));
}

function encrypted(resource: Resource, property: string, otherwise: boolean): Fact<boolean> {
  const own = read(resource, [property], flag);
  if (own.state !== "absent") return own;
  const source = INHERITED.map((name) => read(resource, [name], (value) => value)).find(
    // What a provider reads back is empty where there is none.
    (fact) => fact.state === "unknown" || (fact.state === "known" && fact.value !== ""),
  );
  if (source === undefined) return orDefault(own, otherwise);
  return source.state === "unknown" ? source : unknown({ location: own.location, because: "outside", producers: [] });
}

function storage(resource: Resource, { graph }: Stack, fact: Fact<boolean>): readonly StoredData[] {
  const part = graph.declaredPart("databases", resource);
  return [{ ...realSubject(resource, part, "databases"), encrypted: fact }];
}
