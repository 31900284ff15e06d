"""What stands at the foot of the open question: where a copied answer comes from, and 备注."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from app.i18n import _
from app.inspection.provenance import provenance_words, waits_for_a_look
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Text
from app.ui.widgets.question_card import QuestionCard, labelled

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.field.cards.card import OpenCard


class CardExtras(QObject):
    """Provenance and remark of an open card; both are made when there is something to show."""

    def __init__(self, card: OpenCard) -> None:
        super().__init__(card)
        self._card = card
        self._whose: Text | None = None
        self._row: QWidget | None = None
        self.remark: TextField | None = None

    def refresh(self) -> None:
        """Show what is stored now."""
        card = self._card
        stored = card.building.stored(card.path)
        words = provenance_words(stored)
        if waits_for_a_look(stored):
            words = _("{whose}. Enter: looked at, it is so.").format(whose=words)
        if words and self._whose is None:
            self._whose = Text("", "caption", "text2", wrap=True)
            QuestionCard.add_part(card, "note", self._whose)
        if self._whose is not None:
            self._whose.setText(words)
            self._whose.setVisible(bool(words))
        said = card.building.remarks.get(card.path, "")
        if said:
            self._make_remark()
        if self.remark is not None:
            self.remark.set_value(said)

    def again(self) -> None:
        """Take the answer that stands, picked once more: if it was only copied, that was a look."""
        if waits_for_a_look(self._card.building.stored(self._card.path)):
            self._card.editor.advanced.emit()

    def _make_remark(self) -> TextField:
        if self.remark is None:
            card = self._card
            self.remark = TextField(f"{card.accessibleName()}: {_('Remark')}")
            self.remark.committed.connect(
                lambda text: card.building.set_remark(card.path, text.strip())
            )
            self.remark.advanced.connect(card.went_on)
            self._row = labelled(_("Remark"), self.remark)
            QuestionCard.add_part(card, "note", self._row)
            self._row.show()
            card.fit_parts()
            card.updateGeometry()
        return self.remark

    def focus_remark(self) -> None:
        """Ctrl+M: put the focus into 备注, which comes out if there was none."""
        self._make_remark().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def flush(self) -> None:
        """Hand over what is half typed."""
        if self.remark is not None:
            self.remark.commit()
