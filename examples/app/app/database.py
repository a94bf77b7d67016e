"""One engine and one pool a process, made in the process that uses it: a pool must not cross a fork."""

import ssl
from functools import cache
from typing import Any

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker

from app.settings import DatabaseSettings


@cache
def async_sessions() -> async_sessionmaker:
    """asyncpg, for the event loop of a web process."""
    settings = DatabaseSettings()
    url, connect_args = asyncpg_url(settings.database_url.get_secret_value())
    engine: AsyncEngine = create_async_engine(url, connect_args=connect_args, **pool(settings))
    return async_sessionmaker(engine, expire_on_commit=False)


@cache
def sessions() -> sessionmaker:
    """psycopg, for the child of a worker, which runs one task at a time."""
    settings = DatabaseSettings()
    engine: Engine = create_engine(psycopg_url(settings.database_url.get_secret_value()), **pool(settings))
    return sessionmaker(engine, expire_on_commit=False)


def pool(settings: DatabaseSettings) -> dict[str, Any]:
    return {
        "pool_size": settings.db_pool_size,
        "max_overflow": settings.db_max_overflow,
        "pool_timeout": settings.db_pool_timeout,
        "pool_recycle": settings.db_pool_recycle,
        "pool_pre_ping": settings.db_pool_pre_ping,
    }


def psycopg_url(text: str) -> URL:
    """The same database by psycopg, which calls the TLS mode `sslmode`."""
    url = make_url(text)
    query = dict(url.query)
    if "ssl" in query:
        query["sslmode"] = query.pop("ssl")
    return url.set(drivername="postgresql+psycopg", query=query)


def asyncpg_url(text: str) -> tuple[URL, dict[str, Any]]:
    """The same database by asyncpg, which calls the TLS mode `ssl` and takes the authorities as a context."""
    url = make_url(text)
    query = dict(url.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    authorities = query.pop("sslrootcert", None)
    connect_args: dict[str, Any] = {}
    if query.get("ssl") in ("verify-ca", "verify-full"):
        context = ssl.create_default_context(cafile=None if authorities in (None, "system") else str(authorities))
        context.check_hostname = query.pop("ssl") == "verify-full"
        connect_args["ssl"] = context
    return url.set(drivername="postgresql+asyncpg", query=query), connect_args
