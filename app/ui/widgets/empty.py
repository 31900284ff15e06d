"""Empty states: a line drawing, a title, why, one primary button, one way to practise."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Text

_CANVAS = (216.0, 120.0)
"""The drawing's own grid; it is scaled to the token size ``drawing``."""
_LOW = 330
"""In a lower pane the drawing goes, so that words and buttons stay whole."""
_GROUND = 116.0
_SIDE_HOUSES = ((18.0, 46.0, 44.0), (154.0, 58.0, 44.0))
"""Left, top, width of the two grey houses."""


class Drawing(QWidget):
    """Three houses on a ground line; the middle one is yet to come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return theme().size("drawing")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / _CANVAS[0], self.height() / _CANVAS[1])
        thin = float(look.raw("icon", "stroke")) * 0.75
        painter.setPen(QPen(look.color("line_strong"), thin))
        painter.setBrush(look.color("bg"))
        for left, top, width in _SIDE_HOUSES:
            painter.drawRect(QRectF(left, top, width, _GROUND - top))
        painter.drawLine(QPointF(2, _GROUND), QPointF(214, _GROUND))
        pen = QPen(look.color("primary"), float(look.raw("icon", "stroke")))
        painter.setPen(pen)
        painter.setBrush(look.color("surface"))
        for row in range(4):
            for column in range(3):
                painter.drawRect(QRectF(82 + column * 19, 26 + row * 20, 13, 11))
        pen.setDashPattern([4, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(72, 16, 72, _GROUND - 16))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("primary"))
        painter.drawEllipse(QPointF(144, 16), 15, 15)
        painter.setPen(QPen(look.color("on_primary"), 2))
        painter.drawLine(QPointF(138, 16), QPointF(150, 16))
        painter.drawLine(QPointF(144, 10), QPointF(144, 22))


class EmptyState(QWidget):
    """Says why nothing is here and what to do.

    The caller connects to ``primary.clicked``, ``practise.clicked`` and ``other.clicked``, and to
    those of ``more``, which stand beside the first two.
    """

    def __init__(
        self,
        title: str,
        why: str,
        primary: Button | None = None,
        practise: Button | None = None,
        aside: str = "",
        other: Button | None = None,
        parent: QWidget | None = None,
        *,
        more: Sequence[Button] = (),
    ) -> None:
        super().__init__(parent)
        look = theme()
        self.primary, self.practise, self.other = primary, practise, other
        self.setAccessibleName(f"{title}. {why}")
        column = QVBoxLayout(self)
        column.setSpacing(look.space(2))
        column.addStretch()
        middle = Qt.AlignmentFlag.AlignHCenter
        self._drawing = Drawing()
        column.addWidget(self._drawing, 0, middle)
        column.addSpacing(look.space(3))
        column.addWidget(Text(title, "title"), 0, middle)
        sentence = Text(why, "body", "text2", wrap=True)
        sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(sentence)
        self._title, self._why = title, sentence
        column.addSpacing(look.space(1))
        buttons = [button for button in (primary, practise, *more) if button is not None]
        column.addWidget(self._row(buttons))
        if other is not None:
            column.addSpacing(look.space(2))
            column.addWidget(self._row([Text(aside, "body", "text2"), other]))
        column.addStretch()

    def set_why(self, why: str) -> None:
        """Say something else beneath the title, such as what was looked at."""
        self._why.setText(why)
        self.setAccessibleName(f"{self._title}. {why}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the drawing go in a low pane: words and buttons stay whole."""
        super().resizeEvent(event)
        self._drawing.setVisible(self.height() >= theme().scaled(_LOW))

    def _row(self, widgets: Sequence[QWidget]) -> FlowRow:
        row = FlowRow(theme().space(2), middle=True)
        for widget in widgets:
            row.add_widget(widget)
        return row


class Logo(QWidget):
    """A house outline on a ground line with an amber tick."""

    def __init__(
        self, color: str = "primary", size: str = "logo", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._color, self._size = color, size
        self.setAccessibleName("城检")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return theme().size(self._size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_logo(painter, QRectF(self.rect()), self._color)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


def draw_logo(painter: QPainter, rect: QRectF, color: str) -> None:
    """Paint the logo into the middle of ``rect``."""
    look = theme()
    side = min(rect.width(), rect.height())
    area = paint.middle(rect, side)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.topLeft())
    painter.scale(side / 24, side / 24)
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(look.color(color), 2, Qt.PenStyle.SolidLine, cap, join))
    painter.drawPolyline(
        [QPointF(4, 22), QPointF(4, 7.5), QPointF(12, 2), QPointF(20, 7.5), QPointF(20, 22)]
    )
    painter.drawLine(QPointF(1.5, 22), QPointF(22.5, 22))
    painter.setPen(QPen(look.color("rail_badge"), 2.6, Qt.PenStyle.SolidLine, cap, join))
    painter.drawPolyline([QPointF(8, 13.2), QPointF(11, 16.2), QPointF(16.4, 10.2)])
    painter.restore()
