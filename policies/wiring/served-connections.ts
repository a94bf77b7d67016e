import {
  defaultConnections,
  evaluateParameterFormula,
  hasKnownDefault,
  rdsClassMemoryBytes,
  rdsConnectionCeiling,
  RDS_RESERVED_CONNECTIONS,
  SERVERLESS_CLASS,
  SUPERUSER_RESERVED_CONNECTIONS,
  serverlessMaxConnections,
  type ServerlessCapacity,
} from "../facts";
import { chain, known, optional, together, unknown, type Fact } from "../model";
import type { Database, DatabaseServer } from "../subjects";

/** What a server of a database serves, in connections. */
export interface ServedConnections {
  /** Its own `max_connections`, as far as its memory carries it; undefined: RDS's formula decides. */
  readonly explicit?: number;
  /** What its memory carries; undefined: nothing here knows. */
  readonly memory?: MemoryCeiling;
  /** Slots that its parameter groups keep from applications; undefined: they say nothing of it. */
  readonly reserved?: number;
  /** What one user may have; undefined: all. */
  readonly perUser?: number;
  /** Whether what is missing is how the engine works it out, and not the class's memory. */
  readonly isOfEngine?: boolean;
}

export interface MemoryCeiling {
  /** With room for what runs beside the connections. */
  readonly suggested: number;
  /** By RDS's own formula. */
  readonly most: number;
  /** Whether it is somewhere between the two, and nobody sets it. */
  readonly isEstimate?: boolean;
}

/** What each server of a database serves. Unknown: something of it is, or it has a `max_connections` that cannot be read. */
export function servedByEach(database: Database): readonly Fact<ServedConnections>[] {
  return database.servers.map((server) => servedByOne(database, server));
}

function servedByOne(database: Database, server: DatabaseServer): Fact<ServedConnections> {
  const facts = together({
    engine: optional(database.engine),
    own: optional(server.maxConnections),
    instanceClass: optional(server.instanceClass),
    superusers: optional(server.superuserConnections),
    others: optional(server.reservedConnections),
    ofUser: optional(server.userConnections),
    capacity: optional(database.serverlessCapacity),
  });
  return chain(facts, ({ engine, instanceClass, capacity, ...given }) => {
    const numbers = numbersOf(given, instanceClass === undefined ? undefined : rdsClassMemoryBytes(instanceClass));
    if (numbers === undefined) {
      const location = { ...database.location, path: "parameterGroupName" };
      return unknown({ location, because: "unsupported", producers: [] });
    }
    const { own, superusers, others, ofUser } = numbers;
    // That memory carries no more than the formula gives is known of PostgreSQL, which has a process for each connection.
    const postgres = engine === undefined || /postgres/i.test(engine);
    const carried = postgres && instanceClass !== undefined ? ceilingOf(instanceClass, capacity) : undefined;
    const memory = own === undefined && !postgres ? estimateOf(engine, instanceClass) : carried;
    const served = {
      ...(own === undefined ? {} : { explicit: Math.min(own, memory?.most ?? Infinity) }),
      ...(memory === undefined ? {} : { memory }),
      ...(engine === undefined || hasKnownDefault(engine) ? {} : { isOfEngine: true }),
      ...(superusers === undefined && others === undefined
        ? {}
        : { reserved: (superusers ?? SUPERUSER_RESERVED_CONNECTIONS) + (others ?? RDS_RESERVED_CONNECTIONS) }),
      // 0 is no limit.
      ...(ofUser === undefined || ofUser === 0 ? {} : { perUser: ofUser }),
    };
    return known(served, database.location);
  });
}

function estimateOf(engine: string, instanceClass: string | undefined): MemoryCeiling | undefined {
  const found = instanceClass === undefined ? undefined : defaultConnections(engine, instanceClass);
  return found === undefined ? undefined : { ...found, isEstimate: true };
}

interface Parameters<T> {
  readonly own: T | undefined;
  readonly superusers: T | undefined;
  readonly others: T | undefined;
  readonly ofUser: T | undefined;
}

/** The numbers that are written; undefined: one of them cannot be read. */
function numbersOf(written: Parameters<string>, memoryBytes: number | undefined): Parameters<number> | undefined {
  const { own, superusers, others, ofUser } = written;
  const numbers = [own, superusers, others, ofUser].map((text) =>
    text === undefined ? undefined : (evaluateParameterFormula(text, memoryBytes) ?? NaN),
  );
  if (numbers.some(Number.isNaN)) return undefined;
  return { own: numbers[0], superusers: numbers[1], others: numbers[2], ofUser: numbers[3] };
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
