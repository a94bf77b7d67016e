/**
 * What the migration runs: a short program in the application's own image, with the SQLAlchemy, the driver and the Alembic it
 * brings. One process and no shell, so that a stop signal reaches it.
 *
 * 1. The two roles of the database: what they may do, how long they may take. As the master, once more at each release.
 * 2. `alembic upgrade head`, as the schema's owner. A database that a later release has migrated already is left as it is,
 *    so that an earlier image can be brought back: each release leaves the revisions it knows in a comment on Alembic's
 *    table, and an image whose newest revision is among them has nothing to do.
 * 3. The module that makes the first administrator where there is none, if the application has one.
 */
import { SESSION_TIMEOUTS } from "./timeouts";

/** Creates or mends both roles. Passwords travel as SCRAM verifiers: a statement may end up in the server's log. */
const ROLES = `
TIMEOUTS = json.loads(${JSON.stringify(JSON.stringify(SESSION_TIMEOUTS))})

def verifier(password):
    salt, rounds = os.urandom(16), 4096
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    text = lambda part: base64.b64encode(part).decode()
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    return f"SCRAM-SHA-256\${rounds}:{text(salt)}\${text(stored)}:{text(hmac.digest(salted, b'Server Key', 'sha256'))}"

def roles(connection):
    quote = connection.dialect.identifier_preparer.quote_identifier
    run = lambda statement, **values: connection.execute(sqlalchemy.text(statement), values)
    owner_url = sqlalchemy.make_url(os.environ["DATABASE_URL"])
    owner, app = owner_url.username, os.environ["DATABASE_APP_USERNAME"]
    # Releases that start together take turns: PostgreSQL refuses two changes to a role at once.
    run("SELECT pg_advisory_xact_lock(:key)", key=int(os.environ["MIGRATION_ADVISORY_LOCK"]) + 1)
    for kind, name, password in (
        ("migration", owner, owner_url.password),
        ("app", app, os.environ["DATABASE_APP_PASSWORD"]),
    ):
        if run("SELECT 1 FROM pg_roles WHERE rolname = :name", name=name).first() is None:
            run(f"CREATE ROLE {quote(name)}")
        run(f"ALTER ROLE {quote(name)} LOGIN PASSWORD '{verifier(password)}'".replace(":", "\\\\:"))
        for setting, milliseconds in TIMEOUTS[kind].items():
            run(f"ALTER ROLE {quote(name)} SET {setting} = {milliseconds}")
    database = quote(owner_url.database)
    run(f"GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {database} TO {quote(owner)}")
    run(f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {quote(app)}")
    run(f"GRANT USAGE, CREATE ON SCHEMA public TO {quote(owner)}")
    run(f"GRANT USAGE ON SCHEMA public TO {quote(app)}")
    # Only an owner, or who may act for it, hands on rights to what it owns.
    if not run("SELECT pg_has_role(CURRENT_USER, :owner, 'SET')" if connection.dialect.server_version_info >= (16,)
               else "SELECT pg_has_role(CURRENT_USER, :owner, 'MEMBER')", owner=owner).scalar():
        run(f"GRANT {quote(owner)} TO CURRENT_USER")
    run(f"SET LOCAL ROLE {quote(owner)}")
    rows, counters = "SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT, UPDATE"
    for what, rights in (("TABLES", rows), ("SEQUENCES", counters), ("SCHEMAS", "USAGE")):
        run(f"ALTER DEFAULT PRIVILEGES GRANT {rights} ON {what} TO {quote(app)}")
    mine = "(SELECT oid FROM pg_roles WHERE rolname = :owner)"
    for schema, in run(f"SELECT nspname FROM pg_namespace WHERE nspowner = {mine}", owner=owner).all():
        run(f"GRANT USAGE ON SCHEMA {quote(schema)} TO {quote(app)}")
    relations = "SELECT relkind, nspname, relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
    for kind, schema, name in run(f"{relations} WHERE relowner = {mine} AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')", owner=owner).all():
        rights = f"{counters} ON SEQUENCE" if kind in ("S", b"S") else f"{rows} ON TABLE"
        run(f"GRANT {rights} {quote(schema)}.{quote(name)} TO {quote(app)}")

def as_master(work):
    names = {"username": "DATABASE_MASTER_USERNAME", "password": "DATABASE_MASTER_PASSWORD"}
    master = {part: os.environ[name] for part, name in names.items()}
    url = lambda name: sqlalchemy.make_url(os.environ[name]).set(**master)
    try:
        engine = sqlalchemy.create_engine(url("SYNC_DATABASE_URL"), poolclass=sqlalchemy.NullPool)
    except ModuleNotFoundError:
        # An image with asyncpg only.
        from sqlalchemy.ext.asyncio import create_async_engine
        async def run():
            async with create_async_engine(url("DATABASE_URL"), poolclass=sqlalchemy.NullPool).begin() as connection:
                await connection.run_sync(work)
        return asyncio.run(run())
    with engine.begin() as connection:
        work(connection)
`;

/** Alembic's own upgrade between two looks at its table, through the application's \`env.py\`. */
const UPGRADE = `
config = alembic.config.Config(os.environ.get("ALEMBIC_CONFIG", "alembic.ini"))
script = alembic.script.ScriptDirectory.from_config(config)
known = {revision.revision for revision in script.walk_revisions()}

def look(work):
    """Calls work with Alembic's context, in the transaction that the application's env.py opens, and migrates nothing."""
    def steps(current, context):
        work(current, context)
        return []
    with alembic.runtime.environment.EnvironmentContext(config, script, fn=steps):
        script.run_env()

def version_table(context):
    quote = context.dialect.identifier_preparer.quote_identifier
    return ".".join(quote(part) for part in (context.version_table_schema, context.version_table) if part)

def is_ahead():
    """Whether a later release has migrated the database; ends the migration where it has gone another way."""
    ahead = []
    def work(current, context):
        unknown = sorted(set(current) - known)
        if not unknown:
            return
        comment = context.connection.execute(
            sqlalchemy.text("SELECT obj_description(to_regclass(:name), 'pg_class')"), {"name": version_table(context)}
        ).scalar()
        past = set(json.loads(comment or "[]"))
        if not past >= set(script.get_heads()):
            sys.exit(f"the database is at {', '.join(unknown)}, which this image does not know, and was never at "
                     f"{', '.join(script.get_heads())}, its newest: it is no later release of this image's")
        ahead.extend(unknown)
    look(work)
    return ahead

def remember():
    """Leaves every revision up to here where an earlier image finds them."""
    def work(current, context):
        past = json.dumps(sorted(known))
        if not re.fullmatch(r'[\\w", .\\[\\]-]*', past):
            sys.exit("a revision's id may hold letters, digits and any of _.- only")
        with context.begin_transaction(_per_migration=True):
            context.connection.exec_driver_sql(f"COMMENT ON TABLE {version_table(context)} IS '{past}'")
    look(work)
`;

const script = (firstSuperuser: string | null): string =>
  `
import asyncio, base64, hashlib, hmac, json, os, re, runpy, sys
import alembic.command, alembic.config, alembic.runtime.environment, alembic.script
import sqlalchemy
${ROLES}${UPGRADE}
as_master(roles)
ahead = is_ahead()
if ahead:
    print(f"a later release has migrated the database to {', '.join(ahead)}: nothing to do", flush=True)
else:
    alembic.command.upgrade(config, "head")
    remember()
${firstSuperuser === null ? "" : `    runpy.run_module("${firstSuperuser}", run_name="__main__", alter_sys=True)\n`}`.trim();

/** @param firstSuperuser The module that makes the first administrator; null: there is none. */
export function migrationCommand(firstSuperuser: string | null): readonly string[] {
  return ["python", "-c", script(firstSuperuser)];
}
