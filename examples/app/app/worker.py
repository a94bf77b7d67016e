"""Celery: `celery -A app.worker worker` and `celery -A app.worker beat`."""

import os
from collections.abc import Mapping
from json import JSONDecodeError, loads

from celery import Celery
from celery.app.defaults import SETTING_KEYS
from celery.signals import setup_logging, worker_init

from app import process
from app.settings import DatabaseSettings, DataSettings

#: What Celery's own table of settings lacks. Its Redis backend reads the first; the second, which its manual has set beside
#: the transport's option of the same name, is read by nothing.
BESIDE_THE_TABLE = {"redis_backend_health_check_interval", "visibility_timeout"}


def settings_in(environment: Mapping[str, str]) -> dict[str, object]:
    """
    `CELERY_X` is Celery's setting `x`; beat's and RedBeat's have their own names. Values are JSON where they are.
    A name that Celery does not know ends the process: a setting that is not applied is a promise that is not kept.
    """
    settings: dict[str, object] = {}
    for name in environment:
        if name.startswith("CELERY_"):
            setting = name.removeprefix("CELERY_").lower()
        elif name.startswith(("BEAT_", "REDBEAT_")):
            setting = name.lower()
        else:
            continue
        if setting not in SETTING_KEYS | BESIDE_THE_TABLE and not setting.startswith("redbeat_"):
            raise SystemExit(f"{name} is no setting of Celery, so it would change nothing.")
        settings[setting] = value_of(environment[name])
    return settings


def value_of(text: str) -> object:
    try:
        return loads(text)
    except JSONDecodeError:
        return text


celery = Celery("app", include=["app.tasks"])
celery.conf.update(settings_in(os.environ))
celery.conf.update(
    # A lost broker is waited for at the start as later on.
    broker_connection_retry_on_startup=True,
    # Nothing is waited for by its result: what a task has done stands in the database.
    task_ignore_result=True,
    beat_schedule={"count-forgotten": {"task": "app.tasks.count_forgotten", "schedule": 60.0}},
)


@setup_logging.connect
def start_process(**_: object) -> None:
    process.start()


@worker_init.connect
def require_settings(**_: object) -> None:
    """A worker that lacks a variable does not start, instead of failing at its first task."""
    DatabaseSettings()
    DataSettings()
