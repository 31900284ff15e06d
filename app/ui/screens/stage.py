"""A stage: the real program on a copy of the sample, brought into a state by a scene."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.settings import Settings
from app.ui.app import Program
from app.ui.desk import Desk

_LONGEST_S = 20.0
_CALM_MS = 120
"""How long nothing may run before a picture is taken: longer than any timer of the windows."""


class Stage:
    """One program, one scene.

    Args:
        application: The application.
        samples: Folder of a finished demo: ``laptop-A``, ``hub``, ``stick`` …
        place: An empty folder for this scene's files.
        settings: Language, desk, look.

    Attributes:
        program: The program on the stage.
        samples: As given.
        place: As given.
    """

    def __init__(
        self, application: QApplication, samples: Path, place: Path, settings: Settings
    ) -> None:
        self.samples, self.place = samples, place
        self._application = application
        self.program = Program(application, settings, place / "settings.json")
        self.program.dress()

    @property
    def desk(self) -> Desk:
        """The desk that is open."""
        assert self.program.desk is not None
        return self.program.desk

    @property
    def page(self) -> Any:
        """The page of the present room."""
        return self.program.page

    @property
    def packages(self) -> list[Path]:
        """The packages of the demo, in the order of their laptops."""
        return sorted((self.samples / "stick").glob("*.zip"))

    def open_sample(self, name: str) -> None:
        """Open a copy of one workspace of the demo."""
        from app.inspection import people
        from app.workspace import Workspace

        target = self.place / name
        shutil.copytree(self.samples / name, target)
        with Workspace.open(target) as space:  # the second time it is no copy, and says nothing
            if self.program.settings.who:  # nor does it ask who inspects today
                people.choose(space, self.program.settings.who)
        self.program.open_folder(target)
        self.settle()

    def open_empty(self, *, campaign: bool = True) -> None:
        """Open a new workspace with nothing in it."""
        from app.inspection.setup import sample_campaign
        from app.workspace import Workspace

        info = sample_campaign() if campaign else None
        person = self.program.settings.who
        workspace = Workspace.create(self.place / "empty", person=person, campaign=info)
        self.program.open_workspace(workspace)
        self.settle()

    def enter(self, room: str) -> Any:
        """Enter a room and return its page."""
        self.program.enter(room)
        self.settle()
        return self.page

    def find(self, path: str) -> UUID:
        """Return the place whose names from the community on are ``path``, with ``/`` between."""
        from app.inspection import browse

        names = path.split("/")
        with self.desk.workspace.reading() as session:
            for line in browse.find(session, names[-1]):
                above = [name for _id, _level, name in browse.ancestors(session, line.id)]
                if line.name == names[-1] and set(names) <= {*above, line.name}:
                    return line.id
        raise LookupError(path)

    def settle(self, calm_ms: int = _CALM_MS) -> None:
        """Let jobs, timers and paints come to an end."""
        end = time.monotonic() + _LONGEST_S
        while time.monotonic() < end:
            self._spin(calm_ms)
            if not self.program.jobs.running:
                return
        names = ", ".join(job.name for job in self.program.jobs.running)
        raise TimeoutError(f"these jobs do not end: {names}")

    def wait(self, until: Callable[[], object]) -> None:
        """Wait until something holds."""
        end = time.monotonic() + _LONGEST_S
        while not until():
            if time.monotonic() > end:
                raise TimeoutError("what the scene waits for does not come")
            self._spin(20)

    def _spin(self, milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def resize(self, width: int, height: int) -> None:
        """Give the window a size, and what lies over it too."""
        window = self.program.window
        assert window is not None
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(width, height)
        self.settle()

    def picture(self) -> QPixmap:
        """Return the window with the dialogs over it, as a person sees them."""
        window = self.program.window
        assert window is not None
        whole = window.grab()
        layers = []
        for other in self._over(window):
            corner = window.mapFromGlobal(other.mapToGlobal(other.rect().topLeft()))
            layers.append((corner, other.grab()))
        painter = QPainter(whole)
        for corner, layer in layers:
            painter.drawPixmap(corner, layer)
        painter.end()
        return whole

    def _over(self, window: QWidget) -> list[QWidget]:
        """Return the shown dialogs, menus and lists over the window, the lowest first."""
        over = [
            widget
            for widget in self._application.topLevelWidgets()
            if widget is not window and widget.isVisible() and widget.parentWidget() is not None
        ]
        return sorted(over, key=_depth)  # Qt lists them in no order

    def close(self) -> None:
        """End the program and forget its windows."""
        self.program.close_workspace()
        self.program.jobs.shut_down()
        for widget in self._application.topLevelWidgets():
            widget.close()
            widget.deleteLater()
        self.program.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._spin(1)


def _depth(widget: QWidget) -> int:
    """Return how many widgets stand over one another below this one."""
    above = widget.parentWidget()
    return 0 if above is None else 1 + _depth(above)
