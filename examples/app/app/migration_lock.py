"""One migration at a time: whoever comes second waits, and then finds nothing left to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

#: How long a statement of a migration waits for a table that is in use: longer, and requests queue up behind it.
DDL_LOCK_TIMEOUT = "5s"


@contextmanager
def migration_lock(connection: Connection, number: int) -> Iterator[None]:
    """Held by the session, across transactions. The server's own timeouts are for requests and would end the wait."""
    connection.execute(text("SET lock_timeout = 0"))
    connection.execute(text("SET statement_timeout = 0"))
    connection.execute(text("SET idle_in_transaction_session_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": number})
    connection.execute(text(f"SET lock_timeout = '{DDL_LOCK_TIMEOUT}'"))
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": number})
        connection.commit()
