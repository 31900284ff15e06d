"""Where one was: the open building and question, kept so that a crash or a restart returns there.

A small file in the workspace's cache. It is written by a thread of its own, the latest place only,
so that no answer ever waits for it; losing it costs a few key presses and no record.
"""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QThreadPool

from app.errors import AppError
from app.files import written
from app.ui.lazy import lazy

if TYPE_CHECKING:
    from app.inspection import newest
    from app.progress import Progress
    from app.ui.desk import Desk
    from app.ui.field.building import Building
    from app.ui.field.panes import Panes
    from app.ui.field.visits import Visits

if not TYPE_CHECKING:
    newest = lazy("app.inspection.newest")

FILE = "cursor.json"


@dataclass(frozen=True)
class Where:
    """An open building and the question in it; an empty path: none."""

    place: UUID
    path: str


def read_where(cache: Path) -> Where | None:
    """Return where one was; None when nobody was anywhere, or the file is damaged."""
    try:
        found = json.loads((cache / FILE).read_text(encoding="utf-8"))
        return Where(UUID(found["place"]), str(found["question"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_where(cache: Path, where: Where) -> None:
    """Keep where one is; a crash in the middle leaves the place before.

    Raises:
        AppError: It cannot be written.
    """
    text = json.dumps({"place": str(where.place), "question": where.path})
    with written(cache / FILE, cache / f"{FILE}.part") as file:
        file.write(text.encode())


class Cursor(QObject):
    """Follows the open question of a room, and goes back to it when the room is made anew."""

    def __init__(self, desk: Desk, panes: Panes, visits: Visits) -> None:
        super().__init__(panes)
        self._desk, self._panes, self._visits = desk, panes, visits
        self._lock = threading.Lock()
        self._next: Where | None = None
        self._elsewhere: tuple[Building | None, str] = (None, "")
        self._kept: Where | None = None
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._asked = False
        panes.questions.view.opened.connect(self._opened)
        visits.begun.connect(self._begun)
        panes.tree.loaded.connect(self._go_back)

    @property
    def where(self) -> Where | None:
        """Where one is now."""
        building = self._visits.building
        if building is None:
            return None
        questions = self._panes.questions
        path = getattr(questions.card, "path", "") or questions.view.open_key
        if questions.resting:  # the list is folded: whoever asks says which question it is
            path = self._elsewhere[1] if self._elsewhere[0] is building else ""
        return Where(building.line.id, path)

    def follow(self, path: str) -> None:
        """Keep a question that is open elsewhere than in the list: in room mode."""
        self._elsewhere = (self._visits.building, path)
        self._keep()

    def _begun(self, _building: Building) -> None:
        self._keep()

    def _opened(self, _path: str) -> None:
        self._keep()

    def _keep(self) -> None:
        where = self.where
        if where is None or self._desk.locked:
            return
        kept = self._kept
        if not where.path and kept is not None and kept.place == where.place:
            return  # still on the way back to its question: a crash here must not forget it
        self._kept = where
        with self._lock:
            waiting, self._next = self._next, where
        if waiting is None:
            self._pool.start(self._write)

    def _write(self) -> None:
        with self._lock:
            where, self._next = self._next, None
        if where is not None:
            with suppress(AppError):
                write_where(self._desk.workspace.cache, where)

    def finish(self) -> None:
        """Wait until the last place is written; the workspace closes."""
        self._pool.waitForDone()

    # Going back

    def _go_back(self, buildings: int) -> None:
        if self._asked or buildings <= 0:
            return
        self._asked = True
        desk = self._desk

        def work(_progress: Progress) -> object:
            where = read_where(desk.workspace.cache)
            return (
                where
                if where is not None and newest.is_there(desk.workspace, where.place)
                else None
            )

        job = desk.jobs.read(work, "where one was")
        job.succeeded.connect(self._found)

    def go_to(self, where: object) -> None:
        """Go to where one was in a window that stood before this one."""
        self._asked = True  # the file says the same, or less
        self._found(where if isinstance(where, Where) else None)

    def _found(self, where: Where | None) -> None:
        if where is not None and self._visits.idle:
            self._kept = where
            self._visits.open_place(where.place, where.path)
