"""What stands beside a side of a conflict: where its device works, whose the photos are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.inspection.whereabouts import place_paths
from app.models.derived import Peer
from app.models.tables import Change, Inspection, Origin

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_SAMPLED = 40


def first_devices(session: Session, photos: Iterable[UUID]) -> Mapping[UUID, UUID]:
    """Map each photo to the device that took it in."""
    query = (
        select(Change.subject, Origin.device)
        .join(Origin, Origin.n == Change.origin)
        .where(Change.subject.in_(list(photos)), Change.field == "sha256", Change.kind == "photo")
        .order_by(Change.clock.desc(), Change.id.desc())
    )
    return {row.subject: row.device for row in session.execute(query)}


def laptops(session: Session) -> Mapping[UUID, str]:
    """Return what known devices call themselves; of two with one name, each with its number.

    The number is the one that the room of devices shows. Asked once a session.
    """
    known: dict[UUID, str] | None = session.info.get("laptops")
    if known is None:
        named = {row.device: row.name for row in session.execute(select(Peer.device, Peer.name))}
        often = Counter(named.values())
        known = {
            device: f"{name} {device.hex[:8]}" if name and often[name] > 1 else name
            for device, name in named.items()
        }
        session.info["laptops"] = known
    return known


def community(session: Session, device: UUID) -> str:
    """Return where a device works most, from a few of its inspections; asked once a session."""
    known: dict[UUID, str] = session.info.setdefault("communities", {})
    if device not in known:
        known[device] = _community(session, device)
    return known[device]


def _community(session: Session, device: UUID) -> str:
    query = (
        select(Inspection.place)
        .join(Change, Change.subject == Inspection.id)
        .join(Origin, Origin.n == Change.origin)
        .where(Origin.device == device, Change.field == "place")
        .limit(_SAMPLED)
    )
    places = [one for one in session.scalars(query) if one is not None]
    paths = place_paths(session, places)
    names = Counter(paths[one].partition(" · ")[0] for one in places)
    return min(names, key=lambda one: (-names[one], one), default="")
