"""One merged record: every answer with 依据, who said it, photos, findings, conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import N_, _, ngettext
from app.inspection.record_view import Record, Said, photos_for, record, said
from app.ui.field.shown import short_code
from app.ui.hub.facts_card import FactsCard, StepsCard, clear
from app.ui.hub.finding_panel import scrolled
from app.ui.hub.history import basis_words, in_conflict, said_words, steps, when
from app.ui.hub.pictures import Pictures
from app.ui.hub.record_model import QUESTION, WIDTHS, RecordModel, answer_chip, passes
from app.ui.theme import theme
from app.ui.widgets.chips import Chip, ChipSpec
from app.ui.widgets.findings import FindingCard, FindingInfo
from app.ui.widgets.labels import Card, Panel, Text
from app.ui.widgets.photos import PhotoGrid
from app.ui.widgets.segments import SegmentBar
from app.ui.widgets.table import Table
from app.ui.words import word

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.shell import Reach

_FILTERS = (
    ("all", N_("All {count}")),
    ("finding", N_("Findings {count}")),
    ("conflict", N_("Conflicts {count}")),
    ("open", N_("Open {count}")),
)


class _Answer(NamedTuple):
    inspection: UUID
    path: str
    said: list[Said]


class RecordPage(QWidget):
    """The record view.

    Signals:
        loaded(record): It is shown; the owner sets the breadcrumb.
    """

    loaded = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme()
        self._desk = desk
        self.record: Record | None = None
        self._question = ""
        self._wanted: UUID | None = None
        self._cards: list[FindingCard] = []
        self.setAccessibleName(_("Record"))
        # overview
        self._facts = FactsCard()
        self._found_title = Text("", "body_strong")
        self._found = QVBoxLayout()
        self._found.setSpacing(look.space(2))
        left = QWidget()
        pile = QVBoxLayout(left)
        edge = look.space(3)
        pile.setContentsMargins(edge, edge, edge, edge)
        pile.setSpacing(look.space(2))
        pile.addWidget(self._facts)
        pile.addWidget(self._found_title)
        pile.addLayout(self._found)
        pile.addStretch()
        self._left = Panel("bg", "r", role=_("Overview"))
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, look.stroke("line"), 0)
        column.addWidget(scrolled(left))
        # answers
        self.model = RecordModel(self)
        self.table = Table(_("Answers"))
        self.table.setModel(self.model)
        self.table.set_widths([look.scaled(width) for width in WIDTHS], stretch=QUESTION)
        self.table.selectionModel().currentRowChanged.connect(self._current)
        self.filters = SegmentBar(
            _("Show"), [(key, _(words).format(count=0)) for key, words in _FILTERS]
        )
        self.filters.chosen.connect(self._filter)
        bar = QHBoxLayout()
        bar.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(2))
        bar.addWidget(self.filters)
        bar.addStretch()
        self._bar = bar
        middle = Panel("surface", role=_("Answers"))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        # one answer
        self._code = Text("", "label", "text2")
        self._label = Text("", "body_strong", wrap=True)
        self._answer = QHBoxLayout()
        self._sides_title = Text("", "body_strong", "serious", wrap=True)
        self.sides = QVBoxLayout()
        self.sides.setSpacing(look.space(2))
        self._grid_title = Text(_("Photos"), "body_strong")
        self.pictures = Pictures(desk, self)
        self._grid = PhotoGrid(_("Photos"), self.pictures.model)
        self._from = Text(_("Where it comes from"), "body_strong")
        self.history = StepsCard()
        right = QWidget()
        pile = QVBoxLayout(right)
        pile.setContentsMargins(*(look.space(4) - 2,) * 4)
        pile.setSpacing(look.space(2))
        pile.addWidget(self._code)
        pile.addWidget(self._label)
        pile.addLayout(self._answer)
        pile.addWidget(self._sides_title)
        pile.addLayout(self.sides)
        for part in (self._grid_title, self._grid, self._from, self.history):
            pile.addWidget(part)
        pile.addStretch()
        self.side = Panel("bg", "l", role=_("Answer"))
        column = QVBoxLayout(self.side)
        column.setContentsMargins(look.stroke("line"), 0, 0, 0)
        column.addWidget(scrolled(right))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left)
        row.addWidget(middle, 1)
        row.addWidget(self.side)
        self.flow(desk.shell.reach)

    def panes(self) -> list[QWidget]:
        """Return the panes in reading order."""
        return [self._left, self.table, self.side]

    def flow(self, reach: Reach) -> None:
        """Let the overview go where there is no room, then make the answer narrow."""
        look = theme()
        self._left.setVisible(reach.tree)
        self._left.setFixedWidth(look.width("tree_wide" if reach.wide else "tree"))
        self.side.setFixedWidth(look.width("side_field_wide" if reach.wide else "side"))

    def open(self, inspection: UUID, question: str = "") -> None:
        """Read a record and go to a question of it."""
        self._question, self._wanted = question, inspection
        workspace = self._desk.workspace
        self._desk.read(
            lambda session: record(workspace, session, inspection), self._show, "record"
        )

    @Slot(object)
    def _show(self, found: Record) -> None:
        if found.inspection != self._wanted:
            return
        self.record = found
        for key, words in _FILTERS:
            count = sum(passes(row, key) for row in found.rows)
            self.filters.set_words(key, _(words).format(count=count))
        self.filters.set_value("all")
        self._overview(found)
        self._fill("all")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.loaded.emit(found)

    def _overview(self, found: Record) -> None:
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
        self._facts.set_facts(found.where.replace(" · ", " "), facts)
        count = len(found.findings)
        words = ngettext("{count} finding", "{count} findings", count).format(count=count)
        self._found_title.setText(f"{word('findings')}　{words}" if count else _("No findings"))
        clear(self._found)
        self._cards = []
        for one in found.findings:
            note = word("conflict") if one.disputed else word("suspected") if one.suspected else ""
            if one.dismissed:
                note = word("dismissed").partition("（")[0]
            card = FindingCard(
                FindingInfo(
                    one.question, one.title, one.severity, one.deadline, one.suspected,
                    one.indicator, "", short_code(one.code), one.location,
                    len(photos_for(found.photos, one.question, one.id)), note,
                )
            )  # fmt: skip
            card.opened.connect(self.go_to)
            self._found.addWidget(card)
            self._cards.append(card)

    def go_to(self, path: str) -> None:
        """Show one question, whatever the filter."""
        self._question = path
        self.filters.set_value("all")
        self._fill("all")

    def _filter(self, which: str) -> None:
        row = self.model.row(self.table.currentIndex().row())
        self._question = row.path if row else ""
        self._fill(which)

    def _fill(self, which: str) -> None:
        assert self.record is not None
        self.model.set_rows(self.record.rows, which)
        number = self.model.find(self._question)
        if number >= 0:
            self.table.selectRow(number)
            self.table.setCurrentIndex(self.model.index(number, 0))
            self.table.scrollTo(self.model.index(number, 0), Table.ScrollHint.PositionAtCenter)
        else:
            self._answer_of(QModelIndex())

    @Slot(QModelIndex, QModelIndex)
    def _current(self, now: QModelIndex, _before: QModelIndex) -> None:
        self._answer_of(now)

    def _answer_of(self, index: QModelIndex) -> None:
        row = self.model.row(index.row()) if index.isValid() else None
        clear(self._answer)
        clear(self.sides)
        there = row is not None and self.record is not None
        for part in (self._from, self.history, self._grid_title, self._grid, self._sides_title):
            part.hide()
        self._code.setText("")
        self._label.setText("" if there else _("No question chosen"))
        if row is None or self.record is None:
            return
        self._question = row.path
        self._code.setText("  ".join(one for one in (row.part, short_code(row.code)) if one))
        self._label.setText(row.label)
        chip = answer_chip(row)
        if chip is not None:
            self._answer.addWidget(Chip(chip))
        elif row.words:
            self._answer.addWidget(Text(row.words, "body", wrap=True), 1)
        basis = basis_words(row.basis, row.source)
        if basis:
            self._answer.addWidget(Text(basis, "label", "text2"))
        self._answer.addStretch()
        photos = photos_for(self.record.photos, row.path, None)
        self._grid_title.setVisible(bool(photos))
        self._grid.setVisible(bool(photos))
        self._grid.show_rows((len(photos) + 1) // 2)
        self.pictures.set_rows(photos)
        workspace, inspection, path = self._desk.workspace, self.record.inspection, row.path
        self._desk.read(
            lambda session: _Answer(inspection, path, said(workspace, session, inspection, path)),
            self._history,
            "answer",
        )

    @Slot(object)
    def _history(self, answer: _Answer) -> None:
        if answer.path != self._question or answer.inspection != self._wanted:
            return
        clear(self.sides)
        sides = [one for one in answer.said if one.head and one.live]
        conflict = in_conflict(answer.said)
        self._sides_title.setVisible(conflict)
        if conflict:
            self._sides_title.setText(_("Two sides, neither saw the other"))
            for letter, one in zip("ABCDEFGH", sides, strict=False):
                self.sides.addWidget(self._side(letter, one))
        self.history.set_steps(steps(answer.said))
        self.history.setVisible(bool(answer.said))
        self._from.setVisible(bool(answer.said))

    def _side(self, letter: str, one: Said) -> Card:
        look = theme()
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(*(look.space(3),) * 4)
        column.setSpacing(look.space(1))
        head = QHBoxLayout()
        head.addWidget(Text(f"{letter}　{one.person or _('Unknown')}", "label_strong"), 1)
        if one.shown:
            head.addWidget(Chip(ChipSpec("", _("shown for now"), "neutral")))
        column.addLayout(head)
        column.addWidget(Text(said_words(one), "body_strong", wrap=True))
        column.addWidget(Text(when(one), "caption", "text2", wrap=True))
        told = f"{letter} {one.person}: {said_words(one)}, {when(one)}"
        card.setAccessibleName(told)
        return card
