"""Submissions of ODK and KoboToolbox: what would become of each is shown before any is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.i18n import _, ngettext
from app.inspection.submission.listing import ADDED, KNOWN, NEW, REFUSED, Taken
from app.ui.crash import sentence
from app.ui.hub import submission_work
from app.ui.hub.submission_options import SubmissionOptions
from app.ui.start.roster_table import Line, ProblemModel
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.file_dialog import MANY, file_dialog
from app.ui.widgets.labels import Card, Text
from app.ui.widgets.marks import MarkLabel
from app.ui.widgets.progress import CountBar
from app.ui.widgets.table import Table
from app.ui.words import listed

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.jobs import Job, Jobs
    from app.workspace import Workspace

FILTER = "*.zip *.csv *.xlsx *.xml"


class SubmissionsDialog(Dialog):
    """Preview of submissions, and their import.

    Args:
        window: The window it stands over.
        jobs: Where the work runs.
        workspace: Where they go.
        files: What was chosen.
        then: Called on the GUI thread with what was taken.
        mine: Told of errors that the dialog shows itself.
    """

    def __init__(
        self,
        window: QWidget,
        jobs: Jobs,
        workspace: Workspace,
        files: Sequence[Path],
        then: Callable[[Taken], object],
        mine: Callable[[object], None],
    ) -> None:
        super().__init__(window, _("Take in submissions"), height=600)
        self._jobs, self._workspace, self._files = jobs, workspace, list(files)
        self._then, self._mine = then, mine
        self.plan: Taken | None = None
        self._job: Job | None = None
        self._late = False
        self._parts: list[QWidget] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(theme().space(3))
        self._said = Text("", "body", wrap=True)
        self._column.addWidget(self._said)
        self.options = SubmissionOptions(submission_work.versions(workspace))
        self.options.changed.connect(self._read)
        self._column.addWidget(self.options)
        self._bar = CountBar(_("Submissions"))
        self._column.addWidget(self._bar)
        self.body.addLayout(self._column)
        self.body.addStretch()
        self.leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        self.leave.clicked.connect(self.reject)
        self.again = self.add_button(Button(_("Check again"), icon="rotate-cw"))
        self.again.clicked.connect(self._read)
        self.go = self.add_button(Button(_("Import"), "primary", hint="Enter"))
        self.go.clicked.connect(self._import)
        self._read()

    def _start(self, dry_run: bool, words: str, then: Callable[[Taken], None]) -> None:
        if self._job is not None:  # what was said meanwhile counts, not what it began with
            self._late = True
            self._job.cancel()
            return
        self.again.hide()
        self.go.setEnabled(False)
        self._said.setText(words)
        self._bar.show()
        self._bar.set_count(0, 1)
        # The check writes too, and takes it back: it must not stand in the way of the writer.
        job = self._job = self._jobs.write(
            partial(
                submission_work.work, self._workspace, self._files, self.options.options, dry_run
            ),
            "submissions",
        )
        job.progressed.connect(lambda done, total, _w: self._bar.set_count(done, max(1, total)))
        job.succeeded.connect(then)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._cancelled)

    def _read(self) -> None:
        self.plan = None
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = []
        self._start(True, _("Checking {file}…").format(file=self._names()), self._show)

    def _import(self) -> None:
        if self.plan is not None and self.go.isEnabled():
            words = _("Importing {file}…").format(file=self._names())
            self._start(False, words, self._imported)

    def _names(self) -> str:
        return listed(file.name for file in self._files[:3]) + ("…" if self._files[3:] else "")

    def _show(self, plan: Taken) -> None:
        if self._stopped():
            return
        self.plan = plan
        self._bar.hide()
        self._add(self._facts(plan))
        coming = plan.count(NEW) + plan.count(ADDED)
        words = ngettext(
            "{count} submission can be taken in. Nothing has been written yet.",
            "{count} submissions can be taken in. Nothing has been written yet.",
            coming,
        ).format(count=coming)
        if not coming:
            words = _("There is nothing to take in. Nothing has been written.")
        self._said.setText(f"{self._names()}　{words}")
        for title, serious in ((_("Left out"), True), (_("To be known"), False)):
            lines = [
                Line(one.file, one.row, one.column, "", str(one.reason))
                for one in plan.troubles
                if one.serious == serious
            ]
            if lines:
                self._table(title, lines)
        self.again.setVisible(bool(plan.count(REFUSED)))
        self.go.setEnabled(bool(coming))
        focused = QApplication.focusWidget()
        if focused is None or not self.options.isAncestorOf(focused):
            (self.go if coming else self.leave).setFocus()
        self._place()

    def _add(self, part: QWidget) -> None:
        self._column.addWidget(part)
        self._parts.append(part)

    def _facts(self, plan: Taken) -> Card:
        look = theme()
        card = Card("bg")
        row = QHBoxLayout(card)
        row.setContentsMargins(look.space(4), look.space(3), look.space(4), look.space(3))
        row.setSpacing(look.space(6))
        conflicts = sum(one.conflicts for one in plan.outcomes)
        for mark, words, count in (
            ("done", _("new"), plan.count(NEW)),
            ("in_progress", _("added"), plan.count(ADDED)),
            ("not_started", _("known"), plan.count(KNOWN)),
            ("serious", _("contradict"), conflicts),
            ("critical", _("left out"), plan.count(REFUSED)),
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
        table.set_widths([140, 50, 120, 0, 300], stretch=4)
        table.setColumnHidden(3, True)  # what stands there is part of the reason
        table.setMinimumHeight(5 * theme().height("row"))
        self._add(table)

    def _imported(self, taken: Taken) -> None:
        self._job = None
        self.accept()
        self._then(taken)

    def _stopped(self) -> bool:
        """Let go of the work; when something else was said meanwhile, check again."""
        self._job = None
        if self._late:
            self._late = False
            self._read()
            return True
        return False

    def _failed(self, error: BaseException) -> None:
        if self._stopped():
            return
        self._bar.hide()
        if isinstance(error, AppError):
            self._mine(error)
        self._said.setText(sentence(error))
        self.again.show()

    def _cancelled(self) -> None:
        if self._stopped():
            return
        self._bar.hide()
        self._said.setText(_("Stopped; nothing was imported."))
        self.again.show()

    def reject(self) -> None:
        """Close; work that runs is stopped first and closes nothing."""
        if self._job is not None:
            self._late = False
            self._job.cancel()
            return
        super().reject()


def choose_submissions(desk: Desk) -> None:
    """Let the person choose files, preview them, take them in."""
    dialog = file_dialog(desk.shell, _("Choose submissions"), "submissions", MANY)
    dialog.setNameFilters([f"{_('Submissions')} ({FILTER})", _("All files (*)")])
    dialog.filesSelected.connect(lambda files: preview(desk, [Path(file) for file in files]))
    dialog.open()


def preview(desk: Desk, files: Sequence[Path]) -> SubmissionsDialog:
    """Open the preview of submissions for the open workspace."""

    def done(taken: Taken) -> None:
        count = taken.count(NEW) + taken.count(ADDED)
        words = ngettext("{count} submission taken in", "{count} submissions taken in", count)
        desk.places_changed.emit()
        desk.say(words.format(count=count))

    dialog = SubmissionsDialog(desk.shell, desk.jobs, desk.workspace, files, done, desk.mine)
    dialog.open()
    return dialog
