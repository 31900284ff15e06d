"""The left of a record: what is known of the inspection as a whole, and its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.inspection.record_view import photos_for
from app.ui.field.shown import short_code
from app.ui.form_words import spoken
from app.ui.hub.facts_card import FactsCard, clear
from app.ui.hub.finding_panel import scrolled
from app.ui.theme import theme
from app.ui.widgets.findings import FindingCard, FindingInfo
from app.ui.widgets.labels import Panel, Text
from app.ui.words import brief, word

if TYPE_CHECKING:
    from app.inspection.record_parts import Record


def facts_of(found: Record) -> list[tuple[str, str, str]]:
    """Return what is known of an inspection: label, value, colour token."""
    facts = [
        (_("Checklist"), found.title, "text"),
        (_("State"), word(found.state), "text"),
        (_("Inspected by"), found.inspector, "text"),
        (_("Answered"), f"{found.answered}/{found.relevant}", "text"),
        (_("Conflicts"), str(found.conflicts), "serious" if found.conflicts else "text"),
        (_("Photos"), str(len(found.photos)), "text"),
    ]
    if found.waiting:
        facts.append((_("Waiting for packages"), str(found.waiting), "serious"))
    if found.contested:
        facts.append((_("Removed by someone"), _("to be settled"), "serious"))
    return facts


class RecordOverview(Panel):
    """Facts of an inspection over its findings.

    Signals:
        question_wanted(path): The question of a finding is to be shown.
    """

    question_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bg", "r", parent, _("Overview"))
        look = theme()
        self._facts = FactsCard()
        self._title = Text("", "body_strong")
        self._found = QVBoxLayout()
        self._found.setSpacing(look.space(2))
        inner = QWidget()
        pile = QVBoxLayout(inner)
        pile.setContentsMargins(*(look.space(3),) * 4)
        pile.setSpacing(look.space(2))
        pile.addWidget(self._facts)
        pile.addWidget(self._title)
        pile.addLayout(self._found)
        pile.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, look.stroke("line"), 0)
        column.addWidget(scrolled(inner))

    def show_record(self, found: Record) -> None:
        """Show an inspection."""
        self._facts.set_facts(found.where.replace(" · ", " "), facts_of(found))
        count = len(found.findings)
        words = ngettext("{count} finding", "{count} findings", count).format(count=count)
        self._title.setText(f"{word('findings')}　{words}" if count else _("No findings"))
        clear(self._found)
        for one in found.findings:
            note = word("conflict") if one.disputed else word("suspected") if one.suspected else ""
            if one.dismissed:
                note = brief(word("dismissed"))
            card = FindingCard(
                FindingInfo(
                    one.question, spoken(one.title), one.severity, one.deadline, one.suspected,
                    one.indicator, "", short_code(one.code), one.location,
                    len(photos_for(found.photos, one.question, one.id)), note,
                )
            )  # fmt: skip
            card.opened.connect(self.question_wanted)
            self._found.addWidget(card)
