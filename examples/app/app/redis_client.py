"""Redis clients that give up: after a failover nobody waits for the old node."""

from typing import Any

import redis
import redis.asyncio
from pydantic import SecretStr
from redis.exceptions import ConnectionError

#: Seconds. An answer that takes longer is none; a connection that was idle is tried before it is used, and one that turns
#: out to be lost is replaced, once: after a restart of Redis a pool still holds some.
OPTIONS: dict[str, Any] = {
    "socket_connect_timeout": 2,
    "socket_timeout": 2,
    "health_check_interval": 25,
    "retry_on_error": [ConnectionError],
}


def connect_async(url: SecretStr) -> redis.asyncio.Redis:
    return redis.asyncio.Redis.from_url(url.get_secret_value(), decode_responses=True, **OPTIONS)


def connect(url: SecretStr) -> redis.Redis:
    return redis.Redis.from_url(url.get_secret_value(), decode_responses=True, **OPTIONS)
