"""The finding chosen in the table: chips, photos, facts, where its answer comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.inspection.findings_load import indicator_names
from app.inspection.findings_table import Line
from app.ui.field.shown import short_code
from app.ui.form_words import spoken, spoken_units
from app.ui.hub.facts_card import FactsCard, StepsCard
from app.ui.hub.history import steps
from app.ui.hub.pictures import Pictures
from app.ui.theme import theme
from app.ui.widgets.at_once import at_once
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipSpec, chip_for
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.photos import PhotoGrid
from app.ui.words import brief, word

if TYPE_CHECKING:
    from app.inspection.photo.photos import PhotoRow
    from app.inspection.record_parts import Found, Said
    from app.ui.desk import Desk

DIFFICULTY = {"high": N_("high"), "medium": N_("medium"), "low": N_("low")}


class _Read(NamedTuple):
    finding: UUID
    found: Found | None
    said: list[Said]
    photos: list[PhotoRow]


def scrolled(inner: QWidget) -> QScrollArea:
    """Return a pane that scrolls up and down and shows what is behind it."""
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(inner)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.viewport().setAutoFillBackground(False)
    inner.setAutoFillBackground(False)
    return scroll


def facts_of(one: Found) -> list[tuple[str, str, str]]:
    """Return what is known of a finding: label, value, colour token."""
    indicator = f"{one.indicator} {indicator_names().get(one.indicator, '')}".strip()
    pairs = (
        (_("Indicator"), indicator),
        (_("Part"), one.location),
        (_("Quantity"), one.amount),
        (_("Difficulty"), _(DIFFICULTY[one.difficulty]) if one.difficulty in DIFFICULTY else ""),
        (_("Responsible"), spoken_units(one.responsible)),
        (_("Measure"), spoken(one.measure)),
        (_("Note"), one.note),
    )
    return [(label, value, "text") for label, value in pairs if value]


class FindingSide(Panel):
    """Details of the current finding.

    Signals:
        record_wanted(inspection, question): Open the whole record there.
        closed(): The cross was pressed.
    """

    record_wanted = Signal(object, str)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("bg", "l", parent, _("Finding"))
        look = theme()
        self._desk = desk
        self._line: Line | None = None
        self._question = ""
        self._title = Text("", "heading", elide=True)
        self._chips = FlowRow(look.space(2))
        self.pictures = Pictures(desk, self)
        self._grid = PhotoGrid(_("Photos"), self.pictures.model)
        self._grid.hide()
        self.facts = FactsCard()
        self._from = Text(_("Where it comes from"), "body_strong")
        self.history = StepsCard()
        self.open_button = Button(_("Open record"), icon="arrow-up-right", hint="Enter")
        self.open_button.clicked.connect(self._open)
        inner = QWidget()
        self._pile = pile = QVBoxLayout(inner)
        edge = look.space(4) - 2
        pile.setContentsMargins(edge, look.space(4), edge, look.space(3))
        pile.setSpacing(look.space(3))
        pile.addWidget(self._title)
        for part in (self._chips, self._grid, self.facts, self._from, self.history):
            pile.addWidget(part)
        pile.addStretch()
        foot = QHBoxLayout()
        foot.setContentsMargins(edge, look.space(2), edge, look.space(3))
        foot.addWidget(self.open_button)
        foot.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.stroke("line"), 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scrolled(inner), 1)
        column.addLayout(foot)
        self.set_line(None)

    def set_line(self, line: Line | None) -> None:
        """Show a finding; the rest of it is read beside the GUI thread."""
        if line is not None and self._line is not None and line.finding == self._line.finding:
            return
        self._line, self._question = line, ""
        with at_once(self._pile):
            self._begin(line)
        if line is not None:
            self._read(line)

    def _begin(self, line: Line | None) -> None:
        """Show what the table knows of a finding."""
        for chip in self._chips.take_all():
            chip.hide()
            chip.deleteLater()
        there = line is not None
        for part in (self.facts, self._from, self.history, self._chips, self.open_button):
            part.setVisible(there)
        if line is None:
            self._title.setText(_("No finding chosen"))
            self._grid.hide()
            return
        self._title.setText(" ".join(line.spot.names[1:] or line.spot.names))
        for code in (line.severity, line.deadline):
            if code:
                self._chips.add_widget(Chip(chip_for(code)))
        words = brief(word(line.standing))
        self._chips.add_widget(Chip(ChipSpec(line.standing, words, "neutral")))
        self.facts.set_facts(spoken(line.title), [])
        self.history.hide()
        self._from.hide()

    def _read(self, line: Line) -> None:
        """Have the rest of it read."""
        workspace, finding, inspection = self._desk.workspace, line.finding, line.inspection

        def work(session: object) -> _Read:
            from app.inspection.photo.photos import photos_of  # these load the form engine
            from app.inspection.record_view import found_in, photos_for, said

            found = next(
                (one for one in found_in(session, inspection) if one.id == finding),  # type: ignore[arg-type]
                None,
            )
            question = found.question if found else ""
            answers = said(workspace, session, inspection, question) if question else []  # type: ignore[arg-type]
            photos = photos_for(tuple(photos_of(workspace, inspection)), question, finding)
            return _Read(finding, found, answers, photos)

        self._desk.read(work, self._show, "finding")

    @Slot(object)
    def _show(self, read: _Read) -> None:
        if self._line is None or read.finding != self._line.finding or read.found is None:
            return  # another one was chosen meanwhile
        found = read.found
        self._question = found.question
        title = f"{short_code(found.code)} {spoken(found.title)}"
        with at_once(self._pile):
            self.facts.set_facts(title, facts_of(found))
            self.history.set_steps(steps(read.said))
            self.history.setVisible(bool(read.said))
            self._from.setVisible(bool(read.said))
            self._grid.setVisible(bool(read.photos))
            self._grid.show_rows((len(read.photos) + 1) // 2)
            self.pictures.set_rows(read.photos)

    def question_of(self, line: Line) -> str:
        """Return the question that a finding rests on, as far as it is read already."""
        return self._question if self._line == line else ""

    def _open(self) -> None:
        if self._line is not None:
            self.record_wanted.emit(self._line.inspection, self._question)
