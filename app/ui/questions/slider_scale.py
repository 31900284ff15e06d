"""The scale of a slider: which steps have a tick, which their number, and both painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from app.ui.theme import theme
from app.ui.widgets import paint

MOST_TICKS = 41
"""More ticks than this are not painted one by one."""


class Scale:
    """Ticks and numbers of a row of steps.

    Args:
        steps: The values, in order, as they are stored.
        ticks: Show more than the numbers of the ends.
        every: So many steps from tick to tick, as the form says; 0: it says nothing.
    """

    def __init__(self, steps: Sequence[str], *, ticks: bool = True, every: int = 0) -> None:
        self._steps, self._ticks, self._every = list(steps), ticks, every

    @property
    def widest(self) -> int:
        """Width of the widest number."""
        return max((theme().text_width("caption", one) for one in self._steps), default=0)

    @property
    def ticked(self) -> range:
        """The steps that have a tick."""
        last = len(self._steps) - 1
        ticked = range(0, last + 1, max(1, self._every))
        return ticked if self._ticks and len(ticked) <= MOST_TICKS else range(0)

    def marked(self, room: float, upright: bool) -> list[int]:
        """Return the steps that carry their number: the ends, and between as many as fit."""
        last = len(self._steps) - 1
        if not self._ticks or last < 1:
            return [0, last] if last > 0 else [0]
        each = theme().line("caption") if upright else self.widest + theme().space(3)
        fit = max(1, int(room // each))
        unit = max(1, self._every)
        by = next(
            (n * unit for n in (1, 2, 5, 10, 20, 25, 50, 100) if last / (n * unit) <= fit), last
        )
        inner = [step for step in range(0, last, by) if last - step >= by or step == 0]
        return [*inner, last]

    def paint(
        self,
        painter: QPainter,
        point: Callable[[int], QPointF],
        room: float,
        width: int,
        upright: bool,
    ) -> None:
        """Paint it.

        Args:
            painter: Where.
            point: Where a step stands on the line.
            room: Length of the line.
            width: Width of the slider.
            upright: The slider stands.
        """
        look = theme()
        for step in self.ticked:
            at = point(step)
            tick = (
                QRectF(at.x() + look.space(2), at.y(), look.space(1), look.stroke("line"))
                if upright
                else QRectF(at.x(), at.y() + look.space(2), look.stroke("line"), look.space(1))
            )
            painter.fillRect(tick, look.color("line_strong"))
        for step in self.marked(room, upright):
            at, words = point(step), self._steps[step] if self._steps else ""
            high, wide = look.line("caption"), look.text_width("caption", words) + 2
            if upright:
                area = QRectF(at.x() + look.space(4), at.y() - high / 2, wide, high)
            else:
                left = min(max(0.0, at.x() - wide / 2), width - wide)
                area = QRectF(left, at.y() + look.space(4), wide, high)
            paint.text(painter, area, words, "caption", "text2", paint.CENTRE)
