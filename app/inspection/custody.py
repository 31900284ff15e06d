"""Where the data is: what was changed since the last package, and what came of the last one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select

from app.models.derived import Device, PackageOut, Progress
from app.models.opening import opening
from app.models.tables import Change, Inspection, Origin, Photo

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Custody:
    """What is only on this machine.

    Attributes:
        places: Places whose inspections changed since the last package; those merely opened,
            where nobody has answered anything, do not count.
        changes: Changes made here since then, likewise.
        photos: Photos taken in since then.
        last_number: Number of the last package written, 0 for none.
        last_at: When it was written, UTC milliseconds.
        last_name: Its file name.
    """

    places: int = 0
    changes: int = 0
    photos: int = 0
    last_number: int = 0
    last_at: int = 0
    last_name: str = ""


@dataclass(frozen=True)
class Today:
    """How the day goes.

    Attributes:
        done: Buildings finished today.
        minutes: Minutes from first change to 查完, on average over those; 0 for none.
        revisits: Places where nobody let the inspector in, all days.
    """

    done: int = 0
    minutes: int = 0
    revisits: int = 0


def custody(session: Session) -> Custody:
    """Say what of this device's work no package carries yet, also from before it was restored."""
    since = session.scalar(select(func.max(PackageOut.upto)).where(PackageOut.digest.is_not(None)))
    own = Origin.device.in_(select(Device.id))
    fresh = (  # what the hub or a colleague said of a place waits for no package of ours
        select(Change.subject)
        .join(Origin, Origin.n == Change.origin)
        .where(Change.n > (since or 0), own, ~opening())
        .distinct()
    )
    mine = (
        select(Change.n)
        .join(Origin, Origin.n == Change.origin)
        .where(
            Change.n > (since or 0),
            own,
            or_(~opening(), Change.subject.in_(fresh)),
        )
    )
    changes = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    photographed = select(Photo.inspection).where(Photo.id.in_(fresh))
    places = session.scalar(
        select(func.count(func.distinct(Inspection.place))).where(
            or_(Inspection.id.in_(fresh), Inspection.id.in_(photographed))
        )
    )
    photos = session.scalar(
        select(func.count())
        .select_from(Photo)
        .where(Photo.id.in_(fresh), Photo.deleted.is_(False), Photo.sha256.is_not(None))
    )
    last = session.scalars(
        select(PackageOut)
        .where(PackageOut.digest.is_not(None))
        .order_by(PackageOut.number.desc())
        .limit(1)
    ).first()
    return Custody(
        places or 0,
        changes,
        photos or 0,
        last.number if last else 0,
        (last.created_at or 0) if last else 0,
        last.name if last else "",
    )


def today(session: Session, now_ms: int) -> Today:
    """Say how the day goes, by the finished inspections of buildings."""
    now = datetime.fromtimestamp(now_ms / 1000, _ZONE)
    midnight = datetime.combine(now.date(), time(), _ZONE)
    begin = int(midnight.timestamp() * 1000)
    took = Progress.finished_at - Progress.started_at
    done, average = session.execute(
        select(func.count(), func.avg(took)).where(
            Progress.state == "done", Progress.form_id == "housing", Progress.finished_at >= begin
        )
    ).one()
    revisits = session.scalar(
        select(func.count()).select_from(Progress).where(Progress.not_reached > 0)
    )
    return Today(done, round((average or 0) / 60_000), revisits or 0)
