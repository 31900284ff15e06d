"""The steps of a dialog with more than one: which are done, which is the current one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint


class Steps(QWidget):
    """Numbered steps: done ones ticked, the current one filled."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names, self._current = tuple(names), 0
        self.set_current(0)

    def set_current(self, current: int) -> None:
        """Mark step ``current``, counted from 0; the ones before are done."""
        self._current = current
        at = _("Step {number} of {total}").format(number=current + 1, total=len(self._names))
        name = self._names[current] if current < len(self._names) else ""
        self.setAccessibleName(f"{at}: {name}")
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        words = sum(look.text_width("label_strong", name) for name in self._names)
        each = look.size("step").width() + look.space(2) + look.space(3)
        joins = look.space(12) * max(0, len(self._names) - 1)
        return QSize(words + each * len(self._names) + joins, look.height("row_dense"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        side, x = look.size("step").width(), 0.0
        for number, name in enumerate(self._names):
            if number:
                line = QRectF(x, self.height() / 2, look.space(10), look.stroke("line"))
                painter.fillRect(line, look.color("line_strong"))
                x += look.space(10) + look.space(2)
            disc = QRectF(x, (self.height() - side) / 2, side, side)
            current, done = number == self._current, number < self._current
            if done:
                paint.box(painter, disc, side / 2, "ok_soft")
                draw_icon(painter, paint.middle(disc, look.icon(0)), "check", "ok")
            else:
                fill, line_color = ("primary", None) if current else (None, "line_strong")
                paint.box(painter, disc, side / 2, fill, line_color, look.stroke("line"))
                ink = "on_primary" if current else "text2"
                paint.text(painter, disc, str(number + 1), "label_strong", ink, paint.CENTRE)
            style = "label_strong" if current else "label"
            area = QRectF(disc.right() + look.space(2), 0, self.width(), self.height())
            taken = paint.text(painter, area, name, style, "text" if current else "text2")
            x = area.left() + taken + look.space(3)
