"""The table of a line's points: typed cell by cell, rows inserted, moved, removed, many pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets import paint

if TYPE_CHECKING:
    from app.ui.questions.geo_model import PointModel

ROWS = 6
_PASTE = QKeySequence.StandardKey.Paste


class _Header(QHeaderView):
    """Column names or row numbers, painted from the tokens."""

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        look = theme()
        painter.fillRect(rect, look.color("bg"))
        across = self.orientation() == Qt.Orientation.Horizontal
        line = look.stroke("line")
        edge = QRect(rect)
        if across:
            edge.setTop(rect.bottom() + 1 - line)
        else:
            edge.setLeft(rect.right() + 1 - line)
        painter.fillRect(edge, look.color("line"))
        words = str(self.model().headerData(section, self.orientation()))
        room = rect.adjusted(0, 0, -look.space(1), 0)
        paint.text(painter, room, words, "label", "text2", paint.RIGHT)

    def sectionSizeFromContents(self, section: int) -> QSize:
        return QSize(theme().space(8), super().sectionSizeFromContents(section).height())


class PointGrid(QTableView):
    """Enter or typing edits a cell, Insert adds a row, Delete removes rows, Alt+↑ ↓ moves one.

    Signals:
        pasted(text): Ctrl+V with text on the clipboard.
        advanced(): Ctrl+Enter: go on to the next question.
    """

    pasted = Signal(str)
    advanced = Signal()

    def __init__(self, name: str, model: PointModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme()
        self._points = model
        self.setModel(model)
        self.setAccessibleName(_("{name}: points").format(name=name))
        self.setFont(look.font("label"))
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Highlight, look.color("selected"))
        palette.setColor(QPalette.ColorRole.HighlightedText, look.color("text"))
        self.setPalette(palette)
        across = _Header(Qt.Orientation.Horizontal, self)
        down = _Header(Qt.Orientation.Vertical, self)
        self.setHorizontalHeader(across)
        self.setVerticalHeader(down)
        self.setCornerButtonEnabled(False)
        self.setGridStyle(Qt.PenStyle.NoPen)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in (2, 3):  # height and accuracy are short; degrees have many digits
            across.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            across.resizeSection(column, look.space(12) + look.space(2))
        across.setHighlightSections(False)
        across.setFixedHeight(look.height("table_header"))
        down.setDefaultSectionSize(look.height("row_dense"))
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setHighlightSections(False)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        if query == Qt.InputMethodQuery.ImEnabled:
            return False  # Qt switches them on with each cell that is chosen
        return super().inputMethodQuery(query)

    def sizeHint(self) -> QSize:
        look = theme()
        tall = look.height("table_header") + ROWS * look.height("row_dense")
        return QSize(look.width("empty"), tall + 2 * look.stroke("line"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().width("tree"), self.sizeHint().height())

    def chosen_rows(self) -> list[int]:
        """Return the rows that have a chosen cell; without one the current row."""
        rows = {index.row() for index in self.selectedIndexes()}
        if not rows and self.currentIndex().isValid():
            rows = {self.currentIndex().row()}
        return sorted(rows)

    def go_to(self, row: int, column: int = 0) -> None:
        """Make one cell the current one."""
        self.setCurrentIndex(self._points.index(row, column))

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.matches(_PASTE):
            event.accept()
            return True
        return super().event(event)

    def insert_row(self) -> None:
        """Add an empty row behind the current one and begin to type there."""
        at = self.currentIndex().row() + 1 if self.currentIndex().isValid() else 0
        at = at or self._points.rowCount()
        self._points.insert(at)
        self.go_to(at)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove_rows(self) -> None:
        """Remove the chosen rows."""
        rows = self.chosen_rows()
        self._points.remove(rows)
        if rows and self._points.rowCount():
            self.go_to(min(rows[0], self._points.rowCount() - 1))

    def move_row(self, by: int) -> None:
        """Move the current row up or down."""
        at = self.currentIndex()
        if self._points.move(at.row(), by):
            self.go_to(at.row() + by, at.column())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self.state() == QAbstractItemView.State.EditingState:
            event.accept()  # Enter ended the cell and came up from its line
        elif event.matches(_PASTE):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_row(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Insert:
            self.insert_row()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_rows()
        elif enter and control:
            event.ignore()
        elif enter and self.currentIndex().isValid():
            self.edit(self.currentIndex())
        elif enter:
            self.advanced.emit()
        else:
            super().keyPressEvent(event)
