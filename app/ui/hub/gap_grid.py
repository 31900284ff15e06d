"""Running numbers per sending computer: what is merged, what waits, what never came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.marks import MarkLabel, draw_mark
from app.ui.words import listed

if TYPE_CHECKING:
    from app.exchange.inbox.parcels import Sequenced

_STATES = {
    "merged": ("confirmed", "ok", N_("merged")),
    "ready": ("delivered", "primary", N_("here, not merged")),
    "refused": ("serious", "serious", N_("damaged")),
    "held": ("shield-check", "serious", N_("kept, to compare")),
    "void": ("not_applicable", "neutral", N_("never written")),
    "missing": ("", "critical", N_("missing")),
}
_MOST_NAMED = 3


def gap_words(line: Sequenced) -> tuple[str, str]:
    """Return the sentence at the end of a row, and its colour token."""
    if line.missing:
        first = listed(str(number) for number in line.missing[:_MOST_NAMED])
        more = "…" if len(line.missing) > _MOST_NAMED else ""
        return _("No. {numbers} missing").format(numbers=first + more), "critical"
    held = [number for number, state in line.numbers.items() if state == "held"]
    if held:
        return _("No. {number} waits for the comparison").format(number=held[-1]), "serious"
    refused = [number for number, state in line.numbers.items() if state == "refused"]
    if refused:
        return _("No. {number} is damaged").format(number=refused[-1]), "serious"
    return _("complete"), "text2"


class _Rows(QWidget):
    """The painted grid."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Sequenced] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_lines(self, lines: Sequence[Sequenced]) -> None:
        self._lines = list(lines)
        told = []
        for line in self._lines:
            told.append(f"{line.sender}: {gap_words(line)[0]}")
        self.setAccessibleName(f"{_('Check for missing packages')}. {'. '.join(told)}")
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def _row(self) -> int:
        return theme().height("row_area")

    def _cell(self) -> int:
        look = theme()
        return look.text_width("label_strong", "000") + look.space(3)

    def _name_width(self) -> int:
        look = theme()
        widest = max((look.text_width("label", one.sender) for one in self._lines), default=0)
        return min(max(widest, look.space(12) * 2), look.width("search")) + look.space(4)

    def _columns(self) -> int:
        """Return how many numbers fit; the latest ones are shown."""
        look = theme()
        room = self.width() - self._name_width() - look.text_width("label", "0" * 22)
        return max(1, room // self._cell())

    def sizeHint(self) -> QSize:
        return QSize(theme().width("empty"), (len(self._lines) + 1) * self._row())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        row, cell, left = self._row(), self._cell(), self._name_width()
        fits = self._columns()
        highest = max((max(one.numbers) for one in self._lines), default=0)
        first = max(1, highest - fits + 1)
        last = first + fits - 1
        head = QRectF(0, 0, left, row)
        paint.text(painter, head, _("Sending computer"), "caption", "text2")
        for number in range(first, last + 1):
            area = QRectF(left + (number - first) * cell, 0, cell, row)
            paint.text(painter, area, str(number), "caption", "text2", paint.CENTRE)
        for place, line in enumerate(self._lines, 1):
            top = place * row
            area = QRectF(0, top, left - look.space(2), row)
            paint.text(painter, area, line.sender, "label")
            for number in range(max(first, min(line.numbers)), max(line.numbers) + 1):
                box = QRectF(left + (number - first) * cell, top, cell, row)
                self._draw(painter, box.adjusted(3, 3, -3, -3), line.numbers[number])
            words, tone = gap_words(line)
            end = QRectF(left + fits * cell + look.space(3), top, self.width(), row)
            end.setRight(self.width())
            style = "label" if tone == "text2" else "label_strong"
            paint.text(painter, end, words, style, tone)
        if self.hasFocus():
            paint.focus_inside(painter, self.rect())

    def _draw(self, painter: QPainter, box: QRectF, state: str) -> None:
        look = theme()
        mark, tone, _word = _STATES[state]
        radius = look.radius("chip")
        if state == "missing":
            paint.box(
                painter, box, radius, "critical_soft", "critical", look.stroke("line"), dashed=True
            )
            paint.text(painter, box, _("missing"), "chip", "critical", paint.CENTRE)
            return
        paint.box(painter, box, radius, f"{tone}_soft")
        square = paint.middle(box, look.icon(0))
        if state == "refused":
            draw_mark(painter, square, mark, tone)
        elif state == "held":
            draw_icon(painter, square, mark, tone)
        else:
            icon = {"confirmed": "check", "delivered": "inbox", "not_applicable": "minus"}[mark]
            draw_icon(painter, square, icon, tone)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


class GapGrid(Panel):
    """Title, legend, and a row of numbers per sending computer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "t", parent, _("Check for missing packages"))
        look = theme()
        head = QHBoxLayout()
        head.setSpacing(look.space(2))
        head.addWidget(Text(_("Check for missing packages"), "body_strong"))
        head.addWidget(Text(_("by the sender's running numbers"), "label", "text2", elide=True), 1)
        for state in ("merged", "ready", "refused"):
            mark, _tone, word = _STATES[state]
            head.addWidget(MarkLabel(mark, size=0))
            head.addWidget(Text(_(word), "label", "text2"))
        head.addWidget(Text(_("dashed = never came"), "label", "critical"))
        self.rows = _Rows()
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.rows)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        self.rows.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        edge = look.space(4)
        column.setContentsMargins(edge, look.space(3), edge, look.space(2))
        column.setSpacing(look.space(1))
        column.addLayout(head)
        column.addWidget(scroll, 1)

    def set_lines(self, lines: Sequence[Sequenced]) -> None:
        """Show these computers."""
        self.rows.set_lines(lines)
