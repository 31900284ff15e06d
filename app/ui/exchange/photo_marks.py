"""Where the bytes of photos are, for their tiles: 已打包, 已送达, 已合并, or 在汇总台 alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

from app.ui.widgets.photo_model import Photo

if TYPE_CHECKING:
    from app.inspection.photo.photos import PhotoRow
    from app.ui.desk import Desk

_AWAY = "away"


class Bytes(Protocol):
    """A photo in any list: what its bytes are called."""

    @property
    def sha256(self) -> str:
        """Digest of the original."""


class PhotoMarks(QObject):
    """Knows the custody of the photos that were asked for.

    Signals:
        told(): Something is known that was not; show the tiles again.
    """

    told = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._known: dict[str, str] = {}
        self._asked: set[str] = set()
        desk.packed.connect(self._again)

    def want(self, rows: Sequence[Bytes]) -> None:
        """Ask where these are, beside the GUI thread."""
        fresh = [row.sha256 for row in rows if row.sha256 and row.sha256 not in self._asked]
        if fresh:
            self._asked.update(fresh)
            self._desk.read(lambda session: _where(session, fresh), self._read, "custody photos")

    def state(self, row: Bytes) -> str | None:
        """Return where a photo is: a state, ``away``, empty for here alone; None: not known yet."""
        return self._known.get(row.sha256)

    def on(self, tile: Photo, row: PhotoRow) -> Photo:
        """Return a tile that says where its photo is."""
        state = self._known.get(row.sha256, "")
        if state == _AWAY:
            return tile if row.here else replace(tile, state=_AWAY, custody="merged")
        return replace(tile, custody=state) if state else tile

    def _read(self, found: dict[str, str]) -> None:
        if any(self._known.get(sha256, "") != state for sha256, state in found.items()):
            self._known.update(found)
            self.told.emit()

    def _again(self) -> None:
        self._asked.clear()
        self.told.emit()


def _where(session: Any, photos: list[str]) -> dict[str, str]:
    """Read them, in a worker thread."""
    from app.exchange.shown_states import photo_places

    return photo_places(session, photos)
