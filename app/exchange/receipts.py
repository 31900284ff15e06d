"""What hubs have receipted (回执), and the states of records and photos that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.custody import PackageFate
from app.models.derived import PackageOut

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RECEIVED, MERGED, REFUSED, MISSING, RETURNED = (
    "received",
    "merged",
    "refused",
    "missing",
    "returned",
)


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
        )
    )
    marks: dict[object, Mark] = {}
    for hub, upto, batch in rows:
        mark = Mark(upto or 0, batch or 0)
        if mark.upto >= marks.get(hub, Mark()).upto:
            marks[hub] = mark
    return min(marks.values(), key=lambda mark: mark.upto, default=Mark())
