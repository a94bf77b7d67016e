/**
 * A secret in JSON that is handed over whole, as RDS and its rotation keep it: `{"engine": "postgres", "host": "…", "dbname": "…"}`
 * (Secrets Manager user guide, *JSON structure of AWS Secrets Manager database secrets*: without an engine or a name where the
 * rotation needs none), or as the settings of a whole application, `{"DATABASE_URL": "…"}`.
 */
import { storeEndpoint } from "../endpoints";
import { isMembers, type Members, parseJson } from "../json";
import { DATABASE_SCHEMES, normalHost, readKeywords, readUrl, type Connection } from "./connections";

/** A database that a document names, and the member that does where it has a name of its own. */
export interface DocumentConnection extends Connection {
  readonly member: string | undefined;
}

export interface DocumentNames {
  /** What the document is handed over as says that it is a database's. */
  readonly isDatabases: boolean;
  /** `url`, `host`, `document`: what a member is by its own name; undefined: nothing of a database. */
  readonly kindOf: (member: string) => string | undefined;
}

/** Deeper ones are nobody's settings. */
const DEEPEST = 2;

const HOSTS = ["host", "hostname", "server", "endpoint", "address", "hostaddr"];
const DATABASES = ["dbname", "database", "db", "db_name"];
const LOGINS = ["username", "user", "password"];
/** PostgreSQL's, MySQL's, SQL Server's and Oracle's own. */
const DATABASE_PORTS = new Set(["5432", "3306", "1433", "1521"]);
/** Of Redis, MongoDB, RabbitMQ, Elasticsearch, Memcached, Cassandra and mail: what stands there is none of a database's. */
const OTHER_PORTS = new Set(["6379", "6380", "27017", "5671", "5672", "9200", "11211", "9042", "25", "465", "587"]);

/** The databases that a text in JSON names; undefined: it is no such document, or names none. */
export function readDocument(value: string, names: DocumentNames): readonly DocumentConnection[] | undefined {
  const text = value.trim();
  const parsed = text.startsWith("{") ? parse(text) : undefined;
  if (parsed === undefined) return undefined;
  const found = connectionsIn(parsed, names, 0);
  return found.length === 0 ? undefined : found;
}

/** Whether a text in JSON holds a database's login and names no host: where that connects to stands elsewhere. */
export function isLoginAlone(value: string): boolean {
  const text = value.trim();
  const members = textsOf((text.startsWith("{") ? parse(text) : undefined) ?? {});
  const engine = members.get("engine");
  if (engine !== undefined && !DATABASE_SCHEMES.test(engine.toLowerCase())) return false;
  if (HOSTS.some((name) => members.has(name))) return false;
  return members.has("password") && ["username", "user"].some((name) => members.has(name));
}

/** The members of a document by their names, as they are written. */
export function documentMembers(value: string): readonly (readonly [string, string])[] {
  const text = value.trim();
  const parsed = text.startsWith("{") ? (parse(text) ?? {}) : {};
  return Object.entries(parsed).flatMap(([name, member]) => {
    const written = scalar(member);
    return written === undefined ? [] : [[name, written] as const];
  });
}

function connectionsIn(document: Members, names: DocumentNames, depth: number): readonly DocumentConnection[] {
  const own = ownConnection(textsOf(document), names.isDatabases);
  const named = Object.entries(document).flatMap(([member, value]): readonly DocumentConnection[] => {
    const kind = names.kindOf(member);
    if (isMembers(value)) {
      if (depth >= DEEPEST) return [];
      const isDatabases = kind !== undefined || DATABASES.includes(member.toLowerCase());
      return connectionsIn(value, { ...names, isDatabases }, depth + 1);
    }
    if (typeof value !== "string") return [];
    const connection = readUrl(value) ?? readKeywords(value);
    if (connection !== undefined) return [{ ...connection, member }];
    return kind === "host" ? [{ ...hostAlone(value), member }] : [];
  });
  return [...(own === undefined ? [] : [{ ...own, member: undefined }]), ...named];
}

/** Host, port and login side by side. Of a host alone nobody knows what listens there. */
function ownConnection(members: ReadonlyMap<string, string>, isDatabases: boolean): Connection | undefined {
  const member = (names: readonly string[]) =>
    names.map((name) => members.get(name)).find((found) => found !== undefined);
  const host = member(HOSTS);
  if (host === undefined || readUrl(host) !== undefined) return undefined;
  const database = member(DATABASES);
  const [engine, port = ""] = [members.get("engine"), members.get("port")];
  if (engine === undefined ? OTHER_PORTS.has(port) : !DATABASE_SCHEMES.test(engine.toLowerCase())) return undefined;
  const hasLogin = member(LOGINS) !== undefined;
  const isDatabase =
    [engine, database].some((told) => told !== undefined) ||
    isDatabases ||
    DATABASE_PORTS.has(port) ||
    (hasLogin && storeEndpoint(host.replace(/:\d*$/, ""))?.kind === "database");
  return isDatabase ? { ...hostAlone(host), database } : undefined;
}

function hostAlone(host: string): Connection {
  return { hosts: host.split(",").map(normalHost), scheme: undefined, database: undefined, options: new Map() };
}

function textsOf(document: Members): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(document).flatMap(([name, member]) => {
      const written = scalar(member);
      return written === undefined ? [] : [[name.toLowerCase(), written] as const];
    }),
  );
}

function scalar(member: unknown): string | undefined {
  return typeof member === "number" ? String(member) : typeof member === "string" ? member : undefined;
}

function parse(text: string): Members | undefined {
  const parsed = parseJson(text);
  return isMembers(parsed) ? parsed : undefined;
}
