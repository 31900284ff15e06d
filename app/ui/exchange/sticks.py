"""Removable sticks and disks, as the system names them; asked for in a worker thread only."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

_LINUX = ("/media/", "/run/media/")


@dataclass(frozen=True)
class Stick:
    """A stick that is in.

    Attributes:
        name: What the system calls it, such as KINGSTON; never empty.
        folder: Where it is.
        free: Bytes that still fit.
    """

    name: str
    folder: Path
    free: int

    @property
    def title(self) -> str:
        """Name and drive, such as ``KINGSTON (E:)``."""
        drive = self.folder.drive
        return f"{self.name} ({drive})" if drive and drive != self.name else self.name


def sticks() -> list[Stick]:
    """List the removable disks that are in and can be written, by name."""
    found = []
    for one in QStorageInfo.mountedVolumes():
        root = one.rootPath()
        if not one.isValid() or not one.isReady() or one.isReadOnly() or not _removable(root):
            continue
        folder = Path(root)
        name = one.name() or folder.name or folder.drive
        found.append(Stick(name, folder, one.bytesAvailable()))
    return sorted(found, key=lambda one: (one.name, str(one.folder)))


def _removable(root: str) -> bool:
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(str(Path(root).drive) + "\\") == 2)
    if sys.platform == "darwin":
        return root.startswith("/Volumes/")
    return root.startswith(_LINUX)
