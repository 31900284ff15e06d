"""Withdrawing a batch: a change like any other, after which the batch looks as if it never came."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.models.clock import wall_ms
from app.models.faults import mendable
from app.models.ids import batch_id
from app.models.project import field_heads
from app.models.raw import raw, writing
from app.models.values import canonical
from app.models.write import Author, append, decision, refuse_unheard

KIND = "batch"
FIELD = "withdrawn"
# What others built on top: live changes of other batches that name a change of this one.
BUILT_ON = (
    "SELECT DISTINCT c.kind, c.subject, c.field, c.id, co.person, co.device, c.time"
    " FROM change x NOT INDEXED CROSS JOIN base b ON b.base = x.id"
    " CROSS JOIN change c ON c.n = b.change CROSS JOIN origin co ON co.n = c.origin"
    " WHERE x.origin IN (SELECT n FROM origin WHERE device = ?1 AND batch = ?2)"
    " AND NOT (co.device = ?1 AND co.batch = ?2) AND c.kind <> 'batch' AND co.withdrawn = 0"
    " ORDER BY c.subject, c.field, c.id"
)


@dataclass(frozen=True)
class BuiltOn:
    """A change that rests on a withdrawn one; its field waits until a person decides."""

    kind: str
    subject: UUID
    field: str
    change: UUID
    person: str
    device: UUID
    time: int


@dataclass(frozen=True)
class Withdrawal:
    """What withdrawing, or undoing it, did.

    Attributes:
        change: The change that says so; None when it was so already.
        changes: How many changes of the batch are here.
        review: What people built on top of them.
    """

    device: UUID
    batch: int
    change: UUID | None
    changes: int
    review: list[BuiltOn]


def withdraw(
    session: Session, author: Author, device: UUID, batch: int, *, now_ms: int | None = None
) -> Withdrawal:
    """Withdraw a device's batch: projections become as if it had never come.

    The changes stay in the log; the same package does not bring them back. The batch need not be
    here yet. What the batch itself says about other batches (withdrawals) stands until undone.
    """
    return _say(session, author, device, batch, True, now_ms)


def undo_withdrawal(
    session: Session, author: Author, device: UUID, batch: int, *, now_ms: int | None = None
) -> Withdrawal:
    """Give a withdrawn batch back."""
    return _say(session, author, device, batch, False, now_ms)


def look_at_batch(session: Session, device: UUID, batch: int) -> tuple[Withdrawal, bool]:
    """Say what withdrawing a batch would reach, and whether it is withdrawn now; writes nothing."""
    with mendable():
        db = raw(session)
        heads = field_heads(db, KIND, batch_id(device, batch).bytes, FIELD)
        withdrawn = heads is not None and heads.heads[0].value != "null"
        found = Withdrawal(
            device, batch, None, _count(db, device, batch), _review(db, device, batch)
        )
    return found, withdrawn


def _say(
    session: Session,
    author: Author,
    device: UUID,
    batch: int,
    withdrawn: bool,
    now_ms: int | None,
) -> Withdrawal:
    now = wall_ms() if now_ms is None else now_ms
    subject = batch_id(device, batch)
    value = canonical({"batch": batch, "device": str(device)} if withdrawn else None)
    with writing(session) as db:
        heads = field_heads(db, KIND, subject.bytes, FIELD)
        said = heads is not None and all(
            (head.value != "null") is withdrawn for head in heads.heads
        )
        change = None
        if not said and (withdrawn or heads is not None):
            line = decision(author, KIND, subject, FIELD, value, heads, now)
            refuse_unheard(db, author, [line])
            append(db, [line])
            change = line.id
        return Withdrawal(
            device, batch, change, _count(db, device, batch), _review(db, device, batch)
        )


def _count(db: sqlite3.Connection, device: UUID, batch: int) -> int:
    query = (
        "SELECT count(*) FROM change WHERE origin IN"
        " (SELECT n FROM origin WHERE device = ? AND batch = ?)"
    )
    return int(db.execute(query, (device.bytes, batch)).fetchone()[0])


def _review(db: sqlite3.Connection, device: UUID, batch: int) -> list[BuiltOn]:
    return [
        BuiltOn(kind, UUID(bytes=subject), field, UUID(bytes=change), person, UUID(bytes=who), time)
        for kind, subject, field, change, person, who, time in db.execute(
            BUILT_ON, (device.bytes, batch)
        )
    ]
