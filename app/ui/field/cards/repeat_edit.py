"""Answering in the cell of a table: text, numbers and choices; everything else opens its card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRegularExpression, Qt, QTimer
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.widgets.markup import to_plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.forms.fields import Field
    from app.ui.field.building import Building
    from app.ui.field.outline import Slot

Index = QModelIndex | QPersistentModelIndex
_TYPED = {
    "text": None,
    "integer": QRegularExpression(r"-?[0-9]{0,9}"),
    "decimal": QRegularExpression(r"-?[0-9]{0,15}([.][0-9]{0,12})?"),
}
MOST_CHOICES = 100
"""More choices than this are searched for, in the card."""


def in_cell(slot: Slot | None) -> Field | None:
    """Return the field of a cell that can be answered where it stands."""
    if slot is None or slot.question is None or slot.field is None:
        return None
    question, field = slot.question, slot.field
    if field.readonly or not field.relevant or question.appearance:
        return None
    if question.kind in _TYPED:
        return field
    plain = question.kind == "select_one" and not any(one.media for one in field.choices)
    return field if plain and len(field.choices) <= MOST_CHOICES else None


class CellEditing(QStyledItemDelegate):
    """Makes the editors and hands their answers to the building.

    Args:
        building: Whose answers.
        slot: Returns the question of a cell.
        parent: The table.
    """

    def __init__(
        self, building: Building, slot: Callable[[Index], Slot | None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._building, self._slot = building, slot

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        slot = self._slot(index)
        field = in_cell(slot)
        assert slot is not None
        assert slot.question is not None
        assert field is not None
        if slot.question.kind == "select_one":
            box = QComboBox(parent)
            box.addItem("", "")
            for choice in field.choices:
                box.addItem(to_plain(choice.label) or choice.value, choice.value)
            # A choice is made at once, as everywhere; Escape leaves it as it was.
            box.activated.connect(lambda _at: self._take(box))
            QTimer.singleShot(0, box, box.showPopup)
            made: QWidget = box
        else:
            line = QLineEdit(parent)
            allowed = _TYPED[slot.question.kind]
            if allowed is not None:
                line.setValidator(QRegularExpressionValidator(allowed, line))
                line.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
            made = line
        made.setAccessibleName(to_plain(field.label))
        return made

    def _take(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        field = in_cell(self._slot(index))
        if field is None:
            return
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(field.value)))
        elif isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(field.value)

    def setModelData(self, editor: QWidget, _model: object, index: Index) -> None:
        slot = self._slot(index)
        field = in_cell(slot)
        if field is None or slot is None:
            return
        if isinstance(editor, QComboBox):
            text = str(editor.currentData() or "")
        else:
            assert isinstance(editor, QLineEdit)
            text = editor.text().strip()
        if text != field.value:
            if text:
                self._building.answer(slot.path, text)
            else:
                self._building.clear(slot.path)
