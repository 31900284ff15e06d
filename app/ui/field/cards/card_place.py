"""位置 in a question's card: made before an answer calls for it, but in an event of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import _
from app.ui.questions.texts import TextEditor
from app.ui.widgets.question_card import labelled

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.forms.fields import Field
    from app.ui.field.cards.card import OpenCard


class CardPlace:
    """The field that says where something was found; most answers call for none.

    Attributes:
        path: Path of its question; empty when the card has none.
        editor: The field, once it is made.

    Args:
        card: The card of the question.
        path: Path of the question for the place, or empty.
    """

    def __init__(self, card: OpenCard, path: str) -> None:
        self._card, self.path = card, path
        self.editor: TextEditor | None = None
        self._row: QWidget | None = None

    @property
    def field(self) -> Field:
        """The field of the form."""
        return self._card.building.field(self.path)

    @property
    def lacks(self) -> bool:
        """Whether the answer calls for a place that is not given."""
        return bool(self.path) and self.field.relevant and not self.field.answered

    def make(self) -> None:
        """Make the field, if there is to be one and it is not there yet."""
        if not self.path or self.editor is not None:
            return
        card, path = self._card, self.path
        self.editor, self._row = self._new()
        self._row.setVisible(self.field.relevant)
        self.editor.given.connect(lambda text: card.building.answer(path, text))
        self.editor.show_field(self.field, "")

    def _new(self) -> tuple[TextEditor, QWidget]:
        """Put field and row into the card."""
        field = self.field
        editor = TextEditor(f"{self._card.name}: {field.label}", field.hint)
        editor.advanced.connect(self._card.leave_place)
        row = labelled(field.label or _("Location"), editor.widget)
        self._card.add_part("place", row)
        return editor, row

    def refresh(self) -> None:
        """Show what is given now."""
        if not self.path:
            return
        if self.field.relevant:
            self.make()
        if self.editor is not None and self._row is not None:
            self.editor.show_field(self.field, "")
            self._row.setVisible(self.field.relevant)

    def flush(self) -> None:
        """Hand over what is half typed."""
        if self.editor is not None:
            self.editor.flush()

    def focus(self) -> bool:
        """Put the focus into the field; return whether there is one."""
        if self.editor is None or self._row is None or self._row.isHidden():
            return False
        self.editor.focus()
        return True
