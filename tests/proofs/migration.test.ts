/** The migration's own program, with Alembic and both drivers from PyPI, on a real PostgreSQL. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { migrationCommand } from "../../infra/migration";
import { SESSION_TIMEOUTS } from "../../infra/timeouts";
import { INSTALL_TIMEOUT, libraryPython, runPython } from "./library";
import { PostgresServer } from "./postgres";
import { ServerFolder } from "./server";

jest.setTimeout(INSTALL_TIMEOUT);

const server = new PostgresServer();
const images = new ServerFolder();
const [, , SCRIPT = ""] = migrationCommand("app.first_superuser");
let python = "";

const ENV_PY = `
import os, sqlalchemy
from alembic import context
with sqlalchemy.create_engine(os.environ["SYNC_DATABASE_URL"], poolclass=sqlalchemy.NullPool).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
`;

const revision = (id: string, before: string | null, statement: string): string => `
revision, down_revision, branch_labels, depends_on = ${JSON.stringify(id)}, ${before === null ? "None" : JSON.stringify(before)}, None, None
from alembic import op
def upgrade():
    op.execute(${JSON.stringify(statement)})
def downgrade():
    pass
`;

/** An image's working directory, with these revisions, each after the one before. */
function image(name: string, revisions: readonly (readonly [id: string, statement: string])[]): string {
  const folder = join(images.path, name);
  mkdirSync(join(folder, "migrations", "versions"), { recursive: true });
  mkdirSync(join(folder, "app"));
  writeFileSync(join(folder, "alembic.ini"), "[alembic]\nscript_location = migrations\n");
  writeFileSync(join(folder, "migrations", "env.py"), ENV_PY);
  writeFileSync(join(folder, "app", "first_superuser.py"), 'print("first superuser")\n');
  revisions.forEach(([id, statement], i) => {
    const before = revisions[i - 1]?.[0] ?? null;
    writeFileSync(join(folder, "migrations", "versions", `${id}.py`), revision(id, before, statement));
  });
  return folder;
}

function migrate(folder: string, more: Readonly<Record<string, string>> = {}) {
  const address = `migration:secret@/app`;
  return runPython(
    python,
    SCRIPT,
    {
      PGHOST: server.host,
      DATABASE_URL: `postgresql+asyncpg://${address}`,
      SYNC_DATABASE_URL: `postgresql+psycopg://${address}`,
      DATABASE_APP_USERNAME: "app",
      DATABASE_APP_PASSWORD: "appsecret",
      DATABASE_MASTER_USERNAME: "master",
      DATABASE_MASTER_PASSWORD: "mastersecret",
      MIGRATION_ADVISORY_LOCK: "20260101",
      ...more,
    },
    folder,
  );
}

const FIRST = ["one", "CREATE TABLE things (id serial PRIMARY KEY)"] as const;
const SECOND = ["two", "CREATE TABLE more (id serial PRIMARY KEY)"] as const;

beforeAll(async () => {
  python = await libraryPython();
  await server.start({});
  const superuser = await server.connectAsSuperuser();
  // As RDS makes it: not a superuser, but it makes roles, and the database is its own.
  await superuser.query("CREATE ROLE master LOGIN CREATEROLE");
  await superuser.query("CREATE DATABASE app OWNER master");
});

afterAll(async () => {
  await server.stop();
  server.remove();
  images.remove();
});

it("makes the roles, with timeouts of their own, migrates, and gives what comes of it to the application", async () => {
  const result = migrate(image("first", [FIRST]));
  expect(result).toMatchObject({ status: 0, stdout: "first superuser\n" });
  const app = await server.connect({ user: "app", database: "app", applicationName: "app" });
  await app.query("INSERT INTO things DEFAULT VALUES");
  await expect(app.query("CREATE TABLE mine (id int)")).rejects.toMatchObject({ code: "42501" });
  for (const [role, timeouts] of Object.entries(SESSION_TIMEOUTS)) {
    const client = await server.connect({ user: role, database: "app", applicationName: role });
    for (const [name, milliseconds] of Object.entries(timeouts)) {
      const { rows } = await client.query<{ setting: string }>("SELECT setting FROM pg_settings WHERE name = $1", [
        name,
      ]);
      expect([role, name, rows[0]?.setting]).toEqual([role, name, String(milliseconds)]);
    }
  }
});

it("keeps no password where the server could log it", async () => {
  const superuser = await server.connectAsSuperuser();
  const { rows } = await superuser.query<{ rolpassword: string }>(
    "SELECT rolpassword FROM pg_authid WHERE rolname IN ('app', 'migration')",
  );
  expect(rows.map(({ rolpassword }) => rolpassword.split("$")[0])).toEqual(["SCRAM-SHA-256", "SCRAM-SHA-256"]);
});

it("passes when an earlier image is brought back, and migrates on with the later one again", () => {
  const later = image("later", [FIRST, SECOND]);
  expect(migrate(later)).toMatchObject({ status: 0 });
  const back = migrate(join(images.path, "first"));
  expect(back).toMatchObject({ status: 0 });
  expect(back.stdout).toBe("a later release has migrated the database to two: nothing to do\n");
  expect(migrate(later)).toMatchObject({ status: 0, stdout: "first superuser\n" });
});

it("stops an image that has gone another way, which is no earlier one", async () => {
  const other = migrate(image("other", [FIRST, ["elsewhere", "CREATE TABLE elsewhere (id int)"]]));
  expect(other.status).toBe(1);
  expect(other.stderr).toContain("it is no later release of this image's");
  const superuser = await server.connect({ user: "app", database: "app", applicationName: "look" });
  const { rows } = await superuser.query("SELECT to_regclass('elsewhere') AS found");
  expect(rows).toEqual([{ found: null }]);
});

it("moves the application to its other login with the same rights", async () => {
  expect(migrate(join(images.path, "later"), { DATABASE_APP_USERNAME: "app_b" })).toMatchObject({ status: 0 });
  for (const user of ["app", "app_b"]) {
    const client = await server.connect({ user, database: "app", applicationName: user });
    await client.query("INSERT INTO more DEFAULT VALUES");
  }
});
