"""Users and their notes."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE users (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            email text NOT NULL UNIQUE,
            password_hash text NOT NULL,
            is_superuser boolean NOT NULL DEFAULT false
        )
    """)
    op.execute("""
        CREATE TABLE notes (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            owner_id bigint NOT NULL REFERENCES users,
            text bytea NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            words integer,
            counted_at timestamptz
        )
    """)


def downgrade() -> None:
    """Left out on purpose: a release that goes back runs on the newer schema."""
    raise NotImplementedError
