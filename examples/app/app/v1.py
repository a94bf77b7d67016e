"""Version 1 of the API: notes whose words are counted by a worker."""

import json
import logging
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Security, WebSocket, WebSocketException, status
from fastapi.concurrency import run_in_threadpool
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel, Field, SecretStr
from redis.exceptions import RedisError
from sqlalchemy import select

from app.database import async_sessions
from app.models import Note, User
from app.security import fernet, issue_token, password_matches, user_of
from app.settings import DataSettings, WebSettings
from app.tasks import count_words

data = DataSettings()
web = WebSettings()
router = APIRouter()
log = logging.getLogger(__name__)


class Login(BaseModel):
    email: str
    password: SecretStr


class NewNote(BaseModel):
    text: Annotated[str, Field(max_length=10_000)]


class NoteOut(BaseModel):
    id: int
    text: str
    words: int | None


@router.post("/token")
async def token(login: Login) -> dict[str, str]:
    async with async_sessions()() as session:
        user = await session.scalar(select(User).where(User.email == login.email))
    # Argon2 takes tens of milliseconds of CPU: not on the event loop.
    password = login.password.get_secret_value()
    if user is None or not await run_in_threadpool(password_matches, user.password_hash, password):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)
    return {"access_token": issue_token(data, user.id), "token_type": "bearer"}


def current_user(credentials: Annotated[str, Security(OAuth2PasswordBearer(tokenUrl="token"))]) -> int:
    user = user_of(data, credentials)
    if user is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)
    return user


CurrentUser = Annotated[int, Depends(current_user)]


@router.post("/notes", status_code=status.HTTP_201_CREATED)
async def create_note(note: NewNote, user: CurrentUser) -> NoteOut:
    async with async_sessions().begin() as session:
        stored = Note(owner_id=user, text=fernet(data).encrypt(note.text.encode()))
        session.add(stored)
    # Committed first. If the broker is gone now, the scheduler's sweep finds the note later (app.tasks).
    await run_in_threadpool(publish, stored.id)
    return NoteOut(id=stored.id, text=note.text, words=None)


def publish(note_id: int) -> None:
    """Celery's client blocks, so this is called in a thread."""
    try:
        count_words.apply_async((note_id,), retry=False)
    except count_words.OperationalError:
        log.warning("note %d waits for the scheduler's sweep: the broker is gone", note_id)


@router.get("/notes/{note_id}")
async def read_note(note_id: int, user: CurrentUser) -> NoteOut:
    async with async_sessions()() as session:
        note = await session.scalar(select(Note).where(Note.id == note_id, Note.owner_id == user))
    if note is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    return NoteOut(id=note.id, text=fernet(data).decrypt(note.text).decode(), words=note.words)


@router.get("/statistics")
async def statistics(user: CurrentUser, request: Request) -> dict[str, int]:
    """A worker writes them to the cache; one that has nothing there is counted again by the next task."""
    try:
        cached = await request.app.state.cache.get(f"statistics:{user}")
    except RedisError:
        cached = None
    return json.loads(cached) if cached else {}


@router.get("/flags")
async def flags(request: Request) -> dict[str, str]:
    return await request.app.state.cache.hgetall(web.feature_flags_key)


@router.websocket("/notes/live")
async def live_notes(socket: WebSocket) -> None:
    """The first message is the token: a URL would put it into logs. Then each counted note is a message."""
    await socket.accept()
    user = user_of(data, await socket.receive_text())
    if user is None:
        raise WebSocketException(status.WS_1008_POLICY_VIOLATION)
    async with socket.app.state.hub.messages_of(user) as messages:
        await socket.send_json({"listening": True})
        while True:
            await socket.send_text(await messages.get())
