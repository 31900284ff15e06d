"""Ways from one room of the hub to another, for rooms that do not know one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from PySide6.QtCore import QObject, Slot

from app.i18n import _

if TYPE_CHECKING:
    from app.ui.desk import Desk


_DEEPEST = 8  # levels of the roster; a circle among the parents ends, too


class _Where(NamedTuple):
    record: UUID | None


class Going(QObject):
    """Enters rooms at a record, at the packages of a device, or to send somebody to a place.

    Args:
        desk: Whose rooms; gets the acts ``record``, ``parcels`` and ``task``.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        desk.acts["record"] = self.to_record
        desk.acts["parcels"] = self.to_parcels
        desk.acts["task"] = self.to_task

    def to_record(self, record: UUID | None, place: UUID | None = None) -> None:
        """Open a record; where only its place is known, the first one there."""
        if record is not None:
            self._open(_Where(record))
        elif place is not None:

            def look(session: Any) -> _Where:
                from app.inspection.offered import first_record

                return _Where(first_record(session, place))

            self._desk.read(look, self._open, "record of place")

    @Slot(object)
    def _open(self, found: _Where) -> None:
        if found.record is None:
            self._desk.say(_("No record of it is here yet."), "not_started")
            return
        self._desk.room_wanted.emit("findings")
        page: Any = self._desk.shell.page("findings")
        if page is not None:
            page.open_record(found.record, "")

    def to_parcels(self, device: UUID | None) -> None:
        """Enter the inbox at the packages of a device."""
        self._desk.room_wanted.emit("inbox")
        page: Any = self._desk.shell.page("inbox")
        if page is not None and device is not None:
            page.search.setText(device.hex[:8])
            page.focus_list()

    def to_task(self, place: UUID | None) -> None:
        """Open the steps of a task package, with the community of a place ticked."""

        def look(session: Any) -> str:
            from app.models.tables import Place

            at = place
            for _step in range(_DEEPEST):
                row = session.get(Place, at) if at is not None else None
                if row is None:
                    break
                if row.level == "community":
                    return str(row.id)
                at = row.parent
            return ""

        self._desk.read(look, self._to_task, "community of place")

    @Slot(object)
    def _to_task(self, community: str) -> None:
        self._desk.room_wanted.emit("devices")
        page: Any = self._desk.shell.page("devices")
        if page is not None:
            page.make_task(community)
