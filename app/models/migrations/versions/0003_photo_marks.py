"""Photos: marks drawn on derived copies, and what a person looked at and found in order."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add both fields of photos; like all projections they are filled by the change log."""
    op.execute("ALTER TABLE photo ADD COLUMN marks TEXT")
    op.execute("ALTER TABLE photo ADD COLUMN checked TEXT")
