"""Ways to the task dialog on an open desk: a file that is chosen, one that was fetched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.ui.exchange.task import TaskDialog
from app.ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from app.ui.desk import Desk

FILTER = "*.zip *.age"


def choose_task(parent: QWidget, then: Callable[[Path], object], start: str = "") -> None:
    """Let the person choose a task package."""
    dialog = file_dialog(parent, _("Choose a task package"), "task")
    if start:
        dialog.setDirectory(start)
    dialog.setNameFilters([_("Packages") + f" ({FILTER})", _("All files (*)")])
    dialog.fileSelected.connect(lambda file: then(Path(file)))
    dialog.open()


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
