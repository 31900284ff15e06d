"""Typing the words of a mark, or the millimetres of a scale, in a line over the picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets.fields import Line

if TYPE_CHECKING:
    from app.inspection.photo.marks import Mark

_LONGEST = 60
_NUMBER = QRegularExpression(r"\d{0,5}(\.\d)?")


class MarkWords(QObject):
    """Asks for words where the mark is.

    Attributes:
        line: The line that is typed into, while there is one.

    Signals:
        written(mark): The mark with its words; a text without words is not told.
    """

    written = Signal(object)

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.line: Line | None = None
        self._mark: Mark | None = None

    def ask(self, mark: Mark, at: QPointF, name: str, *, number: bool = False) -> None:
        """Open the line at a point of the canvas."""
        self.finish()
        line = Line(mark.words, self._canvas)
        line.setAccessibleName(name)
        hint = _("Millimetres, then Enter") if number else _("Type, then Enter")
        line.setPlaceholderText(hint)
        line.setMaxLength(_LONGEST)
        if number:
            line.setValidator(QRegularExpressionValidator(_NUMBER, line))
            line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        size = line.sizeHint()
        wide = min(theme().width("search"), self._canvas.width())
        left = min(max(0.0, at.x()), self._canvas.width() - wide)
        top = min(max(0.0, at.y()), self._canvas.height() - size.height())
        line.setGeometry(round(left), round(top), wide, size.height())
        line.editingFinished.connect(self.finish)
        line.installEventFilter(self)
        self.line, self._mark = line, mark
        line.show()
        line.selectAll()
        line.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self) -> None:
        """Take what was typed; a scale keeps its line without a length."""
        line, mark = self.line, self._mark
        self._close()
        if line is not None and mark is not None:
            self.written.emit(replace(mark, words=line.text().strip()))

    def drop(self) -> None:
        """Another photo is shown: what was typed is taken, the line goes."""
        self.finish()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape gives the words up; a text that was there before stays as it was."""
        line = self.line
        if (
            line is not None
            and watched is line
            and not line.composing
            and isinstance(event, QKeyEvent)
        ):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                if self.line is not None and self._mark is not None:
                    self.line.setText(self._mark.words)
                self.finish()
                return True
        return super().eventFilter(watched, event)

    def _close(self) -> None:
        line, self.line, self._mark = self.line, None, None
        if line is not None:
            line.hide()
            line.deleteLater()
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
