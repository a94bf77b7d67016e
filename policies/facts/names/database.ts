import type { PurposeNames } from "./purpose";

/** Where the database is, and the limits of a process's pool (SQLAlchemy front ends, node-pg, Django products). */
export const DATABASE_NAMES = {
  databaseUrl: {
    names: [
      ...["DATABASE_URL", "SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_DATABASE_URL", "ASYNC_DATABASE_URL", "DATABASE_URI"],
      ...["DB_URL", "DB_URI", "POSTGRES_URL", "POSTGRES_URI", "POSTGRESQL_URL", "PG_URL", "DATABASE_DSN", "DB_DSN"],
      ...["DD_DATABASE_URL", "REDASH_DATABASE_URL"],
    ],
    ends: ["DATABASE|DB|POSTGRES URL|URI|DSN"],
  },
  databaseHost: { names: ["DB_HOST", "DATABASE_HOST", "POSTGRES_HOST", "POSTGRES_SERVER", "PGHOST"] },
  databasePassword: {
    names: ["DB_PASSWORD", "DATABASE_PASSWORD", "POSTGRES_PASSWORD", "PGPASSWORD", "DD_DATABASE_PASSWORD"],
    ends: ["DATABASE|DB|POSTGRES PASSWORD"],
  },
  poolSize: {
    names: [
      ...["DB_POOL_SIZE", "DATABASE_POOL_SIZE", "SQLALCHEMY_POOL_SIZE", "POSTGRES_POOL_SIZE", "POOL_SIZE"],
      ...["POSTGRES_API_SERVER_POOL_SIZE", "POLAR_DATABASE_POOL_SIZE", "DATABASE_CONNECTION_POOL_MAX", "DB_POOL_MAX"],
      ...["PG_POOL_MAX", "DB_MAX_CONNECTIONS"],
    ],
    ends: ["POOL SIZE"],
  },
  poolMaxOverflow: {
    names: [
      ...["DB_MAX_OVERFLOW", "DB_POOL_MAX_OVERFLOW", "DATABASE_MAX_OVERFLOW", "DATABASE_POOL_MAX_OVERFLOW"],
      ...["SQLALCHEMY_MAX_OVERFLOW", "POSTGRES_API_SERVER_POOL_OVERFLOW", "MAX_OVERFLOW"],
    ],
    ends: ["MAX OVERFLOW", "POOL OVERFLOW"],
  },
  poolTimeout: {
    names: [
      ...["DB_POOL_TIMEOUT", "DATABASE_POOL_TIMEOUT", "SQLALCHEMY_POOL_TIMEOUT", "POSTGRES_POOL_TIMEOUT"],
      ...["POOL_TIMEOUT"],
    ],
    ends: ["POOL TIMEOUT"],
  },
} as const satisfies Record<string, PurposeNames>;
