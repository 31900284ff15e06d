"""Ranking: choices in an order that is dragged, or moved with Alt+↑ and Alt+↓."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.questions.base import Editor, EditorContext, at_left
from app.ui.questions.choices import choices_of
from app.ui.questions.keys import ENTER
from app.ui.questions.tile import Choice
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.answer_bar import REASON_KEYS
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.forms.fields import Field

_VALUE = Qt.ItemDataRole.UserRole


class _Rows(QStyledItemDelegate):
    """Paints place, words and grip."""

    ranked = False

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(theme().space(12), theme().height("row"))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        look, area = theme(), QRectF(option.rect)
        focused = option.state & QStyle.StateFlag.State_HasFocus
        if option.state & QStyle.StateFlag.State_Selected and focused:
            painter.fillRect(area, look.color("selected"))
        grip = QRectF(area.left() + look.space(2), area.top(), look.icon(1), area.height())
        draw_icon(painter, paint.middle(grip, look.icon(1)), "grip-vertical", "text3")
        place = QRectF(grip.right() + look.space(2), area.top(), look.space(6), area.height())
        number = f"{index.row() + 1}." if self.ranked else "–"
        paint.text(painter, place, number, "body_strong" if self.ranked else "body", "text2")
        words = area.adjusted(place.right() - area.left() + look.space(1), 0, -look.space(2), 0)
        ink = "text" if self.ranked else "text2"
        paint.text(painter, words, str(index.data()), "body", ink)
        if focused:
            paint.focus_inside(painter, area)


class RankList(QListWidget):
    """Rows that can be moved.

    Signals:
        moved(): The order is another now.
        reason_given(reason): Alt+3, Alt+4 or Alt+5.
        emptied(): Delete.
        advanced(): Enter.
    """

    moved = Signal()
    reason_given = Signal(str)
    emptied = Signal()
    advanced = Signal()

    def __init__(self, name: str, choices: Sequence[Choice], parent: QObject | None = None) -> None:
        super().__init__()
        self._name = name
        self._rows = _Rows(self)
        self.setItemDelegate(self._rows)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        for choice in choices:
            item = QListWidgetItem(choice.words)
            item.setData(_VALUE, choice.value)
            self.addItem(item)
        self.setCurrentRow(0)
        self.setFixedHeight(theme().height("row") * max(1, min(10, len(choices))))
        self.model().rowsMoved.connect(self.moved)

    @property
    def values(self) -> list[str]:
        """The values in their present order."""
        return [str(self.item(row).data(_VALUE)) for row in range(self.count())]

    def set_order(self, values: Sequence[str]) -> None:
        """Show an order without emitting; what it does not name stands behind, as the form says."""
        self._rows.ranked = bool(values)
        now = self.values
        wanted = [one for one in values if one in now] + [one for one in now if one not in values]
        if wanted != now:
            self.model().blockSignals(True)
            items = {
                str(item.data(_VALUE)): item for item in map(self.takeItem, [0] * self.count())
            }
            for value in wanted:
                self.addItem(items[value])
            self.model().blockSignals(False)
            self.reset()
            self.setCurrentRow(0)
        self._tell()
        self.viewport().update()

    def _tell(self) -> None:
        for row in range(self.count()):
            item = self.item(row)
            place = _("place {number}").format(number=row + 1) if self._rows.ranked else ""
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, (item.text(), place)))
            )
        said = ", ".join(self.item(row).text() for row in range(self.count()))
        self.setAccessibleName(f"{self._name}: {said if self._rows.ranked else _('unanswered')}")

    def shift(self, by: int) -> None:
        """Move the current row up or down."""
        row = self.currentRow()
        if 0 <= row + by < self.count():
            item = self.takeItem(row)
            self.insertItem(row + by, item)
            self.setCurrentItem(item)
            self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.shift(1 if key == Qt.Key.Key_Down else -1)
        elif alt and key in REASON_KEYS:
            self.reason_given.emit(REASON_KEYS[Qt.Key(key)])
        elif key == Qt.Key.Key_Delete:
            self.emptied.emit()
        elif key in ENTER:
            self.advanced.emit()
        else:
            super().keyPressEvent(event)


class RankEditor(Editor):
    """Puts the choices in order."""

    def __init__(self, name: str, choices: Sequence[Choice]) -> None:
        self.list = RankList(name, choices)
        self._values: list[str] = []
        up, down = _("Up"), _("Down")
        self._up = Button(up, icon="arrow-up", hint="Alt+↑", name=f"{name}: {up}")
        self._down = Button(down, icon="arrow-down", hint="Alt+↓", name=f"{name}: {down}")
        self._keep = Button(_("This order is right"), icon="check")
        self._said = Text(
            _("Drag the rows, or move them with Alt+↑ and Alt+↓."), "caption", "text2"
        )
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        column.addWidget(self._said)
        column.addWidget(self.list)
        column.addWidget(at_left(self._up, self._down, self._keep))
        super().__init__(box)
        self._up.clicked.connect(lambda: self.list.shift(-1))
        self._down.clicked.connect(lambda: self.list.shift(1))
        self._keep.clicked.connect(self._given)
        self.list.moved.connect(self._given)
        self.list.emptied.connect(self.cleared)
        self.list.advanced.connect(self.advanced)
        self.list.reason_given.connect(self.reason_given)

    def _given(self) -> None:
        self.given.emit(" ".join(self.list.values))

    def show_field(self, field: Field, severity: str) -> None:
        self.list.set_order(field.value.split())
        self._keep.setVisible(not field.value)

    def focus(self) -> None:
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)


def rank(context: EditorContext) -> Editor:
    """Make the editor of a ranking."""
    return RankEditor(context.name, choices_of(context))
