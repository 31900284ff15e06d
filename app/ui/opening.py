"""Opening a workspace beside the GUI thread: the desk stands first, its data comes after."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.i18n import _
from app.ui.pending import Pending

if TYPE_CHECKING:
    from app.progress import Progress
    from app.ui.program import Program
    from app.workspace import Workspace

_LATEST_MS = 1000
"""A window that starts minimised is not painted; its workspace is opened after this long."""

_LATER_MS = 40
"""A page makes what an open building needs while the database layer loads; first come keys."""


def title(workspace: Workspace | Pending) -> str:
    """Return what stands over a window: the campaign, if it is known yet, and the program."""
    campaign = None if isinstance(workspace, Pending) else workspace.campaign()
    return " · ".join(part for part in (campaign.name if campaign else "", _("Chengjian")) if part)


class Opening(QObject):
    """Opens one workspace for a desk that shows already.

    Rooms that ask for data wait for it; if it cannot be opened, the first steps say why.
    """

    def __init__(self, program: Program, folder: Path) -> None:
        super().__init__(program)
        self._program, self._folder = program, folder
        self.pending = Pending(self._start)
        self._idle = QTimer(self, interval=0)  # fires when no other event waits
        self._idle.timeout.connect(self._look)

    def begin_soon(self) -> None:
        """Begin when the window is painted: two threads that import would share one lock."""
        self._idle.start()
        QTimer.singleShot(_LATEST_MS, self, self._begin)

    def _look(self) -> None:
        window = self._program.window
        handle = window.windowHandle() if window is not None else None
        if handle is None or handle.isExposed():
            self._begin()

    def _begin(self) -> None:
        self._idle.stop()
        self.pending.begin()
        page = self._program.page
        make_later = getattr(page, "make_later", None)
        if page is not None and make_later is not None:
            QTimer.singleShot(_LATER_MS, page, make_later)

    def _start(self, pending: Pending) -> None:
        folder, person = self._folder, self._program.settings.who

        def work(_progress: Progress) -> object:
            try:
                from app.workspace import Workspace  # the database layer: most of the imports

                workspace = Workspace.open(folder, person=person)
                name = title(workspace)
            except BaseException:
                pending.hand_over(None)
                raise
            pending.hand_over(workspace)
            return workspace, name

        job = self._program.jobs.write(work, "open workspace", keep=True)
        job.succeeded.connect(self._opened)
        job.failed.connect(self._failed)

    def _opened(self, found: tuple[Workspace, str]) -> None:
        workspace, name = found
        desk = self._program.desk
        if desk is not None and desk.waits_for(self.pending):
            self._program.remember(workspace)
            desk.shell.setWindowTitle(name)
            self._program.jobs.read(lambda _progress: _warm(self._program.settings.desk), "warm up")
        self.deleteLater()

    def _failed(self, error: BaseException) -> None:
        self._program.not_opened(self.pending, error)
        self.deleteLater()


def _warm(desk: str) -> None:
    """Load what is needed next, while nobody waits for it."""
    for module in _NEXT[desk]:
        importlib.import_module(module)


_NEXT = {
    "field": ("app.inspection.visit", "app.inspection.photo.photos"),
    "hub": ("app.inspection.findings_load", "app.exchange.inbox.take"),
}
"""What the first building, the findings or the first package need, by desk."""
