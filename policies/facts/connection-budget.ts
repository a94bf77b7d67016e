/**
 * The connection budget: how many database connections a stack can open at its worst moment, against what the database
 * serves.
 *
 *     connections(client) = tasks at peak × processes per task × engines per process × (pool_size + max_overflow)
 *     Σ clients + administration ≤ max_connections − reserved slots
 *
 * Sources: SQLAlchemy `QueuePool` (at most pool_size + max_overflow connections; pool_size 0 or max_overflow −1: no limit;
 * a pool belongs to one process); ECS `maximumPercent` (rounded down); RDS reserved slots (`rds.ts`).
 */
import { MAX_CONNECTIONS_RANGE, RESERVED_CONNECTIONS } from "./rds";

/** Connections kept for people, the metrics exporter and ad hoc tools. */
export const ADMIN_CONNECTIONS = 5;

/** One kind of task that connects to the database. */
export interface ConnectionClient {
  readonly name: string;
  /** Tasks that can run at once, deployments included: see {@link peakTasks}. */
  readonly peakTasks: number;
  /** Operating-system processes of one task that own a pool each. */
  readonly processes: number;
  /** Pools (engines) in one process. */
  readonly engines: number;
  /** SQLAlchemy's `pool_size`; 0: unlimited. */
  readonly poolSize: number;
  /** SQLAlchemy's `max_overflow`; −1: unlimited. */
  readonly maxOverflow: number;
}

export interface ConnectionBudgetLine {
  readonly name: string;
  /** The product as people write it: `5 tasks × 2 processes × 1 engine × (5 + 5)`. */
  readonly arithmetic: string;
  /** Infinity for an unlimited pool. */
  readonly connections: number;
}

export interface ConnectionBudget {
  readonly lines: readonly ConnectionBudgetLine[];
  /** The sum of the lines. */
  readonly peak: number;
  readonly maxConnections: number;
  readonly reserved: number;
  /** What one user may have, where that is what limits; null: it does not. */
  readonly perUser: number | null;
  /** What the lines may add up to. */
  readonly usable: number;
  readonly fits: boolean;
  /** `usable − peak`; negative when it does not fit. */
  readonly headroom: number;
  /** One imperative sentence with numbers: the smallest change that makes the sum fit; null when it does. */
  readonly cheapestFix: string | null;
}

export interface ConnectionLimits {
  readonly maxConnections: number;
  /** Slots that are kept from applications; default: what RDS keeps of a PostgreSQL where nobody sets it. */
  readonly reserved?: number;
  /**
   * MySQL's and MariaDB's `max_user_connections`: what one user may have (MySQL manual, "Setting Account Resource Limits"). The
   * clients are held to it as one user; people and tools have another.
   */
  readonly perUser?: number;
  /**
   * Set when clients reach the database through RDS Proxy: the percentage of `maxConnections` it may open. Every client
   * connection is counted as one of the proxy's, since prepared statements and `SET` pin it (RDS user guide, "Avoiding pinning").
   */
  readonly proxyMaxConnectionsPercent?: number;
  /** The largest `max_connections` the instance class holds (`rdsConnectionCeiling`); a fix never asks for more. */
  readonly ceiling?: number;
}

/**
 * Tasks of a service that can run at once while it deploys at its largest size.
 *
 * A rolling deployment runs up to `maximumPercent` of the desired count, rounded down; the other strategies run a second
 * full set until the old one is gone (ECS developer guide, "Deployment configuration").
 */
export function peakTasks(service: {
  readonly maxTasks: number;
  readonly maximumPercent: number;
  readonly strategy?: "ROLLING" | "BLUE_GREEN" | "LINEAR" | "CANARY";
}): number {
  if (service.strategy !== undefined && service.strategy !== "ROLLING") return 2 * service.maxTasks;
  return Math.max(service.maxTasks, Math.floor((service.maxTasks * service.maximumPercent) / 100));
}

/** Whether the budget of the given clients holds, without the words and the fix of {@link connectionBudget}. */
export function connectionsFit(clients: readonly ConnectionClient[], database: ConnectionLimits): boolean {
  return peakFits(
    clients.reduce((sum, client) => sum + clientConnections(client), 0),
    database,
  );
}

/** What one client opens at its peak; Infinity for an unlimited pool. */
export function clientConnections(client: ConnectionClient): number {
  return connections(client);
}

/** Whether so many connections of clients, and those that are kept for people and tools, are served. */
export function peakFits(ofClients: number, database: ConnectionLimits): boolean {
  return ofClients + ADMIN_CONNECTIONS <= usableConnections(database);
}

/** The budget of the given clients, an administration line included, against one database. Never throws. */
export function connectionBudget(clients: readonly ConnectionClient[], database: ConnectionLimits): ConnectionBudget {
  const lines: ConnectionBudgetLine[] = clients.map((client) => ({
    name: client.name,
    arithmetic: arithmetic(client),
    connections: connections(client),
  }));
  lines.push({ name: "admin", arithmetic: "people, exporter and tools", connections: ADMIN_CONNECTIONS });

  const peak = lines.reduce((sum, line) => sum + line.connections, 0);
  const usable = usableConnections(database);
  const fits = peak <= usable;
  return {
    lines,
    peak,
    maxConnections: database.maxConnections,
    reserved: reservedBy(database),
    perUser: isLimitedByUser(database) ? (database.perUser ?? null) : null,
    usable,
    fits,
    headroom: usable - peak,
    cheapestFix: fits ? null : cheapestFix(clients, database, peak),
  };
}

/** Administration connects past a proxy, so its connections are not taken from the proxy's share. */
function usableConnections(database: ConnectionLimits): number {
  const { maxConnections, proxyMaxConnectionsPercent, perUser = Infinity } = database;
  const slots = Math.min(maxConnections - reservedBy(database), perUser + ADMIN_CONNECTIONS);
  if (proxyMaxConnectionsPercent === undefined) return slots;
  return Math.min(slots, Math.floor((maxConnections * proxyMaxConnectionsPercent) / 100) + ADMIN_CONNECTIONS);
}

function isLimitedByUser({ perUser = Infinity, ...others }: ConnectionLimits): boolean {
  return perUser + ADMIN_CONNECTIONS < usableConnections(others);
}

function reservedBy({ reserved = RESERVED_CONNECTIONS }: ConnectionLimits): number {
  return reserved;
}

/** Pools of one client at peak: each opens up to {@link poolLimit} connections. */
function pools(client: ConnectionClient): number {
  return client.peakTasks * client.processes * client.engines;
}

function poolLimit({ poolSize, maxOverflow }: ConnectionClient): number {
  const limited = Number.isFinite(poolSize) && poolSize > 0 && Number.isFinite(maxOverflow) && maxOverflow >= 0;
  return limited ? poolSize + maxOverflow : Infinity;
}

function connections(client: ConnectionClient, limit: number = poolLimit(client)): number {
  const count = pools(client);
  return count === 0 ? 0 : count * limit; // 0 × Infinity is not a number
}

function arithmetic(client: ConnectionClient): string {
  const limit = Number.isFinite(poolLimit(client)) ? `(${client.poolSize} + ${client.maxOverflow})` : "unlimited";
  const factors = [
    count(client.peakTasks, "task", "tasks"),
    count(client.processes, "process", "processes"),
    count(client.engines, "engine", "engines"),
  ];
  return [...factors, limit].join(" × ");
}

function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** A change that makes the sum fit, and how far it moves the one value it touches (0.2: by a fifth). */
interface Fix {
  readonly sentence: string;
  readonly change: number;
}

function cheapestFix(clients: readonly ConnectionClient[], database: ConnectionLimits, peak: number): string {
  const usable = usableConnections(database);
  const biggest = clients.reduce<ConnectionClient | undefined>(
    (found, client) => (found === undefined || connections(client) > connections(found) ? client : found),
    undefined,
  );
  const room = biggest === undefined ? 0 : usable - (peak - connections(biggest));
  // A smaller pool costs nothing, fewer tasks cost capacity: tasks only where the pool has nothing left to give.
  const less = biggest && (smallerPool(biggest, room) ?? fewerTasks(biggest, room));
  const [cheapest] = [less, moreConnections(database, peak)]
    .filter((fix) => fix !== undefined)
    .toSorted((a, b) => a.change - b.change);
  return cheapest?.sentence ?? smallerPools(clients, usable) ?? biggerDatabase(clients, database);
}

/** `room`: connections the other clients leave to this one (not a number when another pool is unlimited too). */
function smallerPool(client: ConnectionClient, room: number): Fix | undefined {
  const limit = poolLimit(client);
  const target = Math.floor(room / pools(client));
  if (Number.isFinite(limit) && Number.isFinite(room)) {
    if (target < 1 || target >= limit) return undefined;
    const { size, overflow } = split(client, target);
    const sentence = `Lower the pool of "${client.name}" to ${size} + ${overflow} connections (now ${client.poolSize} + ${client.maxOverflow}).`;
    return { sentence, change: 1 - target / limit };
  }
  return undefined;
}

/** Takes from the overflow first: the pool itself is what steady traffic runs on. */
function split(client: ConnectionClient, target: number): { size: number; overflow: number } {
  const size = Math.min(client.poolSize, target);
  return { size, overflow: target - size };
}

function fewerTasks(client: ConnectionClient, room: number): Fix | undefined {
  const perTask = client.processes * client.engines * poolLimit(client);
  const target = Math.floor(room / perTask);
  if (!Number.isFinite(target) || target < 1 || target >= client.peakTasks) return undefined;
  const sentence = `Run at most ${count(target, "task", "tasks")} of "${client.name}" at once, deployments included (now ${client.peakTasks}).`;
  return { sentence, change: 1 - target / client.peakTasks };
}

function moreConnections(database: ConnectionLimits, peak: number): Fix | undefined {
  const needed = neededMaxConnections(database, peak);
  if (isLimitedByUser(database)) return undefined;
  if (database.ceiling === undefined || !(needed <= database.ceiling)) return undefined;
  const sentence = `Raise max_connections to ${needed} (now ${database.maxConnections}; the instance class holds ${database.ceiling}).`;
  return { sentence, change: needed / database.maxConnections - 1 };
}

/** The smallest `max_connections` that serves the peak, through the proxy's share where there is one. */
function neededMaxConnections(database: ConnectionLimits, peak: number): number {
  const { proxyMaxConnectionsPercent } = database;
  const direct = peak + reservedBy(database);
  if (proxyMaxConnectionsPercent === undefined) return direct;
  return Math.max(direct, Math.ceil(((peak - ADMIN_CONNECTIONS) * 100) / proxyMaxConnectionsPercent));
}

/** No single change is enough: the largest limit that, set on every pool above it, makes the sum fit. */
function smallerPools(clients: readonly ConnectionClient[], usable: number): string | undefined {
  const connected = clients.filter((client) => pools(client) > 0);
  const sum = (limit: number): number =>
    connected.reduce((total, client) => total + connections(client, Math.min(limit, poolLimit(client))), 0);
  const room = usable - ADMIN_CONNECTIONS;
  if (!(sum(1) <= room)) return undefined;
  let limit = 1;
  let tooMuch = MAX_CONNECTIONS_RANGE.max + 1;
  while (tooMuch - limit > 1) {
    const middle = Math.floor((limit + tooMuch) / 2);
    if (sum(middle) <= room) limit = middle;
    else tooMuch = middle;
  }
  const names = connected.filter((client) => poolLimit(client) > limit).map((client) => `"${client.name}"`);
  const each = names.length > 1 ? " each" : "";
  return `Limit the pool of ${names.join(" and of ")} to ${count(limit, "connection", "connections")}${each}, pool size and overflow together.`;
}

/** Even one connection in each pool is too much. */
function biggerDatabase(clients: readonly ConnectionClient[], database: ConnectionLimits): string {
  const least = clients.reduce((total, client) => total + connections(client, 1), ADMIN_CONNECTIONS);
  const needed = neededMaxConnections(database, least);
  if (isLimitedByUser(database)) {
    return `Run fewer tasks or processes, or raise max_user_connections to at least ${least - ADMIN_CONNECTIONS} (now ${database.perUser}): one connection in each pool already takes as many.`;
  }
  return `Run fewer tasks or processes, or a database with at least ${needed} connections (now ${database.maxConnections}): one connection in each pool already takes ${least}.`;
}
