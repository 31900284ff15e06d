"""The line of sums over the findings: distinct buildings, findings, by severity."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import _, npgettext
from app.inspection.findings_table import Counts
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.marks import draw_mark
from app.ui.words import word


class Sum(NamedTuple):
    """One figure: mark (empty for none), number, noun, what it counts."""

    mark: str
    number: int
    noun: str
    words: str


def sums(counts: Counts, open_places: int) -> list[Sum]:
    """Return the figures of what is shown."""
    buildings = counts.places.get("building", 0)
    found = [
        Sum(
            "building-2",
            buildings,
            npgettext("after a number", "building", "buildings", buildings),
            _("with findings, none counted twice"),
        ),
        Sum("", counts.findings, _places(counts.findings), _("findings in all")),
    ]
    for severity in ("critical", "serious"):
        count = counts.severities.get(severity, 0)
        found.append(Sum(severity, count, _places(count), word(severity)))
    noun = npgettext("after a number", "building", "buildings", open_places)
    found.append(Sum("undecidable", open_places, noun, _("undecidable or not reached")))
    return found


def _places(count: int) -> str:
    return npgettext("after a number", "finding", "findings", count)


class SumLine(QWidget):
    """Figures side by side; the last ones give way when narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sums: list[Sum] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_sums(self, found: list[Sum]) -> None:
        """Show these figures."""
        self._sums = found
        told = (f"{one.number} {one.noun} {one.words}" for one in found)
        self.setAccessibleName(", ".join(told))
        self.setToolTip("\n".join(f"{one.number} {one.noun} {one.words}" for one in found))
        self.update()

    @property
    def figures(self) -> tuple[Sum, ...]:
        """What is shown."""
        return tuple(self._sums)

    def sizeHint(self) -> QSize:
        look = theme()
        lines = look.line("title") + look.line("caption")
        return QSize(look.width("empty"), lines + look.space(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        x, top = float(look.space(4)), look.space(2)
        tall = look.line("title")
        for number, one in enumerate(self._sums):
            mark = look.icon(3) + look.space(3) if one.mark else 0
            figure = look.text_width("title", str(one.number))
            first = figure + look.space(2) + look.text_width("caption", one.noun)
            width = mark + max(first, look.text_width("caption", one.words))
            if number and x + width > self.width() - look.space(2):
                return
            if number:
                line = QRectF(x - look.space(4), top, look.stroke("line"), self.height() - 2 * top)
                painter.fillRect(line, look.color("line"))
            if one.mark:
                square = paint.middle(QRectF(x, 0, look.icon(3), self.height()), look.icon(3))
                color = "primary" if one.mark == "building-2" else ""
                draw_mark(painter, square, one.mark, color)
            left = x + mark
            area = QRectF(left, top, width, tall)
            taken = paint.text(painter, area, str(one.number), "title")
            noun = QRectF(left + taken + look.space(2), top + 2, width, tall)
            paint.text(painter, noun, one.noun, "caption", "text2")
            below = QRectF(left, top + tall, width, look.line("caption"))
            paint.text(painter, below, one.words, "caption", "text2")
            x += width + 2 * look.space(4)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
