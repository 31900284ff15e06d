"""An answer of one's own at the conflict desk (自己填), held against the form before it counts.

A trial copy of the record takes the answer as the clerk's window would: data type, choices,
constraint, relevance, and what it would break elsewhere. Nothing of it is stored.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from app.errors import AppError
from app.forms.definition import bare
from app.forms.fields import TYPE_TEXT
from app.forms.schema import CALCULATE
from app.i18n import N_, _, language
from app.inspection.answers import REASONS, Stored, answers_of, photos_by_question
from app.inspection.checklists import definition
from app.inspection.conflict.revival import is_entry, revival
from app.inspection.load import instance_of, who_and_when
from app.inspection.roster.columns import BY_NAME
from app.inspection.roster.values import parse, tidy
from app.models import media
from app.models.tables import Inspection

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition, Instance
    from app.forms.fields import Field
    from app.inspection.conflict.case import Key
    from app.models.log import Json
    from app.workspace import Workspace

_NOT_HERE = N_("As the other answers stand, this question is not asked here")
_NOT_BY_HAND = N_("This answer follows from others and is not given by hand")
_BREAKS = N_("Then {question} does not fit any more: {message}")


_CODES = {
    ("judgement", "verdict"): ("confirmed", "dismissed"),
    ("judgement", "severity"): ("critical", "serious", "minor"),
    ("earlier", "now"): ("still", "mended", "unseen"),
}


def codes_of(key: Key) -> tuple[str, ...]:
    """Return the codes that a field outside a form can say; empty: it takes a line of text."""
    return _CODES.get((key.kind, key.field), ())


class Trial:
    """A question of a record that takes answers on trial.

    Attributes:
        path: The question.
        form: The form version that the record began with.
    """

    def __init__(
        self, form: Definition, instance: Instance, path: str, *, clear: bool = True
    ) -> None:
        self.form, self._instance, self.path = form, instance, path
        if clear:
            self._instance.set(path, "")
        self._broken = {one.path for one in instance.violations()}

    @property
    def language(self) -> str:
        """Language of the form that texts are shown in; empty for its default one."""
        return self._instance.language

    @property
    def field(self) -> Field:
        """The question as it stands now."""
        return self._instance.node(self.path)

    def give(self, text: str) -> None:
        """Answer on trial; empty text clears."""
        self._instance.set(self.path, text)

    def give_reason(self, reason: str) -> None:
        """Say on trial why there is no answer."""
        self._instance.set_reason(self.path, reason)

    @property
    def value(self) -> Json:
        """The answer as it would be stored; None: nothing is said."""
        field = self.field
        if field.reason:
            return {"reason": field.reason}
        return {"answer": field.kept} if field.kept else None

    @property
    def message(self) -> str:
        """What is wrong with the answer, in the form's words where it has some; else empty."""
        field = self.field
        if not field.relevant:
            return _(_NOT_HERE)
        if field.readonly or field.spec.rules[CALCULATE] is not None:
            return _(_NOT_BY_HAND)
        if field.condition in ("type", "constraint"):
            return field.message
        if self.value is None:
            return ""
        for path in (one.path for one in self._instance.violations()):
            if path != self.path and path not in self._broken:
                other = self._instance.node(path)
                if other.condition in ("type", "constraint"):
                    return _(_BREAKS).format(question=other.label, message=other.message)
        return ""


def trial_of(workspace: Workspace, session: Session, key: Key) -> Trial | None:
    """Make a trial for the question that a case is about; None: it is no question of a form."""
    if key.kind != "inspection" or not key.field.startswith("/"):
        return None
    row = session.get(Inspection, key.subject)
    if row is None or not row.form_hash:
        return None
    try:
        form = definition(workspace, row.form_hash)
    except AppError:  # its checklist has not come
        return None
    question = form.question(bare(key.field))
    if question is None or question.kind in media.QUESTIONS:
        return None
    answers = dict(answers_of(session, key.subject))
    for one, value in revival(session, key):  # an answer brings its entry back, see there
        answers[one.field] = Stored(value)
    instance = instance_of(
        form,
        answers,
        photos_by_question(session, key.subject),
        who_and_when(session, key.subject),
    )
    if form.languages:
        instance.set_language("en" if language() == "en" else "zh")
    return Trial(form, instance, key.field)


def plain_value(key: Key, text: str) -> Json:
    """Read what somebody types for a field that no form asks for.

    Raises:
        AppError: The column of the roster does not take it; the message is the reason.
    """
    column = BY_NAME.get(key.field) if key.kind == "place" else None
    plain = tidy(text)
    if plain and codes_of(key) and plain not in codes_of(key):
        raise AppError(N_("none of the words that this can say"))
    if column is None or not plain:
        return plain or None
    found = parse(column, plain)
    if found.value is None:
        raise AppError(N_("not a number"))
    return found.value


def check_own(workspace: Workspace, session: Session, key: Key, value: Json) -> str:
    """Say what is wrong with an answer of one's own; empty when it may hold."""
    if is_entry(key):
        return _(_NOT_BY_HAND)
    trial = trial_of(workspace, session, key)
    if trial is None:
        if not isinstance(value, str | int) or isinstance(value, bool):
            return ""
        try:
            plain_value(key, str(value))
        except AppError as error:
            return str(error)
        return ""
    stored = Stored(value)
    if stored.reason:
        if stored.reason not in REASONS:
            return _(_NOT_HERE)
        trial.give_reason(stored.reason)
    else:
        trial.give(stored.text)
        kept, question = trial.field.kept, trial.field.question
        whole = question is not None and question.kind == "integer"
        if kept and whole and not same_number(stored.text, kept):
            # A fraction that the form would cut off is not what was said.
            return _(TYPE_TEXT).format(text=stored.text)
    return trial.message


def same_number(text: str, other: str) -> bool:
    """Tell whether two texts are the same number."""
    try:
        return Decimal(text) == Decimal(other)
    except InvalidOperation:
        return False
