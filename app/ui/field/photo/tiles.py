"""Photos of a building as tiles, and tiles that stand for those still missing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.i18n import _
from app.ui.field.shown import clock, short_code
from app.ui.widgets.photo_model import Photo

if TYPE_CHECKING:
    from app.inspection.photo.photos import PhotoRow
    from app.ui.field.building import Building

WANTED = "wanted:"
"""Key of a tile that stands for a photo still missing, before the path it is missing at."""


def wanted_tiles(building: Building) -> list[Photo]:
    """Return a tile for each photo that a finding still asks for."""
    tiles = []
    for one in building.missing():
        if one.kind != "photo":
            continue
        question = building.visit.definition.question(one.path)
        code = short_code(question.code) if question else ""
        words = _("{code} {what} missing").format(code=code, what=one.label)
        tiles.append(Photo(WANTED + one.path, code, state="missing", words=words))
    return tiles


def photo_tile(building: Building, row: PhotoRow, damaged: set[str]) -> Photo:
    """Return the tile of a photo; ``damaged``: keys of those that could not be opened."""
    question = building.visit.definition.question(row.question) if row.question else None
    kind = ""
    if question is not None and question.kind == "image" and row.question:
        kind = building.field(row.question).label
    code = short_code(question.code) if question else ""
    key = str(row.id)
    state = "there" if row.here and key not in damaged else "damaged"
    if state == "there" and not row.is_picture:
        return Photo(key, code, taken_time(row), "", "file", row.extension.upper())
    return Photo(key, code, taken_time(row), kind, state)


def taken_time(row: PhotoRow) -> str:
    """Return the time of day a photo was taken, or else taken in."""
    at = row.taken_at if row.taken_at is not None else row.added_at
    if at is None:
        return ""
    # Without a zone the camera's wall time was kept as if it were UTC.
    if row.taken_at is not None and not row.taken_zone:
        return f"{datetime.fromtimestamp(at / 1000, UTC):%H:%M}"
    return clock(at)


def taken_words(row: PhotoRow) -> str:
    """Return day and time that a photo was taken; empty when its camera did not say."""
    if row.taken_at is None:
        return ""
    if not row.taken_zone:
        return f"{datetime.fromtimestamp(row.taken_at / 1000, UTC):%Y-%m-%d %H:%M}"
    return (
        f"{datetime.fromtimestamp(row.taken_at / 1000).astimezone():%Y-%m-%d} {clock(row.taken_at)}"
    )
