"""Task packages that lie on sticks or in a folder, the newest first; for a worker thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.exchange.task.says import says_task
from app.exchange.volumes import named
from app.sealing import SUFFIX

_MOST = 2000


def task_packages(folders: Sequence[Path]) -> list[Path]:
    """List what may be task packages in folders and those right below them.

    A sealed package does not say from outside what it is; it counts as one that may be.
    """
    found: dict[Path, float] = {}
    for folder in folders:
        for file in _files(folder):
            if named(file.name) is None:
                continue
            if file.suffix == SUFFIX or says_task(file):
                try:
                    found[file] = file.stat().st_mtime
                except OSError:
                    continue
    return sorted(found, key=lambda file: (file.suffix == SUFFIX, -found[file], file.name))


def _files(folder: Path) -> list[Path]:
    files: list[Path] = []
    try:
        for entry in sorted(folder.iterdir()):
            if entry.is_file():
                files.append(entry)
            elif entry.is_dir() and not entry.name.startswith("."):
                try:
                    files += [one for one in sorted(entry.iterdir()) if one.is_file()]
                except OSError:
                    continue
            if len(files) > _MOST:
                break
    except OSError:  # pulled out while we looked
        return []
    return files
