"""Dialogs that ask for files: they begin where one was last for the same purpose, dates as numbers.

Where nobody was yet: photos begin in the user's pictures, all else in the documents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import (
    QDir,
    QFileInfo,
    QIdentityProxyModel,
    QModelIndex,
    QPersistentModelIndex,
    QStandardPaths,
    Qt,
)
from PySide6.QtWidgets import QFileDialog, QFileSystemModel, QWidget

PHOTOS = "photos"
"""The purpose that begins in the pictures of the user."""
ONE = QFileDialog.FileMode.ExistingFile
MANY = QFileDialog.FileMode.ExistingFiles
FOLDER = QFileDialog.FileMode.Directory
_MODIFIED = 3
Index = QModelIndex | QPersistentModelIndex


class Folders:
    """Which folder was used last, by purpose; one for the whole program."""

    def __init__(self) -> None:
        self._used: dict[str, str] = {}
        self._keep: Callable[[dict[str, str]], object] = lambda _used: None

    def begin(self, used: Mapping[str, str], keep: Callable[[dict[str, str]], object]) -> None:
        """Take what was kept on this machine; ``keep`` is told of each change."""
        self._used = {key: value for key, value in used.items() if isinstance(value, str)}
        self._keep = keep

    def start(self, purpose: str) -> str:
        """Return the folder that a dialog begins in."""
        used = self._used.get(purpose, "")
        if used and QDir(used).exists():
            return used
        where = QStandardPaths.StandardLocation
        place = where.PicturesLocation if purpose == PHOTOS else where.DocumentsLocation
        for one in (place, where.HomeLocation):
            found = QStandardPaths.writableLocation(one)
            if found and QDir(found).exists():
                return found
        return QDir.homePath()

    def remember(self, purpose: str, chosen: str) -> None:
        """Begin here the next time: in the folder that was chosen, or that of the file."""
        about = QFileInfo(chosen)
        folder = chosen if about.isDir() else about.absolutePath()
        if folder and self._used.get(purpose) != folder:
            self._used = {**self._used, purpose: folder}
            self._keep(dict(self._used))


FOLDERS = Folders()


class _Dates(QIdentityProxyModel):
    """Writes the time of a file as 2026-11-22 14:32, whatever the system's locale."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and index.column() == _MODIFIED:
            files = self.sourceModel()
            if isinstance(files, QFileSystemModel):
                changed = files.lastModified(self.mapToSource(index))
                return changed.toString("yyyy-MM-dd HH:mm")
        return super().data(index, role)


def file_dialog(
    parent: QWidget | None,
    title: str,
    purpose: str,
    mode: QFileDialog.FileMode = ONE,
    *,
    save: bool = False,
) -> QFileDialog:
    """Return a dialog that goes when it is closed.

    Args:
        parent: Over what it stands.
        title: What is asked for.
        purpose: What for, in one word: where one was last is kept by it.
        mode: One file, several, or a folder.
        save: The file is to be written.
    """
    dialog = QFileDialog(parent, title, FOLDERS.start(purpose))
    dialog.setProxyModel(_Dates(dialog))
    if save:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    else:
        dialog.setFileMode(mode)
    dialog.filesSelected.connect(lambda files: FOLDERS.remember(purpose, files[0]))
    dialog.finished.connect(dialog.deleteLater)
    return dialog
