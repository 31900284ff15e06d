"""要照片: one chip per needed photo, solid when it is there, dashed while it is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import enter_presses
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.marks import draw_mark


class Demand(NamedTuple):
    """One photo: what it shows, how many there are, how many are needed; 0: as one likes."""

    key: str
    words: str
    there: int
    needed: int = 1

    @property
    def met(self) -> bool:
        """Whether enough photos are there."""
        return self.there >= self.needed

    def shown(self) -> str:
        """Return the chip's text."""
        if not self.needed and not self.there:
            return _("{what}, optional").format(what=self.words)
        if not self.needed:
            return f"{self.words} {self.there}"
        count = f"{self.words} {self.there}/{self.needed}"
        return count if self.met else _("{count} missing").format(count=count)


class DemandChip(QPushButton):
    """One needed photo; pressing it takes or imports that one."""

    def __init__(self, demand: Demand, parent: QWidget | None = None) -> None:
        super().__init__(demand.shown(), parent)
        self._demand = demand
        name = _("Photo needed") if demand.needed else _("Photo")
        self.setAccessibleName(f"{name}: {demand.shown()}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        look = theme()
        words = look.text_width("label_strong", self.text())
        width = words + look.icon(0) + 2 * look.space(2) + look.space(2) + look.stroke("focus")
        return QSize(width, look.height("target"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # they leave the question, also while a photo is missing
        elif not enter_presses(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look, met = QPainter(self), theme(), self._demand.met
        offered = not self._demand.needed and not self._demand.there
        tone = "neutral" if offered else "ok" if met else "serious"
        height = look.height("demand")
        area = QRectF(0, (self.height() - height) / 2, self.width(), height)
        fill = f"{tone}_soft" if self.underMouse() else "surface"
        stroke = look.stroke("line")
        paint.box(painter, area, look.radius("chip"), fill, tone, stroke, dashed=offered or not met)
        side = look.icon(0)
        mark = QRectF(look.space(2), area.top(), side, height)
        draw_mark(
            painter, paint.middle(mark, side), "check" if met and not offered else "camera", tone
        )
        words = QRectF(mark.right() + look.space(2), area.top(), self.width(), height)
        paint.text(painter, words, self.text(), "label_strong", tone)


class DemandRow(FlowRow):
    """All photos that an answer calls for.

    Signals:
        wanted(key): The chip of a photo was pressed.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(theme().space(2), parent)
        self._chips: list[DemandChip] = []

    def set_demands(self, demands: Sequence[Demand]) -> None:
        """Show these photos."""
        for old in self.take_all():
            old.hide()
            old.deleteLater()
        self._chips = []
        for demand in demands:
            chip = DemandChip(demand, self)
            chip.clicked.connect(lambda _on=False, key=demand.key: self.wanted.emit(key))
            self.add_widget(chip)
            self._chips.append(chip)
        self.setAccessibleName(", ".join(demand.shown() for demand in demands))
        self.updateGeometry()

    @property
    def holds_focus(self) -> bool:
        """Whether the focus is on a chip, or comes back to it when a dialog closes."""
        return any(chip.window().focusWidget() is chip for chip in self._chips)

    def focus_first_missing(self) -> None:
        """Put the focus on the first photo that is missing."""
        for chip in self._chips:
            if not chip._demand.met:
                chip.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
