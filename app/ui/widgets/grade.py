"""Grade plates: JGJ 125 square over steps, GB 50292 round over dots; never severity colours."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.labels import Text
from app.ui.words import STANDARDS

STEPS = 4


def draw_plate(painter: QPainter, area: QRectF, standard: str, grade: int, label: str) -> None:
    """Paint one plate: ``grade`` 1 to 4 fills as many steps; 4 is filled red."""
    look = theme()
    worst, round_form = grade >= STEPS, standard != "JGJ 125"
    foot = area.height() / 4
    plate = area.adjusted(0, 0, 0, -foot)
    ink = "critical" if worst else "text"
    radius = plate.height() / 2 if round_form else look.radius("chip")
    stroke = look.stroke("focus")
    paint.box(painter, plate, radius, ink if worst else "surface", ink, stroke)
    words = "surface" if worst else "text"
    paint.text(painter, plate, label, "question", words, paint.CENTRE)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    gap = look.space(1) / 2
    size = foot - gap * 2
    wide = size if round_form else (area.width() - (STEPS + 2) * gap * 2) / STEPS
    step_gap = gap * 3 if round_form else gap
    left = area.center().x() - (STEPS * wide + (STEPS - 1) * step_gap) / 2
    for step in range(STEPS):
        painter.setPen(QPen(look.color(ink), look.stroke("line")))
        filled = step < grade
        painter.setBrush(look.color(ink) if filled else Qt.BrushStyle.NoBrush)
        x, y = left + step * (wide + step_gap), plate.bottom() + gap * 1.5
        if round_form:
            painter.drawEllipse(QPointF(x + wide / 2, y + size / 2), size / 2, size / 2)
        else:
            painter.drawRect(QRectF(x, y, wide, size))
    painter.restore()


class GradePlate(QWidget):
    """The plate of one grade."""

    def __init__(
        self, standard: str, grade: int, label: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._standard, self._grade, self._label = standard, grade, label
        self.setAccessibleName(f"{_(STANDARDS[standard])}: {label}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return theme().size("grade")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        draw_plate(painter, area, self._standard, self._grade, self._label)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


class GradeBlock(QWidget):
    """A plate with the standard's words beside it and the comparison with the first judgement."""

    def __init__(
        self,
        standard: str,
        grade: int,
        label: str,
        words: str,
        compared: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        look = theme()
        self.setAccessibleName(
            f"{_(STANDARDS[standard])}: {label}, {words}, {compared}".rstrip(", ")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(2), look.space(1), look.space(2), look.space(1))
        row.setSpacing(look.space(3))
        row.addWidget(GradePlate(standard, grade, label))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Text(words, "label_strong"))
        column.addWidget(Text(_(STANDARDS[standard]), "caption", "text2"))
        row.addLayout(column)
        row.addStretch()
        row.addWidget(Text(compared, "caption", "text2"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, self.rect(), theme().radius("control"), "bg")
