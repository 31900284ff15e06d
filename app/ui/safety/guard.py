"""Keeps an open workspace safe beside the work: backups, disk, clock, the stick that is in.

Looks happen in worker threads; this object only says what they found. Nothing here holds up an
answer, and nothing asks a question: notices stand over the content until they are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.errors import AppError
from app.i18n import _
from app.models.clock import wall_ms
from app.ui.lazy import lazy
from app.ui.safety import words
from app.ui.widgets.bars import Note
from app.watch import ClockWatch, Room

if TYPE_CHECKING:
    from app.backup import Backup
    from app.progress import Progress
    from app.ui.desk import Desk
    from app.ui.safety import facts
    from app.ui.safety.facts import Facts

if not TYPE_CHECKING:
    facts = lazy("app.ui.safety.facts")

FIRST_LOOK_MS = 400
"""After the first paint: notices on what the workspace is now."""
FIRST_BACKUP_MS = 4_000
MINUTE_MS = 60_000
BACKUP_EVERY_MS = 30 * 60_000


class Guard(QObject):
    """Watches over the workspace of one desk.

    Attributes:
        newest: The newest backup that is known.
        room: Free space at the last look.
        clock: What watches the clock; None until the first look.
        looks: How often it has looked.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.newest: Backup | None = None
        self.room: Room | None = None
        self.clock: ClockWatch | None = None
        self._told_room = "enough"
        self._told_stick = False
        self._ended = False
        self.looks = 0
        self._look = QTimer(self, interval=MINUTE_MS)
        self._look.timeout.connect(self.look)
        self._backup = QTimer(self, interval=BACKUP_EVERY_MS)
        self._backup.timeout.connect(self.back_up)

    def begin(self) -> None:
        """Begin to watch, once the window is painted."""
        QTimer.singleShot(FIRST_LOOK_MS, self, self.look)
        QTimer.singleShot(FIRST_BACKUP_MS, self, self.back_up)
        self._look.start()
        self._backup.start()

    def end(self) -> None:
        """Stop watching; the workspace is about to close."""
        self._ended = True
        self._look.stop()
        self._backup.stop()

    # Looking

    def look(self) -> None:
        """Look at backups, disk, clock and stick."""
        if self._ended:
            return
        desk, place = self._desk, self._desk.settings.second_place
        job = desk.jobs.read(lambda _progress: facts.gather(desk.workspace, place), "look after it")
        job.succeeded.connect(self._known)

    def _known(self, found: Facts) -> None:
        self.looks += 1
        if self._ended:
            return
        self.newest = found.backup
        if self.clock is None:
            self.clock = ClockWatch(found.last_written)
            self._say_what_it_is()
            jump = self.clock.at_start()
        else:
            jump = self.clock.check()
        if jump is not None:
            self._desk.shell.notices.tell("clock", words.clock_jump(jump), "clock")
        self.show_room(found.room)
        self._show_stick(found)
        self._show_backup()

    def _say_what_it_is(self) -> None:
        sentence = words.recognised(self._desk.workspace.recognition.kind)
        if sentence:
            self._desk.shell.notices.tell("workspace", sentence, "info")

    def show_room(self, room: Room | None) -> None:
        """Say it when the disk gets full, once for each step; take it back when there is room."""
        self.room = room
        state = room.state if room is not None else "enough"
        if state == self._told_room:
            return
        self._told_room = state
        if room is None or state == "enough":
            self._desk.shell.notices.drop("disk")
        else:
            mark = "critical" if state == "critical" else "serious"
            self._desk.shell.notices.tell("disk", words.disk(room), mark)

    def _show_stick(self, found: Facts) -> None:
        if not found.stick:
            self._told_stick = False
            self._desk.shell.notices.drop("stick")
        elif found.stick_waits(wall_ms()) and not self._told_stick:
            self._told_stick = True  # once for each time that it is put in
            sentence = _("The backup stick is in. Its last backup is more than a day old.")
            if not found.stick_at:
                sentence = _("The backup stick is in, and there is no backup on it yet.")
            self._desk.shell.notices.tell(
                "stick", sentence, "usb", _("Back up to the stick"), self._to_stick
            )

    def _to_stick(self) -> None:
        self._desk.act("back_up_outside")

    # Photos

    def admits_photos(self) -> bool:
        """Tell whether there is room for photos; says so if not."""
        if self.full:
            self._desk.say(words.no_photos(), "critical")
            return False
        return True

    @property
    def full(self) -> bool:
        """Whether photos must stay outside."""
        return self.room is not None and self.room.state == "critical"

    # Backups

    def back_up(self) -> None:
        """Make a backup beside the work, if one is due."""
        if self._ended:
            return
        desk = self._desk

        def work(_progress: Progress) -> object:
            return facts.back_up(desk.workspace)

        job = desk.jobs.read(work, "backup")
        job.succeeded.connect(self._backed_up)

    def _backed_up(self, made: Backup | None) -> None:
        if made is not None:
            self.newest = made
            self._show_backup()

    def made(self, backup: Backup) -> None:
        """Take note of a backup that somebody asked for."""
        self._backed_up(backup)

    def on_leaving(self) -> None:
        """Make the last backup of the day; whatever keeps it from being made keeps nobody here."""
        if self._desk.ready:
            try:
                facts.back_up(self._desk.workspace)
            except AppError:
                return

    def _show_backup(self) -> None:
        bar = self._desk.shell.statusbar
        bar.set_backup(Note("shield-check", words.last_backup(self.newest, wall_ms())))
