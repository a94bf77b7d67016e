"""`python -m app.first_superuser`, after the migration: the first administrator, unless there is one already."""

from sqlalchemy import NullPool, create_engine, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import process
from app.models import User
from app.security import passwords
from app.settings import FirstSuperuserSettings, MigrationSettings


def main() -> None:
    process.start()
    settings = FirstSuperuserSettings()
    url = MigrationSettings().sync_database_url.get_secret_value()
    with Session(create_engine(url, poolclass=NullPool)) as session, session.begin():
        if session.scalar(select(User.id).where(User.is_superuser).limit(1)) is not None:
            return
        # Two that start together both come here, and one writes.
        password_hash = passwords.hash(settings.first_superuser_password.get_secret_value())
        user = {"email": settings.first_superuser, "password_hash": password_hash, "is_superuser": True}
        session.execute(insert(User).values(user).on_conflict_do_nothing())


if __name__ == "__main__":
    main()
