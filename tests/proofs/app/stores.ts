/** PostgreSQL and Redis as a stack has them: TLS, passwords, its limits; on ports of this machine. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Client } from "pg";
import { DATABASE_NAME, REDIS_DATABASES, type RedisRole } from "../../../infra/connections";
import type { ProductBlueprint } from "../../../infra/blueprint";
import { PostgresServer, reservedSlots, type Session, SUPERUSER } from "../postgres";
import { RedisServer } from "../redis";
import { ServerFolder } from "../server";
import { type Certificates, certificatesOf } from "./certificates";

export const password = (): string => randomBytes(32).toString("hex");

/** RDS's own master: it makes roles, and the database is its own, but it is no superuser. */
export const MASTER = { username: "master", password: password() } as const;

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

export class Stores {
  private readonly folder = new ServerFolder();
  private readonly postgres = new PostgresServer();
  private readonly redis = new RedisServer();
  /** RDS signs with an authority of its own, ElastiCache with one that every system knows. */
  private readonly rds = certificatesOf("rds", this.folder);
  private readonly publicOnes = certificatesOf("public", this.folder);
  readonly redisPassword = password();
  postgresPort = 0;
  redisPort = 0;

  constructor(private readonly blueprint: ProductBlueprint) {}

  get rdsAuthorities(): string {
    return this.rds.authority;
  }

  get systemAuthorities(): string {
    return this.publicOnes.authority;
  }

  async start(): Promise<void> {
    this.postgresPort = await freePort();
    this.redisPort = await freePort();
    const hba = this.write("pg_hba.conf", "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n");
    await this.postgres.start({
      ...{ listen_addresses: "127.0.0.1", port: String(this.postgresPort), hba_file: hba },
      ...{ ssl: "on", ssl_cert_file: this.rds.certificate, ssl_key_file: this.rds.key },
      max_connections: String(this.blueprint.databases.postgres.maxConnections),
      ...reservedSlots(this.postgres.version),
    });
    const superuser = await this.postgres.connectAsSuperuser();
    await superuser.query(`CREATE ROLE ${MASTER.username} LOGIN CREATEROLE PASSWORD '${MASTER.password}'`);
    await superuser.query(`CREATE DATABASE ${DATABASE_NAME} OWNER ${MASTER.username}`);
    await superuser.end();
    await this.startRedis();
  }

  /** Also after it was stopped: with nothing in it, on the port it had. */
  async startRedis(): Promise<void> {
    // ElastiCache refuses CONFIG to everybody ("Supported and restricted commands").
    const users = this.write("users.acl", `user default on >${this.redisPassword} ~* &* +@all -config\n`);
    await this.redis.start({
      ...{ "tls-port": String(this.redisPort), bind: "127.0.0.1", "tls-auth-clients": "no" },
      ...tls(this.publicOnes),
      "maxmemory-policy": this.blueprint.caches.redis.evictionPolicy,
      aclfile: users,
    });
  }

  stopRedis(): Promise<void> {
    return this.redis.stop();
  }

  /** Opens sessions and keeps them; every one must be served. */
  serve(sessions: readonly Session[]): Promise<void> {
    return this.postgres.serve(sessions);
  }

  /** As an operator of the application's database, past its roles. */
  operator(): Promise<Client> {
    return this.postgres.connect({ user: SUPERUSER, database: DATABASE_NAME, applicationName: "operator" });
  }

  /** The replies to commands, one a line, on the database of a role. */
  send(role: RedisRole, ...commands: readonly string[]): string[] {
    return this.redis.send(REDIS_DATABASES[role], `AUTH ${this.redisPassword}`, ...commands).slice(1);
  }

  /** The number that one command answers. */
  number(role: RedisRole, command: string): number {
    return Number(/-?\d+$/.exec(this.send(role, command)[0] ?? "")?.[0]);
  }

  async stop(): Promise<void> {
    await this.redis.stop();
    await this.postgres.stop();
    this.redis.remove();
    this.postgres.remove();
    this.folder.remove();
  }

  /** A file that whoever runs the servers may read. */
  private write(name: string, text: string): string {
    const path = join(this.folder.path, name);
    writeFileSync(path, text);
    chmodSync(path, 0o644);
    return path;
  }
}

function tls({ authority, certificate, key }: Certificates): Record<string, string> {
  return { "tls-cert-file": certificate, "tls-key-file": key, "tls-ca-cert-file": authority };
}
