"""One choice as a tile: boxed, without a mark, or as a part of a scale."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QSizePolicy

from app.ui.questions.keys import ChoiceKeys
from app.ui.questions.pictures import picture
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.choices import draw_check
from app.ui.widgets.exclusive import HeldRadio
from app.ui.widgets.focus import OWN_RING
from app.ui.widgets.markup import to_plain

BOXED, BARE, SCALE, DOT = "boxed", "bare", "scale", "dot"
"""Tile with a mark; tile without one; words above a mark; only a mark."""
PICTURE = (168, 120)
"""Box that a picture of a choice is fitted into."""


class Choice(NamedTuple):
    """One choice: value, words without markup, and its picture if it has one."""

    value: str
    words: str
    image: Path | None = None


class _Face:
    """How a tile measures and paints itself; mixed into the two kinds of button."""

    choice: Choice
    look: str
    multiple: bool

    def measure(self, button: QAbstractButton) -> QSize:
        """Return the room the tile wants."""
        look = theme()
        mark = look.size("check").width()
        words = look.text_width("body_strong", self.choice.words) if self.choice.words else 0
        if self.look == DOT:
            return QSize(mark + 2 * look.space(2), look.height("field"))
        if self.look == SCALE:
            return QSize(words + look.space(3), look.line("body") + mark + 3 * look.space(2))
        marked = self.look == BOXED
        width = words + 2 * look.space(3) + 1 + (mark + look.space(2) if marked else 0)
        height = look.height("answer")
        shown = self.pixmap(button)
        if not shown.isNull():
            size = shown.deviceIndependentSize().toSize()
            width = max(width, size.width() + 2 * look.space(3))
            height = size.height() + 2 * look.space(2)
            height += look.line("body") + look.space(1) if words or marked else 0
        return QSize(width, height)

    def pixmap(self, button: QAbstractButton) -> QPixmap:
        """Return the picture at the screen's pixel ratio."""
        if self.choice.image is None:
            return QPixmap()
        return picture(self.choice.image, *PICTURE, button.devicePixelRatio())

    def draw(self, button: QAbstractButton) -> None:
        """Paint the tile."""
        painter, look = QPainter(button), theme()
        area, on = QRectF(button.rect()), button.isChecked()
        ink = "text" if button.isEnabled() else "disabled"
        style = "body_strong" if on else "body"
        side = look.size("check").width()
        if self.look in (SCALE, DOT):
            mark = paint.middle(area, side)
            if self.look == SCALE:
                words = area.adjusted(0, look.space(1), 0, 0)
                words.setHeight(look.line("body"))
                paint.text(painter, words, self.choice.words, style, ink, paint.CENTRE)
                mark.moveTop(words.bottom() + look.space(1))
            self.draw_mark(painter, mark, on, button.isEnabled())
            if button.hasFocus():
                reach = look.space(1)
                around = mark.adjusted(-reach, -reach, reach, reach)
                paint.focus_inside(painter, around, look.radius("control"))
            return
        fill = "primary_soft" if on else "hover" if button.underMouse() else "surface"
        line = ("primary" if on else "line_strong") if button.isEnabled() else "line"
        stroke = look.stroke("focus" if on else "control")
        paint.box(painter, area, look.radius("control"), fill, line, stroke)
        self._draw_inside(painter, button, area, style, "primary" if on else ink)

    def _draw_inside(
        self, painter: QPainter, button: QAbstractButton, area: QRectF, style: str, ink: str
    ) -> None:
        look = theme()
        shown = self.pixmap(button)
        row = QRectF(area)
        if not shown.isNull():
            size = shown.deviceIndependentSize()
            top = area.top() + look.space(2)
            painter.drawPixmap(QPointF((area.width() - size.width()) / 2, top), shown)
            row.setTop(top + size.height())
        left = row.left() + look.space(3)
        if self.look == BOXED:
            side = look.size("check").width()
            mark = QRectF(left, row.top(), side, row.height())
            self.draw_mark(
                painter, paint.middle(mark, side), button.isChecked(), button.isEnabled()
            )
            left += side + look.space(2)
        words = QRectF(left, row.top(), row.right() - look.space(3) - left, row.height())
        align = paint.LEFT if self.look == BOXED else paint.CENTRE
        paint.text(painter, words, self.choice.words, style, ink, align)
        if button.hasFocus():
            paint.focus_inside(painter, area, look.radius("control"))

    def draw_mark(self, painter: QPainter, rect: QRectF, on: bool, enabled: bool) -> None:
        """Paint a ring with a dot, or a box with a tick."""
        if self.multiple:
            draw_check(painter, rect, on, enabled)
            return
        look = theme()
        line = ("primary" if on else "line_strong") if enabled else "line"
        width = look.stroke("focus" if on else "control")
        paint.box(painter, rect, rect.width() / 2, "surface", line, width)
        if on:
            quarter = rect.width() / 4
            dot = rect.adjusted(quarter, quarter, -quarter, -quarter)
            paint.box(painter, dot, dot.width() / 2, "primary" if enabled else "disabled")


class RadioTile(_Face, HeldRadio):
    """One of several."""

    def __init__(self, choice: Choice, look: str, keys: ChoiceKeys) -> None:
        super().__init__()
        self.choice, self.look, self.multiple, self._keys = choice, look, False, keys
        _prepare(self, choice)

    def sizeHint(self) -> QSize:
        return self.measure(self)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(8), self.measure(self).height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.take(event):
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.draw(self)


class TickTile(_Face, QCheckBox):
    """One that can be ticked beside others."""

    def __init__(self, choice: Choice, look: str, keys: ChoiceKeys) -> None:
        super().__init__()
        self.choice, self.look, self.multiple, self._keys = choice, look, True, keys
        _prepare(self, choice)

    def hitButton(self, pos: QPoint) -> bool:
        return self.isEnabled() and self.rect().contains(pos)

    def nextCheckState(self) -> None:
        """Leave the state to the owner."""

    def sizeHint(self) -> QSize:
        return self.measure(self)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(8), self.measure(self).height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.take(event):
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.draw(self)


def _prepare(button: QAbstractButton, choice: Choice) -> None:
    button.setProperty(OWN_RING, True)
    button.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.setToolTip(choice.words)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


def plain_choice(value: str, label: str, image: Path | None = None) -> Choice:
    """Return a choice whose label may hold markup."""
    return Choice(value, to_plain(label) or ("" if image else value), image)
