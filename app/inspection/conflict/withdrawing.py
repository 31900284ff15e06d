"""撤回这一包: what would go with a package, what people built on it; withdrawn and given back.

What goes are the batches that no other package brought: the sender's own, and what it relayed of
others. A batch that another package carried too stays as long as one of them stands. Changes of
this workspace itself that came back in the package are not the package's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import func, select, tuple_

from app.errors import AppError
from app.i18n import N_
from app.inspection.field_words import FieldWords
from app.inspection.whereabouts import describe_subject
from app.models.carried import Batch, Carried, carried, mark_withdrawn, withdrawn_batches
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
        changes: Changes of it that would go, or come back; ``records``: inspections in them.
        shared: Batches of it that stay because another package brought them too.
        relayed: Devices other than the sender whose batches would go with it.
        built: What others built on it, `_MOST` at most; ``built_count``: all of it.
    """

    withdrawn: bool
    changes: int
    records: int
    shared: int
    relayed: int
    built: tuple[Built, ...]
    built_count: int


def reach(workspace: Workspace, session: Session, device: UUID, number: int) -> Reach:
    """Say what withdrawing a package would do; nothing is written."""
    package = _package(session, device, number)
    own = _foreign(workspace, package)
    withdrawn = _is_withdrawn(session, package)
    going = sorted(withdrawn_batches(session, own) if withdrawn else _alone(session, package, own))
    looked = [look_at_batch(session, *batch)[0] for batch in going]
    among = _changes_of(session, going)
    built = [one for found in looked for one in found.review if one.change not in among]
    words = FieldWords(workspace, session)
    return Reach(
        withdrawn,
        sum(found.changes for found in looked),
        _records(session, going),
        0 if withdrawn else len(own) - len(going),
        len({one for one, _batch in going if one != device}),
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


def take_out(workspace: Workspace, device: UUID, number: int, *, person: str = "") -> None:
    """Withdraw a package: lists become as if it had never come.

    Raises:
        AppError: It is this workspace's own: what one wrote oneself is corrected, not withdrawn.
    """
    if device == workspace.device:
        raise AppError(N_("This package was written here; correct what is wrong in it instead"))
    with workspace.sessions.begin() as session:
        author = workspace.writer(session, person)
        package = _package(session, device, number)
        going = _alone(session, package, _foreign(workspace, package))
        mark_withdrawn(session, device, number, withdrawn=True)
        for batch in sorted(going):
            withdraw(session, author, *batch)


def give_back(workspace: Workspace, device: UUID, number: int, *, person: str = "") -> None:
    """Undo `take_out`: all that the package carried counts again."""
    with workspace.sessions.begin() as session:
        author = workspace.writer(session, person)
        package = _package(session, device, number)
        mark_withdrawn(session, device, number, withdrawn=False)
        for batch in sorted(withdrawn_batches(session, _foreign(workspace, package))):
            undo_withdrawal(session, author, *batch)


def brought(session: Session, device: UUID, number: int) -> list[Batch]:
    """Return the batches that a package carried, in order."""
    return sorted(_package(session, device, number).batches)


def _package(session: Session, device: UUID, number: int) -> Carried:
    """Return what a package carried; one merged before that was noted is guessed by its number."""
    known = carried(session).get((device, number))
    if known is not None:
        return known
    before = session.scalar(
        select(func.max(PackageIn.number)).where(
            PackageIn.device == device, PackageIn.number < number, PackageIn.state == "merged"
        )
    )
    batches = {(device, batch) for batch in range((before or 0) + 1, number + 1)}
    return Carried(device, number, frozenset(batches), withdrawn=False)


def _foreign(workspace: Workspace, package: Carried) -> frozenset[Batch]:
    return frozenset(batch for batch in package.batches if batch[0] != workspace.device)


def _alone(session: Session, package: Carried, batches: frozenset[Batch]) -> frozenset[Batch]:
    """Return the batches that no other package brought that stands."""
    others = [
        one
        for key, one in carried(session).items()
        if key != (package.device, package.number) and not one.withdrawn
    ]
    return batches - frozenset(batch for one in others for batch in one.batches)


def _is_withdrawn(session: Session, package: Carried) -> bool:
    """Tell whether a package is withdrawn, here or by another hub: then all of it is gone."""
    gone = withdrawn_batches(session, package.batches)
    return package.withdrawn or (bool(package.batches) and package.batches <= gone)


def _changes_of(session: Session, batches: list[Batch]) -> set[UUID]:
    """Return the ids of the changes of some batches: they go together and rest on one another."""
    query = (
        select(Change.id)
        .join(Origin, Origin.n == Change.origin)
        .where(tuple_(Origin.device, Origin.batch).in_(batches))
    )
    return set(session.scalars(query)) if batches else set()


def _records(session: Session, batches: list[Batch]) -> int:
    query = (
        select(func.count(func.distinct(Change.subject)))
        .join(Origin, Origin.n == Change.origin)
        .where(tuple_(Origin.device, Origin.batch).in_(batches), Change.kind == "inspection")
    )
    return (session.scalar(query) or 0) if batches else 0
