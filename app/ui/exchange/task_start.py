"""The first task package of a laptop: found on a stick, taken into a workspace made for it."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.sealing import SUFFIX
from app.ui.exchange.sticks import Stick, sticks
from app.ui.exchange.task import TaskDialog
from app.ui.exchange.task_find import task_packages
from app.ui.words import listed

if TYPE_CHECKING:
    from app.ui.app import Program
    from app.workspace import Workspace


def find_task(
    program: Program,
    take: Callable[[Path], object],
    choose: Callable[[str], object],
    find_sticks: Callable[[], Sequence[Stick]] = sticks,
) -> None:
    """Look on the sticks that are in.

    Args:
        program: Whose jobs.
        take: Told the file when there is exactly one that says it is a task package.
        choose: Asks which file, beginning in a folder.
        find_sticks: Lists the sticks.
    """

    def work(_progress: object) -> tuple[list[Stick], list[Path]]:
        found = list(find_sticks())
        return found, task_packages([one.folder for one in found])

    def done(result: tuple[list[Stick], list[Path]]) -> None:
        found, files = result
        sure = [file for file in files if file.suffix != SUFFIX]
        if len(files) == 1 or len(sure) == 1:
            take((sure or files)[0])
            return
        if not found:
            program.say(_("No stick is in. Put it in and press again, or choose a file."), "info")
        elif not files:
            words = _("There is no task package on {names}. Ask the hub, or choose a file.")
            program.say(words.format(names=listed(one.title for one in found)), "serious")
        choose(str(files[0].parent if files else found[0].folder) if found else "")

    job = program.jobs.read(work, "find task")
    job.succeeded.connect(done)


def take_task(parent: QWidget, program: Program, file: Path, root: Path) -> TaskDialog:
    """Read a task package into a workspace that is made for it; its desk opens when it is taken.

    Args:
        parent: The first steps.
        program: Opens the desk.
        file: The package.
        root: Where the workspace goes; removed again when the package is not taken.
    """
    make = partial(make_workspace, root, program.settings.who)
    dialog = TaskDialog(parent, program.jobs, file, make=make)
    dialog.taken.connect(program.open_workspace)
    dialog.open()
    return dialog


def make_workspace(root: Path, person: str) -> Workspace:
    """Make an empty workspace that a task package will fill; called in a worker thread."""
    from app.workspace import Workspace

    return Workspace.create(root, person=person, device_name=platform.node() or person)
