"""A fingerprint in four large groups, to be read aloud and compared letter by letter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets import paint

_LETTERS = 4


def spelled(fingerprint: str) -> str:
    """Return a fingerprint as a screen reader should say it: letter by letter."""
    return ", ".join(" ".join(group) for group in fingerprint.split("-"))


class FingerprintGroups(QWidget):
    """Four boxes of four letters; each may show that it agrees or does not.

    Args:
        large: As large as a title; else as large as a heading.
    """

    def __init__(self, parent: QWidget | None = None, *, large: bool = True) -> None:
        super().__init__(parent)
        self._groups: list[str] = []
        self._marks: list[bool | None] = []
        self._style = "display" if large else "heading"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_fingerprint(self, fingerprint: str) -> None:
        """Show a fingerprint; empty for none."""
        self._groups = fingerprint.split("-") if fingerprint else []
        self._marks = [None] * len(self._groups)
        self.setAccessibleName(f"{_('Fingerprint')}: {spelled(fingerprint)}")
        self.updateGeometry()
        self.update()

    def compare(self, typed: str) -> None:
        """Mark each group as far as letters were typed: equal or not."""
        rest = typed
        for number, group in enumerate(self._groups):
            said, rest = rest[:_LETTERS], rest[_LETTERS:]
            self._marks[number] = None if not said else said == group
            if said and len(said) < len(group):
                self._marks[number] = None if group.startswith(said) else False
        self.update()

    def _cell(self) -> int:
        look = theme()
        return look.text_width(self._style, "W") + look.space(1)

    def sizeHint(self) -> QSize:
        look = theme()
        wide = self._cell() * _LETTERS + 2 * look.space(3)
        height = look.line(self._style) + 2 * look.space(2)
        return QSize(4 * wide + 3 * look.space(2), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().space(12) * 4, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        gap = look.space(2)
        full = (self.sizeHint().width() - 3 * gap) / 4
        wide = min(full, (self.width() - 3 * gap) / 4)
        cell = (wide - 2 * look.space(1)) / _LETTERS
        cell = min(cell, self._cell())
        for number, group in enumerate(self._groups):
            box = QRectF(number * (wide + gap), 0, wide, self.height())
            mark = self._marks[number]
            fill, line, ink = {
                None: ("sunken", "line", "text"),
                True: ("ok_soft", "ok", "ok"),
                False: ("critical_soft", "critical", "critical"),
            }[mark]
            stroke = look.stroke("line" if mark is None else "focus")
            paint.box(painter, box, look.radius("control"), fill, line, stroke)
            left = box.left() + (wide - cell * len(group)) / 2
            style = self._style if cell >= look.text_width(self._style, "W") else "heading"
            for at, letter in enumerate(group):  # one cell a letter: columns can be compared
                area = QRectF(left + at * cell, 0, cell, self.height())
                paint.text(painter, area, letter, style, ink, paint.CENTRE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


def tidy(typed: str) -> str:
    """Return the letters of what was typed, without blanks and dashes, in capitals."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())
