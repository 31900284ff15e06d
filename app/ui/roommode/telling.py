"""What the bars of room mode say: where one is, how far the part is, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import _
from app.ui.field.rows import row_of
from app.ui.field.shown import community_name
from app.ui.roommode.bars import Facts
from app.ui.roommode.walk import END, Walk
from app.ui.widgets.markup import to_plain

if TYPE_CHECKING:
    from app.ui.roommode.page import RoomPage


def tell_bars(walk: Walk, path: str, page: RoomPage, person: str, saved: str) -> None:
    """Say where one is, how far, and what comes next."""
    part = walk.part_of(path)
    if part is None:
        return
    building = walk.building
    counts = building.counts(part)
    above = [
        community_name(name) if level == "community" else name
        for _key, level, name in building.above[:-1]
        if level in ("community", "area")
    ]
    page.head.tell(
        Facts(
            building.line.name,
            "·".join(above),
            f"{part.letter} {part.name}",
            counts.answered,
            counts.relevant,
            person,
            saved,
        )
    )
    _tell_foot(walk, path, page, part.key)


def _tell_foot(walk: Walk, path: str, page: RoomPage, part: str) -> None:
    following = walk.follows(path)
    foot, first = page.foot, walk.back(path) == path
    if following == END:
        foot.tell(_("That was the last question"), on=_("Done, have a look"), first=first)
        return
    other = walk.part_of(following)
    slot = walk.building.slot(following)
    row = row_of(walk.building, slot) if slot is not None and not slot.page else None
    words = row.text if row is not None else ""
    if slot is not None and slot.field is not None and not words:
        words = to_plain(slot.field.label)
    if other is not None and other.key != part:
        words = _("Next part: {name}").format(name=f"{other.letter} {other.name}")
    elif following in walk.skipped.get(part, ()):
        words = _("Skipped before: {question}").format(question=words)
    else:
        words = _("Next: {question}").format(question=words)
    foot.tell(words, on=_("Next question"), first=first)
