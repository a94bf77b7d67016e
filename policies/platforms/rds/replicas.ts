import { absent, chain, known, orElse, unknown, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { namedFrom, placeOfArn, type Place } from "../../model/place";
import { isSet, read, text, type Resource } from "../../model/resource";
import { CLUSTER, INSTANCE, parameterGroupOf } from "./links";

const SOURCE = "replicateSourceDb";

/** By the words of an ARN: `…:db:shop`, `…:cluster:shop`. */
const BY_NAME = new Index("databases by what an ARN calls them", [INSTANCE, CLUSTER], (database) => {
  const isCluster = database.type === CLUSTER;
  const name = read(database, [isCluster ? "clusterIdentifier" : "identifier"], text);
  return name.state === "known" ? [`${isCluster ? "cluster" : "db"}:${name.value}`] : [];
});

/** Replicas of replicas: PostgreSQL goes to three (RDS user guide, "Using cascading read replicas"). */
const LONGEST = 4;

/**
 * The parameter group that an instance runs with; absent: AWS's own. A replica that is given none takes its source's, unless that
 * is in another region or a Multi-AZ cluster (RDS API, CreateDBInstanceReadReplica, `DBParameterGroupName`).
 */
export function instanceGroup(graph: ResourceGraph, instance: Resource, depth = 0): Fact<Resource> {
  const own = parameterGroupOf(graph, instance, "parameterGroupName");
  if (isSet(instance, "parameterGroupName")) return own;
  if (named(instance)?.region === "another") return own;
  return chain(sourceOf(graph, instance), (source): Fact<Resource> => {
    const location = { urn: instance.urn, path: SOURCE };
    const together = source.type === CLUSTER ? false : areInOneRegion(instance.place, source.place);
    if (together === false) return absent(location);
    const open = unknown({ location, because: "unsupported", producers: [] });
    if (depth === LONGEST) return open;
    const inherited = instanceGroup(graph, source, depth + 1);
    return together === undefined && inherited.state === "known" ? open : inherited;
  });
}

/** A replica has its source's engine, whatever it says itself or not. */
export function engineOf(graph: ResourceGraph, instance: Resource, depth = 0): Fact<string> {
  const own = read(instance, ["engine"], text);
  if (own.state !== "absent" || depth === LONGEST) return own;
  const source = sourceOf(graph, instance);
  // What a group of its own sets is read without it.
  if (source.state === "unknown" && isSet(instance, "parameterGroupName")) return own;
  return orElse(
    own,
    chain(source, (found) => engineOf(graph, found, depth + 1)),
  );
}

/** What a replica copies; absent: it is none. */
function sourceOf(graph: ResourceGraph, replica: Resource): Fact<Resource> {
  const location = { urn: replica.urn, path: SOURCE };
  if (!isSet(replica, SOURCE)) return absent(location);
  const computed = (replica.producers[SOURCE] ?? [])
    .map((urn) => graph.get(urn))
    .filter((one) => one !== undefined && (one.type === INSTANCE || one.type === CLUSTER));
  const name = named(replica);
  const byName = name === undefined ? [] : namedFrom(name.from, graph.find(BY_NAME, name.key));
  const [source, another] = computed.length > 0 ? computed : byName;
  if (another !== undefined) return unknown({ location, because: "unsupported", producers: [] });
  if (source !== undefined) return known(source, location);
  const written = read(replica, [SOURCE], text);
  return written.state === "unknown" ? written : graph.missing(location);
}

/** What a replica calls its source: an identifier where both are in one region, an ARN elsewhere. */
function named(replica: Resource) {
  const source = read(replica, [SOURCE], text);
  if (source.state !== "known") return undefined;
  if (!source.value.startsWith("arn:")) return { key: `db:${source.value}`, from: replica, region: "own" as const };
  const place = placeOfArn(source.value);
  const isElsewhere = areInOneRegion(replica.place, place) === false;
  const key = source.value.split(":").slice(5).join(":");
  return { key, from: { place }, region: isElsewhere ? ("another" as const) : ("own" as const) };
}

/** Undefined: one of the two is told by the environment only. */
function areInOneRegion(a: Place | undefined, b: Place | undefined): boolean | undefined {
  if (a?.region !== undefined && b?.region !== undefined) return a.region === b.region;
  return a?.region === b?.region && a?.provider === b?.provider ? true : undefined;
}
