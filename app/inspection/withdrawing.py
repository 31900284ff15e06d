"""撤回这一包: what would go with a package, what people built on it; withdrawn and given back.

The package that a device wrote as number n closes its batch n, and carries those before that had
no receipt: what it brought are its batches since the last package before it that was merged here.
Changes of others that it relayed stand under their own batches and stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select

from app.errors import AppError
from app.i18n import N_
from app.inspection.field_words import FieldWords
from app.inspection.whereabouts import describe_subject
from app.models.derived import PackageIn
from app.models.log import undo_withdrawal, withdraw
from app.models.tables import Change, Origin
from app.models.withdraw import look_at_batch

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

_MOST = 200


@dataclass(frozen=True)
class Built:
    """Something that rests on the package: it waits for a decision once that is withdrawn.

    Attributes:
        again: It is a decision or a review of this hub, not an answer.
    """

    where: str
    what: str
    person: str
    at: int
    again: bool


@dataclass(frozen=True)
class Reach:
    """What withdrawing a package reaches.

    Attributes:
        withdrawn: It is withdrawn already, and could be given back.
        changes: Changes of it that are here; ``records``: inspections that they are about.
        built: What others built on it, `_MOST` at most; ``built_count``: all of it.
    """

    withdrawn: bool
    changes: int
    records: int
    built: tuple[Built, ...]
    built_count: int


def reach(workspace: Workspace, session: Session, device: UUID, number: int) -> Reach:
    """Say what withdrawing a package would do; nothing is written."""
    batches = brought(session, device, number)
    looked = [look_at_batch(session, device, batch) for batch in batches]
    built = [
        one
        for found, _withdrawn in looked
        for one in found.review
        if not _is_of(session, one.change, device, batches)
    ]
    words = FieldWords(workspace, session)
    records = session.scalar(
        select(func.count(func.distinct(Change.subject)))
        .join(Origin, Origin.n == Change.origin)
        .where(Origin.device == device, Origin.batch.in_(batches), Change.kind == "inspection")
    )
    return Reach(
        all(withdrawn for found, withdrawn in looked if found.changes),
        sum(found.changes for found, _withdrawn in looked),
        records or 0,
        tuple(
            Built(
                describe_subject(session, one.kind, one.subject),
                words.field(one.kind, one.subject, one.field),
                one.person,
                one.time,
                one.device == workspace.device,
            )
            for one in built[:_MOST]
        ),
        len(built),
    )


def brought(session: Session, device: UUID, number: int) -> list[int]:
    """Return the batches of its sender that a package brought here."""
    before = session.scalar(
        select(func.max(PackageIn.number)).where(
            PackageIn.device == device, PackageIn.number < number, PackageIn.state == "merged"
        )
    )
    return list(range((before or 0) + 1, number + 1))


def _is_of(session: Session, change: UUID, device: UUID, batches: list[int]) -> bool:
    """Tell whether a change goes with the package too."""
    query = (
        select(Change.n)
        .join(Origin, Origin.n == Change.origin)
        .where(Change.id == change, Origin.device == device, Origin.batch.in_(batches))
    )
    return session.scalar(query) is not None


def take_out(workspace: Workspace, device: UUID, number: int, *, person: str = "") -> None:
    """Withdraw a package: lists become as if it had never come.

    Raises:
        AppError: It is this workspace's own: what one wrote oneself is corrected, not withdrawn.
    """
    if device == workspace.device:
        raise AppError(N_("This package was written here; correct what is wrong in it instead"))
    with workspace.sessions.begin() as session:
        author = workspace.writer(session, person)
        for batch in brought(session, device, number):
            withdraw(session, author, device, batch)


def give_back(workspace: Workspace, device: UUID, number: int, *, person: str = "") -> None:
    """Undo `take_out`."""
    with workspace.sessions.begin() as session:
        author = workspace.writer(session, person)
        for batch in brought(session, device, number):
            undo_withdrawal(session, author, device, batch)
