"""What every process does first: logs to standard output at the level it was told, and reports errors."""

import logging
import sys

import sentry_sdk

from app.settings import CommonSettings


def start() -> None:
    settings = CommonSettings()
    logging.basicConfig(
        level=settings.log_level,
        stream=sys.stdout,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        force=True,
    )
    if settings.sentry_dsn is not None:
        sentry_sdk.init(dsn=settings.sentry_dsn.get_secret_value(), environment=settings.environment)
