"""The card of the open question: editor, reasons, 位置, live finding, demanded photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.effort.card_extras import CardExtras
from app.ui.field.cards.answer_box import AnswerBox
from app.ui.field.cards.card_form import (
    about_of,
    choices_that_change,
    connect_files,
    context_of,
    ends_alone,
    gone_sentence,
)
from app.ui.field.cards.card_photos import CardPhotos
from app.ui.field.cards.card_place import CardPlace
from app.ui.field.cards.card_reasons import reasons_of
from app.ui.field.rows import finding_info
from app.ui.field.shown import shown_code
from app.ui.questions.base import Editor, EditorContext
from app.ui.questions.options import REASONS
from app.ui.questions.table import make_editor
from app.ui.widgets.findings import FindingPanel
from app.ui.widgets.markup import to_plain
from app.ui.widgets.question_card import QuestionCard

if TYPE_CHECKING:
    from app.forms.definition import Question
    from app.forms.fields import Field
    from app.ui.field.building import Building
    from app.ui.field.outline import Slot


class OpenCard(QuestionCard):
    """One open question of a building.

    Signals:
        photo_wanted(path): Take or import a photo for this path: a demanded one, or the question.
        went_on(): Enter, or an answer that calls for nothing else: go on.
    """

    photo_wanted = Signal(str)
    went_on = Signal()

    def __init__(
        self, building: Building, slot: Slot, parent: QWidget | None = None, *, framed: bool = True
    ) -> None:
        assert slot.question is not None
        assert slot.field is not None
        self.building, self.slot, self.path = building, slot, slot.path
        self._asked: Question = slot.question
        self.field: Field = slot.field
        code, label = shown_code(slot.question), self._label
        super().__init__(code, label, slot.field.hint, parent)
        self.set_framed(framed)
        self.name = f"{code} {to_plain(label)}".strip()
        where, photos = building.companions(slot.question, slot.path)
        if (about := about_of(building, self.field, self.name)) is not None:
            self.add_about(about)
        self._offered = choices_that_change(self.field)
        self.editor = self._make_editor()
        self.box = AnswerBox(self.editor, reasons_of(self))
        self.set_answer(self.box)
        self._typing = False
        self.place = self._make_place(where)
        self._panel: FindingPanel | None = None
        self.pictures = self._make_pictures(photos)
        self.basis.setVisible(slot.asks and not self.field.readonly)
        self.extras = CardExtras(self)
        self.basis_chosen.connect(lambda code: building.set_basis(self.path, code))
        self._arrange()
        self.refresh()

    def _arrange(self) -> None:
        """Put the parts where they belong, before anything is shown in them."""

    def make_rest(self) -> None:
        """Make what only some answers call for, while nobody waits for it."""
        self.place.make()

    @property
    def _label(self) -> str:
        above, label = self.slot.above, self.field.label
        return f"{above}  {label}" if above else label

    # Parts

    def _make_editor(self) -> Editor:
        editor = self._new_editor(context_of(self.building, self.field, self.name))
        editor.given.connect(self._given)
        editor.edited.connect(self._typed)
        editor.reason_given.connect(self.leave_open)
        editor.cleared.connect(lambda: self.building.clear(self.path))
        editor.advanced.connect(self._entered)
        editor.again.connect(lambda: self.extras.again())
        connect_files(self.building, self.path, editor)
        return editor

    def _new_editor(self, context: EditorContext) -> Editor:
        return make_editor(context)

    def as_table_row(self) -> None:
        """Stand as a row of a table of choices: the question, then its marks; nothing else."""
        self.basis.hide()
        if self.box.reasons is not None:
            self.box.reasons.hide()
        self.editor.widget.setParent(self)
        self.as_row(self.editor.widget)
        self.editor.widget.show()

    def _make_place(self, where: str) -> CardPlace:
        return CardPlace(self, where)

    def _make_pictures(self, photos: list[str]) -> CardPhotos:
        return CardPhotos(self, photos)

    def _make_panel(self) -> FindingPanel:
        return FindingPanel()

    # What is shown

    def refresh(self) -> None:
        """Show answer, basis, finding, place and photos as they are now."""
        field, building = self.field, self.building
        self.set_question(self._label)
        self.set_hint(field.hint)
        if self._offered != (now := choices_that_change(self.field)):
            self._offered = now
            self._replace_editor()
        found = building.found(self.path)
        self.editor.show_field(field, found[0].rule.severity if found else "")
        if self.box.reasons is not None:
            self.box.reasons.set_value(field.reason)
        self.basis.set_basis(building.basis(self.path))
        self.set_conflict(building.stored(self.path).conflict)
        self._say_refused()
        self.place.refresh()
        if found and self._panel is None:
            self._panel = self._make_panel()
            self.add_part("finding", self._panel)
        if self._panel is not None:
            self._panel.set_finding(finding_info(building, found[0]) if found else None)
        own = self._asked.kind == "image" and not self.editor.takes_files
        self.pictures.show(own=own, others=not self.editor.takes_files)
        self.extras.refresh()
        self.fit_parts()
        self.updateGeometry()

    def _typed(self, on: bool) -> None:
        """Judge nothing while somebody types; the sentence comes back if that is refused too."""
        if on != self._typing:
            self._typing = on
            self._say_refused()
            self.fit_parts()
            self.updateGeometry()

    def _say_refused(self) -> None:
        field = self.field
        words = field.message if field.refused else gone_sentence(field)
        message = "" if self._typing else words
        self.box.say(message)
        self.editor.set_error(bool(message))
        self.editor.widget.setAccessibleDescription(message)

    def _replace_editor(self) -> None:
        """Make the editor anew, because there are other choices now."""
        old, self.editor = self.editor, self._make_editor()
        self.box.replace(old, self.editor)

    def focus_photos(self) -> None:
        """Put the focus on the first demanded photo that is not there."""
        self.pictures.focus_first_missing()

    def next_photo(self) -> str:
        """Return where the next photo goes: the first demand that is not met, else the question."""
        return self.pictures.next or self.path

    @property
    def waits(self) -> bool:
        """Whether the answer calls for a place or a photo, so the question stays open."""
        return self.place.lacks or bool(self.pictures.missing)

    # What people do

    def _given(self, text: str) -> None:
        self.building.answer(self.path, text)
        on = text and (self.editor.goes_on or ends_alone(self._asked, text))
        if on and not self.waits and not self.field.condition:
            self.went_on.emit()

    def _entered(self) -> None:
        """Go on, unless what was typed is not allowed: then the sentence beneath says why."""
        if self.field.refused:
            self.editor.focus()
        else:
            self.building.look_at(self.path)
            self._go_on()

    def leave_place(self) -> None:
        """Enter in 位置."""
        self._go_on()

    def _go_on(self) -> None:
        """Go to the place or photo that the answer still calls for, else to the next question.

        ↓ and F8 leave the question all the same: then it is listed as missing.
        """
        if self.place.lacks:
            self.focus_place()
        elif self.pictures.missing:
            self.focus_photos()
        else:
            self.went_on.emit()

    def leave_open(self, reason: str) -> None:
        """Take a reason in place of an answer."""
        self.building.leave_open(self.path, reason)
        if not self.waits:
            self.went_on.emit()

    def give_reason(self, reason: str) -> None:
        """Leave the question open with a reason (Alt+3, Alt+4, Alt+5)."""
        if self.slot.asks and not self.field.readonly:
            self.flush()
            self.leave_open(reason)

    def pick(self, value: str) -> None:
        """Take the answer of a segment that was clicked while the card was only painted."""
        if value == self.field.value:
            self.extras.again()
        elif value in REASONS and value not in {c.value for c in self.field.choices}:
            self.leave_open(value)
        else:
            self._given(value)

    def flush(self) -> None:
        """Hand over what is half typed."""
        self.editor.flush()
        self.place.flush()
        self.extras.flush()

    def focus_current(self) -> None:
        """Put the focus where one answers."""
        self.editor.focus()

    def focus_place(self) -> bool:
        """Put the focus into 位置 (Ctrl+L); return whether there is one."""
        return self.place.focus()
