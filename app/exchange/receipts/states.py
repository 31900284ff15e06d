"""What hubs have receipted (回执), and the states of records and photos that follow from it.

Packed: in a package that was written. Delivered: the hub says that it has the package. Merged: the
hub has every change and every photo. Returned: it wants something changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select

from app.exchange.receipts.heard import (
    DELIVERED,
    MERGED,
    MISSING,
    PACKED,
    RECEIVED,
    REFUSED,
    RETURNED,
    Where,
    heard,
    merged_upto,
    of_package,
    packages_told,
    signed_hubs,
)
from app.models.custody import PackageFate, PhotoFate, RecordFate
from app.models.derived import Device, PackageOut, PhotoSent
from app.models.tables import Change, Inspection, Origin, Photo

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = [
    "DELIVERED",
    "MERGED",
    "MISSING",
    "PACKED",
    "RECEIVED",
    "REFUSED",
    "RETURNED",
    "Mark",
    "Where",
    "photo_states",
    "receipted",
    "record_states",
    "returned_places",
    "signed_hubs",
    "states",
]
_ORDER = ("", PACKED, DELIVERED, MERGED)
_ROWS = 400


@dataclass(frozen=True)
class Mark:
    """How far a destination's hub has this workspace's changes.

    Attributes:
        upto: Local number of the last change that it has merged; it has all before as well.
        batch: This device's last batch that it has whole.
    """

    upto: int = 0
    batch: int = 0


def receipted(session: Session, destination: str) -> Mark:
    """Return how far a destination has merged what went there.

    A package carries all changes after the mark of its time, so that a merged one vouches for
    everything up to its own last change. Where several hubs empty one folder, the slowest counts.
    Only a signed receipt counts: a forged one must not keep work from the hub.
    """
    rows = session.execute(
        select(PackageFate.hub, PackageOut.upto, PackageOut.batch)
        .join(PackageOut, PackageOut.number == PackageFate.number)
        .where(
            PackageOut.destination == destination,
            PackageOut.digest.is_not(None),
            PackageOut.upto.is_not(None),
            PackageFate.volume == 1,
            PackageFate.state == MERGED,
            PackageFate.hub.in_(signed_hubs(session)),
        )
    )
    marks: dict[object, Mark] = {}
    for hub, upto, batch in rows:
        mark = Mark(upto or 0, batch or 0)
        if mark.upto >= marks.get(hub, Mark()).upto:
            marks[hub] = mark
    return min(marks.values(), key=lambda mark: mark.upto, default=Mark())


def states(session: Session, places: Sequence[UUID]) -> dict[UUID, Where]:
    """Say where the work on places is; for lists, a page at a time.

    Args:
        session: Any session.
        places: Which ones.

    Returns:
        By place; a place where this device recorded nothing is not in it. Of several inspections
        the one that is least far counts, a returned or refused one first.
    """
    found: dict[UUID, Where] = {}
    for start in range(0, len(places), _ROWS):
        query = select(Inspection.id, Inspection.place).where(
            Inspection.place.in_(places[start : start + _ROWS])
        )
        of = {row.id: row.place for row in session.execute(query)}
        for record, where in record_states(session, list(of)).items():
            place = of[record]
            if place is not None:
                found[place] = _least(found[place], where) if place in found else where
    return found


def returned_places(session: Session) -> dict[UUID, Where]:
    """Return the places whose records receipts call returned, whatever else is known of them."""
    query = (
        select(Inspection.place)
        .join(RecordFate, RecordFate.record == Inspection.id)
        .where(RecordFate.state == RETURNED)
        .distinct()
    )
    places = [place for place in session.scalars(query) if place is not None]
    found = states(session, places).items()
    return {place: where for place, where in found if where.state == RETURNED}


def record_states(session: Session, records: Sequence[UUID]) -> dict[UUID, Where]:
    """Say where inspections are; one on which this device recorded nothing is not in it."""
    own = select(Origin.n).where(Origin.device.in_(select(Device.id)))
    written = _written(session, own, Change.subject, Change.subject.in_(records))
    pictures = select(Photo.id, Photo.inspection, Photo.sha256).where(
        Photo.inspection.in_(records), Photo.deleted.is_(False)
    )
    photos: dict[UUID, list[str]] = {}
    subjects: dict[UUID, UUID] = {}
    for photo, record, sha256 in session.execute(pictures):
        assert record is not None  # asked for by record
        photos.setdefault(record, []).append(sha256 or "")
        subjects[photo] = record
    changed = _written(session, own, Change.subject, Change.subject.in_(list(subjects)))
    newest = {record: last for record, (_count, last) in written.items()}
    pictured: dict[UUID, int] = {}
    for photo, (_count, last) in changed.items():
        record = subjects[photo]
        pictured[record] = max(pictured.get(record, 0), last)
        newest[record] = max(newest.get(record, 0), last)
    fates = {
        row.record: row
        for row in session.scalars(
            select(RecordFate).where(RecordFate.record.in_(records), heard(session, RecordFate.hub))
        )
    }
    there = _merged_photos(session, [sha for several in photos.values() for sha in several])
    packages = packages_told(session)
    whole = merged_upto(session)  # a receipt counts a record's own changes, not its photos'
    result = {}
    for record, last in newest.items():
        where = of_package(packages, last)
        fate = fates.get(record)
        if where.state and fate and fate.changes >= written.get(record, (0, 0))[0]:
            if fate.state == RETURNED:
                where = Where(RETURNED, fate.reason, where.number)
            elif pictured.get(record, 0) <= whole and all(
                sha in there for sha in photos.get(record, ())
            ):
                where = Where(MERGED, "", where.number)
        result[record] = where
    return result


def photo_states(session: Session, photos: Sequence[str]) -> dict[str, Where]:
    """Say where the bytes of photos are, by their SHA-256."""
    found: dict[str, Where] = {sha256: Where() for sha256 in photos}
    told = select(PackageFate).where(heard(session, PackageFate.hub))
    fates = {(row.number, row.volume): row for row in session.scalars(told)}
    names = {row.name: row.number for row in session.scalars(select(PackageOut))}
    for start in range(0, len(photos), _ROWS):
        part = photos[start : start + _ROWS]
        for row in session.scalars(select(PhotoSent).where(PhotoSent.sha256.in_(part))):
            number = names.get(row.package, 0)
            fate = fates.get((number, 1))
            came = fate is not None and fate.state in (RECEIVED, MERGED)
            found[row.sha256] = Where(DELIVERED if came else PACKED, "", number)
    for sha256 in _merged_photos(session, photos):
        found[sha256] = Where(MERGED, "", found[sha256].number)
    return found


def _written(session: Session, own: Any, by: Any, condition: Any) -> dict[UUID, tuple[int, int]]:
    query = (
        select(by, func.count(), func.max(Change.n))
        .where(condition, Change.origin.in_(own))
        .group_by(by)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def _merged_photos(session: Session, photos: Iterable[str]) -> set[str]:
    wanted = sorted(set(photos))
    found: set[str] = set()
    for start in range(0, len(wanted), _ROWS):
        query = select(PhotoFate.sha256).where(
            PhotoFate.sha256.in_(wanted[start : start + _ROWS]),
            PhotoFate.state == MERGED,
            heard(session, PhotoFate.hub),
        )
        found.update(session.scalars(query))
    return found


def _least(one: Where, other: Where) -> Where:
    for state in (RETURNED, REFUSED):
        for where in (one, other):
            if where.state == state:
                return where
    return min(one, other, key=lambda where: _ORDER.index(where.state))
