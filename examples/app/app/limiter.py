"""One limit for all web processes of all tasks: counted in Redis, and refused when it cannot be counted there."""

from fastapi import HTTPException, status
from limits import RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from starlette.requests import HTTPConnection

from app.redis_client import OPTIONS
from app.settings import WebSettings

settings = WebSettings()
limit = RateLimitItemPerMinute(settings.rate_limit_per_minute)
storage = RedisStorage(
    f"async+{settings.ratelimit_storage_url.get_secret_value()}",
    # Every failure of the storage is a StorageError, whatever its client is.
    wrap_exceptions=True,
    implementation="redispy",
    **OPTIONS,
)
limiter = MovingWindowRateLimiter(storage)


async def limited(connection: HTTPConnection) -> None:
    """Raises 429 for a client over its limit, and 503 when nobody can tell."""
    # The client's address as gunicorn has it: forwarded by the load balancer (FORWARDED_ALLOW_IPS), and by nobody else.
    client = connection.client.host if connection.client else "unknown"
    try:
        allowed = await limiter.hit(limit, client)
    except StorageError as error:
        raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, headers={"Retry-After": "5"}) from error
    if not allowed:
        raise HTTPException(status.HTTP_429_TOO_MANY_REQUESTS, headers={"Retry-After": str(limit.get_expiry())})
