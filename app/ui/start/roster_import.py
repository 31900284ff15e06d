"""Roster import: every bad line is shown before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.i18n import _, ngettext
from app.inspection.setup import preview_roster
from app.progress import Progress
from app.ui.crash import sentence
from app.ui.exchange.task_page import LEVELS
from app.ui.start.roster_table import Line, ProblemModel
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Card, Text
from app.ui.widgets.marks import MarkLabel
from app.ui.widgets.progress import CountBar
from app.ui.widgets.table import Table

if TYPE_CHECKING:
    from app.inspection.roster.plan import RosterPlan
    from app.ui.jobs import Job, Jobs
    from app.workspace import Workspace


class RosterDialog(Dialog):
    """Preview of one roster file, and its import.

    Args:
        window: The window it stands over.
        jobs: Where the work runs.
        file: The roster.
        campaign: The campaign it belongs to.
        workspace: Where it goes; None: into a workspace that `take` makes.
        take: Imports the plan; called in a worker thread, its result goes to ``then``.
        then: Called on the GUI thread once it is in.
        mine: Told of errors that the dialog shows itself.
    """

    def __init__(
        self,
        window: QWidget,
        jobs: Jobs,
        file: Path,
        campaign: UUID,
        workspace: Workspace | None,
        take: Callable[[RosterPlan, Progress], object],
        then: Callable[[object], object],
        mine: Callable[[object], None],
    ) -> None:
        super().__init__(window, _("Import a roster"), height=360)
        self._jobs, self._file = jobs, file
        self._take, self._then, self._mine = take, then, mine
        self.plan: RosterPlan | None = None
        self._job: Job | None = None
        self._column = QVBoxLayout()
        self._column.setSpacing(theme().space(3))
        self._said = Text(_("Reading {file}…").format(file=file.name), "body", wrap=True)
        self._column.addWidget(self._said)
        self._bar = CountBar(_("Roster lines"))
        self._bar.hide()
        self._column.addWidget(self._bar)
        self.body.addLayout(self._column)
        self.body.addStretch()
        self.leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        self.leave.clicked.connect(self._stop)
        self.again = self.add_button(Button(_("Check again"), icon="rotate-cw"))
        self.again.clicked.connect(self._read)
        self.go = self.add_button(Button(_("Import"), "primary", hint="Enter"))
        self.go.clicked.connect(self._import)
        self.go.setEnabled(False)
        self._workspace, self._campaign = workspace, campaign
        self._parts: list[QWidget] = []
        self._read()

    def _read(self) -> None:
        self.leave.setFocus()  # what had the focus goes, and it must not jump to the cross
        self.again.hide()
        self.go.setEnabled(False)
        self._clear()
        self._said.setText(_("Reading {file}…").format(file=self._file.name))
        workspace, campaign, file = self._workspace, self._campaign, self._file
        job = self._jobs.read(
            lambda _progress: preview_roster(workspace, file, campaign), "roster preview"
        )
        job.succeeded.connect(self._show)
        job.failed.connect(self._failed)

    def _clear(self) -> None:
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = []

    def _add(self, part: QWidget) -> None:
        self._column.addWidget(part)
        part.show()  # the sheet is measured before Qt would show it
        self._parts.append(part)

    def _show(self, plan: RosterPlan) -> None:
        self.plan = plan
        self._clear()
        self._add(self._facts(plan))
        if plan.new and not plan.problems:
            self._add(Text(_new_words(plan), "body", "text2", wrap=True))
        if plan.problems:
            count = len(plan.problems)
            words = ngettext(
                "{count} line must be mended first. Nothing has been written.",
                "{count} lines must be mended first. Nothing has been written.",
                count,
            ).format(count=count)
            lines = [
                Line(one.sheet, one.row, one.column, one.value, str(one.reason))
                for one in plan.problems
            ]
            self._table(_("What must be mended"), lines)
            self.again.show()
            self.again.setFocus()
        else:
            words = _("No bad line. Nothing has been written yet.")
            self.go.setEnabled(bool(plan.new or plan.changed))
            self.go.setFocus()
            if not plan.new and not plan.changed:
                words = _("All of it is there already; there is nothing to import.")
        self._said.setText(f"{self._file.name}　{words}")
        if plan.notes:
            lines = [
                Line(one.sheet, one.row, one.column, one.value, str(one.text)) for one in plan.notes
            ]
            self._table(_("Put right or left out"), lines)
        self.fit()

    def _facts(self, plan: RosterPlan) -> Card:
        look = theme()
        card = Card("bg")
        row = QHBoxLayout(card)
        row.setContentsMargins(look.space(4), look.space(3), look.space(4), look.space(3))
        row.setSpacing(look.space(6))
        for mark, words, count in (
            ("done", _("new"), len(plan.new)),
            ("in_progress", _("changed"), len(plan.changed)),
            ("not_started", _("as before"), len(plan.unchanged)),
            ("critical", _("to mend"), len(plan.problems)),
        ):
            part = QHBoxLayout()
            part.setSpacing(look.space(2))
            part.addWidget(MarkLabel(mark))
            part.addWidget(Text(str(count), "heading"))
            part.addWidget(Text(words, "body", "text2"))
            row.addLayout(part)
        row.addStretch()
        return card

    def _table(self, title: str, lines: list[Line]) -> None:
        self._add(Text(title, "body_strong"))
        table = Table(title)
        table.setModel(ProblemModel(lines, table))
        table.set_widths([90, 56, 110, 130, 260], stretch=4)
        table.setMinimumHeight(6 * theme().height("row"))
        self._add(table)

    def _import(self) -> None:
        plan = self.plan
        if plan is None or not self.go.isEnabled():
            return
        self.leave.setFocus()
        self.go.setEnabled(False)
        self._bar.show()
        self._bar.set_count(0, 1)
        self._said.setText(_("Importing {file}…").format(file=self._file.name))
        self.leave.set_words(_("Stop"), "Esc")
        take = self._take
        job = self._job = self._jobs.write(lambda progress: take(plan, progress), "roster import")
        job.progressed.connect(lambda done, total, _w: self._bar.set_count(done, max(1, total)))
        job.succeeded.connect(self._imported)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._cancelled)

    def _imported(self, result: object) -> None:
        self._job = None
        self.accept()
        self._then(result)

    def _failed(self, error: BaseException) -> None:
        self._job = None
        self._bar.hide()
        if isinstance(error, AppError):
            self._mine(error)
        self._said.setText(sentence(error))
        self.leave.set_words(_("Cancel"), "Esc")
        self.again.show()

    def _cancelled(self) -> None:
        self._job = None
        self._bar.hide()
        self._said.setText(_("Stopped; nothing was imported."))
        self.leave.set_words(_("Cancel"), "Esc")
        self.go.setEnabled(True)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
        else:
            self.reject()

    def reject(self) -> None:
        """Close; work that runs is stopped first and closes nothing."""
        if self._job is not None:
            self._job.cancel()
            return
        super().reject()


def _new_words(plan: RosterPlan) -> str:
    """Say what the new places are."""
    counts = Counter(one.level for one in plan.new)
    parts = [
        _(words).format(count=counts[level]) for level, words in LEVELS.items() if counts[level]
    ]
    return _("New: {places}").format(places="·".join(parts))
