"""Places: basics that a roster, the building census or the gas company's list can give."""

from alembic import op

revision = "0006"
down_revision = "0005"

COLUMNS = (
    "stairs INTEGER",
    "foundation TEXT",
    "tenure TEXT",
    "management TEXT",
    "drawings TEXT",
    "gas TEXT",
    "gas_year INTEGER",
)


def upgrade() -> None:
    """Add them; like all projections they are filled by the change log."""
    for column in COLUMNS:
        op.execute(f"ALTER TABLE place ADD COLUMN {column}")
