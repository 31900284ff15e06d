"""What the next sending would bring to a destination, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, true

from app.exchange.pending import is_news, on_the_way
from app.exchange.receipts.states import MERGED, receipted, signed_hubs
from app.exchange.trust import Known, has_own_keys, hub, is_rehearsal
from app.models.custody import DestinationRow, PackageFate
from app.models.derived import Device, PackageOut, PhotoSent, Progress
from app.models.tables import Change, Inspection, Origin, Photo

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Ahead:
    """What the next sending would do.

    Attributes:
        number: Of the package that would be written now.
        places: Places whose records go; ``unfinished``: those of them that are not 查完.
        changes: This device's changes without a receipt; what is left aside does not count.
        photos: Photos whose bytes have not gone there; ``photo_bytes``: their size.
        volumes: Files that were written and have not arrived; ``volume_bytes``: their size.
        news: Whether a new package would be written at all.
        receipt: Number of the last package that this destination's hub has merged; 0 for none.
        hub: Whom it is sealed for; None: nobody is known yet, so that it stays open.
        signs: Whether keys are needed to send.
        rehearsal: Practice.
    """

    number: int
    places: int
    unfinished: int
    changes: int
    photos: int
    photo_bytes: int
    volumes: int
    volume_bytes: int
    news: bool
    receipt: int
    hub: Known | None
    signs: bool
    rehearsal: bool


def ahead(session: Session, destination: str, aside: ColumnElement[bool] | None = None) -> Ahead:
    """Say what the next sending to a destination would bring.

    Args:
        session: Any session.
        destination: Its name; one that nothing went to yet gets everything.
        aside: True of changes that make no record by themselves, such as what opening a building
            writes; they travel, and count only where something else was said of their subject.
    """
    since = receipted(session, destination).upto
    own = select(Origin.n).where(Origin.device.in_(select(Device.id)))
    said = true() if aside is None else ~aside
    fresh = (Change.n > since, Change.origin.in_(own))
    subjects = select(Change.subject).where(*fresh, said).distinct()
    counted = (*fresh, or_(said, Change.subject.in_(subjects)))
    records = select(Inspection.id).where(
        Inspection.id.in_(subjects)
        | Inspection.id.in_(select(Photo.inspection).where(Photo.id.in_(subjects)))
    )
    to = hub(session)
    count, size = _photos(session, destination)
    waiting = on_the_way(session, destination)
    return Ahead(
        (session.scalar(select(func.max(PackageOut.number))) or 0) + 1,
        _count(
            session,
            select(func.count(Inspection.place.distinct())).where(Inspection.id.in_(records)),
        ),
        _count(
            session,
            select(func.count(Inspection.place.distinct())).where(
                Inspection.id.in_(records),  # one that was never counted is not done either
                Inspection.id.not_in(select(Progress.inspection).where(Progress.state == "done")),
            ),
        ),
        _count(session, select(func.count()).select_from(Change).where(*counted)),
        count,
        size,
        len(waiting),
        sum(row.size for row in waiting),
        is_news(session, destination),
        _last_merged(session, destination),
        to,
        has_own_keys(session) or to is not None,
        is_rehearsal(session),
    )


def favourites(session: Session) -> list[str]:
    """List the names of the destinations that are kept, the one most often sent to first."""
    times = func.count(PackageOut.number)
    query = (
        select(DestinationRow.name)
        .outerjoin(PackageOut, PackageOut.destination == DestinationRow.name)
        .group_by(DestinationRow.name)
        .order_by(times.desc(), func.max(PackageOut.number).desc(), DestinationRow.name)
    )
    return list(session.scalars(query))


def unarrived(session: Session) -> str:
    """Return the destination to which something is on its way, empty for none."""
    for name in favourites(session):
        if on_the_way(session, name):
            return name
    return ""


def _photos(session: Session, destination: str) -> tuple[int, int]:
    went = select(PhotoSent.sha256).where(PhotoSent.destination == destination)
    each = (
        select(func.max(Photo.size).label("size"))
        .where(Photo.sha256.is_not(None), Photo.deleted.is_(False), Photo.sha256.not_in(went))
        .group_by(Photo.sha256)
        .subquery()
    )
    count, size = session.execute(
        select(func.count(), func.sum(each.c.size)).select_from(each)
    ).one()
    return count or 0, size or 0


def _last_merged(session: Session, destination: str) -> int:
    query = (
        select(func.max(PackageFate.number))
        .join(PackageOut, PackageOut.number == PackageFate.number)
        .where(
            PackageOut.destination == destination,
            PackageFate.state == MERGED,
            PackageFate.volume == 1,
            PackageFate.hub.in_(signed_hubs(session)),
        )
    )
    return session.scalar(query) or 0


def _count(session: Session, query: object) -> int:
    return session.scalar(query) or 0  # type: ignore[call-overload]
