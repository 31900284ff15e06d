"""An entry of a repeat in one's own words (自己填): its questions with the form's own widgets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import _
from app.ui.hub.conflicts.own import REASONS, said_by, words_of_value
from app.ui.hub.finding_panel import scrolled
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text
from app.ui.words import listed, told, word

if TYPE_CHECKING:
    from app.inspection.conflict.entry_own import EntryTrial
    from app.inspection.conflict.own import Trial
    from app.inspection.conflict.side import Detail


class AskedQuestion(QWidget):
    """One question of the entry: label, editor, why there is no answer, what is wrong.

    Signals:
        changed(): Something was answered.
        advanced(): Enter was pressed.
    """

    changed = Signal()
    advanced = Signal()

    def __init__(self, trial: Trial, parent: QWidget | None = None) -> None:
        from app.ui.questions.base import EditorContext
        from app.ui.questions.table import make_editor

        super().__init__(parent)
        self.trial = trial
        field, look = trial.field, theme()
        assert field.question is not None
        self.label = field.label or field.question.code
        self.editor = make_editor(
            EditorContext(
                field.question,
                field,
                self.label,
                language=trial.language,
                languages=trial.form.languages,
            )
        )
        self.message = Text("", "label", "critical", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, look.space(3))
        column.setSpacing(look.space(1))
        column.addWidget(Text(self.label, "body_strong", wrap=True))
        column.addWidget(self.editor.widget)
        self._reasons: AnswerBar | None = None
        if not self.editor.shows_reasons:
            self._reasons = AnswerBar(
                told(self.label, _("No answer")),
                tuple(Option(one, word(one)) for one in REASONS),
                height="button",
            )
            self._reasons.chosen.connect(self._give_reason)
            self._reasons.cleared.connect(partial(self._give, ""))
            self._reasons.advanced.connect(self.advanced)
            column.addWidget(self._reasons)
        column.addWidget(self.message)
        self.editor.given.connect(self._give)
        self.editor.reason_given.connect(self._give_reason)
        self.editor.cleared.connect(partial(self._give, ""))
        self.editor.advanced.connect(self.advanced)
        self.look()

    def _give(self, text: str) -> None:
        self.trial.give(text)
        self.changed.emit()

    def _give_reason(self, reason: str) -> None:
        self.trial.give_reason(reason)
        self.changed.emit()

    def look(self) -> None:
        """Show the question as it stands: others may have changed it."""
        field = self.trial.field
        self.setVisible(field.relevant)
        self.editor.show_field(field, "")
        if self._reasons is not None:
            self._reasons.set_value(field.reason)
        wrong = self.trial.message if self.trial.value is not None or field.rejected else ""
        self.message.setText(wrong)
        self.message.setVisible(bool(wrong))
        self.editor.set_error(bool(wrong))


class OwnEntry(Dialog):
    """Asks all questions of an entry, beginning with what one record says.

    Attributes:
        asked: Its questions, those that are not asked as well.
        do: Takes the entry.

    Signals:
        given(said, words): What it says by path below the entry, and in words.
    """

    given = Signal(object, str)

    def __init__(self, found: Detail, trial: EntryTrial, parent: QWidget) -> None:
        super().__init__(parent, _("An answer of your own"), height=theme().scaled(560))
        self._trial = trial
        self.body.addWidget(Text(found.case.title, "question", wrap=True))
        self.body.addWidget(Text(said_by(found), "label", "text2", wrap=True))
        self.asked = [AskedQuestion(one) for one in trial.asked]
        inner = QWidget()
        pile = QVBoxLayout(inner)
        pile.setContentsMargins(0, 0, theme().space(2), 0)
        for one in self.asked:
            pile.addWidget(one)
            one.changed.connect(self._changed)
            one.advanced.connect(partial(self._next, one))
        pile.addStretch()
        self._area = scrolled(inner)
        self.body.addWidget(self._area, 1)
        self.set_note(_("It will be in every record of the building; the rest stays in history."))
        cancel = self.add_button(Button(_("Cancel"), hint="Esc"))
        cancel.clicked.connect(self.reject)
        self.do = self.add_button(Button(_("Take this"), "primary", hint="Ctrl+Enter"))
        self.do.setShortcut("Ctrl+Return")
        self.do.clicked.connect(self.accept)
        self._tell()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        first = next((one for one in self.asked if one.trial.field.relevant), None)
        if first is not None:
            first.editor.focus()

    def _changed(self) -> None:
        for one in self.asked:
            one.look()
        self._tell()

    def _tell(self) -> None:
        said = any(value is not None for value in self._trial.value.values())
        self.do.setEnabled(said and not self._trial.message)

    def _next(self, one: AskedQuestion) -> None:
        """Enter goes on to the next question, and from the last one to the button."""
        one.editor.flush()
        shown = [other for other in self.asked if other.trial.field.relevant]
        at = shown.index(one) + 1 if one in shown else len(shown)
        if at < len(shown):
            shown[at].editor.focus()
            self._area.ensureWidgetVisible(shown[at])
        elif self.do.isEnabled():
            self.do.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        for one in self.asked:
            one.editor.flush()
        self._changed()
        if not self.do.isEnabled():
            return
        super().accept()
        words = [
            told(one.label, words_of_value(one.trial, one.trial.value))
            for one in self.asked
            if one.trial.field.relevant and one.trial.value is not None
        ]
        self.given.emit(self._trial.value, listed(words))
