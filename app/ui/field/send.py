"""送出: write the next package into a folder, watch it, see what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.i18n import _
from app.inspection import custody
from app.progress import Progress
from app.ui.field.send_pages import add_result, facts_card, problem_words
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text
from app.ui.widgets.marks import MarkLabel
from app.ui.widgets.progress import ProgressRing

if TYPE_CHECKING:
    from app.exchange.package import Package
    from app.inspection.custody import Custody
    from app.ui.desk import Desk
    from app.ui.jobs import Job


class SendDialog(Dialog):
    """Three steps: where to, packing, done. Packing goes on when the dialog is put away."""

    def __init__(self, desk: Desk) -> None:
        steps = (_("Choose where to"), _("Pack and check"), _("Hand over"))
        super().__init__(desk.shell, _("Send a package"), steps, height=420)
        self._desk = desk
        self._folder = desk.workspace.outbox
        self._job: Job | None = None
        self._package: Package | None = None
        self._custody = custody.Custody()
        self._page = QWidget()
        self.body.addWidget(self._page, 1)
        self.later = self.add_button(Button(_("Leave it"), hint="Esc"))
        self.later.clicked.connect(self.reject)
        self.other = self.add_button(Button(_("Open the folder"), icon="folder-open"))
        self.other.clicked.connect(self._open_folder)
        self.go = self.add_button(Button(_("Send…"), "primary", "send", "Enter"))
        self.go.clicked.connect(self._next)
        self._state = "where"
        self._show_where()
        device = desk.workspace.device
        desk.read(
            lambda session: custody.custody(session, device), self._facts_read, "what to send"
        )

    # Pages

    def _fresh(self) -> QVBoxLayout:
        old, self._page = self._page, QWidget()
        self.body.replaceWidget(old, self._page)
        old.hide()
        old.deleteLater()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        return column

    def _show_where(self, problem: str = "") -> None:
        self._state = "where"
        self.set_step(0)
        column = self._fresh()
        if problem:
            row = QHBoxLayout()
            row.addWidget(MarkLabel("critical", size=2))
            row.addWidget(Text(problem, "body", wrap=True), 1)
            column.addLayout(row)
        column.addWidget(Text(_("Where the package goes"), "body_strong"))
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        self._where = Text(str(self._folder), "body", "text2", elide=True)
        row.addWidget(self._where, 1)
        self.choose = Button(_("Another folder…"), icon="folder-open")
        self.choose.clicked.connect(self._choose)
        row.addWidget(self.choose)
        column.addLayout(row)
        column.addWidget(facts_card(self._custody))
        column.addStretch()
        self.set_note(_("Records and originals stay here until the receipt comes."))
        self.later.set_words(_("Leave it"), "Esc")
        self.other.hide()
        self.go.set_words(_("Send…"), "Enter")
        self.go.show()
        self.go.setFocus()

    def _facts_read(self, found: Custody) -> None:
        self._custody = found
        if self._state == "where":
            self._show_where()

    def _show_packing(self) -> None:
        self._state = "packing"
        self.set_step(1)
        look = theme()
        column = self._fresh()
        row = QHBoxLayout()
        row.setSpacing(look.space(5))
        self._written = ProgressRing(_("Writing the package"), "ring_large")
        self._written.set_count(0, 1, percent=True)
        row.addWidget(self._written)
        words = QVBoxLayout()
        words.addStretch()
        words.addWidget(Text(_("Writing the package"), "heading"))
        words.addWidget(Text(str(self._folder), "body", "text2", elide=True))
        self._said = Text("", "body", "text2")
        words.addWidget(self._said)
        words.addStretch()
        row.addLayout(words, 1)
        column.addLayout(row)
        column.addStretch()
        self.set_note(_("Stopped means: no package was written, and no number is lost."))
        self.later.set_words(_("To the background"), "Esc")
        self.go.set_words(_("Stop"), "")
        self.other.hide()

    def _show_result(self, package: Package) -> None:
        self._state = "done"
        self._package = package
        self.set_step(3)
        column = self._fresh()
        add_result(column, package)
        column.addStretch()
        self.set_note(_("Records and originals stay here until the receipt comes."))
        self.later.hide()
        self.other.show()
        self.go.set_words(_("Good"), "Enter")
        self.go.set_icon("")
        self.go.setFocus()

    # Doing

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("Where the package goes"), str(self._folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.set_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def set_folder(self, folder: str) -> None:
        """Write into another folder."""
        self._folder = Path(folder)
        self._show_where()

    def _next(self) -> None:
        if self._state == "where":
            self._pack()
        elif self._state == "packing" and self._job is not None:
            self._job.cancel()
        else:
            self.accept()

    def _pack(self) -> None:
        self._show_packing()
        # Answers on their way to disk come first; then packing runs beside the writer's lane.
        self._desk.write(lambda: None, self._start, "before packing")

    def _start(self, _none: None) -> None:
        workspace, folder = self._desk.workspace, self._folder

        def work(progress: Progress) -> object:
            from app.exchange.package import export

            return export(workspace, folder, progress=progress)

        job = self._job = self._desk.jobs.read(work, "export")
        job.progressed.connect(self._progressed)
        job.succeeded.connect(self._packed)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._cancelled)

    def _progressed(self, done: int, total: int, _what: str) -> None:
        if self._state == "packing":
            self._written.set_count(done, max(1, total), percent=True)
            self._said.setText(
                _("{done} of {total} photos").format(done=done, total=total) if total else ""
            )

    def _packed(self, package: Package) -> None:
        self._job = None
        self._desk.packed.emit()
        if self.isVisible():
            self._show_result(package)
        else:
            self._desk.say(_("Package {number} is written").format(number=package.number))

    def _failed(self, error: BaseException) -> None:
        self._job = None
        if isinstance(error, AppError) and self.isVisible():
            self._desk.mine(error)
        if self.isVisible():
            self._show_where(problem_words(error, self._folder))

    def _cancelled(self) -> None:
        self._job = None
        if self.isVisible():
            self._show_where(_("Stopped; no package was written."))

    def _open_folder(self) -> None:
        if self._package is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._package.path.parent)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._state != "packing":
            self._next()
        else:
            super().keyPressEvent(event)


def open_send(desk: Desk) -> SendDialog:
    """Open the dialog."""
    dialog = SendDialog(desk)
    dialog.open()
    return dialog
