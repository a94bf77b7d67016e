"""
`python -m app.database_roles`, before each migration: the role that owns the schema and the one that serves, with the
passwords they have now. Run as the master, which owns nothing.
"""

from psycopg import sql
from sqlalchemy import URL, Connection, NullPool, create_engine, text

from app import process
from app.database import psycopg_url
from app.migration_lock import migration_lock
from app.settings import DatabaseRoleSettings, MigrationSettings

#: What may read and write, and nothing else. The serving role has two logins in turn, for passwords that change.
SERVING = "serving"


def main() -> None:
    process.start()
    roles, migration = DatabaseRoleSettings(), MigrationSettings()
    owner = psycopg_url(migration.database_url.get_secret_value())
    master = owner.set(
        username=roles.database_master_username, password=roles.database_master_password.get_secret_value()
    )
    # From the master's session the lock covers both.
    with connect(master) as connection, migration_lock(connection, migration.migration_advisory_lock):
        login(connection, owner.username, owner.password)
        login(connection, roles.database_app_username, roles.database_app_password.get_secret_value())
        group(connection, roles.database_app_username)
        run(connection, sql.SQL("GRANT CREATE, USAGE ON SCHEMA public TO {}").format(sql.Identifier(owner.username)))
        connection.commit()
        grant_to_serving(owner)


def connect(url: URL) -> Connection:
    return create_engine(url, poolclass=NullPool).connect()


def login(connection: Connection, name: str, password: str) -> None:
    if not exists(connection, name):
        run(connection, sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
    # The server stores a verifier; the statement with the password is not logged by the default `log_statement`.
    run(connection, sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), sql.Literal(password)))


def group(connection: Connection, member: str) -> None:
    serving = sql.Identifier(SERVING)
    if not exists(connection, SERVING):
        run(connection, sql.SQL("CREATE ROLE {} NOLOGIN").format(serving))
    run(connection, sql.SQL("GRANT {} TO {}").format(serving, sql.Identifier(member)))


def grant_to_serving(owner: URL) -> None:
    """As the owner: what is there, and what its migrations will make."""
    with connect(owner) as connection, connection.begin():
        connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {SERVING}"))
        for kind, rights in {"TABLES": "SELECT, INSERT, UPDATE, DELETE", "SEQUENCES": "USAGE, SELECT"}.items():
            connection.execute(text(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON {kind} TO {SERVING}"))
            connection.execute(text(f"GRANT {rights} ON ALL {kind} IN SCHEMA public TO {SERVING}"))


def exists(connection: Connection, role: str) -> bool:
    return bool(connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}))


def run(connection: Connection, statement: sql.Composed) -> None:
    """Names and passwords are quoted by the driver: no statement takes them as parameters."""
    connection.connection.cursor().execute(statement)


if __name__ == "__main__":
    main()
