"""Lists and sheets written in jobs, opened in the user's own program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.i18n import _, ngettext
from app.progress import Progress
from app.ui.widgets.file_dialog import FOLDER, file_dialog

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.hub.job_strip import JobStrip


class Output(QObject):
    """Writes files for one page; its strip shows how far that is."""

    def __init__(self, desk: Desk, strip: JobStrip, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self.strip, self._page = desk, strip, page

    def choose_folder(self) -> None:
        """Ask where the lists go."""
        dialog = file_dialog(self._page, _("Folder for lists and sheets"), "lists", FOLDER)
        dialog.fileSelected.connect(lambda folder: self.export_to(Path(folder)))
        dialog.open()

    def print_sheet(self, inspection: UUID | None) -> None:
        """Write the PDF sheet of one inspection and open it."""
        if inspection is None or self.strip.busy:
            return
        workspace = self._desk.workspace

        def work(progress: Progress) -> Path:
            from app.reports.output import write_sheet

            return write_sheet(workspace, inspection, workspace.cache / "sheets", progress)

        job = self._desk.jobs.write(work, "sheet")
        self.strip.follow(job, _("Writing the sheet"))
        job.succeeded.connect(open_file)

    def export_to(self, folder: Path) -> None:
        """Write all lists and sheets in a job; findings that are stale are worked out first."""
        if self.strip.busy:
            return
        workspace = self._desk.workspace

        def work(progress: Progress) -> list[Path]:
            from app.reports.output import write_all

            return write_all(workspace, folder, progress)

        job = self._desk.jobs.write(work, "lists")
        self.strip.follow(job, _("Writing lists and sheets"))
        job.succeeded.connect(self._written)
        job.cancelled.connect(self._stopped)

    @Slot(object)
    def _written(self, files: list[Path]) -> None:
        lists = [file for file in files if file.suffix == ".xlsx"]
        sheets = len(files) - len(lists)
        words = _("Written: {lists} and {sheets}").format(
            lists=ngettext("{count} list", "{count} lists", len(lists)).format(count=len(lists)),
            sheets=ngettext("{count} sheet", "{count} sheets", sheets).format(count=sheets),
        )
        folder = lists[0].parent if lists else files[0].parent if files else None
        if folder is None:
            self._desk.say(words)
            return
        self._desk.say(words, "done", _("Open folder"), lambda: open_file(folder))

    @Slot()
    def _stopped(self) -> None:
        self._desk.say(_("Stopped. Nothing was written; the folder is as it was."), "serious")


def open_file(path: Path) -> None:
    """Open a file or folder in the user's own program."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
