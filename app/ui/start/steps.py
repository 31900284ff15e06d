"""One step of the first steps: number or tick, title, sentence, and what belongs to it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.labels import Card, Text


class _Number(QWidget):
    """The disc at the left of a step."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number, self._state = number, "waiting"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_state(self, state: str) -> None:
        """Show ``waiting``, ``current`` or ``done``."""
        self._state = state
        self.update()

    def sizeHint(self) -> QSize:
        side = theme().height("row_dense")
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        disc = QRectF(self.rect())
        radius = disc.width() / 2
        if self._state == "done":
            paint.box(painter, disc, radius, "ok_soft")
            draw_icon(painter, paint.middle(disc, look.icon(2)), "check", "ok")
            return
        current = self._state == "current"
        fill, line = ("primary", None) if current else (None, "line_strong")
        paint.box(painter, disc, radius, fill, line, look.stroke("line"))
        ink = "on_primary" if current else "text2"
        paint.text(painter, disc, str(self._number), "body_strong", ink, paint.CENTRE)


class Step(Card):
    """One step; a click on it makes it the current one.

    Signals:
        chosen(): It was clicked.
    """

    chosen = Signal()

    def __init__(self, number: int, title: str, sentence: str) -> None:
        super().__init__()
        look = theme()
        self._name = title
        self._disc = _Number(number)
        self._title = Text(title, "body_strong")
        self.sentence = Text(sentence, "label", "text2", wrap=True)
        self._content = QWidget()
        self.content = QVBoxLayout(self._content)
        self.content.setContentsMargins(0, look.space(2), 0, 0)
        self.content.setSpacing(look.space(2))
        self._content.hide()
        row = QHBoxLayout(self)
        edge = look.space(5)
        row.setContentsMargins(edge, look.space(4), edge, look.space(5))
        row.setSpacing(look.space(4))
        row.addWidget(self._disc, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(look.space(1))
        column.addWidget(self._title)
        column.addWidget(self.sentence)
        column.addWidget(self._content)
        row.addLayout(column, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_state("waiting")

    def set_state(self, state: str, *, opened: bool | None = None) -> None:
        """Show ``waiting``, ``current`` or ``done``."""
        self.state = state
        self._disc.set_state(state)
        self.set_chosen(state == "current")
        self._content.setVisible(state == "current" if opened is None else opened)
        self._title.set_color("text" if state != "waiting" else "text2")
        self.setAccessibleName(f"{self._name}. {self.sentence.text()}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.state != "current":
            self.chosen.emit()
