"""Numbers, with their unit and limits: typed, grouped by thousands, or counted with two buttons."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.i18n import _
from app.ui.lazy import lazy
from app.ui.questions.base import Editor, EditorContext, at_left, pause
from app.ui.widgets.buttons import Button
from app.ui.widgets.limits import Limits
from app.ui.widgets.number_field import NumberField
from app.ui.words import unit_word

if TYPE_CHECKING:
    from app.forms import lexical
    from app.forms.fields import Field
else:
    lexical = lazy("app.forms.lexical")

DECIMALS = 12


class NumberEditor(Editor):
    """A number with its unit.

    Args:
        name: Name for screen readers.
        unit: Unit in the end cap, or empty.
        limits: What it may be.
        grouped: Show thousands apart while nobody types.
        counter: Two buttons count.
    """

    def __init__(
        self,
        name: str,
        unit: str,
        limits: Limits,
        *,
        grouped: bool = False,
        counter: bool = False,
    ) -> None:
        self.number = NumberField(name, unit, limits, grouped=grouped)
        less = Button("", icon="minus", name=f"{name}: {_('one less')}")
        more = Button("", icon="plus", name=f"{name}: {_('one more')}")
        super().__init__(at_left(less, self.number, more) if counter else at_left(self.number))
        less.clicked.connect(lambda: self._count(-1))
        more.clicked.connect(lambda: self._count(1))
        self.number.committed.connect(self.given)
        self.number.advanced.connect(self.advanced)
        self._pause = pause(self, self.flush)
        self.number.line.textEdited.connect(self._pause.start)
        self.number.line.textEdited.connect(lambda _text: self.edited.emit(True))
        self.number.line.editingFinished.connect(self.flush)

    def _count(self, by: int) -> None:
        now = to_decimal(self.number.text) or Decimal(0)
        self.number.type_text(f"{now + by:f}")
        self.number.commit()

    def show_field(self, field: Field, severity: str) -> None:
        self.number.set_value(lexical.readable(field.spec.type, field.value or field.rejected))

    def flush(self) -> None:
        self._pause.stop()
        self.number.commit()
        self.edited.emit(False)

    def set_error(self, on: bool) -> None:
        self.number.set_refused(on)

    def focus(self) -> None:
        self.number.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.number.line.selectAll()


def number(context: EditorContext) -> Editor:
    """Make the editor of an integer or decimal, also with ``thousands-sep`` and ``counter``."""
    question = context.question
    decimals = 0 if question.type == "int" else DECIMALS
    editor = NumberEditor(
        context.name,
        unit_word(question.extras.get("unit", "")),
        Limits(decimals=decimals),
        grouped=context.has("thousands-sep"),
        counter=context.has("counter"),
    )
    if "doubt" in question.extras:
        editor.number.doubts = context.field.doubtful
    return editor


def to_decimal(text: str) -> Decimal | None:
    """Return the number a text holds, None for none."""
    try:
        made = Decimal(text.strip()) if text else None
    except InvalidOperation:
        return None
    return made if made is not None and made.is_finite() else None
