"""What stands beside the form in the preview: why, problems of the workbook, findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.forms.trace_words import because, headline, outcome, shown_line, steps_of, value_line
from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipSpec
from app.ui.widgets.findings import FindingCard, FindingInfo
from app.ui.widgets.labels import Card, Text

if TYPE_CHECKING:
    from app.forms import Problem
    from app.forms.trace import Explained, Trace

_MOST_PROBLEMS = 200
_TONES = {
    ("relevant", False): ("not_applicable", "neutral"),
    ("constraint", False): ("critical", "critical"),
    ("required", True): ("serious", "serious"),
    ("rule", True): ("serious", "serious"),
    ("clear", True): ("none", "ok"),
}


class Pile(QScrollArea):
    """A column of widgets that scrolls; filled anew each time."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.fill([])

    def fill(self, widgets: Sequence[QWidget]) -> None:
        """Show these widgets, one below the other."""
        look = theme()
        inner = QWidget()
        inner.setAutoFillBackground(False)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, look.space(3), look.space(4))
        column.setSpacing(look.space(2))
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch()
        at = self.verticalScrollBar().value()
        self.setWidget(inner)
        self.viewport().setAutoFillBackground(False)
        inner.show()
        self.verticalScrollBar().setValue(at)


class WhyPanel(Pile):
    """Why the open question shows, must be answered, is refused or has its value."""

    def __init__(self) -> None:
        super().__init__(_("Why"))
        self.steps_shown = False
        self._explained: Explained | None = None

    def explain(self, explained: Explained | None) -> None:
        """Show what is known of one question; None: none is open."""
        self._explained = explained
        if explained is None:
            self.fill([Text(_("Open a question to see why it is as it is."), "body", "text2")])
            return
        found: list[QWidget] = [
            Text(headline(explained), "body_strong", wrap=True),
            Text(f"{shown_line(explained)} · {value_line(explained)}", "label", "text2", wrap=True),
        ]
        if explained.message:
            words = _("The form says: {message}").format(message=explained.message)
            found.append(Text(words, "label", "critical", wrap=True))
        found += [self._card(explained, trace) for trace in explained.traces]
        toggle = Button(
            _("Hide the steps") if self.steps_shown else _("Show all steps"), "quiet", "list-checks"
        )
        toggle.clicked.connect(self._toggle)
        found.append(toggle)
        self.fill(found)

    def _toggle(self) -> None:
        self.steps_shown = not self.steps_shown
        self.explain(self._explained)

    def _card(self, explained: Explained, trace: Trace) -> Card:
        look = theme()
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(look.space(3), look.space(3), look.space(3), look.space(3))
        column.setSpacing(look.space(1))
        mark, tone = _TONES.get((trace.kind, trace.holds), ("", "neutral"))
        subject = explained.subject
        if trace.kind == "required" and (subject.value or subject.reason):
            mark, tone = "", "neutral"  # it is answered
        words = outcome(trace)
        column.addWidget(Chip(ChipSpec(mark, words, tone)), 0, Qt.AlignmentFlag.AlignLeft)
        if trace.path != explained.subject.path:
            where = _("Group: {name}").format(name=trace.label or trace.path)
            column.addWidget(Text(where, "caption", "text2", wrap=True))
        for reason in because(trace):
            column.addWidget(Text(reason, "label", wrap=True))
        if trace.unsteady:
            words = _("It also depends on the clock or on chance")
            column.addWidget(Text(words, "caption", "text2", wrap=True))
        if trace.step is not None:
            rule = Text(_("Rule: {text}").format(text=trace.text), "caption", "text2", wrap=True)
            column.addWidget(rule)
            if self.steps_shown:
                for depth, line in steps_of(trace.step):
                    text = Text(line, "caption", "text2", wrap=True)
                    text.setContentsMargins(look.space(3) * depth, 0, 0, 0)
                    column.addWidget(text)
        return card


class ProblemPanel(Pile):
    """What is wrong with the workbook, each with its place and what to do."""

    def __init__(self) -> None:
        super().__init__(_("Problems of the workbook"))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show these, the serious ones first."""
        if not problems:
            self.fill([Text(_("Nothing is wrong with the workbook."), "body", "text2", wrap=True)])
            return
        cards: list[QWidget] = [self._card(one) for one in problems[:_MOST_PROBLEMS]]
        if len(problems) > _MOST_PROBLEMS:
            rest = _("and {count} more").format(count=len(problems) - _MOST_PROBLEMS)
            cards.append(Text(rest, "label", "text2"))
        self.fill(cards)

    def _card(self, problem: Problem) -> Card:
        look = theme()
        card = Card()
        card.setAccessibleName(str(problem))
        column = QVBoxLayout(card)
        column.setContentsMargins(look.space(3), look.space(2), look.space(3), look.space(3))
        column.setSpacing(look.space(1))
        head = QHBoxLayout()
        chip = (
            ChipSpec("critical", _("Must be mended"), "critical")
            if problem.serious
            else ChipSpec("info", _("To be looked at"), "neutral")
        )
        head.addWidget(Chip(chip))
        head.addStretch()
        head.addWidget(Text(place_of(problem), "caption", "text2"))
        column.addLayout(head)
        column.addWidget(Text(str(problem.cause), "label", wrap=True))
        if problem.remedy:
            column.addWidget(Text(_(problem.remedy), "caption", "text2", wrap=True))
        return card


def place_of(problem: Problem) -> str:
    """Return where a problem is: sheet, row, column."""
    parts = [problem.sheet]
    if problem.row:
        parts.append(_("row {row}").format(row=problem.row))
    parts.append(problem.column)
    return " · ".join(part for part in parts if part)


class FindingsPanel(Pile):
    """The findings that the answers make now.

    Signals:
        wanted(path): Open the question of a finding.
    """

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Findings here"))

    def show_findings(self, infos: Sequence[FindingInfo]) -> None:
        """Show these, the gravest first."""
        if not infos:
            self.fill([Text(_("No finding so far"), "body", "text2")])
            return
        cards = []
        for info in infos:
            card = FindingCard(info)
            card.opened.connect(self.wanted)
            cards.append(card)
        self.fill(cards)
