"""Putting a backup back: the workspace closes, is restored beside the window, and opens again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMainWindow, QVBoxLayout

from app.errors import AppError
from app.i18n import _
from app.models.clock import wall_ms
from app.progress import Progress
from app.ui.lazy import lazy
from app.ui.safety import words
from app.ui.theme import theme
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.progress import CountBar
from app.ui.widgets.toast import Toasts

if TYPE_CHECKING:
    from app import backup_restore, backup_return
    from app.backup_restore import Restored
    from app.ui.program import Program

if not TYPE_CHECKING:
    backup_restore = lazy("app.backup_restore")
    backup_return = lazy("app.backup_return")

Work = Callable[[Progress], tuple["Restored", int]]


class Waiting(QMainWindow):
    """What stands there while no workspace is open: what is being done, and how far it is."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        look = theme()
        self.setWindowTitle(_("Chengjian"))
        whole = Panel("bg", role=sentence)
        column = QVBoxLayout(whole)
        column.setSpacing(look.space(3))
        edge = look.space(12)
        column.setContentsMargins(edge, edge, edge, edge)
        column.addStretch()
        column.addWidget(Text(sentence, "title", wrap=True))
        self.step = Text(" ", "body", "text2", wrap=True)
        column.addWidget(self.step)
        self.bar = CountBar(sentence)
        self.bar.setMaximumWidth(look.width("toast"))
        column.addWidget(self.bar)
        column.addStretch()
        column.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setCentralWidget(whole)
        self.toasts = Toasts(whole)

    def show_step(self, done: int, total: int, what: str) -> None:
        """Show how far it is."""
        self.bar.set_count(done, total)
        if what:
            self.step.setText(what)


class Restoring(QObject):
    """One restoration; `ended` workspaces are opened again whatever came of it."""

    def __init__(self, program: Program, root: Path, work: Work) -> None:
        super().__init__(program)
        self._program, self._root = program, root
        program.close_workspace()
        window = Waiting(_("Putting the backup back"))
        program.show_window(window)
        job = program.jobs.write(work, "restore", keep=True)
        job.progressed.connect(window.show_step)
        job.succeeded.connect(self._done)
        job.failed.connect(self._failed)

    def _done(self, found: tuple[Restored, int]) -> None:
        done, photos = found
        try:
            self._program.open_folder(self._root)
        except AppError as error:
            self._program.show_start(str(error))
        desk = self._program.desk
        if desk is not None:
            sentence = words.put_back(done, photos, wall_ms())
            desk.shell.notices.tell("put_back", sentence, "shield-check")
        self.deleteLater()

    def _failed(self, error: BaseException) -> None:
        try:
            self._program.open_folder(self._root)  # it is as it was
        except AppError:
            self._program.show_start()
        self._program.tell(error)
        self.deleteLater()


def put_back(program: Program, root: Path, file: Path) -> Restoring:
    """Put a backup of this list back in place of a workspace's database."""
    return Restoring(
        program, root, lambda progress: (backup_restore.restore(root, file, progress), 0)
    )


def bring_back(program: Program, root: Path, folder: Path, phrase: str) -> Restoring:
    """Put the newest backup of a second place back, with its photos.

    Args:
        program: The program.
        root: Where to; made when it is not there.
        folder: The second place.
        phrase: Its passphrase.
    """

    def work(progress: Progress) -> tuple[Restored, int]:
        root.mkdir(parents=True, exist_ok=True)
        return backup_return.bring_back(root, folder, phrase, progress=progress)

    return Restoring(program, root, work)
