"""Who is trusted: known devices, signatures of batches, chains of packages, local notes."""

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    "CREATE TABLE peer (device BLOB PRIMARY KEY, name TEXT NOT NULL, sign TEXT NOT NULL,"
    " seal TEXT NOT NULL, role TEXT NOT NULL, state TEXT NOT NULL, replaces TEXT NOT NULL,"
    " seen_at INTEGER NOT NULL, decided_at INTEGER, decided_by TEXT) WITHOUT ROWID",
    "CREATE TABLE local (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "ALTER TABLE batch ADD COLUMN signature TEXT",
    "ALTER TABLE package_in ADD COLUMN previous TEXT",
    "ALTER TABLE package_in ADD COLUMN signed INTEGER NOT NULL DEFAULT 0",
)


def upgrade() -> None:
    """Add them; what came before has no signatures."""
    for statement in STATEMENTS:
        op.execute(statement)
