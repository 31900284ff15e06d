"""Ways into a workspace from the first steps: task package, roster, nothing, one that exists."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.i18n import _
from app.paths import user_data
from app.ui.field.shown import ZONE

if TYPE_CHECKING:
    from app.inspection.roster.plan import RosterPlan
    from app.progress import Progress
    from app.ui.app import Program
    from app.ui.exchange.task import TaskDialog
    from app.ui.safety.from_backup import FromBackup
    from app.ui.start.roster_import import RosterDialog
    from app.workspace import CampaignInfo


class FirstWays(QObject):
    """Does what the buttons of the first steps say."""

    def __init__(self, window: QWidget, program: Program, name: Callable[[], str]) -> None:
        """Make them.

        Args:
            window: Over which it is asked.
            program: Opens the workspace.
            name: Tells what one's own campaign is called.
        """
        super().__init__(window)
        self._window, self._program, self._name = window, program, name

    def _info(self) -> CampaignInfo:
        from app.inspection.setup import campaign_info

        name = self._name()
        year = re.search(r"\d{4}", name)
        round_ = year[0] if year else str(datetime.now(ZONE).year)
        return campaign_info(name, name, "", round_, rehearsal=False)

    def find_task(self) -> None:
        """Look for a task package on the sticks that are in; take it, or ask which."""
        from app.ui.exchange.task_start import find_task

        find_task(self._program, self.take_task, self.choose_task)

    def choose_task(self, start: str = "") -> None:
        """Ask for the file of a task package."""
        from app.ui.exchange.task_open import choose_task

        choose_task(self._window, self.take_task, start)

    def take_task(self, file: Path) -> TaskDialog:
        """Read a task package; a workspace is made for it and kept when it is taken."""
        from app.ui.exchange.task_start import take_task

        return take_task(self._window, self._program, file, free_folder(self._info().name))

    def choose_roster(self) -> None:
        """Ask for a roster."""
        from app.ui.start.roster_open import choose_file  # loads the tables of the roster

        choose_file(self._window, self.preview)

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
            self._window,
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

    def practise(self) -> None:
        """Open the sample city."""
        from app.ui.start.sample import open_sample

        open_sample(self._program)

    def choose_folder(self, then: Callable[[str], object]) -> None:
        """Ask for the folder of a workspace."""
        dialog = QFileDialog(self._window, _("Open a workspace folder"), str(user_data()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def from_backup(self) -> FromBackup:
        """Open the way back from a backup."""
        from app.ui.safety.from_backup import FromBackup

        dialog = FromBackup(self._program)
        dialog.open()
        return dialog


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
