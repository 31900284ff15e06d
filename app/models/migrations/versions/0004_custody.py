"""Custody: destinations, what was delivered there, receipts that came back, what was let go."""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = """
ALTER TABLE package_out ADD COLUMN since INTEGER;
ALTER TABLE package_out ADD COLUMN upto INTEGER;
ALTER TABLE package_out ADD COLUMN volumes INTEGER;
ALTER TABLE package_in ADD COLUMN volume INTEGER;
ALTER TABLE package_in ADD COLUMN volumes INTEGER;
CREATE TABLE destination (
    name TEXT PRIMARY KEY, url TEXT NOT NULL, options TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE delivery (
    destination TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, volume INTEGER NOT NULL,
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, delivered_at INTEGER,
    PRIMARY KEY (destination, name)) WITHOUT ROWID;
CREATE TABLE receipt_in (
    hub BLOB NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, signed_by TEXT,
    created_at INTEGER NOT NULL, imported_at INTEGER NOT NULL, PRIMARY KEY (hub, number))
    WITHOUT ROWID;
CREATE TABLE receipt_out (
    number INTEGER PRIMARY KEY, device BLOB NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL,
    created_at INTEGER NOT NULL);
CREATE TABLE package_fate (
    hub BLOB NOT NULL, number INTEGER NOT NULL, volume INTEGER NOT NULL, state TEXT NOT NULL,
    reason TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (hub, number, volume)) WITHOUT ROWID;
CREATE TABLE record_fate (
    hub BLOB NOT NULL, record BLOB NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
    changes INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (hub, record)) WITHOUT ROWID;
CREATE TABLE photo_fate (
    hub BLOB NOT NULL, sha256 TEXT NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (hub, sha256)) WITHOUT ROWID;
CREATE TABLE purged (
    sha256 TEXT PRIMARY KEY, extension TEXT NOT NULL, purged_at INTEGER NOT NULL,
    receipt TEXT NOT NULL) WITHOUT ROWID;
"""


def upgrade() -> None:
    """Add the tables; all are local and never leave the workspace."""
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)
