"""One value that findings are filtered by: tick, mark, word, count."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from app.i18n import N_, _
from app.inspection.findings_load import indicator_names
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.focus import OWN_RING
from app.ui.widgets.marks import draw_mark
from app.ui.words import brief, word

TITLES = {
    "severity": N_("Severity"),
    "deadline": N_("Deadline"),
    "standing": N_("Judged"),
    "visit": N_("Inspection"),
    "indicator": N_("Indicator"),
    "community": N_("Community"),
}
"""Facets in the order in which they stand."""
_MARKED = ("severity", "standing")


def value_words(facet: str, value: str) -> str:
    """Return what one value of a facet is called."""
    if facet == "visit":
        return word("done") if value == "done" else _("Not finished")
    if facet == "indicator":
        return f"{value} {indicator_names().get(value, '')}".strip() or _("None")
    if not value:
        return _("Not said")
    return value if facet == "community" else brief(word(value))


class FacetBox(QCheckBox):
    """One value: tick, mark, word, count. Space ticks; Enter or a double click: only this one.

    Signals:
        only_wanted(): All others of the facet shall be left out.
    """

    only_wanted = Signal()

    def __init__(self, facet: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__(value_words(facet, value), parent)
        self.facet, self.value = facet, value
        self._mark = value if facet in _MARKED and value else ""
        self._count = 0
        self.setProperty(OWN_RING, True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(_("{words}. Enter or a double click: only this").format(words=self.text()))
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Show how many findings have this value."""
        self._count = count
        self.setAccessibleName(f"{_(TITLES[self.facet])}: {self.text()}, {count}")
        self.update()

    @property
    def count(self) -> int:
        """How many findings have this value."""
        return self._count

    def sizeHint(self) -> QSize:
        return QSize(theme().space(12), theme().height("row_dense"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.only_wanted.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.only_wanted.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        if self.underMouse():
            paint.box(painter, self.rect(), look.radius("chip"), "hover")
        side = look.size("check").width()
        box = QRectF(look.space(1), (self.height() - side) / 2, side, side)
        if self.isChecked():
            paint.box(painter, box, look.radius("chip"), "primary")
            draw_icon(painter, paint.middle(box, look.icon(0)), "check", "on_primary")
        else:
            line = look.stroke("line")
            paint.box(painter, box, look.radius("chip"), "surface", "line_strong", line)
        x = box.right() + look.space(2)
        if self._mark:
            square = paint.middle(QRectF(x, 0, look.icon(0), self.height()), look.icon(0))
            draw_mark(painter, square, self._mark)
            x = square.right() + look.space(2)
        right = QRectF(0, 0, self.width() - look.space(1), self.height())
        taken = paint.text(painter, right, str(self._count), "label", "text2", paint.RIGHT)
        area = QRectF(x, 0, right.right() - taken - look.space(2) - x, self.height())
        paint.text(painter, area, self.text(), "label")
        if self.hasFocus():
            paint.focus_inside(painter, QRectF(self.rect()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
