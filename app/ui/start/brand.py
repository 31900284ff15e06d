"""The brand panel of the first steps: logo, promise, and a line of houses being ticked off."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import __version__
from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets.empty import Logo
from app.ui.widgets.labels import Panel, Text

_GRID = (340.0, 150.0)
_GROUND = 138.0
_HOUSES = (
    # left, width, height, rows, columns, done
    (14, 58, 86, 4, 4, False),
    (86, 34, 64, 4, 2, False),
    (140, 34, 108, 6, 2, True),
    (194, 34, 96, 5, 2, False),
    (236, 34, 64, 4, 2, False),
    (284, 40, 64, 3, 2, True),
)
_WINDOW = (12.0, 9.0)


class Street(QWidget):
    """Houses on a ground line; two of them are done."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = min(self.width() / _GRID[0], self.height() / _GRID[1])
        painter.translate(0, self.height() - _GRID[1] * scale)
        painter.scale(scale, scale)
        thin = float(look.raw("icon", "stroke")) * 0.75
        painter.setPen(QPen(look.color("rail_text"), thin))
        painter.drawLine(QPointF(0, _GROUND), QPointF(_GRID[0], _GROUND))
        for left, width, height, rows, columns, done in _HOUSES:
            self._house(painter, QRectF(left, _GROUND - height, width, height), rows, columns, done)

    def _house(self, painter: QPainter, area: QRectF, rows: int, columns: int, done: bool) -> None:
        look = theme()
        color = look.color("rail_badge" if done else "rail_text")
        painter.setOpacity(1.0 if done else 0.6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, float(look.raw("icon", "stroke")) if done else 1.1))
        painter.drawRect(area)
        step_x, step_y = area.width() / (columns + 0.4), (area.height() - 6) / (rows + 0.4)
        wide, tall = min(_WINDOW[0], step_x * 0.7), min(_WINDOW[1], step_y * 0.7)
        for row in range(rows):
            for column in range(columns):
                x = area.left() + step_x * (column + 0.7) - wide / 2
                y = area.top() + step_y * (row + 0.7) - tall / 2
                painter.drawRect(QRectF(x, y, wide, tall))
        if done:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            middle = QPointF(area.center().x(), area.top() - 16)
            painter.drawEllipse(middle, 8, 8)
            painter.setPen(QPen(look.color("rail"), 2))
            tick = [QPointF(-3.6, 0.2), QPointF(-1, 2.8), QPointF(3.8, -2.6)]
            painter.drawPolyline([middle + point for point in tick])
        painter.setOpacity(1.0)


class BrandPanel(Panel):
    """The dark panel at the left of the first steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("rail", "", parent, _("Chengjian"))
        look = theme()
        self.setFixedWidth(look.width("empty"))
        column = QVBoxLayout(self)
        edge = look.space(10)
        column.setContentsMargins(edge, edge, edge, look.space(6))
        column.setSpacing(look.space(2))
        head = QHBoxLayout()
        head.setSpacing(look.space(4))
        logo = Logo("rail_active")
        logo.setFixedSize(look.space(12), look.space(12))
        head.addWidget(logo)
        head.addWidget(Text(_("Chengjian"), "display", "rail_active"))
        head.addStretch()
        column.addLayout(head)
        column.addSpacing(look.space(6))
        lines = (_("Building by building, clear,"), _("finding by finding, plain"))
        room = look.width("empty") - 2 * edge
        fits = all(look.text_width("display", line) <= room for line in lines)
        for line in lines:
            column.addWidget(Text(line, "display" if fits else "title", "rail_active", wrap=True))
        column.addSpacing(look.space(2))
        promise = _(
            "Works without a network. What you find stays on this computer; nothing is lost before "
            "it is handed over, and there is a receipt afterwards."
        )
        column.addWidget(Text(promise, "body", "rail_text", wrap=True))
        column.addStretch(1)
        street = Street()
        street.setMinimumHeight(int(_GRID[1]))
        column.addWidget(street, 2)
        column.addSpacing(look.space(4))
        version = _("Version {version}").format(version=__version__)
        column.addWidget(Text(version, "caption", "rail_text"))
