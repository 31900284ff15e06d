"""几栋一起填: the answer of the open question for other buildings; looked at first, one act."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from app.i18n import _, ngettext
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.choices import TickChip
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import TextField
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Text
from app.ui.widgets.progress import CountBar
from app.ui.widgets.segments import SegmentBar, named_bar
from app.ui.words import aside, listed, word

if TYPE_CHECKING:
    from app.inspection import browse
    from app.inspection.browse import PlaceLine
    from app.inspection.effort import bulk
    from app.inspection.effort.bulk import BulkLine
    from app.ui.desk import Desk
    from app.ui.effort.bulk_acts import Wanted

if not TYPE_CHECKING:
    browse, bulk = lazy("app.inspection.browse"), lazy("app.inspection.effort.bulk")

AREA, COMMUNITY, CHOSEN = "area", "community", "chosen"
_STATES = ("", "not_started", "in_progress", "done")
_NAMED = 12
_HEIGHT = 520


class BulkDialog(Dialog):
    """Chooses buildings, shows what would become of each, then answers.

    Signals:
        answered(lines): All is written (the lines of the preview).
    """

    answered = Signal(object)

    def __init__(self, desk: Desk, wanted: Wanted, groups: dict[str, list[PlaceLine]]) -> None:
        title = _("The same answer for several buildings")
        steps = (_("Buildings"), _("What changes"))
        super().__init__(desk.shell, title, steps, height=theme().scaled(_HEIGHT))
        self._desk, self._wanted, self._groups = desk, wanted, groups
        self.chips: dict[UUID, TickChip] = {}
        self._ticked: set[UUID] = set()
        self.lines: list[BulkLine] = []
        self.body.addWidget(Text(wanted.words, "body_strong", wrap=True))
        parts = [(AREA, _("This area")), (COMMUNITY, _("This community"))]
        if groups.get(CHOSEN):
            parts.insert(0, (CHOSEN, _("Selected {count}").format(count=len(groups[CHOSEN]))))
            self._ticked = {one.id for one in groups[CHOSEN]}
        self.scope = SegmentBar(_("Which buildings"), parts)
        self.scope.set_value(parts[0][0])
        self.scope.chosen.connect(lambda _value: self._fill())
        self._scope_row = named_bar(_("Which buildings"), self.scope)
        self.body.addWidget(self._scope_row)
        views = [(state, word(state) if state else _("All")) for state in _STATES]
        self.filter = SegmentBar(_("Filter"), views)
        self.filter.set_value("")
        self.filter.chosen.connect(lambda _value: self._fill())
        self._filter_row = named_bar(_("State"), self.filter)
        self.body.addWidget(self._filter_row)
        self.search = TextField(_("Part of the name"), _("Part of the name"))
        self.search.textChanged.connect(lambda _text: self._fill())
        self.body.addWidget(self.search)
        self.row = FlowRow(theme().space(2))
        self.body.addWidget(self.row)
        self.found = Text("", "body", wrap=True)
        self.body.addWidget(self.found)
        self.over = QCheckBox(_("Replace the other answers too"))
        self.over.toggled.connect(lambda _on: self._tell())
        self.over.hide()
        self.body.addWidget(self.over)
        self.bar = CountBar(_("Looking at the buildings"))
        self.bar.hide()
        self.body.addWidget(self.bar)
        self.body.addStretch()
        self.all = self.add_button(Button(_("Tick all"), "quiet"))
        self.all.clicked.connect(self._tick_all)
        self.back = self.add_button(Button(_("Back"), icon="arrow-left"))
        self.back.clicked.connect(lambda: self._show_step(0))
        self.go = self.add_button(Button("", "primary", hint="Enter"))
        self.go.clicked.connect(self.go_on)
        self._step = 0
        self._fill()
        self._show_step(0)
        if self._ticked:
            self.go.setFocus()
        else:
            next(iter(self.chips.values()), self.search).setFocus()

    def _fill(self) -> None:
        """Show the buildings of the chosen scope; what is ticked and not shown stays ticked."""
        for chip in self.row.take_all():
            chip.hide()
            chip.deleteLater()
        self.chips = {}
        part, state = self.search.text().strip(), self.filter.value
        for line in self._groups[self.scope.value]:
            community = self.scope.value == COMMUNITY
            shown = f"{line.where}{line.name}" if community else line.name
            if part not in shown or (state and line.state != state):
                continue
            chip = TickChip(shown)
            chip.setAccessibleName(f"{shown}, {word(line.state)}")
            chip.setChecked(line.id in self._ticked)
            chip.toggled.connect(partial(self._tick, line.id))
            self.chips[line.id] = chip
            self.row.add_widget(chip)
            chip.show()
        self._tell()

    def _tick(self, place: UUID, on: bool) -> None:
        if on:
            self._ticked.add(place)
        else:
            self._ticked.discard(place)
        self._tell()

    def ticked(self) -> list[UUID]:
        """Return the buildings that are ticked, in the order of the lists."""
        lines = [*self._groups.get(CHOSEN, ()), *self._groups[COMMUNITY]]
        return [one for one in dict.fromkeys(line.id for line in lines) if one in self._ticked]

    def _tick_all(self) -> None:
        on = not all(chip.isChecked() for chip in self.chips.values())
        for chip in self.chips.values():
            chip.setChecked(on)

    def _show_step(self, step: int) -> None:
        self._step = step
        self.set_step(step)
        for widget in (self._scope_row, self._filter_row, self.search, self.row, self.all):
            widget.setVisible(step == 0)
        self.found.setVisible(step == 1)
        self.back.setVisible(step == 1)
        self.over.setVisible(step == 1 and any(one.state == bulk.ANSWERED for one in self.lines))
        self._tell()

    def _tell(self) -> None:
        if self._step == 0:
            count = len(self._ticked)
            words = ngettext("Look at {count} building", "Look at {count} buildings", count)
            self.set_note("")
        else:
            count = len(self._todo())
            words = ngettext("Answer for {count} building", "Answer for {count} buildings", count)
            self.set_note(_("One Ctrl+Z takes all of it back."))
        self.go.set_words(words.format(count=count), "Enter")
        self.go.setEnabled(bool(count))

    def _todo(self) -> list[BulkLine]:
        wanted = {bulk.SET, bulk.ANSWERED} if self.over.isChecked() else {bulk.SET}
        return [one for one in self.lines if one.state in wanted]

    def go_on(self) -> None:
        """Look at what would change; then answer."""
        places = self.ticked()
        desk, wanted = self._desk, self._wanted
        self.go.setEnabled(False)
        self.bar.show()
        if self._step == 0:
            job = desk.jobs.read(
                lambda progress: bulk.preview_bulk(
                    desk.workspace, places, wanted.path, wanted.text, progress=progress
                ),
                "bulk preview",
            )
            job.succeeded.connect(self._looked)
        else:
            over, person = self.over.isChecked(), desk.person
            job = desk.jobs.write(
                lambda progress: bulk.set_bulk(
                    desk.workspace,
                    places,
                    wanted.path,
                    wanted.text,
                    person=person,
                    overwrite=over,
                    progress=progress,
                ),
                "bulk",
            )
            job.succeeded.connect(self._done)
        job.progressed.connect(lambda done, total, _what: self.bar.set_count(done, total))
        job.failed.connect(self._failed)

    def _failed(self, error: object) -> None:
        self._desk.mine(error)
        self.bar.hide()
        self.found.setText(str(error))
        self.found.show()
        self._tell()

    def _looked(self, lines: list[BulkLine]) -> None:
        self.bar.hide()
        self.lines = lines
        self.found.setText("\n".join(_said(lines, self._wanted)))
        self._show_step(1)
        self.go.setFocus()

    def _done(self, lines: list[BulkLine]) -> None:
        self.bar.hide()
        self.answered.emit(len(self._todo()) if lines else 0)
        self.accept()


def _said(lines: list[BulkLine], wanted: Wanted) -> list[str]:
    """Say per kind of outcome how many buildings, and which."""
    heads = (
        (bulk.SET, _("get the answer")),
        (bulk.ANSWERED, _("have another answer, which stays")),
        (bulk.SAME, _("have this answer already")),
        (bulk.NOT_ASKED, _("do not have this question")),
        (bulk.DISPUTED, _("have a conflict on it; settle that first")),
        (bulk.INVALID, _("cannot take this answer")),
    )
    said = []
    for state, words in heads:
        here = [one for one in lines if one.state == state]
        if not here:
            continue
        names = [one.name for one in here[:_NAMED]]
        if state == bulk.ANSWERED:
            names = [aside(one.name, wanted.value_words(one.before)) for one in here[:_NAMED]]
        more = _(" and {count} more").format(count=len(here) - _NAMED) if here[_NAMED:] else ""
        count = ngettext("{count} building", "{count} buildings", len(here)).format(count=len(here))
        all_names = listed(names) + more
        said.append(_("{count} {words}: {names}").format(count=count, words=words, names=all_names))
    reopened = sum(one.reopens and one.state in (bulk.SET, bulk.ANSWERED) for one in lines)
    if reopened:
        words = ngettext(
            "{count} finished building would be open again",
            "{count} finished buildings would be open again",
            reopened,
        )
        said.append(words.format(count=reopened))
    return said
