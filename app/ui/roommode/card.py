"""The open question in room mode: the card of the desk with larger parts, in another order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.i18n import _
from app.ui.field.cards.card import OpenCard
from app.ui.field.cards.card_photos import CardPhotos
from app.ui.field.cards.card_place import CardPlace
from app.ui.questions.choices import BarEditor, ListEditor, MultiEditor, TilesEditor, scale, single
from app.ui.questions.numbers import NumberEditor
from app.ui.questions.options import bar_options
from app.ui.questions.shown import ShownEditor
from app.ui.questions.table import make_editor, row_for
from app.ui.questions.texts import TextEditor
from app.ui.roommode.buttons import RoomBar
from app.ui.roommode.finding import RoomFinding
from app.ui.roommode.place import RoomPlace, floor_words, unit_words
from app.ui.theme import theme
from app.ui.widgets.file_dialog import MANY, PHOTOS, file_dialog

if TYPE_CHECKING:
    from app.ui.field.building import Building
    from app.ui.field.outline import Slot
    from app.ui.questions.base import Editor, EditorContext

_CHOOSING = (BarEditor, ListEditor, MultiEditor, TilesEditor)


class RoomPictures(CardPhotos):
    """Which photos the question wants; they stand in a column of their own."""

    def wanted(self) -> list[str]:
        """Return the paths of the demanded photos, there or not."""
        return [path for path in self._photos if self._building.field(path).relevant]

    def show(self, *, own: bool, others: bool) -> None:
        """Leave the showing to the column."""


class RoomCardPlace(CardPlace):
    """位置 with units and floors to touch; screen 09: right beneath what was found."""

    def _new(self) -> tuple[TextEditor, QWidget]:
        card, field = self._card, self.field
        assert isinstance(card, RoomCard)
        label = field.label or _("Location")
        units, floors = unit_words(card.building), floor_words(card.building)
        editor = RoomPlace(label, f"{card.name}: {field.label}", field.hint, units, floors)
        editor.advanced.connect(card.leave_place)
        card._slots["finding"].addWidget(editor.widget)
        return editor, editor.widget


class RoomCard(OpenCard):
    """One question on the whole screen; everything it does is what a card of the desk does.

    Signals:
        stepped(): Enter: to the next question, whether this one has an answer or not.
    """

    pictures: RoomPictures
    stepped = Signal()

    def __init__(self, building: Building, slot: Slot, parent: QWidget | None = None) -> None:
        super().__init__(building, slot, parent, framed=True)
        self.framed = False

    def _arrange(self) -> None:
        look = theme()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._hint.set_style("room_hint")
        self._slots["answer"].setContentsMargins(0, look.space(6), 0, 0)
        if not self.basis.isHidden():
            self._head.removeWidget(self.basis)
            self._slots["note"].addWidget(self.basis)

    # Parts

    def _new_editor(self, context: EditorContext) -> Editor:
        question, field = context.question, context.field
        if not field.readonly:
            named = row_for(question.kind, question.appearance).editor
            if named == "choices:dots":  # the row of a table stands alone: its choices need words
                return scale(context)
            options = bar_options(question, field) if named == "choices:single" else ()
            if options:
                return BarEditor(context.name, question, options, RoomBar(context.name, options))
            if named == "choices:single":
                return single(context)
        return make_editor(context)

    def _make_pictures(self, photos: list[str]) -> CardPhotos:
        return RoomPictures(self, photos)

    def _make_panel(self) -> RoomFinding:
        return RoomFinding()

    def _make_place(self, where: str) -> CardPlace:
        return RoomCardPlace(self, where)

    def fit_parts(self) -> None:
        """Take the room that hidden parts would keep."""
        super().fit_parts()
        look = theme()
        for name, gap in (("answer", 6), ("finding", 5), ("note", 3)):
            slot = self._slots[name]
            if slot.contentsMargins().top():
                slot.setContentsMargins(0, look.space(gap), 0, 0)
        self._slots["finding"].setSpacing(look.space(5))

    def refresh(self) -> None:
        """Show everything as it is now."""
        super().refresh()
        panel = self._panel
        if isinstance(panel, RoomFinding):
            self._slots["finding"].removeWidget(panel)
            self._slots["finding"].insertWidget(0, panel)
            wanted = self.pictures.wanted()
            there = sum(bool(self.building.photos_at({path})) for path in wanted)
            panel.set_photos(there, len(wanted))

    def _entered(self) -> None:
        """Go on, unless what was typed is not allowed: then the sentence beneath says why."""
        if self.field.condition in ("constraint", "type"):
            self.editor.focus()
        else:
            self.stepped.emit()

    def leave_place(self) -> None:
        """Enter in 位置: where photos are still wanted stay, so that C takes them for this one."""
        if self.pictures.missing:
            self.focus_current()
        else:
            self.stepped.emit()

    # What the page asks

    @property
    def takes_photos(self) -> bool:
        """Whether a photo may be taken for the question."""
        return self.slot.asks

    @property
    def arrows_walk(self) -> bool:
        """Whether ← and → mean the questions around: widgets that need them keep them."""
        return isinstance(self.editor, (*_CHOOSING, ShownEditor))

    @property
    def tab_skips(self) -> bool:
        """Whether Tab puts the question off at once: there is nothing within to step through."""
        plain = (*_CHOOSING, ShownEditor, NumberEditor)
        return isinstance(self.editor, plain) or type(self.editor) is TextEditor

    def take_files(self) -> bool:
        """Choose the file that is the answer itself; return whether it is one."""
        if not self.editor.takes_files:
            return False
        dialog = file_dialog(self, _("Choose a file"), PHOTOS, MANY)
        dialog.filesSelected.connect(
            lambda files: self.editor.take_files([Path(file) for file in files])
        )
        dialog.open()
        return True

    def line(self) -> QLineEdit | None:
        """Return the field that takes digits only, if the answer is typed into one."""
        return self.editor.number.line if isinstance(self.editor, NumberEditor) else None
