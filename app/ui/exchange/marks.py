"""Where the work on each building is (已打包, 已送达, 已合并, 已退回), shown on its row.

States are read beside the GUI thread, for the rows that are there and no others, a page at a time;
nothing of exchange is loaded before a first package was written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QModelIndex, QObject, QTimer, Signal

from app.i18n import _
from app.ui.words import word

if TYPE_CHECKING:
    from app.exchange.receipts.states import Where
    from app.ui.desk import Desk
    from app.ui.widgets.place_model import PlaceModel

_SOON_MS = 150
_FIRST_MS = 1500
_PAGE = 400
_SHOWN = ("packed", "delivered", "merged")
_BEFORE = ("done",)
"""States that give way to where the record is; one that is not finished keeps its own."""


class PlaceMarks(QObject):
    """Shows on the rows of a tree of places where their records are.

    Signals:
        told(): It is known of further places.
    """

    told = Signal()

    def __init__(self, desk: Desk, model: PlaceModel) -> None:
        super().__init__(model)
        self._desk, self._model = desk, model
        self._known: dict[str, Where] = {}
        self._wanted: dict[str, None] = {}
        self._running = self._applying = False
        self._soon = QTimer(self, interval=_FIRST_MS, singleShot=True)
        self._soon.timeout.connect(self._ask)
        model.modelReset.connect(self._reset)
        model.rowsInserted.connect(self._inserted)
        model.dataChanged.connect(self._changed)
        desk.place_changed.connect(self._place_changed)
        desk.packed.connect(self._again)

    # What to ask for

    def _reset(self) -> None:
        self._take(QModelIndex(), 0, self._model.rowCount() - 1)

    def _inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        self._take(parent, first, last)

    def _take(self, parent: QModelIndex, first: int, last: int) -> None:
        for row in range(first, last + 1):
            index = self._model.index(row, 0, parent)
            place = self._model.place(index)
            if place is None:
                continue
            if place.level == "building" and not place.key.startswith("@"):
                if place.key in self._known:
                    self._apply(place.key)
                elif place.state not in ("", "not_started"):
                    self._wanted[place.key] = None
            if not callable(place.children) and place.children:
                self._take(index, 0, self._model.rowCount(index) - 1)
        self._later()

    def _later(self) -> None:
        if self._wanted and not self._soon.isActive() and not self._running:
            self._soon.start()

    def _place_changed(self, place: UUID) -> None:
        self._known.pop(str(place), None)
        self._wanted[str(place)] = None
        self._later()

    def _again(self) -> None:
        """Look at all rows again: something was sent, or a receipt came."""
        self._known.clear()
        self._reset_all()

    def _reset_all(self) -> None:
        for key in self._model.keys:
            if not key.startswith("@"):
                self._wanted[key] = None
        self._later()

    # Asking and showing

    def _ask(self) -> None:
        self._soon.setInterval(_SOON_MS)
        if self._running or not self._wanted:
            return
        keys = list(self._wanted)[:_PAGE]
        for key in keys:
            del self._wanted[key]
        self._running = True
        job = self._desk.read(lambda session: _states(session, keys), self._read, "custody marks")
        job.failed.connect(self._ended)
        job.cancelled.connect(self._ended)

    def _ended(self, _error: object = None) -> None:
        self._running = False

    def _read(self, found: dict[str, Where]) -> None:
        self._running = False
        self._known.update(found)
        for key in found:
            self._apply(key)
        self._later()
        self.told.emit()

    def _changed(self, top: QModelIndex, _bottom: QModelIndex, _roles: object = None) -> None:
        """Another look wrote a plain state over ours; ours is right until the place changes."""
        place = self._model.place(top)
        if not self._applying and place is not None and place.key in self._known:
            self._apply(place.key)

    def _apply(self, key: str) -> None:
        where = self._known[key]
        place = self._model.place(self._model.index_of(key))
        if place is None:
            return
        values = shown(where, place.state)
        if values and any(getattr(place, name) != value for name, value in values.items()):
            self._applying = True
            self._model.update_place(key, **values)
            self._applying = False


def shown(where: Where, state: str) -> dict[str, str]:
    """Return what a row shows instead of its own state; nothing where its own stands."""
    if where.state == "returned":
        return {"state": "returned", "right": word("returned")}
    if where.state == "refused":
        return {"right": _("not taken")}
    if where.state in _SHOWN and state == "returned":  # it went again, or was taken as it is
        return {"state": where.state, "right": word(where.state)}
    if where.state in _SHOWN and (state in _BEFORE or state in _SHOWN):
        return {"state": where.state}
    if not where.state and state in _SHOWN:
        return {"state": "done"}
    return {}


def _states(session: Any, keys: list[str]) -> dict[str, Where]:
    """Read a page of states, in a worker thread."""
    from app.exchange.receipts.states import MERGED, RETURNED, Where
    from app.exchange.shown_states import place_states
    from app.inspection.returned_places import returned_among

    found = place_states(session, keys)
    merged = [key for key, where in found.items() if where.state == MERGED]
    # A return may come in a task package before any receipt tells of it.
    back = returned_among(session, [UUID(key) for key in merged]) if merged else set()
    return found | {str(place): Where(RETURNED) for place in back}
