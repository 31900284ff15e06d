"""What the versions dialog does in the background: move, move back, take a workbook in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from app.forms import Problem
from app.i18n import _, ngettext
from app.progress import Progress
from app.ui.lazy import lazy
from app.ui.preview.panels import ProblemPanel
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from app.inspection import checklists
    from app.inspection import derive as deriving
    from app.inspection.moving import actions as moving
    from app.inspection.moving.actions import Moved, Plan
    from app.ui.desk import Desk
    from app.ui.jobs import Job

if not TYPE_CHECKING:
    checklists, moving = lazy("app.inspection.checklists"), lazy("app.inspection.moving.actions")
    deriving = lazy("app.inspection.derive")

FILTER = "*.xlsx *.xlsm *.xls"


def move(desk: Desk, plan: Plan, then: Callable[[], object]) -> Job:
    """Move what a plan names; says so with an offer to undo it."""
    workspace, person = desk.workspace, desk.person

    def work(progress: Progress) -> Moved:
        done = moving.apply(workspace, plan, person=person, progress=progress)
        deriving.derive(workspace, [inspection for inspection, _hash in done.steps])
        return done

    job = desk.jobs.write(work, "move")
    job.succeeded.connect(lambda done: _moved(desk, done, then))
    return job


def _moved(desk: Desk, done: Moved, then: Callable[[], object]) -> None:
    count = len(done.steps)
    words = ngettext(
        "{count} inspection has the other version now",
        "{count} inspections have the other version now",
        count,
    )
    then()
    desk.places_changed.emit()
    if done.left:
        desk.say(str(done.left[0][1]), "serious")
    else:
        desk.say(words.format(count=count), "done", _("Undo"), lambda: undo(desk, done, then))


def undo(desk: Desk, done: Moved, then: Callable[[], object]) -> Job:
    """Move back; what was answered meanwhile goes along."""
    workspace, person = desk.workspace, desk.person

    def work(progress: Progress) -> object:
        moving.undo(workspace, done, person=person, progress=progress)
        deriving.derive(workspace, [inspection for inspection, _hash in done.steps])
        return None

    def ended(_none: object) -> None:
        then()
        desk.places_changed.emit()
        desk.say(_("Moved back"), "undo-2")

    job = desk.jobs.write(work, "move back")
    job.succeeded.connect(ended)
    return job


def choose_workbook(window: QWidget, then: Callable[[Path], object]) -> None:
    """Let the person choose a checklist workbook."""
    dialog = QFileDialog(window, _("Choose a checklist workbook"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([f"{_('Workbooks')} ({FILTER})"])
    dialog.fileSelected.connect(lambda file: then(Path(file)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def take_workbook(desk: Desk, window: QWidget, file: Path, then: Callable[[str], object]) -> Job:
    """Check a workbook; without serious problems it enters the workspace, else they are shown.

    Args:
        desk: Whose workspace.
        window: What the problems are shown over.
        file: The workbook.
        then: Called with its hash once it is in.
    """
    workspace = desk.workspace

    def work(_progress: Progress) -> object:
        from app.forms import check_workbook

        problems = check_workbook(file)
        if any(problem.serious for problem in problems):
            return problems
        return checklists.register(workspace, file).hash

    def ended(found: object) -> None:
        if isinstance(found, str):
            desk.say(_("{file} is in the workspace.").format(file=file.name))
            then(found)
        else:
            assert isinstance(found, list)
            show_problems(window, file.name, found)

    job = desk.jobs.write(work, "take workbook")
    job.succeeded.connect(ended)
    return job


def show_problems(window: QWidget, name: str, problems: list[Problem]) -> Dialog:
    """Show what keeps a workbook from being used."""
    title = _("{file} cannot be used yet").format(file=name)
    dialog = Dialog(window, title, height=480)
    panel = ProblemPanel()
    panel.show_problems(problems)
    dialog.body.addWidget(panel, 1)
    good = dialog.add_button(Button(_("OK"), "primary", hint="Enter"))
    good.clicked.connect(dialog.accept)
    dialog.open()
    return dialog
