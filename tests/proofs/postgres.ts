/** A private PostgreSQL with the settings a test gives it. */
import { join } from "node:path";
import { Client, DatabaseError } from "pg";
import { findProgram, postgresFolders, runProgramOnce, ServerFolder, startServer, type Stop } from "./server";

export const SUPERUSER = "postgres_admin";

/** PostgreSQL's own; the name of its socket ends with it. */
const DEFAULT_PORT = 5432;

/** Who connects, and under which name the server lists it. */
export interface Session {
  readonly user: string;
  readonly database: string;
  readonly applicationName: string;
}

/**
 * The slots RDS keeps back: three for superusers, PostgreSQL's own default, and two for its administrators
 * (`rds.rds_superuser_reserved_connections`). Before version 16 PostgreSQL could keep slots for superusers only.
 */
export function reservedSlots(version: number): Record<string, string> {
  return version < 16
    ? { superuser_reserved_connections: "5" }
    : { superuser_reserved_connections: "3", reserved_connections: "2" };
}

export class PostgresServer {
  private readonly folder = new ServerFolder();
  private readonly data = join(this.folder.path, "data");
  private stopServer: Stop | null = null;
  private port = DEFAULT_PORT;
  private readonly clients = new Set<Client>();

  constructor() {
    const options = ["--no-sync", "--auth=trust", "--locale=C", "--encoding=UTF8", `--username=${SUPERUSER}`];
    runProgramOnce(findProgram("initdb", postgresFolders()), [...options, `--pgdata=${this.data}`]);
  }

  /** Where its socket is: libpq's PGHOST. */
  get host(): string {
    return this.folder.path;
  }

  /** The major version. */
  get version(): number {
    const text = runProgramOnce(findProgram("postgres", postgresFolders()), ["--version"]);
    return Number(/(\d+)/.exec(text)?.[1]);
  }

  /** Starts it with every setting on its command line; rejects with its own words when it does not accept one. */
  async start(settings: Readonly<Record<string, string>>): Promise<void> {
    // Its own, for the test: one folder, no network, nothing that must survive.
    const own = {
      unix_socket_directories: this.folder.path,
      listen_addresses: "",
      fsync: "off",
      shared_buffers: "16MB",
    };
    const args = Object.entries({ ...own, ...settings }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    this.port = Number(settings["port"] ?? DEFAULT_PORT);
    this.stopServer = await startServer(
      findProgram("postgres", postgresFolders()),
      ["-D", this.data, ...args],
      "database system is ready to accept connections",
    );
  }

  /** Opens a connection and keeps it; rejects with the server's error when it is refused. */
  async connect({ user, database, applicationName }: Session): Promise<Client> {
    const { path: host } = this.folder;
    const client = new Client({ host, port: this.port, user, database, application_name: applicationName });
    client.on("error", () => undefined); // the server is stopped with connections open
    await client.connect();
    this.clients.add(client);
    return client;
  }

  connectAsSuperuser(): Promise<Client> {
    return this.connect({ user: SUPERUSER, database: "postgres", applicationName: "superuser" });
  }

  /** Opens the given connections; every one must be served. */
  async serve(sessions: readonly Session[]): Promise<void> {
    await Promise.all(sessions.map((session) => this.connect(session)));
  }

  /** Tries the given connections; how many were served (`served`) and refused, by SQLSTATE. */
  async attempt(sessions: readonly Session[]): Promise<Record<string, number>> {
    const outcomes = await Promise.all(
      sessions.map((session) =>
        this.connect(session).then(
          () => "served",
          (error: unknown) => (error instanceof DatabaseError ? (error.code ?? error.message) : String(error)),
        ),
      ),
    );
    const counts: Record<string, number> = {};
    for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
    return counts;
  }

  /** Stops it, open connections included. */
  async stop(): Promise<void> {
    await this.stopServer?.("SIGINT");
    this.stopServer = null;
    await Promise.all([...this.clients].map((client) => client.end()));
    this.clients.clear();
  }

  remove(): void {
    this.folder.remove();
  }
}
