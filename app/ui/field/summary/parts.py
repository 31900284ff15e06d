"""The pieces of the summary: its head, the rows of what is missing, the three cards of figures.

Each is made once and filled again for every building; a wheel of new widgets would cost frames.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.field.shown import duration
from app.ui.field.summary.facts import SEVERITIES, Gap, Summary
from app.ui.questions.options import REASONS
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Card, KeyCap, Panel, Text
from app.ui.widgets.marks import MarkLabel
from app.ui.widgets.progress import ProgressRing
from app.ui.words import word

_LOW = (QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
"""No higher than what stands in it."""


class SummaryHead(QWidget):
    """Ring, title and chips."""

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        self.setSizePolicy(*_LOW)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.space(6))
        self._ring = ProgressRing(_("Answered"), "ring_large")
        row.addWidget(self._ring)
        words = QVBoxLayout()
        words.setSpacing(look.space(1))
        words.addStretch()
        self._title = Text("", "title")
        self._why = Text("", "body", "text2", wrap=True)
        self._flow = FlowRow(look.space(2))
        self._chips: list[Chip] = []
        for widget in (self._title, self._why, self._flow):
            words.addWidget(widget)
        words.addStretch()
        row.addLayout(words, 1)

    def show_summary(self, summary: Summary) -> None:
        """Show another building."""
        total = _("of {total} questions").format(total=summary.relevant)
        self._ring.set_count(summary.answered, summary.relevant, total)
        self._title.setText(summary.title)
        self._why.setText(summary.why)
        for chip, spec in zip(self._chips, summary.chips, strict=False):
            chip.set_chip(spec)
            chip.show()
        for chip in self._chips[len(summary.chips) :]:
            chip.hide()
        for spec in summary.chips[len(self._chips) :]:
            self._chips.append(Chip(spec))
            self._flow.add_widget(self._chips[-1])
        self._flow.updateGeometry()


class MissingRow(QWidget):
    """One missing thing with a button that goes there.

    Signals:
        wanted(path): Go there.
    """

    wanted = Signal(str)

    def __init__(self, number: int) -> None:
        super().__init__()
        look = theme()
        self._number, self._path = number, ""
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(1), look.space(1), 0, look.space(2))
        row.setSpacing(look.space(3))
        self._mark = MarkLabel("not_started", size=3)
        row.addWidget(self._mark)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._what = Text("", "body_strong", elide=True)
        self._why = Text("", "caption", "text2", elide=True)
        words.addWidget(self._what)
        words.addWidget(self._why)
        row.addLayout(words, 1)
        row.addWidget(KeyCap(str(number)))
        self.button = Button(_("Answer it"))
        self.button.clicked.connect(lambda: self.wanted.emit(self._path))
        row.addWidget(self.button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_gap(self, gap: Gap) -> None:
        """Show another missing thing."""
        self._path = gap.path
        self._mark.set_mark(gap.mark)
        self._what.setText(gap.what)
        self._why.setText(gap.why)
        self.button.set_words(gap.go)
        self.button.setAccessibleName(f"{self._number}: {gap.what}, {gap.go}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.divider(painter, 0, self.width(), self.height() - theme().stroke("line"))


class Figures(Card):
    """A card of lines: mark, words and count with their unit, or name and value."""

    def __init__(self, title: str) -> None:
        super().__init__()
        look = theme()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.space(2))
        self._grid.setVerticalSpacing(look.space(1))
        self._grid.setColumnStretch(1, 1)
        self._column = QVBoxLayout(self)
        edge = look.space(4)
        self._column.setContentsMargins(edge, look.space(3), edge, look.space(3))
        self._column.setSpacing(look.space(2))
        self._title = Text(title, "body_strong")
        self._column.addWidget(self._title)
        self._column.addLayout(self._grid)
        self._column.addStretch()
        self._counts: dict[str, Text] = {}
        self._facts: list[tuple[Text, Text]] = []
        self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def add_count(self, mark: str, words: str, *, divided: bool = False) -> None:
        """Add one counted line; ``divided``: with a line above."""
        row = self._grid.rowCount()
        if divided:
            rule = Panel("line")
            rule.setFixedHeight(theme().stroke("line"))
            self._grid.addWidget(rule, row, 0, 1, 4)
            row += 1
        self._counts[mark] = Text("0", "body_strong")
        self._grid.addWidget(MarkLabel(mark), row, 0)
        self._grid.addWidget(Text(words, "body", elide=True), row, 1)
        self._grid.addWidget(self._counts[mark], row, 2)
        self._grid.addWidget(Text(_("places"), "label", "text2"), row, 3)

    def set_count(self, mark: str, count: int) -> None:
        """Show a count."""
        self._counts[mark].setText(str(count))

    def set_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        """Show facts: name at the left, value at the right."""
        while len(self._facts) < len(facts):
            row = self._grid.rowCount()
            name, value = Text("", "label", "text2"), Text("", "label", wrap=True)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(value, row, 1, 1, 3)
            self._facts.append((name, value))
        for at, pair in enumerate(self._facts):
            for label, words in zip(pair, facts[at] if at < len(facts) else ("", ""), strict=True):
                label.setText(words)
                label.setVisible(at < len(facts))

    def add_note(self, words: str) -> None:
        """Add a sentence beneath."""
        note = Text(words, "caption", "text2", wrap=True)
        self._column.insertWidget(self._column.count() - 1, note)


class FigureCards(QWidget):
    """What was found, what is without a conclusion, this inspection."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(*_LOW)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(3))
        self._found = Figures(_("What was found"))
        for level in SEVERITIES:
            self._found.add_count(level, word(level))
        self._found.add_count("none", _("No problem"), divided=True)
        self._open = Figures("")
        for reason in REASONS:
            self._open.add_count(reason, word(reason))
        self._open.add_note(_("These are not “no problem”; they are counted apart."))
        self._visit = Figures(_("This inspection"))
        for card in (self._found, self._open, self._visit):
            row.addWidget(card, 1)

    def show_summary(self, summary: Summary, seconds: int) -> None:
        """Show another building; ``seconds``: the time spent on it."""
        for level, count in summary.found.items():
            self._found.set_count(level, count)
        self._found.set_count("none", summary.clear)
        total = sum(summary.reasons.values())
        words = ngettext("{count} without a conclusion", "{count} without conclusions", total)
        self._open.set_title(words.format(count=total))
        for reason, count in summary.reasons.items():
            self._open.set_count(reason, count)
        photos, *rest = summary.facts
        self._visit.set_facts((photos, (_("Time"), duration(seconds)), *rest))
