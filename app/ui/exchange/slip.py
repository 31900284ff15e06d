"""打印交接单 after sending: what the slip says, and where its PDF goes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.i18n import _
from app.ui.lazy import lazy
from app.ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.exchange.ahead import Ahead
    from app.exchange.sending import Sent
    from app.reports import handover_slip
    from app.ui.desk import Desk

if not TYPE_CHECKING:
    handover_slip = lazy("app.reports.handover_slip")


def slip_of(desk: Desk, sent: Sent, where: str, found: Ahead | None) -> handover_slip.Slip:
    """Return what the slip of a sending says; reads the workspace.

    Args:
        desk: Whose laptop it is.
        sent: What was sent.
        where: The destination in words.
        found: What was foreseen; None when it was never counted.
    """
    from app.exchange.trust import device
    from app.models.clock import wall_ms

    workspace = desk.workspace
    info = workspace.campaign()
    with workspace.reading() as session:
        own = device(session, workspace.device)
    hub = found.hub if found is not None else None
    files = [path for one in sent.packages for path in one.paths]
    return handover_slip.Slip(
        campaign=(info.name or "") if info is not None else "",
        rehearsal=info is not None and bool(info.rehearsal),
        numbers=sent.numbers,
        device=own.keys.name if own is not None else "",
        fingerprint=own.keys.fingerprint if own is not None else "",
        person=desk.person,
        hub=(hub.keys.name or hub.keys.fingerprint) if hub is not None else "",
        where=where,
        buildings=found.places if found is not None else 0,
        changes=sum(one.changes for one in sent.packages),
        photos=sum(one.photos for one in sent.packages),
        bytes=sum(one.bytes for one in sent.packages),
        volumes=tuple(
            handover_slip.SlipVolume(path.name, path.stat().st_size if path.exists() else 0)
            for path in files
        ),
        digest=sent.packages[-1].digest if sent.packages else "",
        sealed=bool(sent.packages) and all(one.sealed for one in sent.packages),
        at_ms=wall_ms(),
    )


def offer_slip(desk: Desk, parent: QWidget, sent: Sent, where: str, found: Ahead | None) -> None:
    """Ask where the slip goes, write it, and open it so that it can be printed."""
    dialog = file_dialog(parent, _("Where the slip goes"), "slip", save=True)
    dialog.setNameFilters(["PDF (*.pdf)"])
    dialog.setDefaultSuffix("pdf")
    numbers = "-".join(f"{number:04}" for number in sent.numbers)
    dialog.selectFile(f"交接单-{numbers}.pdf")
    dialog.fileSelected.connect(
        lambda file: write_slip(desk, Path(file), sent, where, found, show=True)
    )
    dialog.open()


def write_slip(
    desk: Desk, file: Path, sent: Sent, where: str, found: Ahead | None, *, show: bool = False
) -> None:
    """Write the slip beside the GUI thread; ``show``: open it in the system's reader."""

    def work(_progress: object) -> Path:
        slip = slip_of(desk, sent, where, found)
        return handover_slip.write_handover_slip(file, slip)

    def written(made: Path) -> None:
        desk.say(_("Written: {file}").format(file=made.name))
        if show:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(made)))

    desk.jobs.read(work, "handover slip").succeeded.connect(written)
