"""Text: one line, several lines, digits only, hidden while typed, or an address to open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from app.i18n import _
from app.ui.questions.base import Editor, EditorContext, pause
from app.ui.questions.numbers import DECIMALS, NumberEditor
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import NoteField, TextField
from app.ui.widgets.limits import Limits
from app.ui.widgets.question_text import open_link
from app.ui.words import unit_word

if TYPE_CHECKING:
    from app.forms.fields import Field

MOST_ROWS = 20
_NUMBERS = QRegularExpression(r"[0-9.,+\-*#() /:]*")
"""What a keyboard of numbers offers: telephone numbers and codes are text."""


class TextEditor(Editor):
    """One line of text."""

    def __init__(self, name: str, hint: str = "", widget: QWidget | None = None) -> None:
        self.line = TextField(name, hint)
        super().__init__(widget or self.line)
        self.line.committed.connect(self.given)
        self.line.advanced.connect(self.advanced)
        self._pause = pause(self, self.flush)
        self.line.textEdited.connect(self._pause.start)
        self.line.textEdited.connect(lambda _text: self.edited.emit(True))
        self.line.editingFinished.connect(self.flush)

    def show_field(self, field: Field, severity: str) -> None:
        self.line.set_value(field.value or field.rejected)

    def flush(self) -> None:
        self._pause.stop()
        self.line.commit()
        self.edited.emit(False)

    def focus(self) -> None:
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_error(self, on: bool) -> None:
        self.line.set_error(on)


class MaskedEditor(TextEditor):
    """Text that is not shown while it is typed; it can be looked at."""

    def __init__(self, name: str) -> None:
        super().__init__(name, widget=QWidget())
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.look = Button(_("Show"), icon="eye", name=f"{name}: {_('Show')}")
        self.look.setCheckable(True)
        self.look.toggled.connect(self._look)
        _in_row(self.widget, self.line, self.look)

    def _look(self, on: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        self.look.setText(_("Hide") if on else _("Show"))


class AddressEditor(TextEditor):
    """An address; it is opened only when somebody says so."""

    def __init__(self, name: str, *, fixed: bool) -> None:
        super().__init__(name, "https://", QWidget())
        self.open = Button(_("Open"), icon="external-link", name=f"{name}: {_('Open')}")
        self.open.clicked.connect(self._open)
        self.line.setReadOnly(fixed)
        self.line.textChanged.connect(self._tell)
        _in_row(self.widget, self.line, self.open)

    def _tell(self, text: str) -> None:
        self.open.setEnabled(bool(text.strip()))

    def _open(self) -> None:
        self.flush()
        self.line.set_error(not open_link(self.line.text().strip()))

    def show_field(self, field: Field, severity: str) -> None:
        super().show_field(field, severity)
        self._tell(self.line.text())


class LongTextEditor(Editor):
    """Several lines of text."""

    def __init__(self, name: str, rows: int = 0) -> None:
        self.note = NoteField(name)
        if rows:
            look = theme()
            lines = min(rows, MOST_ROWS)
            self.note.setFixedHeight(lines * look.line("body") + 2 * look.space(2))
        super().__init__(self.note)
        self.note.committed.connect(self.given)
        self._pause = pause(self, self.note.commit)
        self.note.textChanged.connect(self._pause.start)

    def show_field(self, field: Field, severity: str) -> None:
        self.note.set_value(field.value)
        self._pause.stop()

    def flush(self) -> None:
        self._pause.stop()
        self.note.commit()


def line(context: EditorContext) -> Editor:
    """Make the editor of one line of text; ``rows`` or answers with breaks make it several."""
    if context.question.attributes.get("rows") or "\n" in context.field.value:
        return long(context)
    return TextEditor(context.name)


def long(context: EditorContext) -> Editor:
    """Make the editor of several lines of text."""
    rows = context.question.attributes.get("rows", "")
    return LongTextEditor(context.name, int(rows) if rows.isdecimal() else 0)


def digits(context: EditorContext) -> Editor:
    """Make the editor of text made of digits, also with ``thousands-sep``."""
    if context.has("thousands-sep"):
        unit = unit_word(context.question.extras.get("unit", ""))
        return NumberEditor(context.name, unit, Limits(decimals=DECIMALS), grouped=True)
    editor = TextEditor(context.name)
    editor.line.setValidator(QRegularExpressionValidator(_NUMBERS, editor.line))
    editor.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
    editor.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
    editor.line.setMaximumWidth(theme().width("search"))
    return editor


def masked(context: EditorContext) -> Editor:
    """Make the editor of text that is hidden while it is typed."""
    return MaskedEditor(context.name)


def address(context: EditorContext) -> Editor:
    """Make the editor of ``url``."""
    return AddressEditor(context.name, fixed=context.field.readonly)


def point(context: EditorContext) -> Editor:
    """Make the editor of a place on earth: typed."""
    return TextEditor(context.name, _("latitude longitude, such as 37.51 105.19"))


def _in_row(box: QWidget, field: QWidget, button: QWidget) -> None:
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme().space(2))
    row.addWidget(field, 1)
    row.addWidget(button)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    box.setFocusProxy(field)
