"""The answer bar as a painting: the open question and lists of waiting ones share it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.marks import draw_mark
from app.ui.words import ANSWERS

TONES = {
    "none": "ok",
    "undecidable": "unknown",
    "not_applicable": "neutral",
    "not_reached": "neutral",
}


class Option(NamedTuple):
    """One segment: ``value`` is stored, ``words`` are shown (already translated)."""

    value: str
    words: str


def standard_options() -> tuple[Option, ...]:
    """Return 无 有 判不了 不适用 未查到 in their fixed order."""
    return tuple(Option(value, _(words)) for value, words in ANSWERS.items())


def segment_look(value: str, severity: str) -> tuple[str, str]:
    """Return tone and mark of a chosen segment: 有 takes those of the finding's severity."""
    if value == "present":
        return (severity, severity) if severity else ("primary", "")
    if value in TONES:
        return TONES[value], value
    return "primary", "check"


def draw_segments(
    painter: QPainter,
    rect: QRectF,
    options: Sequence[Option],
    chosen: str = "",
    severity: str = "",
    *,
    digits: bool = False,
    quiet: bool = False,
) -> list[QRectF]:
    """Paint the joined bar into ``rect`` and return its segments; lists paint it too."""
    look, count = theme(), max(1, len(options))
    radius = look.radius("control")
    line = "line" if quiet else "line_strong"
    paint.box(painter, rect, radius, "surface", line, look.stroke("control"))
    areas, width = [], rect.width() / count
    for number in range(len(options)):
        left = round(rect.left() + number * width)
        right = round(rect.left() + (number + 1) * width)
        area = QRectF(left, rect.top(), right - left, rect.height())
        areas.append(area)
        if number:
            edge = look.stroke("line")
            inside = QRectF(left, rect.top() + edge, edge, rect.height() - 2 * edge)
            painter.fillRect(inside, look.color("line"))
    for number, (option, area) in enumerate(zip(options, areas, strict=True)):
        is_chosen = option.value == chosen
        ink = "text3" if quiet else "text"
        if is_chosen:
            ink, mark = segment_look(option.value, severity)
            soft = "primary_soft" if ink == "primary" else f"{ink}_soft"
            wide = area.adjusted(-1 if number else 0, 0, 0, 0)
            paint.box(painter, wide, radius, soft, ink, look.stroke("focus"))
            _draw_chosen(painter, area, option.words, ink, mark)
        else:
            inner = area.adjusted(look.space(1), 0, -look.space(1), 0)
            paint.text(painter, inner, option.words, "body", ink, paint.CENTRE)
        if digits:
            corner = area.adjusted(look.space(2), look.space(1), 0, 0)
            corner.setHeight(look.line("caption"))
            paint.text(painter, corner, str(number + 1), "caption", ink if is_chosen else "text3")
    return areas


def _draw_chosen(painter: QPainter, area: QRectF, words: str, ink: str, mark: str) -> None:
    look = theme()
    side = look.icon(1) if mark else 0
    gap = look.space(2) if mark else 0
    room = area.width() - side - gap - 2 * look.space(1)
    width = min(look.text_width("body_strong", words), room)
    left = area.center().x() - (side + gap + width) / 2
    if mark:
        square = paint.middle(QRectF(left, area.top(), side, area.height()), side)
        draw_mark(painter, square, mark, ink)
    place = QRectF(left + side + gap, area.top(), width + 1, area.height())
    paint.text(painter, place, words, "body_strong", ink)
