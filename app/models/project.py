"""From the log to what screens read: the one code path for writing, merging and rebuilding.

`project` settles the fields that changes touch into `cell`, then hands the touched subjects to
`app.models.records`, which pivots cells into typed rows. Everything it writes is a function of the
set of changes, never of the order in which they came.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from app.models.clock import LATEST
from app.models.heads import Settled, Version, settle
from app.models.ids import batch_id
from app.models.records import project_records
from app.models.tables import PROJECTIONS
from app.models.voices import LIVE, REMOVABLE, Key, first_said, heard, hubs, keep_hubs, ruled

# INDEXED BY, NOT INDEXED and CROSS JOIN are load-bearing: the planner otherwise scans the log (a
# test looks at the plans).
TOUCH_BATCHES = (
    "INSERT OR IGNORE INTO temp.touched SELECT subject, field, kind FROM change NOT INDEXED"
    " WHERE n > ? AND kind = 'batch'"
)
TOUCH_WAITING = (
    "INSERT OR IGNORE INTO temp.touched SELECT subject, field, kind FROM cell INDEXED BY"
    " cell_waiting WHERE waiting = 1"
)
TOUCH_ORIGIN = (
    "INSERT OR IGNORE INTO temp.touched SELECT subject, field, kind FROM change NOT INDEXED"
    " WHERE origin = ?"
)
TOUCH_BUILT_ON = (
    "INSERT OR IGNORE INTO temp.touched SELECT c.subject, c.field, c.kind FROM change x NOT INDEXED"
    " CROSS JOIN base b ON b.base = x.id CROSS JOIN change c ON c.n = b.change WHERE x.origin = ?"
)
_VERSION = f"c.n, c.id, c.clock, o.device, {LIVE}, c.bases, c.value"
# Most changes of a package are alone in their field and rest on nothing: these need no thought. All
# other fields are told to `left_over`, which says no: looking for them afterwards took longer.
# Where the field has a cell already, it needs some; older changes without a cell are not live.
ALONE = (
    "INSERT INTO cell (subject, field, kind, value, change, heads, conflict, waiting)"
    " SELECT c.subject, c.field, c.kind, c.value, c.n, 1, 0, 0 FROM change c {scan}"
    " WHERE c.n > ? GROUP BY c.subject, c.field"
    f" HAVING CASE WHEN count(*) = 1 AND c.bases IS NULL AND NOT {ruled('c')} AND {{live}} THEN 1"
    " ELSE left_over(c.subject, c.field) END"
    " ON CONFLICT (subject, field, kind) DO UPDATE SET heads = 1"
    " WHERE left_over(excluded.subject, excluded.field)"
)
# Nor do two of which the later one edits the earlier. With one max() alone, SQLite takes the other
# columns from its row, so they are those of the later. Asked only where there are edits: it costs.
ALONE_OR_EDITED = (
    "INSERT INTO cell (subject, field, kind, value, change, heads, conflict, waiting)"
    " SELECT g.subject, g.field, g.kind, g.value, g.n, 1, 0, 0 FROM (SELECT c.subject, c.field,"
    " c.kind, c.value, c.n, c.bases, max(c.clock) AS latest, count(*) AS changes,"
    " sum(c.n) - c.n AS other, {dead} AS dead FROM change c {scan}"
    " WHERE c.n > ? GROUP BY c.subject, c.field) g"
    f" WHERE CASE WHEN g.dead = 0 AND NOT {ruled('g')} AND (g.changes = 1 AND g.bases IS NULL"
    f" OR g.changes = 2 AND NOT {first_said('g')} AND g.bases ="
    " (SELECT x.id FROM change x WHERE x.n = g.other AND x.kind = g.kind AND x.clock < g.latest))"
    " THEN 1 ELSE left_over(g.subject, g.field) END"
    " ON CONFLICT (subject, field, kind) DO UPDATE SET heads = 1"
    " WHERE left_over(excluded.subject, excluded.field)"
)
TOUCH_LEFT = (
    "INSERT OR IGNORE INTO temp.touched SELECT subject, field, kind FROM change"
    " INDEXED BY change_field WHERE subject = ? AND field = ? AND n > ?"
)
TOUCH_REMOVAL = (
    "INSERT OR IGNORE INTO temp.touched SELECT subject, field, kind FROM change"
    " INDEXED BY change_field WHERE subject = ? AND field = '*' AND kind = ?"
)
TOUCH_RULED = (
    "INSERT OR IGNORE INTO temp.touched SELECT c.subject, c.field, c.kind FROM change c NOT INDEXED"
    f" WHERE {ruled('c')} OR {first_said('c')}"
)
TOUCH_FAR = (
    "INSERT OR IGNORE INTO temp.touched SELECT subject, field, kind FROM change NOT INDEXED"
    f" WHERE clock > {LATEST}"
)
TOUCH_BUILT_ON_FAR = (
    "INSERT OR IGNORE INTO temp.touched SELECT c.subject, c.field, c.kind FROM change x NOT INDEXED"
    " CROSS JOIN base b ON b.base = x.id CROSS JOIN change c ON c.n = b.change"
    f" WHERE x.clock > {LATEST}"
)
# Whether there are edits, and whether any new change may not be live: asked once, for asking at
# every change costs a sixth of the projection.
NEWS = (
    "SELECT max(bases IS NOT NULL), max(clock), (SELECT count(*) FROM origin WHERE withdrawn = 1)"
    " FROM change NOT INDEXED WHERE n > ?"
)
# A field is settled above for one kind or for none, so the kind need not be looked at, which the
# index lacks; those of batches were settled before that, and are settled once more.
TOUCH_REST = (
    "INSERT OR IGNORE INTO temp.touched SELECT c.subject, c.field, c.kind FROM change c {scan}"
    " WHERE c.n > ?1 AND NOT EXISTS (SELECT 1 FROM cell l"
    " WHERE l.subject = c.subject AND l.field = c.field AND l.kind <> 'batch' AND l.change > ?1)"
)
FIELDS = (
    f"SELECT t.subject, t.field, t.kind, {_VERSION} FROM temp.touched t"
    " CROSS JOIN change c INDEXED BY change_field"
    " ON c.subject = t.subject AND c.field = t.field AND c.kind = t.kind"
    " CROSS JOIN origin o ON o.n = c.origin"
    " ORDER BY t.subject, t.field, t.kind"
)
FIELD = (
    f"SELECT {_VERSION} FROM change c INDEXED BY change_field"
    " CROSS JOIN origin o ON o.n = c.origin"
    " WHERE c.subject = ? AND c.field = ? AND c.kind = ?"
)
_LIVE_ID = f"SELECT 1 FROM change c WHERE c.id = ? AND {LIVE}"
_UPSERT = (
    "INSERT INTO cell (subject, field, kind, value, change, heads, conflict, waiting)"
    " VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (subject, field, kind) DO UPDATE SET"
    " value = excluded.value, change = excluded.change, heads = excluded.heads,"
    " conflict = excluded.conflict, waiting = excluded.waiting"
)
_DROP = "DELETE FROM cell WHERE subject=? AND field=? AND kind=?"
_FLUSH_AT = 5_000
_MOST_LEFT = 20_000
"""Fields to settle one by one that are kept in memory; when there are more, they are looked for."""
_KEY = itemgetter(0, 1, 2)


def project(
    db: sqlite3.Connection,
    before: int,
    new: int,
    subjects: Mapping[str, set[bytes]],
    *,
    scattered: bool = True,
) -> dict[str, set[bytes]]:
    """Bring cells and typed rows up to date with the changes after number ``before``.

    Args:
        db: Inside a transaction whose guard is open.
        before: Local number of the last change that is projected already.
        new: How many there are after it.
        subjects: Per kind, the subjects of the newer changes.
        scattered: Neighbours in the log belong to different subjects; makes a difference of speed
            alone.

    Returns:
        Per kind, the subjects whose rows were made again: more than those given when a withdrawal
        or the arrival of a missing base reached further.
    """
    touched = defaultdict(set, {kind: set(ids) for kind, ids in subjects.items()})
    db.execute("DELETE FROM temp.touched")
    if subjects.get("batch"):
        db.execute(TOUCH_BATCHES, (before,))
        _settle_touched(db)
        db.execute("DELETE FROM temp.touched")
        for origin in _flip(db, subjects["batch"]):
            db.execute(TOUCH_ORIGIN, (origin,))
            db.execute(TOUCH_BUILT_ON, (origin,))
    if db.execute("SELECT 1 FROM cell WHERE waiting = 1 LIMIT 1").fetchone():
        db.execute(TOUCH_WAITING)
    for kind, subject in db.execute("SELECT DISTINCT kind, subject FROM temp.touched"):
        touched[kind].add(subject)
    if hubs(db):
        _touch_removals(db, touched)
    _settle_alone(db, before, new, scattered)
    _settle_touched(db)
    db.execute("DELETE FROM temp.touched")
    project_records(db, touched)
    return dict(touched)


def set_hubs(db: sqlite3.Connection, devices: Collection[bytes]) -> None:
    """Say which devices speak as hubs here, and project anew what that concerns.

    Args:
        db: Inside a transaction whose guard is open.
        devices: All of them; none: everybody's every word counts.
    """
    if hubs(db) == frozenset(devices):
        return
    keep_hubs(db, devices)
    db.execute("DELETE FROM temp.touched")
    db.execute(TOUCH_BATCHES, (0,))
    batches = {subject for (subject,) in db.execute("SELECT subject FROM temp.touched")}
    for touch in (TOUCH_RULED, TOUCH_FAR, TOUCH_BUILT_ON_FAR):
        db.execute(touch)
    settle_again(db, batches)


def settle_again(db: sqlite3.Connection, batches: set[bytes]) -> None:
    """Settle the fields that ``temp.touched`` lists, and what follows from them.

    Args:
        db: Inside a transaction whose guard is open.
        batches: Batches of whose withdrawal something was touched.
    """
    touched: defaultdict[str, set[bytes]] = defaultdict(set)
    _settle_touched(db)
    for origin in _flip(db, batches):
        db.execute(TOUCH_ORIGIN, (origin,))
        db.execute(TOUCH_BUILT_ON, (origin,))
    db.execute(TOUCH_WAITING)
    for kind, subject in db.execute("SELECT DISTINCT kind, subject FROM temp.touched"):
        touched[kind].add(subject)
    _touch_removals(db, touched)
    _settle_touched(db)
    db.execute("DELETE FROM temp.touched")
    project_records(db, touched)


def rebuild(db: sqlite3.Connection) -> dict[str, set[bytes]]:
    """Throw all projections away and make them again from the log.

    Args:
        db: Inside a transaction whose guard is open.
    """
    for table in ("cell", *PROJECTIONS):
        db.execute(f"DELETE FROM {table}")
    db.execute("UPDATE origin SET withdrawn = 0 WHERE withdrawn = 1")
    subjects: defaultdict[str, set[bytes]] = defaultdict(set)
    for kind, subject in db.execute("SELECT DISTINCT kind, subject FROM change"):
        subjects[kind].add(subject)
    new = db.execute("SELECT count(*) FROM change").fetchone()[0]
    return project(db, 0, new, subjects)


def field_heads(db: sqlite3.Connection, kind: str, subject: bytes, field: str) -> Settled | None:
    """Return what is known of one field, all heads included."""
    every = [Version(*row) for row in db.execute(FIELD, (subject, field, kind)).fetchall()]
    versions = heard(db, hubs(db), Key(kind, subject, field), every)
    return settle(versions, lambda ids: is_missing(db, ids))


def unheard(db: sqlite3.Connection, kind: str, subject: bytes, field: str) -> list[Version]:
    """Return the words of one field that do not count because only a hub may say them."""
    every = [Version(*row) for row in db.execute(FIELD, (subject, field, kind)).fetchall()]
    after = heard(db, hubs(db), Key(kind, subject, field), every)
    return [one for one, left in zip(every, after, strict=True) if one.live and not left.live]


def is_missing(db: sqlite3.Connection, ids: Sequence[bytes]) -> bool:
    """Tell whether any of these ids is not a live change of the log."""
    return any(db.execute(_LIVE_ID, (base,)).fetchone() is None for base in ids)


def _touch_removals(db: sqlite3.Connection, touched: Mapping[str, set[bytes]]) -> None:
    """Settle removals too: whether one counts depends on who has spoken of the record."""
    for kind in REMOVABLE:
        rows = [(subject, kind) for subject in sorted(touched.get(kind, ()))]
        db.executemany(TOUCH_REMOVAL, rows)


def _settle_alone(db: sqlite3.Connection, before: int, new: int, scattered: bool) -> None:
    """Settle the fields that need no thought; the others are touched."""
    # Cells are made in key order either way. Walking the index beats sorting when most of the log
    # is new and the rows that the index points to lie close together.
    walk = 2 * new > before and not scattered
    scan = "INDEXED BY change_field" if walk else "NOT INDEXED"
    edits, latest, withdrawn = db.execute(NEWS, (before,)).fetchone()
    sure = not withdrawn and (latest or 0) <= LATEST
    ready = ALONE_OR_EDITED if edits else ALONE
    live, dead = ("1", "0") if sure else (LIVE, f"sum(NOT ({LIVE}))")
    left: list[tuple[bytes, str, int]] = []

    def left_over(subject: bytes, field: str) -> int:
        """Note a field that the statement passes over; it stays as it is."""
        if len(left) < _MOST_LEFT:
            left.append((subject, field, before))
        return 0

    db.create_function("left_over", 2, left_over)
    db.execute(ready.format(scan=scan, live=live, dead=dead), (before,))
    if len(left) < _MOST_LEFT:
        db.executemany(TOUCH_LEFT, left)
    else:
        db.execute(TOUCH_REST.format(scan=scan), (before,))


def _settle_touched(db: sqlite3.Connection) -> None:
    cells: list[tuple[Any, ...]] = []
    for row in _settled(db):
        cells.append(row)
        if len(cells) >= _FLUSH_AT:
            db.executemany(_UPSERT, cells)
            cells.clear()
    db.executemany(_UPSERT, cells)


def _settled(db: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    gone, known = [], hubs(db)
    rows = db.execute(FIELDS)
    for key, group in groupby(rows, key=_KEY):
        versions = [Version._make(row[3:]) for row in group]
        if known:
            versions = heard(db, known, Key(key[2], key[0], key[1]), versions)
        settled = settle(versions, lambda ids: is_missing(db, ids))
        if settled is None:
            gone.append(key)
            continue
        shown = settled.heads[0]
        yield (
            *key,
            shown.value,
            shown.n,
            len(settled.heads),
            int(settled.conflict),
            int(settled.waiting),
        )
    db.executemany(_DROP, gone)


def _flip(db: sqlite3.Connection, batches: set[bytes]) -> list[int]:
    """Mark the origins whose batch was withdrawn or given back; return those that changed."""
    flipped = []
    states = dict.fromkeys(batches, 0) | {
        subject: int(value != "null")
        for batch in batches
        for subject, value in db.execute(
            "SELECT subject, value FROM cell"
            " WHERE subject = ? AND field = 'withdrawn' AND kind = 'batch'",
            (batch,),
        )
    }
    for n, device, batch, withdrawn in db.execute(
        "SELECT n, device, batch, withdrawn FROM origin"
    ).fetchall():
        state = states.get(batch_id(UUID(bytes=device), batch).bytes)
        if state is not None and state != withdrawn:
            db.execute("UPDATE origin SET withdrawn = ? WHERE n = ?", (state, n))
            flipped.append(n)
    return flipped
