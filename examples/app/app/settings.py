"""Every variable the application reads, by who needs it: a process names only the groups it uses, and ends with one
sentence about the variable when one is missing. Celery's own are read in app.worker, by their prefix."""

from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """A field is the variable of its name in capitals; lists are JSON. What was given is never printed."""

    model_config = SettingsConfigDict(frozen=True, hide_input_in_errors=True)


class CommonSettings(Settings):
    environment: Literal["development", "staging", "production"]
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
    #: Where errors are reported to; without one they are only logged.
    sentry_dsn: SecretStr | None = None


class DatabaseSettings(Settings):
    """One address for each driver. A pool belongs to one process, and its numbers to the connection budget."""

    database_url: SecretStr
    sync_database_url: SecretStr
    db_pool_size: int
    db_max_overflow: int
    db_pool_timeout: float
    db_pool_recycle: int
    db_pool_pre_ping: bool


class DataSettings(Settings):
    """What handles users' data: keys, cache and messages between processes."""

    secret_key: SecretStr
    #: The key before the last rotation: what it signed is still accepted.
    secret_key_previous: SecretStr | None = None
    encryption_key: SecretStr
    redis_url: SecretStr
    pubsub_redis_url: SecretStr
    cache_default_ttl: int


class WebSettings(Settings):
    api_versions: list[str]
    cors_origins: list[str]
    feature_flags_key: str
    ratelimit_storage_url: SecretStr
    rate_limit_per_minute: int


class MigrationSettings(Settings):
    sync_database_url: SecretStr
    migration_advisory_lock: int


class FirstSuperuserSettings(Settings):
    first_superuser: str
    first_superuser_password: SecretStr
