"""The status bar of the field desk: when it was saved, what is not packed, who works here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.i18n import _, ngettext
from app.models.clock import wall_ms
from app.ui.field.shown import buildings_count, clock, day_and_time, duration
from app.ui.lazy import lazy
from app.ui.widgets.bars import Note

if TYPE_CHECKING:
    from app.inspection import custody
    from app.inspection.custody import Custody
    from app.ui.desk import Desk


if not TYPE_CHECKING:
    custody = lazy("app.inspection.custody")

_SETTLE_MS = 400


class Status(QObject):
    """Keeps the status bar and the badge of 送出 up to date."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._saved_at = 0
        self._custody: Custody | None = None
        self._opened_at = 0
        self._community = ""
        self._ask = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._ask.timeout.connect(self._read)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._show_right)
        desk.shell.statusbar.pressed.connect(lambda: desk.act("who"))
        desk.saved.connect(self._saved)
        desk.packed.connect(self._ask.start)
        desk.places_changed.connect(self._ask.start)
        self._read()
        self._show_right()

    def set_building(self, opened_at_ms: int, community: str) -> None:
        """Count the time on a building from here; 0: none is open."""
        self._opened_at, self._community = opened_at_ms, community
        if opened_at_ms:
            self._tick.start()
        else:
            self._tick.stop()
        self._show_right()

    def show_person(self) -> None:
        """Show who works here: it is somebody else now."""
        self._show_right()

    def seconds(self) -> int:
        """Return the time on the open building."""
        return (wall_ms() - self._opened_at) // 1000 if self._opened_at else 0

    def _saved(self, at_ms: int) -> None:
        self._saved_at = at_ms
        self._show_left()
        if not self._ask.isActive():
            self._ask.start()

    def _read(self) -> None:
        desk = self._desk
        desk.read(lambda session: custody.custody(session), self._show_custody, "custody")

    def _show_custody(self, found: Custody) -> None:
        self._custody = found
        if "send" in self._desk.shell.rail.rooms:
            self._desk.shell.rail.set_badge("send", found.places)
        self._show_left()

    def _show_left(self) -> None:
        found, notes = self._custody, []
        if self._saved_at:
            at = clock(self._saved_at, seconds=True)
            notes.append(Note("done", _("Saved {time}").format(time=at)))
        if found is None:
            notes.append(Note("", _("Opening the workspace…")))
        elif found.places:
            words = _("Not packed: {places}, {count} changes").format(
                places=buildings_count(found.places), count=found.changes
            )
            notes.append(Note("", words))
        elif found.changes and found.last_number:
            words = ngettext(
                "Not packed: {count} change", "Not packed: {count} changes", found.changes
            )
            notes.append(Note("", words.format(count=found.changes)))
        elif found.last_number:
            notes.append(Note("", _("Everything is packed")))
        else:
            notes.append(Note("", _("No records yet")))
        if found is not None and found.last_number:
            when = day_and_time(found.last_at, wall_ms())
            notes.append(
                Note(
                    "", _("Last: package {number}, {when}").format(
                        number=found.last_number, when=when
                    )
                )
            )  # fmt: skip
        self._desk.shell.statusbar.set_left(*notes)

    def _show_right(self) -> None:
        notes = []
        if self._opened_at:
            spent = duration(self.seconds())
            notes.append(Note("", _("On this building {time}").format(time=spent)))
        who = "· ".join(part for part in (self._desk.person, self._community) if part)
        if who:
            change = _("somebody else inspects (Ctrl+U)") if "who" in self._desk.acts else ""
            notes.append(Note("", who, change))
        notes.append(Note("wifi-off", _("Offline, work as usual")))
        self._desk.shell.statusbar.set_right(*notes)
