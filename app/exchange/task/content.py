"""What of the hub's log goes into a task package, and whom it is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.exchange.trust import CONFIRMED, Known, device
from app.i18n import N_, _
from app.models.log import ChangeLine, lines
from app.models.tables import Change, Earlier, Origin, Place
from app.progress import Progress

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.exchange.outgoing import Outgoing


def places_of(session: Session, communities: Sequence[str]) -> set[UUID] | None:
    """Return the places of communities, with those above and below them; None: all.

    Raises:
        AppError: See `community_of`.
    """
    if not communities:
        return None
    parents = {row.id: row.parent for row in session.execute(select(Place.id, Place.parent))}
    below: dict[UUID | None, list[UUID]] = {}
    for one, parent in parents.items():
        below.setdefault(parent, []).append(one)
    found: set[UUID] = set()
    for text in communities:
        community = community_of(session, text)
        waiting = [community]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += below.get(one, ())
        above = parents.get(community)
        while above is not None and above not in found:
            found.add(above)
            above = parents.get(above)
    return found


def community_of(session: Session, text: str) -> UUID:
    """Return a community by its id, code or name.

    Raises:
        AppError: None is called so, or several are.
    """
    query = select(Place.id, Place.code, Place.name).where(
        Place.level == "community", Place.deleted.is_(False)
    )
    hits = [row.id for row in session.execute(query) if text in (str(row.id), row.code, row.name)]
    if len(hits) != 1:
        raise AppError(
            N_("{count} communities are called {name}; give the code of one."),
            count=len(hits),
            name=text,
        )
    found: UUID = hits[0]
    return found


def given_out(
    session: Session,
    upto: int,
    chosen: set[UUID] | None,
    records: set[UUID],
    progress: Progress,
) -> Iterator[ChangeLine]:
    """Stream the changes of campaign and roster and reviews, with all that they rest on."""
    earlier: set[UUID] = set()
    if chosen is not None:
        rows = session.execute(select(Earlier.id, Earlier.place))
        earlier = {one for one, place in rows if place in chosen}
    for done, line in enumerate(lines(session, upto=upto)):
        if done % 1000 == 0:
            progress(done, upto, _("Packing the task"))
        if (
            line.kind in ("campaign", "batch")
            or (line.kind == "place" and (chosen is None or line.subject in chosen))
            or (line.kind == "review" and line.subject in records)
            or (line.kind == "earlier" and (chosen is None or line.subject in earlier))
        ):
            yield line


def reviewed(session: Session, out: Outgoing) -> set[UUID]:
    """Return the records of the laptop that alone opens it: what reviewers said goes back so."""
    if out.recipient is None:
        return set()
    keys = out.recipient.keys
    query = (
        select(Change.subject)
        .join(Origin, Origin.n == Change.origin)
        .where(Change.kind == "inspection", Origin.device.in_((keys.device, *keys.replaces)))
        .distinct()
    )
    return set(session.scalars(query))


def recipient_of(session: Session, to: UUID | None) -> Known | None:
    """Return the one laptop that a task is for; None: for any.

    Raises:
        AppError: It is not confirmed.
    """
    if to is None:
        return None
    found = device(session, to)
    if found is None or found.state != CONFIRMED:
        raise AppError(N_("The device {device} is not confirmed here."), device=str(to)[:8])
    return found
