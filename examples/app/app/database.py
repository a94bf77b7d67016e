"""One engine and one pool a process, made in the process that uses it: a pool must not cross a fork."""

from functools import cache
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker

from app.settings import DatabaseSettings

# Both drivers read the authorities they trust from the file that PGSSLROOTCERT names.


@cache
def async_sessions() -> async_sessionmaker:
    """asyncpg, for the event loop of a web process."""
    settings = DatabaseSettings()
    engine = create_async_engine(settings.database_url.get_secret_value(), **pool(settings))
    return async_sessionmaker(engine, expire_on_commit=False)


@cache
def sessions() -> sessionmaker:
    """psycopg, for the child of a worker, which runs one task at a time."""
    settings = DatabaseSettings()
    engine = create_engine(settings.sync_database_url.get_secret_value(), **pool(settings))
    return sessionmaker(engine, expire_on_commit=False)


def pool(settings: DatabaseSettings) -> dict[str, Any]:
    return {
        "pool_size": settings.db_pool_size,
        "max_overflow": settings.db_max_overflow,
        "pool_timeout": settings.db_pool_timeout,
        "pool_recycle": settings.db_pool_recycle,
        "pool_pre_ping": settings.db_pool_pre_ping,
    }
