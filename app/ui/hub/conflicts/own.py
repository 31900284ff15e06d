"""An answer of one's own, where neither side is right (自己填); the form checks it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QWidget

from app.errors import AppError
from app.i18n import _
from app.ui.hub.conflicts.column import who_said
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.labels import Text
from app.ui.words import ANSWERS, listed, told, word

if TYPE_CHECKING:
    from app.inspection.conflict.own import Trial
    from app.inspection.conflict.side import Detail
    from app.models.values import Json

REASONS = ("undecidable", "not_applicable", "not_reached")
"""Why there is no answer, in the order of an answer bar."""


class OwnAnswer(Dialog):
    """Asks for an answer with the question's own widget and says at the field what is wrong.

    Attributes:
        message: What the form says of the answer; hidden while nothing is wrong.
        do: Takes the answer.

    Signals:
        given(value, words): The value as it is stored, and in words.
    """

    given = Signal(object, str)

    def __init__(self, found: Detail, trial: Trial | None, parent: QWidget) -> None:
        super().__init__(parent, _("An answer of your own"), height=theme().scaled(380))
        self._found, self._trial = found, trial
        self._touched = False
        self.body.addWidget(
            Text(f"{found.case.code} {found.case.title}".strip(), "question", wrap=True)
        )
        self.body.addWidget(Text(said_by(found), "label", "text2", wrap=True))
        self.message = Text("", "label", "critical", wrap=True)
        self._input: TextField | QComboBox | None = None
        self._reasons: AnswerBar | None = None
        if trial is not None:
            self._ask(trial)
        else:
            self._ask_plain()
        self.body.addStretch()
        self.set_note(_("Neither side holds; both stay in the history."))
        cancel = self.add_button(Button(_("Cancel"), hint="Esc"))
        cancel.clicked.connect(self.reject)
        self.do = self.add_button(Button(_("Take this"), "primary", hint="Enter"))
        self.do.clicked.connect(self.accept)
        self._tell()

    # What one answers with

    def _ask(self, trial: Trial) -> None:
        from app.ui.questions.base import EditorContext
        from app.ui.questions.table import make_editor

        field = trial.field
        assert field.question is not None
        self.editor = make_editor(
            EditorContext(
                field.question,
                field,
                self._found.case.title,
                language=trial.language,
                languages=trial.form.languages,
            )
        )
        self.editor.given.connect(self._give)
        self.editor.reason_given.connect(self._give_reason)
        self.editor.cleared.connect(lambda: self._give(""))
        self.editor.advanced.connect(self.accept)
        self.body.addWidget(self.editor.widget)
        self.body.addWidget(self.message)
        if not self.editor.shows_reasons:
            options = tuple(Option(reason, word(reason)) for reason in REASONS)
            self._reasons = AnswerBar(_("No answer"), options, height="target")
            self._reasons.chosen.connect(self._give_reason)
            self._reasons.cleared.connect(lambda: self._give(""))
            self._reasons.advanced.connect(self.accept)
            self.body.addWidget(self._reasons)
        self.editor.show_field(field, "")

    def _ask_plain(self) -> None:
        """Ask for a field of the roster, or of a photo: words of a list, or a line."""
        from app.inspection.conflict.own import codes_of
        from app.inspection.field_words import coded
        from app.inspection.roster.words import WORDS

        key, name = self._found.case.key, self._found.case.title
        if key.kind == "place" and key.field in WORDS:
            self._input = QComboBox()
            self._input.setAccessibleName(name)
            for entry in WORDS[key.field]:
                self._input.addItem(_word_of(key.field, entry.code), entry.code)
            self._input.currentIndexChanged.connect(lambda _at: self._touch())
        elif codes := codes_of(key):
            self._input = QComboBox()
            self._input.setAccessibleName(name)
            for code in codes:
                self._input.addItem(coded(code), code)
            self._input.currentIndexChanged.connect(lambda _at: self._touch())
        else:
            self._input = TextField(name)
            value = self._found.sides[0].value
            self._input.set_value(
                "" if value is None or isinstance(value, dict | list) else str(value)
            )
            self._input.advanced.connect(self.accept)
            self._input.textChanged.connect(lambda _text: self._touch())
        self.body.addWidget(self._input)
        self.body.addWidget(self.message)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._trial is not None:
            self.editor.focus()
        elif self._input is not None:
            self._input.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is given

    @Slot(str)
    def _give(self, text: str) -> None:
        assert self._trial is not None
        self._trial.give(text)
        self._shown()

    @Slot(str)
    def _give_reason(self, reason: str) -> None:
        assert self._trial is not None
        self._trial.give_reason(reason)
        self._shown()

    def _shown(self) -> None:
        assert self._trial is not None
        self._touch()
        self.editor.show_field(self._trial.field, "")
        if self._reasons is not None:
            self._reasons.set_value(self._trial.field.reason)

    def _touch(self) -> None:
        self._touched = True
        self._tell()

    def _checked(self) -> tuple[Json, str]:
        """Return the value, and what is wrong with it."""
        if self._trial is not None:
            return self._trial.value, self._trial.message
        if isinstance(self._input, QComboBox):
            return self._input.currentData(), ""
        from app.inspection.conflict.own import plain_value

        assert self._input is not None
        try:
            return plain_value(self._found.case.key, self._input.text()), ""
        except AppError as error:
            return None, _("{text}: {reason}").format(
                text=self._input.text().strip(), reason=str(error)
            )

    def _tell(self) -> None:
        value, message = self._checked()
        self.message.setText(message)
        self.message.setVisible(bool(message))
        if self._trial is not None:
            self.editor.set_error(bool(message) and self._touched)
        elif isinstance(self._input, TextField):
            self._input.set_error(bool(message))
        self.do.setEnabled(value is not None and not message)

    def accept(self) -> None:
        if self._trial is not None:
            self.editor.flush()
        value, message = self._checked()
        if value is None or message:
            self._touch()
            return
        super().accept()
        self.given.emit(value, self._words(value))

    def _words(self, value: Json) -> str:
        if isinstance(value, dict):
            assert self._trial is not None
            return words_of_value(self._trial, value)
        from app.inspection.conflict.own import codes_of
        from app.inspection.field_words import coded

        key = self._found.case.key
        return coded(str(value)) if codes_of(key) else _word_of(key.field, str(value))


def words_of_value(trial: Trial, value: Json) -> str:
    """Return an answer in words, with the form's own for its choices."""
    said = value if isinstance(value, dict) else {}
    reason, text = str(said.get("reason", "")), str(said.get("answer", ""))
    if reason or text in ANSWERS:
        return word(reason or text)
    labels = {one.value: one.label for one in trial.field.choices}
    return listed(labels.get(one, one) for one in text.split()) if labels else text


def said_by(found: Detail) -> str:
    """Return what each side says, in one line."""
    sides = [told(f"{one.letter} {who_said(one)}", one.words) for one in found.sides]
    return "    ".join(sides)


def _word_of(field: str, code: str) -> str:
    from app.inspection.roster.words import word as roster_word

    return roster_word(field, code)
