"""Dates and times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.i18n import _
from app.ui.questions.base import Editor, EditorContext, at_left
from app.ui.questions.moment_text import MomentEditorText, placeholder
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import TextField

if TYPE_CHECKING:
    from app.forms.fields import Field


class MomentEditor(Editor):
    """A date, a time or both, typed in any of the usual ways."""

    def __init__(self, name: str, kind: str) -> None:
        self._text = MomentEditorText(kind)
        self.line = TextField(name, placeholder(kind))
        self.line.setMaximumWidth(theme().width("search"))
        now = Button(_("Today") if kind == "date" else _("Now"), "quiet", "clock")
        now.clicked.connect(self._now)
        super().__init__(at_left(self.line, now))
        self.line.committed.connect(self._typed)
        self.line.advanced.connect(self.advanced)

    def _typed(self, text: str) -> None:
        self.given.emit(self._text.stored(text))

    def _now(self) -> None:
        self.given.emit(self._text.now())

    def show_field(self, field: Field, severity: str) -> None:
        self.line.set_value(self._text.shown(field.value or field.rejected))

    def flush(self) -> None:
        self.line.commit()

    def focus(self) -> None:
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_error(self, on: bool) -> None:
        self.line.set_error(on)


def moment(context: EditorContext) -> Editor:
    """Make the editor of a date, a time or both."""
    return MomentEditor(context.name, context.question.kind)
