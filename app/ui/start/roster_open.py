"""Ways to the roster dialog: a file that is chosen, one for the open workspace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.i18n import _, ngettext
from app.inspection.setup import take_roster
from app.ui.start.roster_import import RosterDialog
from app.ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from app.ui.desk import Desk

FILTER = "*.xlsx *.xlsm *.csv"


def choose_file(window: QWidget, then: Callable[[Path], object]) -> None:
    """Let the person choose a roster file."""
    dialog = file_dialog(window, _("Choose a roster"), "roster")
    dialog.setNameFilters([_("Rosters") + f" ({FILTER})", _("All files (*)")])
    dialog.fileSelected.connect(lambda file: then(Path(file)))
    dialog.open()


def choose_roster(desk: Desk) -> None:
    """Choose a roster for the open workspace, preview it, take it in."""
    choose_file(desk.shell, lambda file: preview(desk, file))


def preview(desk: Desk, file: Path) -> RosterDialog | None:
    """Open the preview of a roster for the open workspace."""
    workspace = desk.workspace
    campaign = workspace.campaign()
    if campaign is None:
        desk.say(_("This workspace has no campaign yet."), "critical")
        return None

    def done(count: object) -> None:
        words = ngettext("{count} place imported", "{count} places imported", int(str(count)))
        desk.places_changed.emit()
        desk.say(words.format(count=count))

    dialog = RosterDialog(
        desk.shell,
        desk.jobs,
        file,
        campaign.id,
        workspace,
        lambda plan, progress: take_roster(workspace, plan, progress),
        done,
        desk.mine,
    )
    dialog.open()
    return dialog
