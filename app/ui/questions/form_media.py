"""Files that a form brings along: found in its own folder, opened only if they are media."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

SUFFIXES = {
    "image": frozenset((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".svg")),
    "audio": frozenset((".mp3", ".wav", ".ogg", ".oga", ".m4a", ".aac", ".amr", ".flac", ".3gp")),
    "video": frozenset((".mp4", ".m4v", ".webm", ".ogv", ".mov", ".avi", ".mkv", ".3gp", ".mpg")),
}
"""Endings that a medium of a kind may have; nothing else is handed to another program."""


def finder(*folders: Path) -> Callable[[str], Path | None]:
    """Return a function that finds a form's medium in one of these folders.

    It takes what a form says (``jr://images/a.png``) or a plain name, and never leaves the folders.
    """

    def find(address: str) -> Path | None:
        name = address.partition("://")[2].rpartition("/")[2] if "://" in address else address
        if not name or name in (".", "..") or set(name) & set("/\\:\0"):
            return None
        for folder in folders:
            file = folder / name
            if file.is_file():
                return file
        return None

    return find


def open_medium(file: Path, kind: str) -> bool:
    """Open a medium in the user's own program; return whether that was done."""
    if file.suffix.lower() not in SUFFIXES[kind]:
        return False
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
