"""Ways from one room of the hub to another, for rooms that do not know one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from PySide6.QtCore import QObject, Slot

from app.i18n import _

if TYPE_CHECKING:
    from app.ui.desk import Desk


class _Where(NamedTuple):
    record: UUID | None


class Going(QObject):
    """Enters rooms at a record, or at the packages of a device.

    Args:
        desk: Whose rooms; gets the acts ``record`` and ``parcels``.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        desk.acts["record"] = self.to_record
        desk.acts["parcels"] = self.to_parcels

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
