"""Watching folders for packages: what has come and stopped growing is taken into the inbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.exchange.fetching import new_packages
from app.exchange.inbox.take import take_in
from app.exchange.roads.local import LocalRoad
from app.progress import Progress, silent

if TYPE_CHECKING:
    from app.exchange.inbox.parcels import Parcel
    from app.workspace import Workspace

Folders = Callable[[], Sequence[Path]]


class InboxWatch:
    """Looks into folders; call `poll` every few seconds.

    A file counts once it looked the same at two polls: Explorer writes under the final name, and a
    share shows files before they are whole. Folders that are not there are passed over, so that a
    stick may come and go.
    """

    def __init__(self, workspace: Workspace, folders: Folders | Sequence[Path]) -> None:
        """Start watching; nothing is looked at yet.

        Args:
            workspace: The hub.
            folders: Which, or a function that lists them anew at each poll.
        """
        self._workspace = workspace
        self._folders = folders
        self._seen: dict[Path, tuple[int, int]] = {}

    def poll(self) -> list[Path]:
        """Return the packages that are new here and whole, as far as can be seen."""
        folders = self._folders() if callable(self._folders) else self._folders
        seen: dict[Path, tuple[int, int]] = {}
        for folder in folders:
            try:
                road = LocalRoad(folder)
                with self._workspace.reading() as session:
                    names = new_packages(session, self._workspace, road)
                for name in names:
                    what = (folder / name).stat()
                    seen[folder / name] = (what.st_size, what.st_mtime_ns)
            except (AppError, OSError):
                continue
        ready = [file for file, look in seen.items() if look[0] and self._seen.get(file) == look]
        self._seen = seen
        return ready

    def take(self, progress: Progress = silent) -> list[Parcel]:
        """Poll, and take what is ready into the inbox; nothing is merged.

        Raises:
            AppError: This workspace cannot be written.
        """
        ready = self.poll()
        return take_in(self._workspace, ready, progress) if ready else []
