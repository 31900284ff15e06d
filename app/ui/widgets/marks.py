"""Marks: own filled shapes for severity and place states, Lucide outlines for the rest.

Every meaning has one mark, one colour and, where it is read out, one word; colour comes third.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import shapes


class Mark(NamedTuple):
    """How one meaning is drawn: an own shape or the outline ``icon``, in the token ``color``."""

    icon: str
    color: str


MARKS = {
    "critical": Mark("", "critical"),
    "serious": Mark("", "serious"),
    "minor": Mark("", "minor"),
    "limited": Mark("clock", "text"),
    "best_effort": Mark("circle-dashed", "text2"),
    "suspected": Mark("circle-dashed", "neutral"),
    "none": Mark("check", "ok"),
    "undecidable": Mark("circle-question-mark", "unknown"),
    "not_applicable": Mark("minus", "neutral"),
    "not_reached": Mark("door-closed", "neutral"),
    "not_started": Mark("", "text3"),
    "in_progress": Mark("", "primary"),
    "incomplete": Mark("", "serious"),
    "done": Mark("", "ok"),
    "packed": Mark("package-check", "primary"),
    "delivered": Mark("inbox", "primary"),
    "merged": Mark("check-check", "ok"),
    "returned": Mark("", "critical"),
    "confirmed": Mark("check", "ok"),
    "conflict": Mark("git-compare-arrows", "neutral"),
    "awaiting_appraisal": Mark("stamp", "unknown"),
    "undo-2": Mark("undo-2", "primary"),
    "settled_on_site": Mark("check", "ok"),
    "changed_by_appraisal": Mark("stamp", "unknown"),
}


def draw_mark(
    painter: QPainter, rect: QRectF, name: str, color: str = "", fraction: float = 0.0
) -> None:
    """Paint the mark of one meaning into the middle of ``rect``.

    Args:
        painter: Where to paint.
        rect: The square to fill.
        name: Key of `MARKS`, or the name of an outline in ``resources/icons``.
        color: Colour token; empty for the mark's own.
        fraction: For ``in_progress`` how far it is, 0 to 1.
    """
    mark = MARKS.get(name, Mark(name, "text2"))
    token = color or mark.color
    if mark.icon:
        draw_icon(painter, rect, mark.icon, token)
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = min(rect.width(), rect.height())
    painter.translate(rect.center().x() - side / 2, rect.center().y() - side / 2)
    painter.scale(side / shapes.GRID, side / shapes.GRID)
    shapes.DRAWN[name](painter, theme().color(token), fraction)
    painter.restore()


class MarkLabel(QWidget):
    """A mark alone, read out by its word."""

    def __init__(
        self, name: str, words: str = "", size: int = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._step = size
        self._fraction = 0.0
        self.setAccessibleName(words)
        self._fit()

    def set_mark(self, name: str, words: str = "", fraction: float = 0.0) -> None:
        """Show another mark."""
        self._name, self._fraction = name, fraction
        self.setAccessibleName(words)
        self.update()

    def _fit(self) -> None:
        side = theme().icon(self._step)
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_mark(painter, QRectF(self.rect()), self._name, fraction=self._fraction)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
