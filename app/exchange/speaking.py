"""Which devices speak as hubs at this desk; what only a hub may say counts from them alone.

At a hub: itself, and the hubs that it worked for. At a laptop: the hub whose fingerprint somebody
compared, and those that this hub's signed task names. The rule is `app.models.voices`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.i18n import N_
from app.models.derived import Device, Local, Peer
from app.models.log import Draft, delete, write
from app.models.project import set_hubs
from app.models.raw import raw, writing
from app.models.tables import Cell, Change, Origin
from app.models.values import parsed
from app.models.voices import Key, hubs, topic

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace

HUB = "hub"
"""Role of a hub in the table ``peer``."""
_NAMED = "hubs_named"


def speaking(session: Session) -> set[UUID]:
    """Return the devices that speak as hubs here; none: everybody's every word counts."""
    return {UUID(bytes=one) for one in hubs(raw(session))}


def hear(workspace: Workspace, session: Session, named: Iterable[UUID] | None = None) -> bool:
    """Bring up to date who speaks as a hub here, and project anew what that concerns.

    Whoever becomes the first hub says in its own name what counts here until now, so that nothing
    that others said before is lost by it.

    Args:
        workspace: The desk.
        session: A writing session of it.
        named: Further hubs, as this laptop's own hub names them; None: those that it named last.

    Returns:
        Whether anything changed.
    """
    peers = set(session.scalars(select(Peer.device).where(Peer.role == HUB)))
    if named is not None:
        _name(session, named)
    before = speaking(session)
    wanted = peers | _named(session)
    own = set(session.scalars(select(Device.id)))
    if peers & own:
        wanted |= (before & own) | {workspace.device}
        if not before:
            _take_over(workspace, session, wanted)
    elif not _speaks_of_campaign(session, wanted):
        return False  # none, or a hub of an older program whose campaign somebody else began
    if wanted == before:
        return False
    with writing(session) as db:
        set_hubs(db, {one.bytes for one in wanted})
    return True


def name(workspace: Workspace, session: Session, device: UUID, *, speaks: bool) -> None:
    """Let another desk speak as a hub of the campaign too, or no longer.

    Args:
        workspace: A hub.
        session: A writing session of it.
        device: A confirmed device, such as the desk of a district that reviews by itself.
        speaks: Whether what it says counts; what it said before counts, or not, alike.

    Raises:
        AppError: This is no hub, or the device is not confirmed here.
    """
    peer = session.get(Peer, device)
    if workspace.device not in speaking(session) or peer is None or peer.state != "confirmed":
        raise AppError(N_("Only a hub says this, and only of a device that is confirmed there."))
    others = _named(session) - {device}
    _name(session, others | {device} if speaks else others)
    hear(workspace, session)


def forget(session: Session) -> None:
    """Forget whoever spoke as a hub: this laptop goes to another one."""
    _name(session, ())
    with writing(session) as db:
        set_hubs(db, ())


def _named(session: Session) -> set[UUID]:
    row = session.get(Local, _NAMED)
    return {UUID(one) for one in json.loads(row.value)} if row is not None else set()


def _name(session: Session, named: Iterable[UUID]) -> None:
    session.merge(Local(name=_NAMED, value=json.dumps(sorted(map(str, named)))))
    session.flush()


def _speaks_of_campaign(session: Session, wanted: Collection[UUID]) -> bool:
    query = (
        select(Change.id)
        .join(Origin, Origin.n == Change.origin)
        .where(Change.kind == "campaign", Origin.device.in_(sorted(wanted)))
        .limit(1)
    )
    return session.scalar(query) is not None


def _take_over(workspace: Workspace, session: Session, wanted: Collection[UUID]) -> None:
    """Say anew, as the hub, what only a hub may say and somebody else said here."""
    query = (
        select(Cell.kind, Cell.subject, Cell.field, Cell.value)
        .join(Change, Change.n == Cell.change)
        .join(Origin, Origin.n == Change.origin)
        .where(Origin.device.not_in(sorted(wanted)))
    )
    rows = [
        row
        for row in session.execute(query)
        if topic(Key(row.kind, row.subject.bytes, row.field), row.value)
    ]
    if not rows:
        return
    author = workspace.writer(session)
    removed = [row for row in rows if row.field == "*" and row.value == "true"]
    drafts = [
        Draft(row.kind, row.subject, row.field, parsed(row.value))
        for row in rows
        if row not in removed
    ]
    write(session, author, drafts, resolve=True)
    for row in removed:
        delete(session, author, row.kind, row.subject, again=True)
