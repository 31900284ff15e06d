"""A drawing: a ground that stays as it is, marks over it, and their undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QPainter

from app.ui.questions.canvas_marks import draw

if TYPE_CHECKING:
    from app.ui.questions.canvas_marks import Mark


class Drawing:
    """Marks over a ground.

    Attributes:
        ground: The picture or white sheet; never painted on.
        marks: All that is drawn now, the oldest first.
    """

    def __init__(self, ground: QImage, marks: tuple[Mark, ...] = ()) -> None:
        self.ground, self.marks = ground, marks
        self._past: list[tuple[Mark, ...]] = []
        self._future: list[tuple[Mark, ...]] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether something was taken back."""
        return bool(self._future)

    def change(self, marks: tuple[Mark, ...]) -> None:
        """Take other marks; one step of undo."""
        self._past.append(self.marks)
        self._future.clear()
        self.marks = marks

    def undo(self) -> bool:
        """Take the last step back; return whether there was one."""
        if not self._past:
            return False
        self._future.append(self.marks)
        self.marks = self._past.pop()
        return True

    def redo(self) -> bool:
        """Do again what was taken back; return whether there was something."""
        if not self._future:
            return False
        self._past.append(self.marks)
        self.marks = self._future.pop()
        return True

    def image(self) -> QImage:
        """Return the picture at its full size with the marks in it."""
        out = self.ground.convertToFormat(QImage.Format.Format_RGB32)
        painter = QPainter(out)
        for mark in self.marks:
            draw(painter, mark)
        painter.end()
        return out


def blank(width: int, height: int) -> QImage:
    """Return a white sheet of so many pixels."""
    sheet = QImage(width, height, QImage.Format.Format_RGB32)
    sheet.fill(0xFFFFFFFF)
    return sheet
