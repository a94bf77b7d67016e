import {
  databaseUse,
  poolSetting,
  type CommandReading,
  type ConnectionClient,
  type DatabaseUse,
  type Figure,
} from "../facts";
import { known, map, optional, together, unknown, weaker, type Fact } from "../model/fact";
import type { Basis, UnknownRecord } from "../model/verdict";
import type { Stack } from "../model/stack";
import type { Database } from "../subjects/database";
import type { Variable } from "../subjects/environment";
import type { Workload } from "../subjects/workload";
import { currentWorkload } from "./current-workload";
import { seenBy, type Seen } from "./fetched-secrets";
import { databaseOf } from "./stores";

/** A workload that connects to a database, and how many connections it opens at its worst moment. */
export interface DatabaseClient {
  readonly workload: Workload;
  /** Absent: a database outside this stack. */
  readonly database: Fact<Database>;
  /** What was read of it; undefined: a workload of which too little was read to say whether it is one. */
  readonly use: DatabaseUse | undefined;
  readonly poolSize: Fact<Limit>;
  readonly maxOverflow: Fact<Limit>;
  readonly poolTimeout: Fact<Limit>;
  readonly connections: Fact<ConnectionClient>;
  /** What it opens in any case, while it is not known yet how far it scales. */
  readonly atLeast: Fact<ConnectionClient>;
}

/** A number, and whether somebody set it. */
export interface Limit {
  readonly value: number;
  readonly set: boolean;
}

/** Sorted by name: resources arrive in any order, and a report should read the same twice. */
export function databaseClients(stack: Stack): readonly DatabaseClient[] {
  return stack
    .all("workload")
    .flatMap((workload) => clientsOf(stack, workload))
    .sort((a, b) => (a.workload.label < b.workload.label ? -1 : a.workload.label > b.workload.label ? 1 : 0));
}

export function clientsOf(stack: Stack, workload: Workload): readonly DatabaseClient[] {
  return stack.memo(workload.key, "database clients", () => {
    const current = currentWorkload(stack, workload);
    return current === undefined ? [] : readClients(stack, current);
  });
}

function readClients(stack: Stack, workload: Workload): readonly DatabaseClient[] {
  const { environment, reading } = workload;
  const { open, basis } = environment.all;
  if (reading.state !== "known") {
    const unknowns = reading.state === "unknown" ? [...reading.unknowns, ...open] : open;
    return unknowns.length === 0 ? [] : [unreadClient(workload, unknowns)];
  }
  const seen = environment.all.variables.map((variable) => seenBy(stack, variable));
  const uses = usesOf(workload, reading.value, seen);
  // Where nothing names a database, a part that was not read may.
  if (uses.length === 0) return open.length === 0 ? [] : [unreadClient(workload, open)];
  return oneOfEachDriver(workload, uses).map((use) =>
    readUse(stack, { workload, seen, use }, weaker(basis, reading.basis)),
  );
}

/** Read once: a workload's own words do not change when a service or its scaling comes. */
const read = new WeakMap<Workload, readonly DatabaseUse[]>();

function usesOf(workload: Workload, reading: CommandReading, seen: readonly Seen[]): readonly DatabaseUse[] {
  // What a secret of the stack holds is no word of its own.
  const isOwn = !seen.some(({ fetched }) => fetched);
  const before = isOwn ? read.get(workload) : undefined;
  if (before !== undefined) return before;
  const uses = databaseUse({
    reading,
    variables: seen.map(({ name, value, channel, fetched }) => ({
      name,
      value: value.state === "known" ? value.value : undefined,
      secret: channel === "secret",
      fetched,
    })),
    cpus: workload.cpus.state === "known" ? workload.cpus.value : undefined,
    open: workload.environment.all.open.length > 0,
  });
  if (isOwn) read.set(workload, uses);
  return uses;
}

/** Words by which a product tells the URLs of one database for its drivers apart. */
const DRIVERS = /^a?sync$/;

/**
 * A URL for each driver of one database: a process uses the one that its code is written for. Where a blueprint counts the
 * engines, that holds; elsewhere both may be open, so the second is a client that cannot be counted.
 */
function oneOfEachDriver({ declared }: Workload, uses: readonly DatabaseUse[]): readonly DatabaseUse[] {
  const [first, ...others] = uses.toSorted((a, b) => Number(DRIVERS.test(a.purpose)) - Number(DRIVERS.test(b.purpose)));
  if (first === undefined) return [];
  return [first, ...others].flatMap((use) => {
    if (use === first || !DRIVERS.test(use.purpose)) return [use];
    return declared ? [] : [{ ...use, processes: { unknown: ["driver"] }, atLeast: 0 }];
  });
}

function unreadClient(workload: Workload, unknowns: readonly UnknownRecord[]): DatabaseClient {
  const nothing = unknown(...unknowns);
  return {
    workload,
    database: nothing,
    use: undefined,
    poolSize: nothing,
    maxOverflow: nothing,
    poolTimeout: nothing,
    connections: nothing,
    atLeast: nothing,
  };
}

/** What a client is called in a sum. */
export function nameOf({ workload }: Pick<DatabaseClient, "workload">): string {
  return workload.label.replace(/^workload /, "");
}

interface Using {
  readonly workload: Workload;
  readonly seen: readonly Seen[];
  readonly use: DatabaseUse;
}

function readUse(stack: Stack, using: Using, basis: Basis): DatabaseClient {
  const { workload, use } = using;
  const number = (figure: Figure) => figureFact(workload, figure, basis);
  const value = (figure: Figure) => map(number(figure), (limit) => limit.value);
  const isOne = () => workload.oneProcess || isOneOff(workload);
  const processes = "unknown" in use.processes && isOne() ? ONE : use.processes;
  const factors = {
    processes: value(processes),
    engines: value(use.engines),
    poolSize: value(use.poolSize),
    maxOverflow: value(use.maxOverflow),
  };
  const name = nameOf({ workload });
  const connections = (peakTasks: Fact<number>) =>
    map(together({ ...factors, peakTasks }), (values): ConnectionClient => ({ name, ...values }));
  return {
    workload,
    database: databaseNamed(stack, using),
    use,
    poolSize: number(use.poolSize),
    maxOverflow: number(use.maxOverflow),
    poolTimeout: number(use.poolTimeout),
    // What the services say is worked out for who asks, so that one that comes late wakes nobody else.
    get connections() {
      return connections(workload.copies.atMost);
    },
    get atLeast() {
      return leastOf(workload, use, name, connections(workload.copies.atLeast));
    },
  };
}

const ONE: Figure = { value: 1, from: "command" };

/** A migration in a one-off task of its own, or a declared job, ends: it serves nobody and has no workers. */
function isOneOff(workload: Workload): boolean {
  const has = [workload.hasRole("migration"), workload.hasRole("job")].some(
    (role) => role.state === "known" && role.value,
  );
  // Last: of most it need not be known, and then a service that comes late makes nobody read them again.
  return has && workload.services.state === "absent";
}

/** Where a factor is not known, what is certain of one task all the same. */
function leastOf(
  { copies, location }: Workload,
  { atLeast }: DatabaseUse,
  name: string,
  exact: Fact<ConnectionClient>,
): Fact<ConnectionClient> {
  if (exact.state === "known") return exact;
  const least = map(optional(copies.atLeast), (peakTasks): ConnectionClient => {
    const unlimited = !Number.isFinite(atLeast);
    const tasks = peakTasks ?? 1;
    return { name, peakTasks: tasks, processes: 1, engines: 1, poolSize: unlimited ? 0 : atLeast, maxOverflow: 0 };
  });
  // A pool of size 0 has no limit; a client of which nothing is certain adds nothing.
  return atLeast === 0
    ? known({ name, peakTasks: 0, processes: 1, engines: 1, poolSize: 1, maxOverflow: 0 }, location)
    : least;
}

function figureFact({ environment, location }: Workload, figure: Figure, basis: Basis): Fact<Limit> {
  const { variables } = environment.all;
  if ("value" in figure) {
    const source = variables.find(({ name }) => name === figure.from);
    const own = source?.value.state === "known" ? source.value.basis : "verified";
    const at = source?.location ?? location;
    return known({ value: figure.value, set: figure.from !== "default" }, at, weaker(basis, own));
  }
  const unknowns = figure.unknown.flatMap((name): readonly UnknownRecord[] => {
    const source = variables.find((variable) => variable.name === name);
    if (source?.value.state === "unknown") return source.value.unknowns;
    // A pool without a size is nothing that anybody wrote wrongly.
    const written = poolSetting(name) === "class" ? "unsupported" : "unreadable";
    const because = source === undefined ? "unread" : written;
    return [{ location: source?.location ?? location, because, producers: [] }];
  });
  return unknown(...unknowns, ...(restsOnUnread(figure) ? environment.open : []));
}

function restsOnUnread(figure: Figure): boolean {
  return "unknown" in figure && figure.unknown.includes("environment");
}

/** The database that a use's variables name: by declaration, by host, or unknown while their values are. */
function databaseNamed(stack: Stack, { workload: { location }, seen, use }: Using): Fact<Database> {
  const named = seen.filter(({ name }) => use.names.includes(name));
  const [first] = named;
  const declared = named.find(({ store }) => store?.state === "known");
  if (declared !== undefined) return databaseOf(stack, declared, undefined);
  if (use.host !== undefined && first !== undefined) {
    const found = databaseOf(stack, first, use.host);
    const basis = named.reduce<Basis>((weakest, variable) => weaker(weakest, basisOf(variable)), "verified");
    return found.state === "unknown" ? found : { ...found, basis: weaker(found.basis, basis) };
  }
  const unknowns = named.flatMap(({ value }) => (value.state === "unknown" ? value.unknowns : []));
  if (unknowns.length > 0) return unknown(...unknowns);
  // `postgresql://$(DB_HOST)/app`, `{host}`: what the application makes of it is its own affair.
  return unknown({ location: first?.location ?? location, because: "unsupported", producers: [] });
}

function basisOf({ value }: Variable): Basis {
  return value.state === "known" ? value.basis : "verified";
}
