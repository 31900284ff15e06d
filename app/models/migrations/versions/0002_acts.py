"""Journal of acts for undo, people at this desk, findings of earlier rounds, and two counts."""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = """
CREATE TABLE act (
    n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, what TEXT NOT NULL, path TEXT,
    person TEXT NOT NULL, at INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0);
CREATE INDEX act_undone ON act (n) WHERE state = 1;
CREATE TABLE step (
    act INTEGER NOT NULL, subject BLOB NOT NULL, field TEXT NOT NULL, kind TEXT NOT NULL,
    before BLOB, after BLOB NOT NULL, PRIMARY KEY (act, subject, field, kind)) WITHOUT ROWID;
CREATE TABLE echo (change BLOB PRIMARY KEY, original BLOB) WITHOUT ROWID;
CREATE TABLE person (
    name TEXT PRIMARY KEY, number TEXT NOT NULL, used_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE earlier (
    id BLOB PRIMARY KEY, place BLOB, round TEXT, campaign TEXT, rule TEXT, item TEXT, title TEXT,
    severity TEXT, location TEXT, found_at INTEGER, now TEXT, note TEXT,
    deleted INTEGER NOT NULL, contested INTEGER NOT NULL);
CREATE INDEX earlier_place ON earlier (place);
CREATE INDEX photo_finding ON photo (finding) WHERE finding IS NOT NULL;
ALTER TABLE progress ADD COLUMN copied INTEGER NOT NULL DEFAULT 0;
ALTER TABLE progress ADD COLUMN stated INTEGER NOT NULL DEFAULT 0;
"""


def upgrade() -> None:
    """Add the tables; the new projection is guarded like the others."""
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
    for event in ("INSERT", "UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER earlier_{event.lower()} BEFORE {event} ON earlier"
            " WHEN (SELECT open FROM guard) = 0 BEGIN SELECT RAISE(ABORT,"
            " 'guarded: earlier is written by the change log alone'); END"
        )
