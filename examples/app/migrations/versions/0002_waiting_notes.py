"""The scheduler's sweep finds waiting notes without reading all of them."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("CREATE INDEX notes_waiting ON notes (created_at) WHERE counted_at IS NULL")


def downgrade() -> None:
    """Left out on purpose: a release that goes back runs on the newer schema."""
    raise NotImplementedError
