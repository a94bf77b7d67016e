import {
  evaluateParameterFormula,
  rdsClassMemoryBytes,
  rdsConnectionCeiling,
  SERVERLESS_CLASS,
  serverlessMaxConnections,
  type ServerlessCapacity,
} from "../facts";
import { chain, known, map, optional, restingOn, together, unknown, type Fact } from "../model";
import type { Database, DatabaseServer } from "../subjects";

/** What a database serves, in connections. */
export interface ServedConnections {
  /** Its own `max_connections`, as far as its memory carries it; undefined: RDS's formula decides. */
  readonly explicit?: number;
  /** What its memory carries; undefined: nothing here knows. */
  readonly memory?: MemoryCeiling;
}

export interface MemoryCeiling {
  /** With room for what runs beside the connections. */
  readonly suggested: number;
  /** By RDS's own formula. */
  readonly most: number;
}

/** What each server of a database serves. Unknown: something of one is, or it has a `max_connections` that cannot be read. */
export function servedByEach(database: Database): Fact<readonly ServedConnections[]> {
  const servers = database.servers.map((server) => servedByOne(database, server));
  const unknowns = servers.flatMap((served) => (served.state === "unknown" ? served.unknowns : []));
  if (unknowns.length > 0) return unknown(...unknowns);
  const all = servers.flatMap((served) => (served.state === "known" ? [served.value] : []));
  return restingOn(known(all, database.location), servers);
}

/** Of several servers any may become the one that is written to: what the one serves that serves least. */
export function servedBy(database: Database): Fact<ServedConnections> {
  return map(servedByEach(database), (all) =>
    all.reduce<ServedConnections>((least, one) => (mostOf(one) < mostOf(least) ? one : least), all[0] ?? {}),
  );
}

/** Of one of which nothing is known, it is not known that it serves any. */
function mostOf({ explicit, memory }: ServedConnections): number {
  return explicit ?? memory?.suggested ?? 0;
}

function servedByOne(database: Database, server: DatabaseServer): Fact<ServedConnections> {
  const facts = together({
    engine: optional(database.engine),
    own: optional(server.maxConnections),
    instanceClass: optional(server.instanceClass),
    capacity: optional(database.serverlessCapacity),
  });
  return chain(facts, ({ engine, own, instanceClass, capacity }) => {
    const location = { ...database.location, path: "parameterGroupName" };
    const memoryBytes = instanceClass === undefined ? undefined : rdsClassMemoryBytes(instanceClass);
    const written = own === undefined ? undefined : evaluateParameterFormula(own, memoryBytes);
    if (own !== undefined && written === undefined) {
      return unknown({ location, because: "unsupported", producers: [] });
    }
    // Other engines have another formula; the numbers here are PostgreSQL's.
    const postgres = engine === undefined || /postgres/i.test(engine);
    const memory = postgres && instanceClass !== undefined ? ceilingOf(instanceClass, capacity) : undefined;
    const served = {
      ...(written === undefined ? {} : { explicit: Math.min(written, memory?.most ?? Infinity) }),
      ...(memory === undefined ? {} : { memory }),
    };
    return known(served, database.location);
  });
}

function ceilingOf(instanceClass: string, capacity: ServerlessCapacity | undefined): MemoryCeiling | undefined {
  if (instanceClass === SERVERLESS_CLASS) {
    if (capacity === undefined) return undefined;
    const most = serverlessMaxConnections(capacity);
    return { suggested: most, most };
  }
  const ceiling = rdsConnectionCeiling(instanceClass);
  if (ceiling === undefined) return undefined;
  return { suggested: ceiling.suggestedMaxConnections, most: ceiling.formulaMaxConnections };
}
