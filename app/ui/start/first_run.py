"""The first steps (screen 03a): who you are, a task package or a roster, the first building."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QMainWindow,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.errors import AppError
from app.i18n import _
from app.paths import user_data
from app.ui.field.shown import ZONE
from app.ui.settings_dialog import text_size_bar
from app.ui.start.brand import BrandPanel
from app.ui.start.steps import Step
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import TextField
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.toast import Toasts

if TYPE_CHECKING:
    from app.inspection.roster.plan import RosterPlan
    from app.progress import Progress
    from app.ui.app import Program
    from app.ui.exchange.task import TaskDialog
    from app.ui.safety.from_backup import FromBackup
    from app.ui.start.roster_import import RosterDialog
    from app.workspace import CampaignInfo

_BRAND_FROM = 1000
"""Window width from which the brand panel has room."""


class FirstRun(QMainWindow):
    """The window while no workspace is open.

    Attributes:
        leads_to_guide: The desk that follows shows its first steps, unless they were seen.
    """

    leads_to_guide = True

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self.setWindowTitle(_("Chengjian"))
        look = theme()
        whole = Panel("bg", role=_("First steps"))
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.brand = BrandPanel()
        row.addWidget(self.brand)
        column = QVBoxLayout()
        edge = look.space(12) + look.space(4)
        column.setContentsMargins(edge, look.space(12), edge, look.space(6))
        column.setSpacing(look.space(3))
        row.addLayout(column, 1)
        column.addWidget(Text(_("First time? Three steps"), "display"))
        about = _("About 3 minutes. Stop whenever you like; next time it goes on from there.")
        column.addWidget(Text(about, "body", "text2", wrap=True))
        self._steps = self._make_steps()
        inner = QWidget()
        pile = QVBoxLayout(inner)
        pile.setContentsMargins(0, look.space(2), 0, look.space(2))
        pile.setSpacing(look.space(3))
        for step in self._steps:
            pile.addWidget(step)
        pile.addStretch()
        scroll = QScrollArea()
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its controls take it, and scroll it
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        scroll.setMaximumWidth(theme().width("steps"))
        column.addWidget(scroll, 1)
        column.addLayout(self._make_foot())
        self.setCentralWidget(whole)
        frame = self.layout()
        if frame is not None:
            frame.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.toasts = Toasts(whole)
        self._ring = FocusRing(self)
        self._go_to(1 if program.settings.who else 0)

    # Steps

    def _make_steps(self) -> list[Step]:
        who = Step(1, _("Who you are"), _("Your name stands beside every answer you give."))
        self.person = TextField(_("Your name"))
        self.person.setText(self._program.settings.who)
        self.person.setMaximumWidth(theme().width("dropdown") * 2)
        self.person.advanced.connect(self._named)
        self.known = Button(_("Go on"), "primary", hint="Enter")
        self.known.clicked.connect(self._named)
        who.content.addLayout(_row(self.person, self.known))
        task = self._make_task_step()
        begin = Step(
            3, _("Inspect the first building"), _("After the import, choose one in the roster")
        )
        steps = [who, task, begin]
        for number, step in enumerate(steps[:2]):
            step.chosen.connect(lambda number=number: self._go_to(number))
        return steps

    def _make_task_step(self) -> Step:
        step = Step(
            2,
            _("Bring the task package in"),
            _(
                "It holds the roster, the checklists and the keys for handing in. The hub gives it"
                " to you, mostly on a stick."
            ),
        )
        self.task = Button(_("Import it from a stick…"), "primary", "usb", "Enter")
        self.task.clicked.connect(self.find_task)
        self.task_file = Button(_("From a folder…"), icon="folder-input")
        self.task_file.clicked.connect(lambda: self._choose_task(""))
        step.content.addLayout(_row(self.task, self.task_file))
        step.content.addSpacing(theme().space(2))
        step.content.addWidget(
            Text(_("No hub? Begin by yourself, with a name for the campaign:"), "label", "text2")
        )
        self.campaign = TextField(_("What this campaign is called"))
        self.campaign.setText(_("{year} city check-up").format(year=datetime.now(ZONE).year))
        self.campaign.setMaximumWidth(theme().width("dropdown") * 2)
        step.content.addLayout(_row(self.campaign))
        self.roster = Button(_("Import a roster…"), icon="folder-input")
        self.roster.clicked.connect(self._choose_roster)
        self.campaign.advanced.connect(self.roster.click)
        self.empty = Button(_("Begin without one"), icon="plus")
        self.empty.clicked.connect(self.begin_empty)
        step.content.addLayout(_row(self.roster, self.empty))
        return step

    def _make_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(theme().space(3))
        self.practise = Button(_("Practise first, import nothing"), "quiet", "eye")
        self.practise.clicked.connect(self._practise)
        self.open = Button(_("Open a workspace folder…"), "quiet", "hard-drive")
        self.open.clicked.connect(self._choose_folder)
        self.restore = Button(_("Restore from a backup…"), "quiet", "history")
        self.restore.clicked.connect(self.from_backup)
        foot.addWidget(self.practise)
        foot.addWidget(self.open)
        foot.addWidget(self.restore)
        foot.addStretch()
        foot.addWidget(Text(_("Text size"), "label", "text2"))
        size = text_size_bar(self._program.settings.text_size)
        size.chosen.connect(lambda value: self._program.choose(text_size=int(value)))
        foot.addWidget(size)
        return foot

    def _go_to(self, number: int) -> None:
        for at, step in enumerate(self._steps):
            done = at == 0 and bool(self._program.settings.who)
            step.set_state("current" if at == number else "done" if done else "waiting")
        if self._program.settings.who and number:
            self._steps[0].sentence.setText(self._program.settings.who)
        first = (self.person, self.task)[number]
        QTimer.singleShot(0, first, first.setFocus)

    def _named(self) -> None:
        name = self.person.text().strip()
        if name:
            self._program.choose(person=name)
            self._go_to(1)
        else:
            self.person.set_error(True)
            self.toasts.show_toast(_("Write your name first."), "serious")

    # Ways in

    def _info(self) -> CampaignInfo:
        from app.inspection.setup import campaign_info

        name = self.campaign.text().strip() or _("{year} city check-up").format(
            year=datetime.now(ZONE).year
        )
        year = re.search(r"\d{4}", name)
        round_ = year[0] if year else str(datetime.now(ZONE).year)
        return campaign_info(name, name, "", round_, rehearsal=False)

    def find_task(self) -> None:
        """Look for a task package on the sticks that are in; take it, or ask which."""
        from app.ui.exchange.task_start import find_task

        find_task(self._program, self.take_task, self._choose_task)

    def _choose_task(self, start: str) -> None:
        from app.ui.exchange.task_open import choose_task

        choose_task(self, self.take_task, start)

    def take_task(self, file: Path) -> TaskDialog:
        """Read a task package; a workspace is made for it and kept when it is taken."""
        from app.ui.exchange.task_start import take_task

        return take_task(self, self._program, file, free_folder(self._info().name))

    def _choose_roster(self) -> None:
        from app.ui.start.roster_import import choose_file  # loads the tables of the roster

        choose_file(self, self.preview)

    def preview(self, file: Path) -> RosterDialog:
        """Check a roster against an empty workspace; nothing is made until it is taken."""
        from app.ui.start.roster_import import RosterDialog

        info, person = self._info(), self._program.settings.who
        assert info.id is not None

        def take(plan: RosterPlan, progress: Progress) -> object:
            from app.inspection.setup import make_workspace, take_roster

            workspace = make_workspace(free_folder(info.name), person, info)
            try:
                take_roster(workspace, plan, progress)
            except BaseException:
                root = workspace.root
                workspace.close()
                _discard(root)
                raise
            return workspace

        dialog = RosterDialog(
            self,
            self._program.jobs,
            file,
            info.id,
            None,
            take,
            self._program.open_workspace,  # type: ignore[arg-type]
            lambda _error: None,
        )
        dialog.open()
        return dialog

    def begin_empty(self) -> None:
        """Make a workspace without places."""
        info, person = self._info(), self._program.settings.who

        def work(progress: Progress) -> object:
            from app.inspection.setup import make_workspace

            return make_workspace(free_folder(info.name), person, info, progress)

        job = self._program.jobs.read(work, "new workspace")
        job.succeeded.connect(self._program.open_workspace)
        job.failed.connect(self._program.tell)

    def _practise(self) -> None:
        from app.ui.start.sample import open_sample

        open_sample(self._program)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, _("Open a workspace folder"), str(user_data()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.open_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def from_backup(self) -> FromBackup:
        """Open the way back from a backup."""
        from app.ui.safety.from_backup import FromBackup

        dialog = FromBackup(self._program)
        dialog.open()
        return dialog

    def open_folder(self, folder: str) -> None:
        """Open a workspace, or say why that is not possible."""
        try:
            self._program.open_folder(Path(folder))
        except AppError as error:
            self.toasts.show_toast(str(error), "critical")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.brand.setVisible(self.width() >= theme().scaled(_BRAND_FROM))


def free_folder(name: str) -> Path:
    """Return a folder for a new workspace that is not there yet."""
    plain = re.sub(r"[^\w.-]+", "-", name).strip("-. ")[:60] or "workspace"
    base = user_data() / "workspaces"
    number = 1
    while True:
        root = base / (plain if number == 1 else f"{plain}-{number}")
        if not root.exists():
            return root
        number += 1


def _discard(root: Path) -> None:
    """Remove the workspace that was made for a roster which then could not be imported."""
    import shutil

    shutil.rmtree(root, ignore_errors=True)


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme().space(2))
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row
