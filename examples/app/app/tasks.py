"""
Tasks run at least once: a worker that is stopped in the middle gives its task back. So each may run twice, and the
second time does nothing.
"""

import json
from functools import cache

import redis
from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError, TimeoutError

from app.database import sessions
from app.models import Note
from app.realtime import CHANNEL
from app.redis_client import connect
from app.security import fernet
from app.settings import DataSettings
from app.worker import celery

#: What passes by itself: a failover, a lock that is held, a pool that is empty, Redis that is gone.
PASSING = (OperationalError, TimeoutError, RedisError)


@cache
def data() -> DataSettings:
    return DataSettings()


@cache
def clients() -> tuple[redis.Redis, redis.Redis]:
    """Cache and publisher of this child."""
    return connect(data().redis_url), connect(data().pubsub_redis_url)


@celery.task(autoretry_for=PASSING, retry_backoff=True, max_retries=None)
def count_words(note_id: int) -> None:
    """Counts a note's words, once; then tells its owner's sockets."""
    with sessions().begin() as session:
        # The row is held, so that two runs of one message wait for each other.
        note = session.scalar(select(Note).where(Note.id == note_id).with_for_update())
        if note is None:
            return
        if note.counted_at is None:
            note.words = len(fernet(data()).decrypt(note.text).decode().split())
            note.counted_at = func.now()
        owner, words = note.owner_id, note.words
    tell(owner, note_id, words)


def tell(owner: int, note_id: int, words: int | None) -> None:
    with sessions()() as session:
        notes, total = session.execute(
            select(func.count(), func.coalesce(func.sum(Note.words), 0)).where(Note.owner_id == owner)
        ).one()
    cache_client, publisher = clients()
    # With an end: Redis evicts nothing here.
    cache_client.set(f"statistics:{owner}", json.dumps({"notes": notes, "words": total}), ex=data().cache_default_ttl)
    publisher.publish(f"{CHANNEL}{owner}", json.dumps({"note": note_id, "words": words}))


@celery.task(autoretry_for=PASSING, retry_backoff=True, max_retries=3)
def count_forgotten() -> None:
    """Notes whose message never reached the broker."""
    with sessions()() as session:
        waiting = select(Note.id).where(
            Note.counted_at.is_(None), Note.created_at < func.now() - func.make_interval(0, 0, 0, 0, 0, 5)
        )
        forgotten = session.scalars(waiting.order_by(Note.id).limit(1000)).all()
    for note_id in forgotten:
        count_words.delay(note_id)
