"""``minimal``: choices behind one field; one of them, or several ticked in a panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.questions.base import Editor, EditorContext, at_left
from app.ui.questions.choices import MANY, choices_of
from app.ui.questions.keys import ENTER
from app.ui.questions.search import SearchEditor
from app.ui.questions.tile import Choice
from app.ui.theme import theme
from app.ui.widgets.answer_bar import REASON_KEYS
from app.ui.widgets.buttons import Button
from app.ui.words import listed

if TYPE_CHECKING:
    from app.forms.fields import Field


class _Box(QComboBox):
    """A drop-down that leaves ↑ ↓ to the questions while it is closed, and the wheel always.

    Signals:
        advanced(): Enter while it is closed.
        emptied(): Delete.
        reason_given(reason): Alt+3, Alt+4 or Alt+5.
    """

    advanced = Signal()
    emptied = Signal()
    reason_given = Signal(str)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        digit = key - Qt.Key.Key_1
        if alt and key in REASON_KEYS:
            self.reason_given.emit(REASON_KEYS[Qt.Key(key)])
        elif alt and key == Qt.Key.Key_Down:
            self.showPopup()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        elif key in ENTER:
            self.advanced.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.emptied.emit()
        elif 0 <= digit < min(9, self.count() - 1) and not event.modifiers():
            self.setCurrentIndex(digit + 1)
            self.activated.emit(digit + 1)
        else:
            super().keyPressEvent(event)


class DropdownEditor(Editor):
    """One choice behind a drop-down; its first row is no answer."""

    goes_on = True

    def __init__(self, name: str, choices: Sequence[Choice]) -> None:
        self.box = _Box()
        self._name, self._choices = name, list(choices)
        self.box.addItem(_("Choose…"), "")
        for choice in choices:
            self.box.addItem(choice.words, choice.value)
        look = theme()
        widest = max((look.text_width("body", c.words) for c in choices), default=0)
        self.box.setMinimumWidth(min(look.width("reading_max") // 2, widest + 4 * look.space(4)))
        self.box.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        super().__init__(at_left(self.box))
        self.box.activated.connect(self._activated)
        self.box.advanced.connect(self.advanced)
        self.box.emptied.connect(self.cleared)
        self.box.reason_given.connect(self.reason_given)

    def _activated(self, row: int) -> None:
        value = str(self.box.itemData(row))
        if value:
            self.given.emit(value)
        else:
            self.cleared.emit()

    def show_field(self, field: Field, severity: str) -> None:
        row = self.box.findData(field.value) if field.value else 0
        self.box.setCurrentIndex(max(0, row))
        words = self.box.currentText() if row > 0 else _("unanswered")
        self.box.setAccessibleName(f"{self._name}: {words}")

    def focus(self) -> None:
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)


class FoldedEditor(Editor):
    """Choices that unfold beneath a button which says what is chosen."""

    def __init__(self, name: str, inner: Editor, words: dict[str, str], *, multiple: bool) -> None:
        self._name, self._words, self._multiple = name, words, multiple
        self.inner = inner
        self.goes_on = not multiple
        self.button = Button(_("Choose…"), name=name)
        self.button.set_trailing("chevron-down")
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        column.addWidget(self.button)
        column.addWidget(inner.widget)
        inner.widget.hide()
        super().__init__(box)
        inner.setParent(self)
        self.button.clicked.connect(self._unfold)
        inner.given.connect(self._given)
        inner.cleared.connect(self.cleared)
        inner.reason_given.connect(self.reason_given)
        inner.advanced.connect(self._done)

    def _unfold(self) -> None:
        shown = self.inner.widget.isHidden()
        self.inner.widget.setVisible(shown)
        self.button.set_trailing("chevron-up" if shown else "chevron-down")
        if shown:
            self.inner.focus()

    def _given(self, text: str) -> None:
        if not self._multiple:
            self.inner.widget.hide()
            self.button.set_trailing("chevron-down")
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.given.emit(text)

    def _done(self) -> None:
        self.inner.widget.hide()
        self.button.set_trailing("chevron-down")
        self.advanced.emit()

    def show_field(self, field: Field, severity: str) -> None:
        self.inner.show_field(field, severity)
        values = field.value.split() if self._multiple else [field.value] if field.value else []
        words = listed(self._words.get(value, value) for value in values)
        room = theme().width("reading_max") // 2
        if theme().text_width("body", words) > room:
            count = len(values)
            words = ngettext("{count} chosen", "{count} chosen", count).format(count=count)
        self.button.set_words(words or _("Choose…"))
        self.button.setAccessibleName(f"{self._name}: {words or _('unanswered')}")

    def focus(self) -> None:
        self.button.setFocus(Qt.FocusReason.ShortcutFocusReason)


def dropdown(context: EditorContext) -> Editor:
    """Make the editor of ``minimal``."""
    choices, multiple = choices_of(context), context.question.kind == "select_multiple"
    if not multiple and len(choices) <= MANY:
        return DropdownEditor(context.name, choices)
    inner = SearchEditor(context.name, choices, multiple=multiple)
    words = {choice.value: choice.words for choice in choices}
    return FoldedEditor(context.name, inner, words, multiple=multiple)
