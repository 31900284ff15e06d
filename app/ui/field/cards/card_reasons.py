"""判不了, 不适用 and 未查到 for kinds of questions that do not carry them themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.ui.questions.options import REASONS
from app.ui.theme import theme
from app.ui.widgets.answer_bar import AnswerBar
from app.ui.widgets.answer_paint import Option
from app.ui.widgets.question_card import ReasonButton, labelled
from app.ui.words import word

if TYPE_CHECKING:
    from app.ui.field.cards.card import OpenCard


def reasons_of(card: OpenCard) -> AnswerBar | ReasonButton | None:
    """Return the control of a card's reasons: a bar, on a page of several a button, or none."""
    if card.editor.shows_reasons or not card.slot.asks or card.field.readonly:
        return None
    made: AnswerBar | ReasonButton
    if card.framed:
        options = tuple(Option(reason, word(reason)) for reason in REASONS)
        made = AnswerBar(f"{card.name}: {_('No answer')}", options, height="target")
        made.setMaximumWidth(3 * theme().width("number"))
        made.advanced.connect(card.went_on)
    else:
        made = ReasonButton(card.name)
        card.add_to_head(made)
    made.chosen.connect(card.leave_open)
    made.cleared.connect(lambda: card.building.clear(card.path))
    return made


def row_of_reasons(bar: AnswerBar) -> QWidget:
    """Return the row in which the bar of reasons stands beneath the answer."""
    return labelled(_("No answer"), bar, stretch=False)
