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
    style, lower = _fit_words(options, rect.width() / count, digits=digits)
    for number, (option, area) in enumerate(zip(options, areas, strict=True)):
        is_chosen = option.value == chosen
        ink = "text3" if quiet else "text"
        if is_chosen:
            ink, mark = segment_look(option.value, severity)
            soft = "primary_soft" if ink == "primary" else f"{ink}_soft"
            wide = area.adjusted(-1 if number else 0, 0, 0, 0)
            paint.box(painter, wide, radius, soft, ink, look.stroke("focus"))
            place = area.adjusted(0, 2 * lower, 0, 0)
            _draw_chosen(painter, place, option.words, ink, mark, strong=style == "body")
        else:
            inner = area.adjusted(look.space(1), 2 * lower, -look.space(1), 0)
            paint.text(painter, inner, option.words, style, ink, paint.CENTRE)
        if digits:
            corner = area.adjusted(look.space(2), look.space(1), 0, 0)
            corner.setHeight(look.line("caption"))
            paint.text(painter, corner, str(number + 1), "caption", ink if is_chosen else "text3")
    return areas


def _fit_words(options: Sequence[Option], width: float, *, digits: bool) -> tuple[str, int]:
    """Return the type style in which all words fit, and how far they stand below the digits."""
    look = theme()
    widest = max((look.text_width("body", option.words) for option in options), default=0)
    style = "body" if widest <= width - 2 * look.space(1) else "label"
    corner = 2 * (look.space(2) + look.text_width("caption", "0"))
    crowded = digits and widest > width - corner
    return style, look.space(1) if crowded else 0


def _draw_chosen(
    painter: QPainter, area: QRectF, words: str, ink: str, mark: str, *, strong: bool
) -> None:
    look = theme()
    style = "body_strong" if strong else "label_strong"
    spare = area.width() - look.text_width(style, words) - 2 * look.space(1)
    if spare < look.icon(1) + look.space(1):
        mark = ""  # words go before it
    side = look.icon(1) if mark else 0
    gap = min(look.space(2), spare - side) if mark else 0
    room = area.width() - side - gap - 2 * look.space(1)
    width = min(look.text_width(style, words), room)
    left = area.center().x() - (side + gap + width) / 2
    if mark:
        square = paint.middle(QRectF(left, area.top(), side, area.height()), side)
        draw_mark(painter, square, mark, ink)
    place = QRectF(left + side + gap, area.top(), width + 1, area.height())
    paint.text(painter, place, words, style, ink)
