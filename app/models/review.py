"""What people must look at: conflicts, waiting fields, contested records; and a field's history."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.faults import mendable
from app.models.heads import Settled, split_ids
from app.models.project import field_heads
from app.models.raw import raw
from app.models.records import record_heads
from app.models.tables import PROJECTIONS
from app.models.values import Json, parsed
from app.models.voices import LIVE


@dataclass(frozen=True)
class Head:
    """A value that nobody has replaced, and who gave it.

    Attributes:
        shown: It is the one shown meanwhile.
        time: Wall clock of the device, UTC milliseconds.
    """

    change: UUID
    value: Json
    person: str
    device: UUID
    batch: int
    time: int
    shown: bool


@dataclass(frozen=True)
class Disputed:
    """A field whose heads differ, or that waits for a change that has not arrived.

    Attributes:
        withdrawn: Every change that it rests on has arrived; it waits because one was withdrawn.
    """

    kind: str
    subject: UUID
    field: str
    heads: tuple[Head, ...]
    withdrawn: bool = False


@dataclass(frozen=True)
class Contested:
    """A record that one person deleted without having seen all of it.

    Attributes:
        deletions: Live heads of the field ``*``.
        unseen: Per field, the heads that no live deletion names.
    """

    kind: str
    subject: UUID
    deletions: tuple[Head, ...]
    unseen: tuple[tuple[str, Head], ...]


@dataclass(frozen=True)
class HistoryRow:
    """One change of a record, as the log has it.

    Attributes:
        live: Not withdrawn and not quarantined.
        head: Nobody has replaced it.
        shown: It is what screens show.
    """

    change: UUID
    kind: str
    field: str
    value: Json
    bases: tuple[UUID, ...]
    clock: int
    person: str
    device: UUID
    batch: int
    time: int
    live: bool
    head: bool
    shown: bool


def conflicts(session: Session) -> list[Disputed]:
    """List the fields whose heads say different things, in key order."""
    return _disputed(session, "conflict")


def waiting(session: Session) -> list[Disputed]:
    """List the fields that rest on a change that has not arrived or was withdrawn."""
    found = _disputed(session, "waiting")
    with mendable():
        db = raw(session)
        return [replace(one, withdrawn=_has_all_bases(db, one)) for one in found]


def contested(session: Session) -> list[Contested]:
    """List the records whose deletion is contested."""
    found = []
    with mendable():
        db = raw(session)
        for kind in PROJECTIONS:
            for (subject,) in db.execute(f"SELECT id FROM {kind} WHERE contested = 1 ORDER BY id"):
                found.append(_contested(db, kind, subject))
    return found


def history(session: Session, subject: UUID, field: str | None = None) -> list[HistoryRow]:
    """Return the changes of a record, or of one field of it, oldest first by clock."""
    query = (
        "SELECT c.id, c.kind, c.field, c.value, c.bases, c.clock, o.person, o.device, o.batch,"
        f" c.time, {LIVE} FROM change c INDEXED BY change_field"
        " CROSS JOIN origin o ON o.n = c.origin WHERE c.subject = ?1"
        " AND (?2 IS NULL OR c.field = ?2) ORDER BY c.clock, o.device, c.id"
    )
    with mendable():
        db = raw(session)
        rows = db.execute(query, (subject.bytes, field)).fetchall()
        places: dict[bytes, int] = {}
        for kind, name in {(row[1], row[2]) for row in rows}:
            settled = field_heads(db, kind, subject.bytes, name)
            for place, head in enumerate(settled.heads if settled else ()):
                places[head.id] = place
    return [
        HistoryRow(
            UUID(bytes=row[0]),
            row[1],
            row[2],
            parsed(row[3]),
            tuple(UUID(bytes=base) for base in split_ids(row[4])),
            row[5],
            row[6],
            UUID(bytes=row[7]),
            row[8],
            row[9],
            bool(row[10]),
            row[0] in places,
            places.get(row[0]) == 0,
        )
        for row in rows
    ]


def _disputed(session: Session, column: str) -> list[Disputed]:
    query = (
        f"SELECT kind, subject, field FROM cell INDEXED BY cell_{column} WHERE {column} = 1"
        " ORDER BY subject, field, kind"
    )
    with mendable():
        db = raw(session)
        return [
            Disputed(
                kind,
                UUID(bytes=subject),
                field,
                tuple(_heads(db, field_heads(db, kind, subject, field))),
            )
            for kind, subject, field in db.execute(query).fetchall()
        ]


def _has_all_bases(db: sqlite3.Connection, one: Disputed) -> bool:
    rows = db.execute(
        "SELECT bases FROM change INDEXED BY change_field WHERE subject = ? AND field = ?"
        " AND kind = ?",
        (one.subject.bytes, one.field, one.kind),
    ).fetchall()
    bases = {base for (joined,) in rows for base in split_ids(joined)}
    known = "SELECT 1 FROM change WHERE id = ?"
    return all(db.execute(known, (base,)).fetchone() for base in bases)


def _contested(db: sqlite3.Connection, kind: str, subject: bytes) -> Contested:
    fields = dict(record_heads(db, kind, subject))
    decided = fields.pop("*", None)
    deletions = tuple(_heads(db, decided))
    named = {
        base
        for head in (decided.heads if decided else ())
        if head.value == "true"
        for base in split_ids(head.bases)
    }
    unseen = tuple(
        (field, head)
        for field, settled in fields.items()
        for head in _heads(db, settled)
        if head.change.bytes not in named
    )
    return Contested(kind, UUID(bytes=subject), deletions, unseen)


def _heads(db: sqlite3.Connection, settled: Settled | None) -> Iterator[Head]:
    query = (
        "SELECT o.person, o.device, o.batch, c.time FROM change c"
        " JOIN origin o ON o.n = c.origin WHERE c.n = ?"
    )
    for place, head in enumerate(settled.heads if settled else ()):
        person, device, batch, time = db.execute(query, (head.n,)).fetchone()
        yield Head(
            UUID(bytes=head.id),
            parsed(head.value),
            person,
            UUID(bytes=device),
            batch,
            time,
            place == 0,
        )
