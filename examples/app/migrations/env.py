"""
Alembic's own set-up, run by the migration task for one at a time. It does not decide whether to migrate: the task asks
Alembic before, so that the image before can run again while its successor's schema stays.
"""

from alembic import context
from sqlalchemy import NullPool, create_engine

from app import process
from app.migration_lock import migration_lock
from app.settings import MigrationSettings

process.start()
settings = MigrationSettings()
engine = create_engine(settings.sync_database_url.get_secret_value(), poolclass=NullPool)
with engine.connect() as connection, migration_lock(connection, settings.migration_advisory_lock):
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
