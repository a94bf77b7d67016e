"""The web process: `gunicorn app.main:app`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware

from app import health, process, v1
from app.limiter import limited
from app.realtime import Hub
from app.redis_client import connect_async
from app.settings import DataSettings, WebSettings

process.start()
settings = WebSettings()
data = DataSettings()
VERSIONS = {"v1": v1.router}


@asynccontextmanager
async def lifespan(application: FastAPI) -> AsyncIterator[None]:
    application.state.cache = connect_async(data.redis_url)
    pubsub = connect_async(data.pubsub_redis_url)
    application.state.hub = Hub(pubsub)
    listening = asyncio.create_task(application.state.hub.run())
    yield
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening
    await pubsub.aclose()
    await application.state.cache.aclose()


app = FastAPI(title="Notes", lifespan=lifespan)
app.add_middleware(
    CORSMiddleware,
    allow_origins=settings.cors_origins,
    allow_methods=["GET", "POST"],
    allow_headers=["Authorization", "Content-Type"],
)
# Not limited: the load balancer asks often, and from few addresses.
app.include_router(health.router)
for version in settings.api_versions:
    # A version that this image does not serve ends it here, and not at the first request.
    app.include_router(VERSIONS[version], prefix=f"/{version}", dependencies=[Depends(limited)])
