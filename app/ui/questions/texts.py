"""Text: one line, or several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import _
from app.ui.questions.base import Editor, EditorContext, pause
from app.ui.widgets.fields import NoteField, TextField

if TYPE_CHECKING:
    from app.forms.fields import Field


class TextEditor(Editor):
    """One line of text."""

    def __init__(self, name: str, hint: str = "") -> None:
        self.line = TextField(name, hint)
        super().__init__(self.line)
        self.line.committed.connect(self.given)
        self.line.advanced.connect(self.advanced)
        self._pause = pause(self, self.line.commit)
        self.line.textEdited.connect(self._pause.start)

    def show_field(self, field: Field, severity: str) -> None:
        self.line.set_value(field.value or field.rejected)

    def flush(self) -> None:
        self._pause.stop()
        self.line.commit()

    def set_error(self, on: bool) -> None:
        self.line.set_error(on)


class LongTextEditor(Editor):
    """Several lines of text."""

    def __init__(self, name: str) -> None:
        self.note = NoteField(name)
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
    """Make the editor of one line of text."""
    if context.question.attributes.get("rows"):
        return LongTextEditor(context.name)
    return TextEditor(context.name)


def long(context: EditorContext) -> Editor:
    """Make the editor of several lines of text."""
    return LongTextEditor(context.name)


def point(context: EditorContext) -> Editor:
    """Make the editor of a place on earth: typed."""
    return TextEditor(context.name, _("latitude longitude, such as 37.51 105.19"))
