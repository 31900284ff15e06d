"""Photos as rows of a model; previews arrive when they are ready."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractListModel, QObject, Qt
from PySide6.QtGui import QImage, QPixmap

from app.i18n import N_, _
from app.ui.widgets.place_model import ROOT, Index
from app.ui.words import word

PHOTO_ROLE = Qt.ItemDataRole.UserRole + 4
PREVIEW_ROLE = Qt.ItemDataRole.UserRole + 5

_STATES = {
    "missing": N_("still missing"),
    "optional": N_("optional"),
    "damaged": N_("cannot be opened"),
    "file": N_("no picture"),
    "away": N_("at the hub"),
}


@dataclass(frozen=True)
class Photo:
    """One tile.

    Attributes:
        key: What the caller knows it by.
        code: Question code, such as B03.
        time: Such as 14:28.
        kind: Word of the kind badge, such as 全景.
        state: ``there``, ``missing``, ``optional``, ``damaged``, ``file``: no picture,
            or ``away``: the original is at the hub alone.
        words: What a missing, optional or file tile says.
        custody: Empty for this machine only, else ``packed``, ``delivered`` or ``merged``.
        marks: Ellipses drawn on it, each left, top, width, height as shares of the picture.
        doubt: A word for what a person should look into, such as 离得远; empty: nothing.
    """

    key: str
    code: str = ""
    time: str = ""
    kind: str = ""
    state: str = "there"
    words: str = ""
    custody: str = ""
    marks: tuple[tuple[float, float, float, float], ...] = ()
    doubt: str = ""

    def strip(self) -> str:
        """Return what the dark strip at the foot says."""
        return "·".join(part for part in (self.code, self.time) if part)

    def spoken(self) -> str:
        """Return what a screen reader says."""
        parts = [part for part in (self.code, self.kind, self.time) if part]
        if self.state in _STATES:
            parts.append(self.words or _(_STATES[self.state]))
        if self.marks:
            parts.append(_("marked"))
        if self.doubt:
            parts.append(_("to look into: {what}").format(what=self.doubt))
        if self.custody:
            parts.append(word(self.custody))
        return ", ".join(parts)


class PhotoModel(QAbstractListModel):
    """The photos of a building or a question, in order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos: list[Photo] = []
        self._previews: dict[str, QPixmap] = {}

    def set_photos(self, photos: Sequence[Photo]) -> None:
        """Show these photos; previews of those that stay are kept."""
        self.beginResetModel()
        self._photos = list(photos)
        keys = {photo.key for photo in photos}
        self._previews = {key: kept for key, kept in self._previews.items() if key in keys}
        self.endResetModel()

    def set_preview(self, key: str, image: QImage) -> None:
        """Show the picture of one photo; called on the GUI thread with a small image."""
        for row, photo in enumerate(self._photos):
            if photo.key == key:
                self._previews[key] = QPixmap.fromImage(image)
                self.dataChanged.emit(self.index(row), self.index(row), [PREVIEW_ROLE])

    def has_preview(self, key: str) -> bool:
        """Tell whether the picture of a photo is shown."""
        return key in self._previews

    def update_photo(self, key: str, **values: Any) -> None:
        """Change what one tile shows."""
        for row, photo in enumerate(self._photos):
            if photo.key == key:
                self._photos[row] = replace(photo, **values)
                self.dataChanged.emit(self.index(row), self.index(row))

    def photo(self, row: int) -> Photo | None:
        """Return one photo."""
        return self._photos[row] if 0 <= row < len(self._photos) else None

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._photos)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        photo = self._photos[index.row()]
        if role == PHOTO_ROLE:
            return photo
        if role == PREVIEW_ROLE:
            return self._previews.get(photo.key)
        if role == Qt.ItemDataRole.DisplayRole:
            return photo.strip()
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return photo.spoken()
        return None
