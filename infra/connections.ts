/** Connection URLs: built here once, as templates with `{password}` and `{host}` for what is unknown before creation. */

/** One Redis database index a role, so that flushing a cache cannot drop a queue. */
export const REDIS_DATABASES = { cache: 0, limiter: 1, broker: 2, results: 3, pubsub: 4, "scheduler-lock": 5 } as const;

export type RedisRole = keyof typeof REDIS_DATABASES;

export const REDIS_PORT = 6379;
export const POSTGRES_PORT = 5432;

/** The database inside the Postgres instance, where nobody says otherwise. */
export const DATABASE_NAME = "app";

/** The role that serves, and the one that owns the schema. */
export type DatabaseRole = "app" | "migration";

/** `ssl_cert_reqs` is not optional: Celery refuses a `rediss` URL without it. */
export function redisUrl(role: RedisRole, port = REDIS_PORT): string {
  return `rediss://:{password}@{host}:${port}/${REDIS_DATABASES[role]}?ssl_cert_reqs=required`;
}

/**
 * The name a role logs in under. The serving role has two in turn: the migration gives the new generation's login its
 * password and the same rights, services move over, and the old login works until the next generation takes it again. So
 * no connection is refused in between.
 */
export function databaseLogin(role: DatabaseRole, passwordGeneration: number): string {
  return role === "app" && passwordGeneration % 2 === 0 ? "app_b" : role;
}

/** Python's drivers, and how each is told to verify who answers: neither takes the other's word. */
const VERIFY = { asyncpg: "ssl=verify-full", psycopg: "sslmode=verify-full" } as const;

/** Where in its host a database is. */
export interface DatabasePlace {
  readonly port: number;
  readonly name: string;
}

const USUAL_PLACE: DatabasePlace = { port: POSTGRES_PORT, name: DATABASE_NAME };

/**
 * SQLAlchemy's URL for one driver. The certificate is verified, and that it is the host's: `require` encrypts to whoever
 * answers. Both drivers read the authorities they trust from the file that `PGSSLROOTCERT` names.
 */
export function databaseUrl(
  login: string,
  driver: keyof typeof VERIFY,
  { port, name }: DatabasePlace = USUAL_PLACE,
): string {
  return `postgresql+${driver}://${login}:{password}@{host}:${port}/${name}?${VERIFY[driver]}`;
}

/** RDS signs with authorities of its own, which no system knows; the image brings them: docs/environment.md. */
export const RDS_AUTHORITIES = "/etc/ssl/certs/rds-global-bundle.pem";

/** RDS Proxy's certificate is a public one (RDS user guide, "Using TLS/SSL with RDS Proxy"): the system's own authorities. */
export const SYSTEM_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

/** A template with its placeholders filled. */
export function fillUrl(template: string, parts: { readonly password: string; readonly host: string }): string {
  return template.replace("{password}", () => parts.password).replace("{host}", () => parts.host);
}
