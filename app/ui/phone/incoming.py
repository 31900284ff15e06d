"""手机传照片 and 监视文件夹 of the inspecting room: both aim at what is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.i18n import N_, _
from app.ui.keys import Binding
from app.ui.phone.arrived import Arrived
from app.ui.phone.link import PhoneLink, Served
from app.ui.phone.target import Target, target_of
from app.ui.phone.watching import Watching

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.field.building import Building
    from app.ui.field.panes import Panes
    from app.ui.field.visits import Visits
    from app.ui.phone.dialog import PhoneDialog

ACTION = "photo.phone"
_SETTLE_MS = 60


class Incoming(QObject):
    """Keeps the aim of phone and folder, and opens their windows.

    Attributes:
        link: The phone.
        watching: The folder.
    """

    def __init__(self, desk: Desk, panes: Panes, visits: Visits) -> None:
        super().__init__(panes)
        self._desk, self._panes, self._visits = desk, panes, visits
        arrived = Arrived(desk, panes.photo_work)
        self.link = PhoneLink(desk, arrived, self)
        self.watching = Watching(desk, panes.photo_work.intake, arrived, self.target, self)
        self._aim = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._aim.timeout.connect(self._aimed)
        panes.questions.view.opened.connect(self._moved)
        panes.mode_changed.connect(self._moved)
        visits.begun.connect(self._begun)
        desk.acts.update(
            {"phone": self.open_phone, "photo_folder": self.folder_page, "watch": self.watch}
        )
        keys = desk.shell.keys
        if not keys.has(ACTION):
            keys.add(Binding(ACTION, "question", ("Ctrl+Shift+P",), N_("Photos from a phone")))
        keys.bind(ACTION, panes, self.open_phone, window=True)
        panes.side.photos.phone.clicked.connect(self.open_phone)
        if desk.settings.photo_folder:
            self.watching.watch(Path(desk.settings.photo_folder))

    # The aim

    def target(self) -> Target | None:
        """Return where a photo goes now."""
        return target_of(self._visits.building, self._panes, self.link.target)

    def _begun(self, building: Building) -> None:
        building.changed.connect(self._moved)
        building.photos_changed.connect(self._moved)
        self._moved()

    def _moved(self, _what: object = None) -> None:
        if self.link.on:
            self._aim.start()

    def _aimed(self) -> None:
        self.link.aim(self.target())

    # Windows

    def open_phone(self) -> PhoneDialog:
        """Open the dialog with the code."""
        from app.ui.phone.dialog import PhoneDialog

        dialog = PhoneDialog(self._desk, self.link)
        self.link.aim(self.target())
        dialog.kept.connect(self._keep)
        dialog.open()
        return dialog

    def _keep(self) -> None:
        from app.ui.phone.strip import PhoneStrip

        strip = PhoneStrip(self.link)
        strip.code_wanted.connect(self.open_phone)
        strip.ended.connect(lambda: self._desk.shell.notices.drop("phone"))
        self._desk.shell.notices.put("phone", strip)

    def keep(self) -> Served | None:
        """Let the phone go on in a window that is built anew (`go_back`)."""
        return self.link.hand_over()

    def go_back(self, served: Served | None) -> None:
        """Take the phone over from the window before."""
        if served is not None:
            self.link.go_on(served)
            self.link.aim(self.target())
            self._keep()

    def folder_page(self) -> QWidget:
        """Return the page of the settings on photos that come in by themselves."""
        from app.ui.phone.folder_page import FolderPage

        return FolderPage(self._desk, self.watching)

    def watch(self, folder: Path | None) -> None:
        """Watch a folder from now on, and the next time too; None: none."""
        self.watching.watch(folder)
        self._desk.acts["choose"](photo_folder=str(folder) if folder is not None else "")
        if folder is not None:
            self._desk.say(
                _("New photos in {folder} come in from now on").format(folder=folder.name), "info"
            )

    def close(self) -> None:
        """Switch both off; the workspace closes."""
        self._aim.stop()
        self.watching.stop()
        self.link.stop()
