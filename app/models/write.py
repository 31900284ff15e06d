"""Writing facts: drafts become changes, and the fields they touch are projected at once."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.acts import note
from app.models.append import Appender
from app.models.clock import LATEST, LATEST_OF_HUBS, checked, tick, wall_ms
from app.models.heads import Settled, Version
from app.models.ids import new_id
from app.models.line import ChangeLine
from app.models.project import field_heads, project
from app.models.raw import writing
from app.models.records import record_heads
from app.models.tables import PROJECTIONS
from app.models.values import Json, answer_key, canonical
from app.models.voices import Key, hubs, refuse

DELETED = "*"
"""Field that says whether a record is deleted."""
_SHOWN = (
    "SELECT cell.value, cell.heads, change.id, change.clock FROM cell"
    " JOIN change ON change.n = cell.change"
    " WHERE cell.subject = ? AND cell.field = ? AND cell.kind = ?"
)


@dataclass(frozen=True)
class Author:
    """Who writes.

    Attributes:
        device: Identity of this workspace.
        person: Name of whoever sits at it.
        batch: The device's open batch.
    """

    device: UUID
    person: str
    batch: int


class Draft(NamedTuple):
    """A fact to write: the field's new value."""

    kind: str
    subject: UUID
    field: str
    value: Json


def write(
    session: Session,
    author: Author,
    drafts: Iterable[Draft],
    *,
    now_ms: int | None = None,
    resolve: bool = False,
) -> list[UUID]:
    """Write facts as changes and project them, all or nothing, in the session's transaction.

    An ordinary edit replaces what is shown and the heads that say the same; others stay, so that an
    undecided conflict stays undecided. A value that is shown already is not written again.

    Args:
        session: One of `Database.sessions`.
        author: Who writes, and in which batch.
        drafts: The facts; a later one of the same field wins.
        now_ms: Wall clock, UTC milliseconds; for tests and imports.
        resolve: The person decides a conflict: the value replaces all heads, and is written even if
            it is the one shown.

    Returns:
        Ids of the changes written.

    Raises:
        AppError: The disk is full or cannot be written; a field's clock is at its end; or this desk
            works for a hub, and only that may say it.
        TypeError: A value is none that can travel, such as a float.
    """
    latest = {(draft.kind, draft.subject, _nfc(draft.field)): draft.value for draft in drafts}
    now = wall_ms() if now_ms is None else now_ms
    with writing(session) as db:
        changes = []
        steps = []
        for (kind, subject, field), value in latest.items():
            text = canonical(value)
            shown = db.execute(_SHOWN, (subject.bytes, field, kind)).fetchone()
            bases = _bases(db, kind, subject, field, text, resolve, shown)
            if bases is not None:
                line = _line(author, kind, subject, field, text, bases, now)
                changes.append(line)
                steps.append((kind, subject, field, shown[2] if shown else None, line.id))
        refuse_unheard(db, author, changes)
        append(db, changes)
        if not resolve:  # a decision between people is not undone by a key
            note(db, author.person, now, steps)
    return [change.id for change in changes]


def delete(
    session: Session,
    author: Author,
    kind: str,
    subject: UUID,
    *,
    now_ms: int | None = None,
    again: bool = False,
) -> None:
    """Delete a record: a change that names everything its writer saw of it.

    Does nothing to a record that nothing is known of, or that is deleted already (``again``: says
    in one's own name that it is). A contested deletion is decided in favour of deleting.
    """
    _decide(session, author, kind, subject, "true", now_ms, again)


def restore(
    session: Session, author: Author, kind: str, subject: UUID, *, now_ms: int | None = None
) -> None:
    """Undo a deletion, or decide a contested one in favour of keeping the record."""
    _decide(session, author, kind, subject, "false", now_ms)


def append(db: sqlite3.Connection, changes: list[ChangeLine]) -> None:
    """Add our own changes to the log and project them.

    Raises:
        AppError: A clock is at its end.
    """
    if changes:
        known = hubs(db)
        for change in changes:
            checked(change.clock, LATEST_OF_HUBS if change.device.bytes in known else LATEST)
        log = Appender(db)
        log.add(list(changes))
        project(db, log.before, log.new, log.subjects, scattered=log.scattered)


def refuse_unheard(db: sqlite3.Connection, author: Author, changes: Iterable[ChangeLine]) -> None:
    """Refuse what would not count, see `app.models.voices`.

    Raises:
        AppError: Only the hub may say one of these.
    """
    words = ((Key(one.kind, one.subject.bytes, one.field), one.value) for one in changes)
    refuse(db, author.device, words, author.batch)


def decision(
    author: Author, kind: str, subject: UUID, field: str, text: str, heads: Settled | None, now: int
) -> ChangeLine:
    """Make the change that replaces all heads of a field."""
    versions = heads.heads if heads else []
    return _line(author, kind, subject, field, text, [(v.id, v.clock) for v in versions], now)


def _decide(
    session: Session,
    author: Author,
    kind: str,
    subject: UUID,
    text: str,
    now_ms: int | None,
    again: bool = False,
) -> None:
    now = wall_ms() if now_ms is None else now_ms
    with writing(session) as db:
        row = db.execute(
            f"SELECT deleted, contested FROM {PROJECTIONS[kind].__tablename__} WHERE id = ?",
            (subject.bytes,),
        ).fetchone()
        if row is None or (not again and not row[1] and bool(row[0]) == (text == "true")):
            return
        seen: list[Version] = []
        for field, settled in record_heads(db, kind, subject.bytes):
            if field == DELETED or text == "true":
                seen += settled.heads
        line = _line(author, kind, subject, DELETED, text, [(v.id, v.clock) for v in seen], now)
        shown = db.execute(_SHOWN, (subject.bytes, DELETED, kind)).fetchone()
        refuse_unheard(db, author, [line])
        append(db, [line])
        if not row[1]:
            note(
                db,
                author.person,
                now,
                [(kind, subject, DELETED, shown[2] if shown else None, line.id)],
            )


def _bases(
    db: sqlite3.Connection,
    kind: str,
    subject: UUID,
    field: str,
    text: str,
    resolve: bool,
    shown: Any,
) -> list[tuple[bytes, int]] | None:
    """Return the (id, clock) of what a new value replaces; None when there is nothing to write."""
    if shown is None:
        return None if text == "null" else []
    if shown[0] == text and not resolve:
        return None
    if shown[1] == 1:
        return [(shown[2], shown[3])]
    settled = field_heads(db, kind, subject.bytes, field)
    heads = settled.heads if settled else []
    if resolve:
        return [(head.id, head.clock) for head in heads]
    key = answer_key(shown[0])
    return [(head.id, head.clock) for head in heads if answer_key(head.value) == key]


def _line(
    author: Author,
    kind: str,
    subject: UUID,
    field: str,
    text: str,
    bases: list[tuple[bytes, int]],
    now: int,
) -> ChangeLine:
    return ChangeLine(
        new_id(),
        kind,
        subject,
        field,
        text,
        tuple(sorted(UUID(bytes=base) for base, _clock in bases)),
        tick(now, [clock for _base, clock in bases]),
        author.device,
        _nfc(author.person),
        author.batch,
        now,
    )


def _nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)
