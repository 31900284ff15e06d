"""States of custody for lists of a window, a page at a time; cheap before the first package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.exchange.receipts.states import Where, photo_states, states
from app.models.custody import PhotoFate, Purged, RecordFate
from app.models.derived import PackageOut, PhotoSent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

AWAY = "away"


def place_states(session: Session, keys: Sequence[str]) -> dict[str, Where]:
    """Say where the work on places is; empty while nothing was ever sent.

    Args:
        session: Any session.
        keys: Ids of places as text.
    """
    sent = session.scalar(select(PackageOut.number).limit(1))
    if sent is None and session.scalar(select(RecordFate.record).limit(1)) is None:
        return {}
    found = states(session, [UUID(key) for key in keys])
    return {key: found.get(UUID(key), Where()) for key in keys}


def photo_places(session: Session, photos: Sequence[str]) -> dict[str, str]:
    """Say where the bytes of photos are: a state of `Where`, or ``away``: at the hub alone."""
    sent = session.scalar(select(PhotoSent.sha256).limit(1))
    if sent is None and session.scalar(select(PhotoFate.sha256).limit(1)) is None:
        return dict.fromkeys(photos, "")
    found = {sha256: where.state for sha256, where in photo_states(session, photos).items()}
    away = set(session.scalars(select(Purged.sha256)))
    return found | {sha256: AWAY for sha256 in photos if sha256 in away}
