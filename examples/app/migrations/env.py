"""
`alembic upgrade head`, for one at a time. A database that is ahead of this image is left as it is: the image before must
be able to run again while its successor's schema stays.
"""

import logging

from alembic import context
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, text

from app import process
from app.database import psycopg_url
from app.migration_lock import migration_lock
from app.settings import MigrationSettings

log = logging.getLogger("alembic.runtime.migration")

#: Every revision a database has been given, since Alembic itself keeps only the last: so an older image knows its own.
HISTORY = "applied_revisions"


def main() -> None:
    process.start()
    settings = MigrationSettings()
    engine = create_engine(psycopg_url(settings.database_url.get_secret_value()), poolclass=NullPool)
    with engine.connect() as connection, migration_lock(connection, settings.migration_advisory_lock):
        context.configure(connection=connection, on_version_apply=remember)
        connection.execute(
            text(f"CREATE TABLE IF NOT EXISTS {HISTORY} (revision text NOT NULL, at timestamptz NOT NULL)")
        )
        connection.commit()
        if is_ahead(connection):
            log.info("the database is ahead of this image: nothing to migrate")
            return
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


def remember(ctx, step, **_: object) -> None:
    statement = text(f"INSERT INTO {HISTORY} VALUES (:revision, now())")
    for revision in step.up_revision_ids if step.is_upgrade else ():
        ctx.connection.execute(statement, {"revision": revision})


def is_ahead(connection: Connection) -> bool:
    """
    Whether the database is at a revision that only a later image has: this image's last one was applied before. One
    that is unknown here and did not come after is a mistake, about which Alembic ends with its own words.
    """
    script = ScriptDirectory.from_config(context.config)
    own = {revision.revision for revision in script.walk_revisions()}
    current = set(context.get_context().get_current_heads())
    if not current - own:
        return False
    applied = set(connection.scalars(text(f"SELECT revision FROM {HISTORY}")))
    connection.commit()
    return set(script.get_heads()) <= applied


main()
