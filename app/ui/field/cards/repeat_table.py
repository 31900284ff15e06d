"""A repeat as a table: a row for each instance, a column for each question (``table``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableView

from app.i18n import _
from app.ui.field.cards.repeat_edit import CellEditing, in_cell
from app.ui.questions.options import value_words
from app.ui.theme import theme
from app.ui.widgets.markup import to_plain
from app.ui.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.forms.fields import Field
    from app.ui.field.building import Building
    from app.ui.field.outline import Slot

TABLE = "table"
"""The appearance that asks for it."""
MOST_ROWS = 12
"""Rows that the table shows at once."""
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_CHORDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F2)


class RepeatModel(QAbstractTableModel):
    """Answers of the instances, read when they are shown."""

    def __init__(self, building: Building, paths: Sequence[str]) -> None:
        super().__init__()
        self._building, self.paths = building, list(paths)
        self.columns: list[str] = []
        self._cells: dict[tuple[int, str], Slot] = {}
        self._read()

    def look_again(self) -> bool:
        """Show the answers as they are now; False when the table has other columns by now."""
        before = self.columns
        self._read()
        if self.columns != before:
            return False
        last = self.index(len(self.paths) - 1, len(self.columns) - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        return True

    def _read(self) -> None:
        building = self._building
        self.columns, self._cells = [], {}
        rows = {path: at for at, path in enumerate(self.paths)}
        for slot in building.slots:
            at = next((rows[base] for base in _above(slot.path) if base in rows), None)
            if at is None or slot.question is None:
                continue
            below = slot.path[len(self.paths[at]) :]
            if "[" in below:  # of a repeat within; shown by its own card
                continue
            if below not in self.columns:
                self.columns.append(below)
            self._cells[at, below] = slot

    def slot(self, index: Index) -> Slot | None:
        """Return the question of a cell."""
        if not index.isValid():
            return None
        return self._cells.get((index.row(), self.columns[index.column()]))

    def _field(self, index: Index) -> Field | None:
        slot = self.slot(index)
        return slot.field if slot is not None and slot.field and slot.field.relevant else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.paths)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        known = super().flags(index)
        able = in_cell(self.slot(index)) is not None
        return known | Qt.ItemFlag.ItemIsEditable if able else known

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        cells = (self._cells.get((row, self.columns[section])) for row in range(len(self.paths)))
        found = next((slot for slot in cells if slot is not None and slot.field), None)
        return to_plain(found.field.label) if found is not None and found.field else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        slot, field = self.slot(index), self._field(index)
        if slot is None or slot.question is None or field is None:
            return None
        words = word(field.reason) if field.reason else value_words(slot.question, field)
        if role == Qt.ItemDataRole.DisplayRole:
            return words or ("—" if field.readonly or not field.required else "")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{to_plain(field.label)}: {words or _('unanswered')}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return field.message or words
        if role == Qt.ItemDataRole.ForegroundRole and not field.valid:
            return theme().color("critical")
        return None


def _above(path: str) -> list[str]:
    """Return the paths of what a question stands in, the innermost first."""
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(len(parts) - 1, 1, -1)]


class RepeatTable(QTableView):
    """The table; typing or F2 answers in the cell, Enter or a double click opens its question.

    Signals:
        wanted(path): Open the question of a cell.
        removed(path): Take an instance away (Delete).
        went_on(): Ctrl+Enter: go on.
    """

    wanted = Signal(str)
    removed = Signal(str)
    went_on = Signal()

    def __init__(self, building: Building, name: str, paths: Sequence[str]) -> None:
        super().__init__()
        look = theme()
        self._rows = RepeatModel(building, paths)
        self._rows.setParent(self)
        self.setModel(self._rows)
        self.setAccessibleName(name)
        self.setAccessibleDescription(
            _("Type or F2 answers in the cell, Enter opens it, Delete takes the row away")
        )
        self.setToolTip(
            _("Type or F2 answers in the cell, Enter opens it, Delete takes the row away")
        )
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(CellEditing(building, self._rows.slot, self))
        self.setCornerButtonEnabled(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(look.height("row"))
        across = self.horizontalHeader()
        across.setMinimumSectionSize(look.width("number"))
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        colors = QPalette(self.palette())
        colors.setColor(QPalette.ColorRole.Highlight, look.color("selected"))
        colors.setColor(QPalette.ColorRole.HighlightedText, look.color("text"))
        self.setPalette(colors)
        rows = min(MOST_ROWS, max(1, len(paths)))
        self.setFixedHeight(look.height("table_header") + (rows + 1) * look.height("row"))
        self.doubleClicked.connect(self._open)
        self.setCurrentIndex(self._rows.index(0, 0))

    def look_again(self, paths: Sequence[str]) -> bool:
        """Show the answers as they are now; False when it has other rows or columns by now."""
        return list(paths) == self._rows.paths and self._rows.look_again()

    def _edit(self, index: Index, typed: str = "") -> bool:
        """Answer in the cell; False where that cannot be done."""
        busy = self.state() == QAbstractItemView.State.EditingState
        if busy or not index.isValid() or in_cell(self._rows.slot(index)) is None:
            return False
        self.edit(index)
        editor = self.indexWidget(index)
        if typed and isinstance(editor, QLineEdit):
            editor.selectAll()
            editor.insert(typed)
        return True

    def _open(self, index: Index) -> None:
        slot = self._rows.slot(index)
        if slot is not None and slot.field is not None and slot.field.relevant:
            self.wanted.emit(f"{slot.path}")

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        if query == Qt.InputMethodQuery.ImEnabled:  # numbers and choices are digits and letters
            slot = self._rows.slot(self.currentIndex())
            question = slot.question if in_cell(slot) is not None and slot is not None else None
            return question is not None and question.kind == "text"
        return super().inputMethodQuery(query)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.commitString():
            self._edit(self.currentIndex(), event.commitString())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        row = self.currentIndex().row()
        if self.state() == QAbstractItemView.State.EditingState:
            event.accept()  # Enter ends what is typed in a cell; it opens nothing besides
        elif key in _KEYS and control:
            self.went_on.emit()
        elif key == Qt.Key.Key_F2 and self._edit(self.currentIndex()):
            event.accept()
        elif key in _KEYS:
            self._open(self.currentIndex())
        elif key == Qt.Key.Key_Delete and 0 <= row < len(self._rows.paths):
            self.removed.emit(self._rows.paths[row])
        elif (key == Qt.Key.Key_Up and row <= 0) or (
            key == Qt.Key.Key_Down and row >= len(self._rows.paths) - 1
        ):
            event.ignore()
        elif (
            event.text().isprintable()
            and event.text().strip()
            and not event.modifiers() & _CHORDS
            and self._edit(self.currentIndex(), event.text())
        ):
            event.accept()
        else:
            super().keyPressEvent(event)
