"""Two questions: does the process answer (liveness), and can it serve (readiness)?"""

from fastapi import APIRouter, Request, Response
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.database import async_sessions

router = APIRouter(prefix="/health", include_in_schema=False)


@router.get("/live")
async def live() -> dict[str, bool]:
    """Asks nobody else: a database that is gone is no reason to replace this task."""
    return {"alive": True}


@router.get("/ready")
async def ready(request: Request, response: Response) -> dict[str, bool]:
    found = {"database": await database_answers(), "redis": await redis_answers(request)}
    if not all(found.values()):
        response.status_code = 503
    return found


async def database_answers() -> bool:
    try:
        async with async_sessions()() as session:
            await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        return False
    return True


async def redis_answers(request: Request) -> bool:
    try:
        await request.app.state.cache.ping()
    except (RedisError, OSError):
        return False
    return True
