"""Appending to the log: rows, their edges and where they come from."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from uuid import UUID

from app.errors import AppError
from app.i18n import N_
from app.models.ids import batch_id
from app.models.line import ChangeLine

CHUNK = 4_000
_INSERT = (
    "INSERT INTO change (n, id, kind, subject, field, value, bases, clock, time, origin)"
    " VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO NOTHING"
)
_EDGE = "INSERT INTO base (base, change) VALUES (?,?)"
_SAME = (
    "SELECT n FROM change WHERE id=? AND kind=? AND subject=? AND field=? AND value=?"
    " AND bases IS ? AND clock=? AND time=? AND origin=?"
)
_Row = tuple[int, bytes, str, bytes, str, str, bytes | None, int, int, int]


class ClashError(AppError):
    """A change has the id of another one that says something else.

    Attributes:
        change: The id.
    """

    def __init__(self, change: UUID) -> None:
        super().__init__(
            N_(
                "Change {id} is already here with other content: the package is forged or "
                "damaged; nothing of it was taken"
            ),
            id=change,
        )
        self.change = change


class Appender:
    """Adds changes to the log within one transaction.

    Attributes:
        before: Local number of the last change that was there; those added have later ones.
        new: How many were added.
        known: How many were there already, or came twice.
        subjects: Per kind, the subjects of the changes added.
        turns: How often the subject changed from one line to the next.
    """

    def __init__(self, db: sqlite3.Connection, many: Callable[[], None] | None = None) -> None:
        """Add within the transaction of a connection whose guard is open.

        Args:
            db: The connection.
            many: Called when it turns out that there are many changes to add.
        """
        self._db = db
        self._many = many
        self.before: int = db.execute("SELECT coalesce(max(n), 0) FROM change").fetchone()[0]
        self._next = self.before + 1
        self.new = 0
        self.known = 0
        self.subjects: defaultdict[str, set[bytes]] = defaultdict(set)
        self._repeats = False
        self.turns = 0
        self._origins: dict[tuple[int, str, int], int] = {}

    @property
    def scattered(self) -> bool:
        """Whether neighbours in the log belong to different subjects more often than not."""
        return 2 * self.turns > self.new

    def add(self, lines: Iterable[ChangeLine]) -> None:
        """Add lines, in chunks so that memory stays flat.

        Raises:
            ClashError: A change has the id of another change that says something else.
        """
        source = iter(lines)
        while chunk := list(islice(source, CHUNK)):
            if self._many is not None and len(chunk) == CHUNK:
                self._many()
            self._add(list(self._rows(chunk)))

    def _rows(self, chunk: list[ChangeLine]) -> Iterator[_Row]:
        origins = self._origins
        n = self._next
        chunk.sort(key=_id)  # neighbours in the index, whatever order they came in
        subject_before = None
        # Unpacked, and integers instead of UUIDs: this loop is a fifth of a merge.
        for change, kind, subject, field, value, bases, clock, device, person, batch, time in chunk:
            origin = origins.get((device.int, person, batch))
            if origin is None:
                origin = origins[device.int, person, batch] = self._origin(device, person, batch)
            if subject.int != subject_before:
                subject_before = subject.int
                self.turns += 1
            yield (
                n,
                change.int.to_bytes(16, "big"),
                kind,
                subject_before.to_bytes(16, "big"),
                field,
                value,
                b"".join([base.bytes for base in bases]) if bases else None,
                clock,
                time,
                origin,
            )
            n += 1
        self._next = n

    def _add(self, rows: list[_Row]) -> None:
        total = len(rows)
        if self._repeats:  # ask first: an insert that fails costs more than a look
            rows = [row for row in rows if not self._is_known(row)]
        added = self._db.executemany(_INSERT, rows).rowcount if rows else 0
        if added < len(rows):
            rows = [row for row in rows if self._is_new(row)]
        self.new += added
        self.known += total - added
        self._repeats = 2 * added < total
        subjects = self.subjects
        edges = []
        for row in rows:
            subjects[row[2]].add(row[3])
            joined = row[6]
            if joined:
                edges += [(joined[at : at + 16], row[0]) for at in range(0, len(joined), 16)]
        if edges:
            self._db.executemany(_EDGE, edges)

    def _is_known(self, row: _Row) -> bool:
        if self._db.execute(_SAME, row[1:]).fetchone() is not None:
            return True
        if self._db.execute("SELECT 1 FROM change WHERE id = ?", (row[1],)).fetchone() is None:
            return False
        raise ClashError(UUID(bytes=row[1]))

    def _is_new(self, row: _Row) -> bool:
        self._is_known(row)
        return self._db.execute("SELECT 1 FROM change WHERE n = ?", row[:1]).fetchone() is not None

    def _origin(self, device: UUID, person: str, batch: int) -> int:
        key = (device.bytes, batch, person)
        found = self._db.execute(
            "SELECT n FROM origin WHERE device=? AND batch=? AND person=?", key
        ).fetchone()
        if found is None:
            withdrawn = self._db.execute(
                "SELECT 1 FROM cell WHERE subject=? AND field='withdrawn' AND kind='batch'"
                " AND value<>'null'",
                (batch_id(device, batch).bytes,),
            ).fetchone()
            found = self._db.execute(
                "INSERT INTO origin (device, batch, person, withdrawn) VALUES (?,?,?,?)"
                " RETURNING n",
                (*key, int(withdrawn is not None)),
            ).fetchone()
        return int(found[0])


def _id(line: ChangeLine) -> int:
    return line.id.int
