"""Type to filter: one or several of very many choices; only the rows that can be seen exist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _, ngettext
from app.ui.questions.base import Editor, EditorContext
from app.ui.questions.choices import ALONE, choices_of
from app.ui.questions.keys import ENTER
from app.ui.questions.search_model import SearchModel
from app.ui.questions.search_rows import ChoiceRows
from app.ui.questions.tile import Choice
from app.ui.theme import theme
from app.ui.widgets.answer_bar import REASON_KEYS
from app.ui.widgets.fields import SearchField
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.forms.fields import Field

LOOK_MS = 100
"""How often the list looks whether pinyin is there."""
SHOWN = 7
"""Rows that the list shows at once."""


class SearchList(QWidget):
    """A search field over a list.

    Signals:
        picked(value): Enter or a click on a choice.
        cleared(): Delete on the list.
        advanced(): Enter on a choice that is chosen already.
        reason_given(reason): Alt+3, Alt+4 or Alt+5.
    """

    picked = Signal(str)
    cleared = Signal()
    advanced = Signal()
    reason_given = Signal(str)

    def __init__(self, name: str, choices: Sequence[Choice], *, multiple: bool = False) -> None:
        super().__init__()
        self._name, self._multiple = name, multiple
        self._chosen: tuple[str, ...] = ()
        self.model = SearchModel(choices, self)
        self.field = SearchField(_("Type to search; pinyin works too"))
        self.field.setAccessibleName(f"{name}: {_('search the choices')}")
        self.view = QTableView()  # a list view would lay out every row, this one only what is seen
        self._count = Text("", "caption", "text2")
        self._dress_view()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        for part in (self.field, self.view, self._count):
            column.addWidget(part)
        self.field.searched.connect(self._search)
        self.field.accepted.connect(self._take_current)
        self.field.left_down.connect(self._to_list)
        self.view.clicked.connect(lambda index: self._take(index.row()))
        self.view.installEventFilter(self)
        self.field.installEventFilter(self)
        self._later = QTimer(self, interval=LOOK_MS)
        self._later.timeout.connect(self._learned)
        if not self.model.whole:
            self._later.start()
        self._search("")

    def _dress_view(self) -> None:
        look, view = theme(), self.view
        view.setItemDelegate(ChoiceRows(view, self._multiple))
        view.horizontalHeader().hide()
        view.horizontalHeader().setStretchLastSection(True)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setMinimumSectionSize(look.height("row"))
        view.verticalHeader().setDefaultSectionSize(look.height("row"))
        view.setModel(self.model)  # after the heads: they would go through every row
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setCornerButtonEnabled(False)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        view.setFixedHeight(look.height("row") * min(SHOWN, max(1, len(self.model.choices))))

    def _show_chosen(self) -> None:
        row = self.model.row_of(self._chosen[0]) if self._chosen else 0
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(max(0, row), 0))

    def _learned(self) -> None:
        """Search once more when pinyin has come."""
        if self.model.whole:
            self._later.stop()
            if self.field.text() and not self.view.hasFocus():
                self._search(self.field.text())

    def _search(self, text: str) -> None:
        self.model.filter(text)
        if text and self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0, 0))
        elif not text:
            self._show_chosen()
        count = self.model.rowCount()
        words = ngettext("{count} choice", "{count} choices", count).format(count=count)
        self._count.setText(words if count else _("No choice holds these words"))

    def set_values(self, values: Sequence[str]) -> None:
        """Show an answer without emitting."""
        self._chosen = tuple(values)
        self.model.set_chosen(frozenset(values))
        known = {one.value: one.words for one in self.model.choices} if values else {}
        words = ", ".join(known.get(value, value) for value in values)
        said = f"{self._name}: {words or _('unanswered')}"
        self.view.setAccessibleName(said)
        self.setAccessibleName(said)
        if values and not self.field.text() and not self.view.hasFocus():
            self._show_chosen()

    def _to_list(self) -> None:
        self.view.setFocus(Qt.FocusReason.TabFocusReason)

    def _take_current(self) -> None:
        self._take(self.view.currentIndex().row(), enter=True)

    def _take(self, row: int, *, enter: bool = False) -> None:
        choice = self.model.choice(row)
        if choice is None:
            return
        if enter and not self._multiple and choice.value in self._chosen:
            self.advanced.emit()
            return
        self.picked.emit(choice.value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
            if alt and key in REASON_KEYS:
                self.reason_given.emit(REASON_KEYS[Qt.Key(key)])
                return True
            if watched is self.view and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                return self._list_key(event)
        return super().eventFilter(watched, event)

    def _list_key(self, event: QKeyEvent) -> bool:
        key, row = event.key(), self.view.currentIndex().row()
        if key in ENTER and self._multiple:
            self.advanced.emit()
        elif key in ENTER or key == Qt.Key.Key_Space:
            self._take(row, enter=key in ENTER)
        elif key == Qt.Key.Key_Delete:
            self.cleared.emit()
        elif key == Qt.Key.Key_Up and row <= 0:
            self.field.setFocus(Qt.FocusReason.TabFocusReason)
        elif event.text().isprintable() and event.text().strip():
            self.field.setFocus(Qt.FocusReason.TabFocusReason)
            self.field.insert(event.text())
        else:
            return False
        return True

    def focus_current(self) -> None:
        """Put the focus into the search field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)


class SearchEditor(Editor):
    """One or several of many choices."""

    def __init__(self, name: str, choices: Sequence[Choice], *, multiple: bool) -> None:
        self.list = SearchList(name, choices, multiple=multiple)
        super().__init__(self.list)
        self.goes_on = not multiple
        self._multiple = multiple
        self._values: list[str] = []
        self._alone = {c.value for c in choices if c.value in ALONE or c.words in ALONE}
        self.list.picked.connect(self._picked)
        self.list.cleared.connect(self.cleared)
        self.list.advanced.connect(self.advanced)
        self.list.reason_given.connect(self.reason_given)

    def _picked(self, value: str) -> None:
        if not self._multiple:
            self.given.emit(value)
            return
        if value in self._values:
            kept = [one for one in self._values if one != value]
        elif value in self._alone:
            kept = [value]
        else:
            kept = [one for one in self._values if one not in self._alone] + [value]
        order = {one.value: at for at, one in enumerate(self.list.model.choices)}
        self._values = sorted(kept, key=lambda one: order.get(one, len(order)))
        self.list.set_values(self._values)
        self.given.emit(" ".join(self._values))

    def show_field(self, field: Field, severity: str) -> None:
        value = field.value
        self._values = value.split() if self._multiple else [value] if value else []
        self.list.set_values(self._values)

    def focus(self) -> None:
        self.list.focus_current()


def search(context: EditorContext) -> Editor:
    """Make the editor of a choice that is searched for."""
    choices = choices_of(context)
    multiple = context.question.kind == "select_multiple"
    return SearchEditor(context.name, choices, multiple=multiple)
