import {
  evaluateParameterFormula,
  rdsClassMemoryBytes,
  rdsConnectionCeiling,
  SERVERLESS_CLASS,
  serverlessMaxConnections,
  type ServerlessCapacity,
} from "../facts";
import { chain, known, optional, together, unknown, type Fact } from "../model";
import type { Database } from "../subjects";

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

/** Unknown: something of it is, or it has a `max_connections` that cannot be read. */
export function servedBy(database: Database): Fact<ServedConnections> {
  const facts = together({
    engine: optional(database.engine),
    own: optional(database.maxConnections),
    classes: optional(database.instanceClasses),
    capacity: optional(database.serverlessCapacity),
  });
  return chain(facts, ({ engine, own, classes = [], capacity }) => {
    const location = { ...database.location, path: "parameterGroupName" };
    const memoryBytes = least(classes.map(rdsClassMemoryBytes));
    const written = own === undefined ? undefined : evaluateParameterFormula(own, memoryBytes);
    if (own !== undefined && written === undefined) {
      return unknown({ location, because: "unsupported", producers: [] });
    }
    // Other engines have another formula; the numbers here are PostgreSQL's.
    const postgres = engine === undefined || /postgres/i.test(engine);
    const ceilings = postgres ? classes.map((own) => ceilingOf(own, capacity)) : [];
    const memory = smallest(ceilings);
    const most = memory?.most ?? Infinity;
    const served = {
      ...(written === undefined ? {} : { explicit: Math.min(written, most) }),
      ...(memory === undefined ? {} : { memory }),
    };
    return known(served, database.location);
  });
}

/** Undefined: one of them is not known, or there is none. */
function least(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length === 0 || known.length < numbers.length ? undefined : Math.min(...known);
}

/** Of several instances any may become the one that is written to, the smallest too. */
function smallest(ceilings: readonly (MemoryCeiling | undefined)[]): MemoryCeiling | undefined {
  const suggested = least(ceilings.map((ceiling) => ceiling?.suggested));
  const most = least(ceilings.map((ceiling) => ceiling?.most));
  return suggested === undefined || most === undefined ? undefined : { suggested, most };
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
