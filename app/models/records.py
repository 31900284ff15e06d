"""Typed rows from cells: pivoted in Python, one range scan of `cell` per subject."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Integer

from app.models.heads import Settled, Version, settle, split_ids
from app.models.names import search_text, sort_key
from app.models.tables import PROJECTIONS
from app.models.types import Id
from app.models.values import Json, parsed
from app.models.voices import LIVE, Key, heard, hubs

_DERIVED = {"sort_key", "search"}
_FLAGS = ("deleted", "contested")
_INTEGER = 2**63
# Answers are fields that begin with a slash; they stay cells. These two ranges leave them out.
_CELLS = (
    "SELECT field, value FROM cell WHERE subject = ?1 AND kind = ?2 AND field >= '0'"
    " UNION ALL SELECT field, value FROM cell WHERE subject = ?1 AND kind = ?2 AND field = '*'"
)
RECORD = (
    f"SELECT c.field, c.n, c.id, c.clock, o.device, {LIVE}, c.bases, c.value"
    " FROM change c INDEXED BY change_field CROSS JOIN origin o ON o.n = c.origin"
    " WHERE c.subject = ? AND c.kind = ? ORDER BY c.field"
)


def _as_text(value: Json) -> str | None:
    if type(value) is int:
        return str(value)
    return value if isinstance(value, str) else None


def _as_integer(value: Json) -> int | None:
    if isinstance(value, int) and -_INTEGER <= value < _INTEGER:
        return int(value)
    return None


def _as_flag(value: Json) -> int | None:
    return int(value) if isinstance(value, int) and value in (0, 1) else None


def _as_id(value: Json) -> bytes | None:
    if isinstance(value, str):
        try:
            return UUID(value).bytes
        except ValueError:
            return None
    return None


@cache
def _columns(kind: str) -> dict[str, Callable[[Json], Any]]:
    """Return a kind's synced columns and how a value becomes one; foreign types become null."""
    readers: dict[str, Callable[[Json], Any]] = {}
    for column in PROJECTIONS[kind].__table__.columns:
        if column.name in ("id", *_FLAGS) or column.name in _DERIVED:
            continue
        if isinstance(column.type, Id):
            readers[column.name] = _as_id
        elif isinstance(column.type, Boolean):
            readers[column.name] = _as_flag
        elif isinstance(column.type, Integer):
            readers[column.name] = _as_integer
        else:
            readers[column.name] = _as_text
    return readers


@cache
def _upsert(kind: str) -> str:
    names = ["id", *_columns(kind), *(_DERIVED_OF.get(kind, ())), *_FLAGS]
    rest = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    return (
        f"INSERT INTO {kind} ({', '.join(names)}) VALUES ({','.join('?' * len(names))})"
        f" ON CONFLICT (id) DO UPDATE SET {rest}"
    )


_DERIVED_OF = {"place": ("sort_key", "search")}


def project_records(db: sqlite3.Connection, touched: Mapping[str, set[bytes]]) -> None:
    """Make the typed rows of the touched subjects again and mark inspections stale."""
    stale: set[bytes] = set()
    for kind in PROJECTIONS:
        subjects = sorted(touched.get(kind, ()))
        if kind == "photo":
            stale |= _inspections_of_photos(db, subjects)
        rows = [row for subject in subjects if (row := _row(db, kind, subject)) is not None]
        db.executemany(_upsert(kind), rows)
        if len(rows) < len(subjects):
            kept = {row[0] for row in rows}
            gone = [(subject,) for subject in subjects if subject not in kept]
            db.executemany(f"DELETE FROM {kind} WHERE id = ?", gone)
        if kind == "photo":
            stale |= _inspections_of_photos(db, subjects)
        elif kind == "inspection":
            stale.update(subjects)
        elif kind == "judgement":
            stale |= _inspections_of_findings(db, subjects)
    db.executemany(
        "INSERT INTO stale (inspection) VALUES (?) ON CONFLICT DO NOTHING",
        [(inspection,) for inspection in sorted(stale)],
    )


def _row(db: sqlite3.Connection, kind: str, subject: bytes) -> tuple[Any, ...] | None:
    cells = dict(db.execute(_CELLS, (subject, kind)))
    if not cells and not _answers(db, kind, subject):
        return None
    columns = {
        name: read(parsed(text)) if (text := cells.get(name)) is not None else None
        for name, read in _columns(kind).items()
    }
    derived: tuple[str, ...] = ()
    if kind == "place":
        name, code = columns["name"] or "", columns["code"] or ""
        derived = (sort_key(name, code), search_text(name, code, columns["address"] or ""))
    deleted = contested = False
    if "*" in cells:
        deleted, contested = _deletion(db, kind, subject)
    return (subject, *columns.values(), *derived, int(deleted), int(contested))


def _answers(db: sqlite3.Connection, kind: str, subject: bytes) -> bool:
    found = db.execute("SELECT 1 FROM cell WHERE subject = ? AND kind = ?", (subject, kind))
    return found.fetchone() is not None


def _deletion(db: sqlite3.Connection, kind: str, subject: bytes) -> tuple[bool, bool]:
    """Tell whether a record is deleted, and whether that is contested.

    It is contested, and stays visible, while someone's live deletion stands against a live head
    that no such deletion names, or against someone's decision to keep the record.
    """
    heads = dict(record_heads(db, kind, subject))
    verdicts = heads.pop("*", None)
    deletions = [head for head in verdicts.heads if head.value == "true"] if verdicts else []
    if verdicts is None or not deletions:
        return False, False
    named = {base for head in deletions for base in split_ids(head.bases)}
    unseen = any(head.id not in named for settled in heads.values() for head in settled.heads)
    contested = unseen or len(deletions) < len(verdicts.heads)
    return not contested, contested


def record_heads(
    db: sqlite3.Connection, kind: str, subject: bytes
) -> Iterator[tuple[str, Settled]]:
    """Yield every field of a record with its heads."""
    rows, known = db.execute(RECORD, (subject, kind)).fetchall(), hubs(db)
    for field, versions in groupby(rows, key=lambda row: row[0]):
        every = [Version(*row[1:]) for row in versions]
        settled = settle(heard(db, known, Key(kind, subject, str(field)), every), lambda ids: False)
        if settled is not None:
            yield str(field), settled


def _inspections_of_photos(db: sqlite3.Connection, photos: list[bytes]) -> set[bytes]:
    # Asked before and after: a photo that moves concerns the inspection it leaves, too.
    query = "SELECT inspection FROM photo WHERE id = ? AND inspection IS NOT NULL"
    return {row[0] for photo in photos for row in db.execute(query, (photo,))}


def _inspections_of_findings(db: sqlite3.Connection, findings: list[bytes]) -> set[bytes]:
    query = "SELECT inspection FROM finding WHERE id = ?"
    return {row[0] for finding in findings for row in db.execute(query, (finding,))}
