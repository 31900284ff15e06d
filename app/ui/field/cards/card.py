"""The card of the open question: editor, reasons, 位置, live finding, demanded photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.effort.card_extras import CardExtras
from app.ui.field.cards.card_form import (
    about_of,
    choices_that_change,
    connect_files,
    context_of,
    ends_alone,
    gone_sentence,
)
from app.ui.field.cards.card_photos import CardPhotos
from app.ui.field.rows import finding_info
from app.ui.field.shown import shown_code
from app.ui.questions.base import Editor, EditorContext
from app.ui.questions.options import REASONS
from app.ui.questions.table import make_editor
from app.ui.questions.texts import TextEditor
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.findings import FindingPanel
from app.ui.widgets.labels import Text
from app.ui.widgets.markup import to_plain
from app.ui.widgets.question_card import QuestionCard, ReasonButton, labelled
from app.ui.words import word

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
        self,
        building: Building,
        slot: Slot,
        parent: QWidget | None = None,
        *,
        framed: bool = True,
    ) -> None:
        assert slot.question is not None
        assert slot.field is not None
        self.building, self.slot = building, slot
        self.path = slot.path
        self._asked: Question = slot.question
        self._field: Field = slot.field
        code = shown_code(slot.question)
        super().__init__(code, self._label, slot.field.hint, parent)
        self.set_framed(framed)
        self._name = f"{code} {to_plain(self._label)}".strip()
        self._where, photos = building.companions(slot.question, slot.path)
        about = about_of(self.building, self._field, self._name)
        if about is not None:
            self.add_about(about)
        self._offered = choices_that_change(self._field)
        self._answer = QVBoxLayout()
        self.editor = self._make_editor()
        self._reasons = self._make_reasons()
        self._message = Text("", "caption", "critical", wrap=True)
        self._message.hide()
        self._typing = False
        self._put_answer()
        self._place = self._make_place()
        self._panel: FindingPanel | None = None
        self.pictures = self._make_pictures(photos)
        self.basis.setVisible(slot.asks and not slot.field.readonly)
        self.extras = CardExtras(self)
        self.basis_chosen.connect(lambda code: building.set_basis(self.path, code))
        self.refresh()

    @property
    def _label(self) -> str:
        return f"{self.slot.above}  {self._field.label}" if self.slot.above else self._field.label

    # Parts

    def _make_editor(self) -> Editor:
        editor = self._new_editor(context_of(self.building, self._field, self._name))
        editor.given.connect(self._given)
        editor.edited.connect(self._typed)
        editor.reason_given.connect(self._reason_given)
        editor.cleared.connect(lambda: self.building.clear(self.path))
        editor.advanced.connect(self._entered)
        connect_files(self.building, self.path, editor)
        return editor

    def _new_editor(self, context: EditorContext) -> Editor:
        return make_editor(context)

    def _make_reasons(self) -> AnswerBar | ReasonButton | None:
        """Make the bar of 判不了, 不适用 and 未查到 for kinds that do not carry them themselves."""
        if self.editor.shows_reasons or not self.slot.asks or self._field.readonly:
            return None
        if not self.framed:
            button = ReasonButton(self._name)
            button.chosen.connect(self._reason_given)
            button.cleared.connect(lambda: self.building.clear(self.path))
            self.add_to_head(button)
            return button
        bar = AnswerBar(
            f"{self._name}: {_('No answer')}",
            tuple(Option(reason, word(reason)) for reason in REASONS),
            height="target",
        )
        bar.setMaximumWidth(3 * theme().width("number"))
        bar.chosen.connect(self._reason_given)
        bar.cleared.connect(lambda: self.building.clear(self.path))
        bar.advanced.connect(self.went_on)
        return bar

    def _put_answer(self) -> None:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(1))
        self._answer.addWidget(self.editor.widget)
        column.addLayout(self._answer)
        column.addWidget(self._message)
        if isinstance(self._reasons, AnswerBar):
            self._reason_row = labelled(_("No answer"), self._reasons, stretch=False)
            column.addWidget(self._reason_row)
        self.set_answer(box)

    def as_table_row(self) -> None:
        """Stand as a row of a table of choices: the question, then its marks; nothing else."""
        self.basis.hide()
        if self._reasons is not None:
            self._reasons.hide()
        self.editor.widget.setParent(self)
        self.as_row(self.editor.widget)
        self.editor.widget.show()

    def _make_place(self) -> TextEditor | None:
        if not self._where:
            return None
        field = self.building.field(self._where)
        editor = TextEditor(f"{self._name}: {field.label}", field.hint)
        editor.given.connect(lambda text: self.building.answer(self._where, text))
        editor.advanced.connect(self._go_on)
        self._place_row = labelled(field.label or _("Location"), editor.widget)
        self.add_part("place", self._place_row)
        return editor

    def _make_pictures(self, photos: list[str]) -> CardPhotos:
        return CardPhotos(self, photos)

    def _make_panel(self) -> FindingPanel:
        return FindingPanel()

    # What is shown

    def refresh(self) -> None:
        """Show answer, basis, finding, place and photos as they are now."""
        field, building = self._field, self.building
        self.set_question(self._label)
        self.set_hint(field.hint)
        if self._offered != (now := choices_that_change(self._field)):
            self._offered = now
            self._replace_editor()
        stored = building.stored(self.path)
        found = building.found(self.path)
        severity = found[0].rule.severity if found else ""
        self.editor.show_field(field, severity)
        if self._reasons is not None:
            self._reasons.set_value(field.reason)
        self.basis.set_basis(building.basis(self.path))
        self.set_conflict(stored.conflict)
        self._say_refused()
        if self._place is not None:
            where = building.field(self._where)
            self._place.show_field(where, "")
            self._place_row.setVisible(where.relevant)
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
        field = self._field
        words = field.message if field.refused else gone_sentence(field)
        message = "" if self._typing else words
        self._message.setText(message)
        self._message.setVisible(bool(message))
        self.editor.set_error(bool(message))
        self.editor.widget.setAccessibleDescription(message)

    def _replace_editor(self) -> None:
        """Make the editor anew, because there are other choices now."""
        focused = QApplication.focusWidget()
        held = self.editor.widget
        had_focus = focused is not None and (focused is held or held.isAncestorOf(focused))
        old, self.editor = self.editor, self._make_editor()
        for layout in (self._answer, self.layout()):  # a row of a table holds it beside the label
            if layout is not None and layout.replaceWidget(old.widget, self.editor.widget):
                break
        old.widget.hide()
        old.widget.deleteLater()
        self.editor.widget.show()
        if had_focus:
            self.editor.focus()

    def focus_photos(self) -> None:
        """Put the focus on the first demanded photo that is not there."""
        self.pictures.focus_first_missing()

    def next_photo(self) -> str:
        """Return where the next photo goes: the first demand that is not met, else the question."""
        return self.pictures.next or self.path

    @property
    def waits(self) -> bool:
        """Whether the answer calls for a place or a photo, so the question stays open."""
        return self._lacks_place or bool(self.pictures.missing)

    @property
    def _lacks_place(self) -> bool:
        if self._place is None:
            return False
        where = self.building.field(self._where)
        return where.relevant and not where.answered

    # What people do

    def _given(self, text: str) -> None:
        self.building.answer(self.path, text)
        on = self.editor.goes_on or ends_alone(self._asked, text)
        if on and text and not self.waits and not self._field.condition:
            self.went_on.emit()

    def _entered(self) -> None:
        """Go on, unless what was typed is not allowed: then the sentence beneath says why."""
        if self._field.refused:
            self.editor.focus()
        else:
            self.building.look_at(self.path)
            self._go_on()

    def _go_on(self) -> None:
        """Go to the place or photo that the answer still calls for, else to the next question.

        ↓ and F8 leave the question all the same: then it is listed as missing.
        """
        if self._lacks_place:
            self.focus_place()
        elif self.pictures.missing:
            self.focus_photos()
        else:
            self.went_on.emit()

    def _reason_given(self, reason: str) -> None:
        self.building.leave_open(self.path, reason)
        if not self.waits:
            self.went_on.emit()

    def give_reason(self, reason: str) -> None:
        """Leave the question open with a reason (Alt+3, Alt+4, Alt+5)."""
        if self.slot.asks and not self._field.readonly:
            self.flush()
            self._reason_given(reason)

    def pick(self, value: str) -> None:
        """Take the answer of a segment that was clicked while the card was only painted."""
        if value in REASONS and value not in {c.value for c in self._field.choices}:
            self._reason_given(value)
        else:
            self._given(value)

    def flush(self) -> None:
        """Hand over what is half typed."""
        self.editor.flush()
        if self._place is not None:
            self._place.flush()
        self.extras.flush()

    def focus_current(self) -> None:
        """Put the focus where one answers."""
        self.editor.focus()

    def focus_place(self) -> bool:
        """Put the focus into 位置 (Ctrl+L); return whether there is one."""
        if self._place is None or self._place_row.isHidden():
            return False
        self._place.focus()
        return True
