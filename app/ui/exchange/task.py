"""收任务: a task package is read, compared by telephone, taken; then the laptop is ready."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import keys
from app.errors import AppError
from app.exchange.task.take import TaskPreview, preview_task, take_task
from app.i18n import _
from app.keys import LockedError
from app.progress import Progress
from app.ui.crash import sentence
from app.ui.exchange.own import OwnFingerprint, own_fingerprint
from app.ui.exchange.task_page import TaskPage
from app.ui.exchange.unlock import UnlockDialog
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.file_dialog import file_dialog
from app.ui.widgets.labels import Text
from app.ui.widgets.marks import MarkLabel
from app.ui.widgets.progress import CountBar

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.jobs import Job, Jobs
    from app.workspace import Workspace

FILTER = "*.zip *.age"


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
        super().__init__(parent, _("Take a task package"), height=640)
        self._jobs, self._file = jobs, file
        self._workspace, self._make = workspace, make
        self._mine = workspace is None
        self._job: Job | None = None
        self.page: TaskPage | None = None
        self.state = "reading"
        self._now: QWidget = QWidget()
        self.body.addWidget(self._now, 1)
        self.leave = self.add_button(Button(_("Leave it"), hint="Esc"))
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
        bar = CountBar(_("Reading the task package"))
        self._show(Text(_("Reading the task package"), "body"), bar)

        def work(progress: Progress) -> tuple[TaskPreview, str]:
            if self._workspace is None:
                assert self._make is not None
                self._workspace = self._make()
            shown = preview_task(self._workspace, self._file, progress=progress)
            return shown, keys.state(self._workspace.device)

        job = self._job = self._jobs.read(work, "task")
        job.progressed.connect(lambda done, total, _what: bar.set_count(done, total))
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
        self.page = TaskPage(shown)
        self.page.judged.connect(self.go.setEnabled)
        self.page.typed.advanced.connect(self.next_step)
        self._show(self.page)
        self.go.setEnabled(self.page.ready)
        self.set_note(_("Passwords are never in a package; they are asked for once."))
        (self.go if self.page.ready else self.leave).setFocus()
        self.page.begin()

    _lock = "open"

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
        words = sentence(error)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme().space(2))
        line.addWidget(MarkLabel("critical", _("Not taken"), 2))
        line.addWidget(Text(words, "body", wrap=True), 1)
        rest = Text(_("Nothing was changed on this laptop."), "label", "text2", wrap=True)
        self._show(row, rest)
        self.go.setEnabled(False)
        self.leave.set_words(_("Good"), "Enter")
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
        dialog = UnlockDialog(self, self._workspace, choose=choose)
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
        bar = CountBar(_("Taking the task package"))
        self._show(Text(_("Taking the task package"), "body"), bar)
        self.page = None

        def work(progress: Progress) -> str:
            from app.inspection.checklists import keeper
            from app.inspection.derive import derive

            take_task(
                workspace,
                file,
                keep_form=keeper(workspace),
                fingerprint=said,
                other_hub=other,
                progress=progress,
            )
            derive(workspace)
            return own_fingerprint(workspace)

        job = self._job = self._jobs.write(work, "take task")
        job.progressed.connect(lambda done, total, _what: bar.set_count(done, total))
        job.succeeded.connect(self._ready)
        job.failed.connect(self._refused)
        job.cancelled.connect(self._cancelled)

    def _ready(self, fingerprint: str) -> None:
        self._job = None
        self._mine = False
        if not self.isVisible():
            return
        self.state = "ready"
        title = QWidget()
        row = QHBoxLayout(title)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(3))
        row.addWidget(MarkLabel("done", _("Done"), 4))
        row.addWidget(Text(_("This laptop is ready to inspect."), "heading", wrap=True), 1)
        about = Text(
            _(
                "Read this laptop's fingerprint to the hub, so that they take its packages. It"
                " stands in Settings under “This computer” as well."
            ),
            "body",
            "text2",
            wrap=True,
        )
        self.own = OwnFingerprint(fingerprint)
        self._show(title, about, self.own)
        self.leave.hide()
        self.set_note("")
        self.go.set_words(_("Begin inspecting"), "Enter")
        self.go.set_icon("arrow-right")
        self.go.setEnabled(True)
        self.go.setFocus()

    def _show(self, *widgets: QWidget) -> None:
        old, self._now = self._now, QWidget()
        column = QVBoxLayout(self._now)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        for widget in widgets:
            column.addWidget(widget)
        if not isinstance(widgets[0], TaskPage):
            column.addStretch()
        self.body.replaceWidget(old, self._now)
        old.hide()
        old.deleteLater()

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


def choose_task(parent: QWidget, then: Callable[[Path], object], start: str = "") -> None:
    """Let the person choose a task package."""
    dialog = file_dialog(parent, _("Choose a task package"), "task")
    if start:
        dialog.setDirectory(start)
    dialog.setNameFilters([_("Packages") + f" ({FILTER})", _("All files (*)")])
    dialog.fileSelected.connect(lambda file: then(Path(file)))
    dialog.open()


def make_workspace(root: Path, person: str) -> Workspace:
    """Make an empty workspace that a task package will fill; called in a worker thread."""
    from app.workspace import Workspace

    return Workspace.create(root, person=person, device_name=platform.node() or person)


def open_task(desk: Desk, file: Path | None = None, *, fetched: bool = False) -> None:
    """Take a task package on an open desk; without a file it is asked for."""
    if file is None:
        choose_task(desk.shell, lambda chosen: open_task(desk, chosen))
        return
    chosen = file
    dialog = TaskDialog(desk.shell, desk.jobs, chosen, desk.workspace)
    dialog.belongs_to(desk)

    def done(_workspace: object) -> None:
        desk.places_changed.emit()
        desk.packed.emit()

    def seen(_result: int) -> None:
        from app.exchange.returns import shown_task

        workspace = desk.workspace
        desk.write(lambda: shown_task(workspace, chosen), None, "task seen")

    dialog.taken.connect(done)
    if fetched:
        dialog.finished.connect(seen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
