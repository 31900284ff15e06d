"""The work behind 送出: bring everything, then remember where to and, if wanted, the password."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.errors import AppError
from app.exchange.roads.destination import keep, kept_secret
from app.exchange.roads.destination import keep_secret as keep_in_keyring
from app.exchange.sending import Sent, Watch, send
from app.progress import Progress

if TYPE_CHECKING:
    from app.exchange.roads.destination import Destination
    from app.ui.exchange.prepare import Way
    from app.workspace import Workspace


def run(
    workspace: Workspace,
    way: Way,
    typed: str,
    *,
    keep_secret: bool,
    watch: Watch,
    progress: Progress,
) -> Sent:
    """Send; called in a worker thread.

    Raises:
        AppError: See `app.exchange.sending.send`.
        Cancelled: What arrived stays.
    """

    def secrets(one: Destination) -> str:
        return typed or kept_secret(one)

    # Remembered first: what is on its way is found again by the destination's name.
    with workspace.sessions.begin() as session:
        keep(session, way.one)
    sent = send(workspace, way.one, secrets=secrets, watch=watch, progress=progress)
    if typed and keep_secret:
        with suppress(AppError):
            if not keep_in_keyring(way.one, typed):
                logging.getLogger(__name__).info("no keyring; the password is asked for again")
    return sent


def show_folder(folder: Path) -> None:
    """Open a folder in the system's own window."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
