"""What any process publishes reaches the sockets of every web process, by one Redis subscription a process."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

#: Each user's messages are on a channel of their own: `notes:7`.
CHANNEL = "notes:"
#: A socket that does not read is not kept for: its oldest messages go.
BACKLOG = 100
RETRY_SECONDS = 1

log = logging.getLogger(__name__)


class Hub:
    def __init__(self, client: Redis) -> None:
        self._client = client
        self._sockets: dict[int, set[asyncio.Queue[str]]] = {}

    @asynccontextmanager
    async def messages_of(self, user_id: int) -> AsyncIterator[asyncio.Queue[str]]:
        """The messages of one user, from now on."""
        queue: asyncio.Queue[str] = asyncio.Queue(BACKLOG)
        self._sockets.setdefault(user_id, set()).add(queue)
        try:
            yield queue
        finally:
            self._sockets[user_id].discard(queue)
            if not self._sockets[user_id]:
                del self._sockets[user_id]

    async def run(self) -> None:
        """Listens until it is cancelled; a Redis that is gone is tried again."""
        while True:
            try:
                await self._listen()
            except RedisError:
                log.warning("the subscription has ended; trying again")
                await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self) -> None:
        async with self._client.pubsub() as subscription:
            await subscription.psubscribe(f"{CHANNEL}*")
            while True:
                message = await subscription.get_message(ignore_subscribe_messages=True, timeout=1)
                if message is not None:
                    self._deliver(int(message["channel"].removeprefix(CHANNEL)), message["data"])

    def _deliver(self, user_id: int, text: str) -> None:
        for queue in self._sockets.get(user_id, ()):
            if queue.full():
                with suppress(asyncio.QueueEmpty):
                    queue.get_nowait()
            queue.put_nowait(text)
