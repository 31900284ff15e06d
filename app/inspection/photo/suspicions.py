"""Doubts about photos that nobody has looked into yet: of one building, and of the whole workspace.

What a person found in order is a field of the photo: kinds of doubts and a note, so that a doubt
of another kind, found later, is asked about all the same.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.i18n import N_, _, ngettext
from app.inspection.photo.evidence import ALIKE, EARLY, FAR, LATE, SAME, Doubt, doubts
from app.inspection.photo.photos import change_photo
from app.models.tables import Campaign, Photo
from app.models.values import canonical, parsed
from app.paths import resource
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.inspection.photo.rows import PhotoRow
    from app.workspace import Workspace

_DAY_MS, _HOUR_MS = 86_400_000, 3_600_000
_KILOMETRE = 1000
SHORT = {
    EARLY: N_("older"),
    LATE: N_("from the future"),
    FAR: N_("far away"),
    SAME: N_("used twice"),
    ALIKE: N_("looks alike"),
}
"""One or two words for a tile."""


def suspicions(
    workspace: Workspace, inspection: UUID, now_ms: int, progress: Progress = silent
) -> list[Doubt]:
    """Return the doubts of an inspection's photos that nobody has looked into.

    The pictures that come with the program serve all buildings of the sample city and were taken
    elsewhere long ago; in a rehearsal nothing is said about them.

    Args:
        workspace: Where they are.
        inspection: Whose photos.
        now_ms: Wall clock, UTC milliseconds.
        progress: See `app.inspection.photo.evidence.doubts`.
    """
    with workspace.reading() as session:
        columns = (Photo.id, Photo.sha256, Photo.checked)
        query = select(*columns).where(Photo.inspection == inspection, Photo.deleted.is_(False))
        rows = {row.id: row for row in session.execute(query)}
        known = unasked(session)
    asked = {key for key, row in rows.items() if row.sha256 not in known}
    if not asked:
        return []
    return [
        one
        for one in doubts(workspace, inspection, now_ms, progress)
        if one.photo in asked and one.kind not in checked_kinds(rows[one.photo].checked)
    ]


def sentence(doubt: Doubt) -> str:
    """Say what is doubtful, in one sentence."""
    if doubt.kind == EARLY:
        return _("Taken {span} before the inspection began").format(span=_span(doubt.amount))
    if doubt.kind == LATE:
        words = _("Taken {span} after this computer's time; one of the clocks is wrong")
        return words.format(span=_span(doubt.amount))
    if doubt.kind == FAR:
        return _("{distance} away from this building").format(distance=_distance(doubt.amount))
    if doubt.kind == SAME:
        return _("The same photo serves “{place}”").format(place=doubt.where)
    return _("Looks like a photo of “{place}”").format(place=doubt.where)


def checked_kinds(text: str | None) -> frozenset[str]:
    """Return the kinds of doubts that a person looked into."""
    kinds = _checked(text).get("doubts")
    return (
        frozenset(one for one in kinds if isinstance(one, str))
        if isinstance(kinds, list)
        else (frozenset())
    )


def checked_note(text: str | None) -> str:
    """Return what the person noted."""
    note = _checked(text).get("note")
    return note if isinstance(note, str) else ""


def find_in_order(
    workspace: Workspace,
    photo: PhotoRow,
    kinds: frozenset[str],
    *,
    note: str = "",
    person: str = "",
) -> None:
    """Say 没问题: these doubts were looked into; one act, which can be undone.

    Raises:
        AppError: The photo is gone, or cannot be written.
    """
    if not kinds:
        raise AppError(N_("There is no doubt about this photo."))
    value: dict[str, Any] = {"doubts": sorted(checked_kinds(photo.checked) | kinds)}
    note = note.strip() or checked_note(photo.checked)
    if note:
        value["note"] = note
    change_photo(workspace, photo.id, person=person, checked=canonical(value))


def unasked(session: Session) -> frozenset[str]:
    """Return the digests of pictures that nothing is said about: those of a rehearsal."""
    practice = bool(session.scalar(select(Campaign.rehearsal).limit(1)))
    return sample_pictures() if practice else frozenset()


@cache
def sample_pictures() -> frozenset[str]:
    """Return the digests of the pictures that the sample city is played with."""
    folder = resource("sample/photos")
    return frozenset(
        hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.glob("*.jpg"))
    )


def _checked(text: str | None) -> dict[str, Any]:
    try:
        value: Any = parsed(text) if text else None
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _span(milliseconds: int) -> str:
    days = milliseconds // _DAY_MS
    if days:
        return ngettext("{count} day", "{count} days", days).format(count=days)
    hours = max(1, milliseconds // _HOUR_MS)
    return ngettext("{count} hour", "{count} hours", hours).format(count=hours)


def _distance(metres: int) -> str:
    if metres >= _KILOMETRE:
        return _("{number} km").format(number=f"{metres / _KILOMETRE:.1f}")
    return _("{number} m").format(number=metres)
