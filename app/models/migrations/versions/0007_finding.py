"""Places: what typing looks through lies together, in the order in which hits are shown.

Both are indexes over derived columns and nothing else: no row of a projection changes. The first
holds all that a search reads, so that a full scan never touches the wide rows; the second finds the
names that begin with what was typed.
"""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add them; deleted places are in neither."""
    op.execute(
        "CREATE INDEX place_found ON place (level, sort_key, id, parent, search) WHERE deleted = 0"
    )
    op.execute(
        "CREATE INDEX place_begins ON place (level, substr(search, 1, 12), sort_key, id)"
        " WHERE deleted = 0"
    )
