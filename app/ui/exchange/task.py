"""收任务: a task package is read, compared by telephone, taken; then the laptop is ready."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import keys
from app.errors import AppError
from app.exchange.task.take import TaskPreview, preview_task, take_task
from app.i18n import _
from app.keys import LockedError
from app.progress import Progress
from app.ui.crash import sentence
from app.ui.exchange.own import own_fingerprint
from app.ui.exchange.task_page import TaskPage
from app.ui.exchange.task_states import ReadyState, RefusedState, WorkState
from app.ui.exchange.unlock import UnlockDialog
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.jobs import Job, Jobs
    from app.workspace import Workspace

_TALL = 360
"""Least height of the sheet; the preview takes what it needs."""


class TaskDialog(Dialog):
    """Reads a task package and takes it.

    Attributes:
        page: The preview, None before it is read.
        state: ``reading``, ``preview``, ``taking``, ``ready`` or ``refused``.
        go, leave: The buttons of the foot.

    Signals:
        taken(workspace): The laptop is ready and the person goes on.
    """

    taken = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        jobs: Jobs,
        file: Path,
        workspace: Workspace | None = None,
        make: Callable[[], Workspace] | None = None,
    ) -> None:
        """Read the package.

        Args:
            parent: Over what window.
            jobs: Who works.
            file: The package.
            workspace: The open one; None: one is made by ``make`` and given up again when the
                package is not taken.
            make: Makes a workspace, in a worker thread.
        """
        super().__init__(parent, _("Take a task package"), height=_TALL)
        self._jobs, self._file = jobs, file
        self._workspace, self._make = workspace, make
        self._mine = workspace is None
        self._job: Job | None = None
        self.page: TaskPage | None = None
        self.state = "reading"
        self._now: QWidget = QWidget()
        self.body.addWidget(self._now, 1)
        self.leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        self.leave.clicked.connect(self.reject)
        self.go = self.add_button(Button(_("Accept the task"), "primary", "check", "Enter"))
        self.go.clicked.connect(self.next_step)
        self.finished.connect(self._ended)
        self.set_note(file.name)
        self._read()

    # Reading

    def _read(self) -> None:
        self.state = "reading"
        self.go.setEnabled(False)
        self.leave.setFocus()
        shown = WorkState(_("Reading the task package"))
        self._show(shown)

        def work(progress: Progress) -> tuple[TaskPreview, str]:
            if self._workspace is None:
                assert self._make is not None
                self._workspace = self._make()
            found = preview_task(self._workspace, self._file, progress=progress)
            return found, keys.state(self._workspace.device)

        job = self._job = self._jobs.read(work, "task")
        job.progressed.connect(shown.show_progress)
        job.succeeded.connect(self._previewed)
        job.failed.connect(self._refused)
        job.cancelled.connect(self._cancelled)

    def _previewed(self, result: tuple[TaskPreview, str]) -> None:
        self._job = None
        shown, self._lock = result
        if not self.isVisible():
            self._ended()
            return
        self.state = "preview"
        self.page, self._known = TaskPage(shown), shown.known
        self.page.judged.connect(self.go.setEnabled)
        self.page.typed.advanced.connect(self.next_step)
        self._show(self.page)
        self.go.setEnabled(self.page.ready)
        self.set_note(_("Passwords are never in a package; they are asked for once."))
        (self.go if self.page.ready else self.leave).setFocus()
        self.page.begin()

    _lock, _known = "open", False

    def _refused(self, error: BaseException) -> None:
        self._job = None
        if not self.isVisible():
            self._ended()
            return
        if isinstance(error, AppError):
            self._told(error)
        if isinstance(error, LockedError) and self._workspace is not None:
            self._unlock(choose=False, then=self._read)
            return
        self.state = "refused"
        self._show(RefusedState(sentence(error)))
        self.go.setEnabled(False)
        self.leave.set_words(_("OK"), "Enter")
        self.leave.setDefault(True)
        self.leave.setFocus()

    def _cancelled(self) -> None:
        self._job = None
        self._ended()

    def _told(self, error: AppError) -> None:
        """Keep the window from telling it a second time."""
        if self._desk is not None:
            self._desk.mine(error)

    _desk: Desk | None = None

    def belongs_to(self, desk: Desk) -> None:
        """Tell whose window must not repeat what this dialog says."""
        self._desk = desk

    # Taking

    def next_step(self) -> None:
        """Do what the primary button says."""
        if self.state == "ready":
            self.accept()
        elif self.state == "preview" and self.page is not None and self.page.ready:
            if self._lock == "open":
                self._take()
            else:
                self._unlock(choose=self._lock == "choose", then=self._unlocked)

    def _unlock(self, *, choose: bool, then: Callable[[], object]) -> None:
        assert self._workspace is not None
        dialog = UnlockDialog(self, self._workspace, choose=choose, receiving=True)
        dialog.accepted.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _unlocked(self) -> None:
        self._lock = "open"
        self._take()

    def _take(self) -> None:
        workspace, page, file = self._workspace, self.page, self._file
        assert workspace is not None
        assert page is not None
        said, other = page.said, page.change.isChecked()
        self.state = "taking"
        self.go.setEnabled(False)
        shown = WorkState(_("Taking the task package"))
        self._show(shown)
        self.page = None

        def work(progress: Progress) -> tuple[str, int]:
            from app.inspection.checklists import keeper
            from app.inspection.derive import derive
            from app.inspection.returned_places import returned_places

            take_task(
                workspace,
                file,
                keep_form=keeper(workspace),
                fingerprint=said,
                other_hub=other,
                progress=progress,
            )
            derive(workspace)
            with workspace.reading() as session:
                back = len(returned_places(session))
            return own_fingerprint(workspace), back

        job = self._job = self._jobs.write(work, "take task")
        job.progressed.connect(shown.show_progress)
        job.succeeded.connect(self._ready)
        job.failed.connect(self._refused)
        job.cancelled.connect(self._cancelled)

    def _ready(self, result: tuple[str, int]) -> None:
        fingerprint, back = result
        self._job = None
        self._mine = False
        if not self.isVisible():
            return
        self.state = "ready"
        self._show(ReadyState(fingerprint, known=self._known, back=back))
        self.leave.hide()
        self.set_note("")
        self.go.set_words(_("OK") if self._known else _("Begin inspecting"), "Enter")
        self.go.set_icon("" if self._known else "arrow-right")
        self.go.setEnabled(True)
        self.go.setFocus()

    def _show(self, page: QWidget) -> None:
        old, self._now = self._now, page
        self.body.replaceWidget(old, page)
        page.show()
        old.hide()
        old.deleteLater()
        self.fit()

    def _ended(self, result: int = 0) -> None:
        if self._job is not None:
            self._job.cancel()  # gives the workspace up when it ends
            return
        if result and self.state == "ready":
            self.taken.emit(self._workspace)
        elif self._mine and self._workspace is not None:
            workspace, self._workspace = self._workspace, None
            root = workspace.root
            workspace.close()
            shutil.rmtree(root, ignore_errors=True)
