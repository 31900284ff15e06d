"""The first shape: change log, projections, derived and local tables.

Plain SQL on purpose: WITHOUT ROWID, partial indexes and triggers are the point here, and a revision
must not change when the classes in `app.models.tables` do (a test compares the two).
"""

from alembic import op

revision = "0001"
down_revision = None

LOG = """
CREATE TABLE guard (open INTEGER NOT NULL);
INSERT INTO guard VALUES (0);
CREATE TABLE origin (
    n INTEGER PRIMARY KEY, device BLOB NOT NULL, person TEXT NOT NULL, batch INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL DEFAULT 0, UNIQUE (device, batch, person));
CREATE TABLE change (
    n INTEGER PRIMARY KEY, id BLOB NOT NULL, kind TEXT NOT NULL, subject BLOB NOT NULL,
    field TEXT NOT NULL, value TEXT NOT NULL, bases BLOB, clock INTEGER NOT NULL,
    time INTEGER NOT NULL, origin INTEGER NOT NULL);
CREATE UNIQUE INDEX change_id ON change (id);
CREATE INDEX change_field ON change (subject, field);
CREATE TABLE base (
    base BLOB NOT NULL, change INTEGER NOT NULL, PRIMARY KEY (base, change)) WITHOUT ROWID;
CREATE TABLE cell (
    subject BLOB NOT NULL, field TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
    change INTEGER NOT NULL, heads INTEGER NOT NULL, conflict INTEGER NOT NULL,
    waiting INTEGER NOT NULL, PRIMARY KEY (subject, field, kind)) WITHOUT ROWID;
CREATE INDEX cell_conflict ON cell (subject, field, kind) WHERE conflict = 1;
CREATE INDEX cell_waiting ON cell (subject, field, kind) WHERE waiting = 1;
"""

PROJECTIONS = """
CREATE TABLE campaign (
    id BLOB PRIMARY KEY, name TEXT, round TEXT, city TEXT, data_date TEXT, zone TEXT,
    rehearsal INTEGER, deleted INTEGER NOT NULL, contested INTEGER NOT NULL);
CREATE TABLE place (
    id BLOB PRIMARY KEY, campaign BLOB, level TEXT, code TEXT, name TEXT, parent BLOB,
    address TEXT, area_type TEXT, temporary INTEGER, house_type TEXT, built_year INTEGER,
    floors_above INTEGER, floors_below INTEGER, units INTEGER, households INTEGER,
    residents INTEGER, floor_area TEXT, structure TEXT, lift TEXT, manager TEXT,
    census_code TEXT, longitude TEXT, latitude TEXT, crs TEXT, position_source TEXT, note TEXT,
    sample INTEGER, sort_key TEXT, search TEXT,
    deleted INTEGER NOT NULL, contested INTEGER NOT NULL);
CREATE INDEX place_parent ON place (parent, sort_key);
CREATE INDEX place_level ON place (level, sort_key);
CREATE INDEX place_code ON place (code);
CREATE TABLE inspection (
    id BLOB PRIMARY KEY, place BLOB, form_id TEXT, form_hash TEXT, round TEXT,
    finished INTEGER,
    deleted INTEGER NOT NULL, contested INTEGER NOT NULL);
CREATE INDEX inspection_place ON inspection (place);
CREATE TABLE photo (
    id BLOB PRIMARY KEY, inspection BLOB, question TEXT, finding BLOB, sha256 TEXT,
    extension TEXT, size INTEGER, width INTEGER, height INTEGER, taken_at INTEGER,
    taken_zone TEXT, longitude TEXT, latitude TEXT, caption TEXT, position INTEGER,
    original_name TEXT, camera TEXT, added_at INTEGER,
    deleted INTEGER NOT NULL, contested INTEGER NOT NULL);
CREATE INDEX photo_inspection ON photo (inspection, question, position);
CREATE INDEX photo_sha256 ON photo (sha256);
CREATE TABLE judgement (
    id BLOB PRIMARY KEY, verdict TEXT, note TEXT, severity TEXT,
    deleted INTEGER NOT NULL, contested INTEGER NOT NULL);
"""

DERIVED = """
CREATE TABLE finding (
    id BLOB PRIMARY KEY, inspection BLOB NOT NULL, place BLOB, rule TEXT NOT NULL,
    repeat TEXT NOT NULL, question TEXT, item TEXT, title TEXT, severity TEXT, deadline TEXT,
    difficulty TEXT, indicator TEXT, responsible TEXT, measure TEXT,
    appraisal INTEGER NOT NULL DEFAULT 0, suspected INTEGER NOT NULL DEFAULT 0,
    disputed INTEGER NOT NULL DEFAULT 0, quantity TEXT, unit TEXT, location TEXT, remark TEXT,
    source TEXT, confidence TEXT, form_id TEXT);
CREATE INDEX finding_inspection ON finding (inspection);
CREATE INDEX finding_place ON finding (place);
CREATE INDEX finding_indicator ON finding (indicator, place);
CREATE INDEX finding_severity ON finding (severity);
CREATE INDEX finding_appraisal ON finding (place) WHERE appraisal = 1;
CREATE TABLE verdict (
    inspection BLOB NOT NULL, indicator TEXT NOT NULL, place BLOB, form_id TEXT,
    outcome TEXT NOT NULL, quantity TEXT, why TEXT,
    PRIMARY KEY (inspection, indicator)) WITHOUT ROWID;
CREATE INDEX verdict_indicator ON verdict (indicator, outcome);
CREATE INDEX verdict_place ON verdict (place);
CREATE TABLE progress (
    inspection BLOB PRIMARY KEY, place BLOB, form_id TEXT, state TEXT NOT NULL,
    relevant INTEGER NOT NULL DEFAULT 0, answered INTEGER NOT NULL DEFAULT 0,
    missing_answers INTEGER NOT NULL DEFAULT 0, missing_photos INTEGER NOT NULL DEFAULT 0,
    undecidable INTEGER NOT NULL DEFAULT 0, not_applicable INTEGER NOT NULL DEFAULT 0,
    not_reached INTEGER NOT NULL DEFAULT 0, conflicts INTEGER NOT NULL DEFAULT 0,
    waiting INTEGER NOT NULL DEFAULT 0, contested INTEGER NOT NULL DEFAULT 0,
    photos INTEGER NOT NULL DEFAULT 0, findings INTEGER NOT NULL DEFAULT 0,
    outcome TEXT, inspector TEXT, started_at INTEGER, finished_at INTEGER);
CREATE INDEX progress_place ON progress (place);
CREATE INDEX progress_state ON progress (state);
"""

LOCAL = """
CREATE TABLE device (
    id BLOB PRIMARY KEY, name TEXT NOT NULL, marker TEXT NOT NULL, replaces BLOB,
    created_at INTEGER NOT NULL);
CREATE TABLE batch (
    device BLOB NOT NULL, number INTEGER NOT NULL, opened_at INTEGER, closed_at INTEGER,
    since INTEGER NOT NULL, changes INTEGER, digest TEXT, previous TEXT,
    PRIMARY KEY (device, number)) WITHOUT ROWID;
CREATE TABLE package_out (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, destination TEXT NOT NULL, digest TEXT,
    previous TEXT, changes INTEGER, photos INTEGER, bytes INTEGER, created_at INTEGER,
    batch INTEGER);
CREATE TABLE package_in (
    id BLOB PRIMARY KEY, name TEXT NOT NULL, path TEXT, sha256 TEXT, device BLOB,
    number INTEGER, state TEXT NOT NULL, reason TEXT, changes_new INTEGER, photos_new INTEGER,
    conflicts_new INTEGER, received_at INTEGER, merged_at INTEGER);
CREATE INDEX package_in_sha256 ON package_in (sha256);
CREATE INDEX package_in_device ON package_in (device, number);
CREATE TABLE photo_sent (
    destination TEXT NOT NULL, sha256 TEXT NOT NULL, package TEXT NOT NULL,
    PRIMARY KEY (destination, sha256)) WITHOUT ROWID;
CREATE TABLE form (
    hash TEXT PRIMARY KEY, form_id TEXT NOT NULL, version TEXT, title TEXT);
CREATE INDEX form_form_id ON form (form_id);
CREATE TABLE stale (inspection BLOB PRIMARY KEY) WITHOUT ROWID;
"""

GUARDED = ("base", "cell", "campaign", "place", "inspection", "photo", "judgement")


def upgrade() -> None:
    """Create every table, index and trigger."""
    for script in (LOG, PROJECTIONS, DERIVED, LOCAL):
        for statement in script.split(";\n"):
            if statement.strip():
                op.execute(statement)
    shut = "WHEN (SELECT open FROM guard) = 0"
    for table in GUARDED:
        for event in ("INSERT", "UPDATE", "DELETE"):
            _forbid(table, event, shut)
    for table in ("change", "origin"):
        _forbid(table, "INSERT", shut)
        _forbid(table, "DELETE", "")
    _forbid("change", "UPDATE", "")
    _forbid("origin", "UPDATE", shut)
    _forbid("guard", "INSERT", "")
    _forbid("guard", "DELETE", "")


def _forbid(table: str, event: str, condition: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} {condition} "
        f"BEGIN SELECT RAISE(ABORT, 'guarded: {table} is written by the change log alone'); END"
    )
