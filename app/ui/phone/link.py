"""The link to a phone: serves the page, takes photos in, and knows where they go."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from app.errors import AppError
from app.files import cannot_write, discard
from app.i18n import _
from app.ui.lazy import lazy
from app.ui.phone.arrived import Arrived
from app.ui.phone.target import Target
from app.ui.safety import words

if TYPE_CHECKING:
    from app.inspection import phone
    from app.inspection.phone import PhonePage, Taken
    from app.inspection.photo import photos
    from app.ui.desk import Desk
    from app.ui.field.building import Building

if not TYPE_CHECKING:
    phone, photos = lazy("app.inspection.phone"), lazy("app.inspection.photo.photos")

_LOOK_MS = 500
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


class Served(NamedTuple):
    """A page that is served, on its way from one window to the next."""

    page: PhonePage
    url: str
    host: str
    received: int


def _not_now(_file: Path, _name: str) -> Taken:
    return phone.Taken(_("The laptop is just changing its window. Send it again."))


class PhoneLink(QObject):
    """At most one phone. Off until `start`; what is being taken in when it stops is finished.

    Attributes:
        url: What the QR code says; empty while it is off.
        host: The address of this laptop that is in use.
        received: Photos taken in since it was switched on.

    Signals:
        changed(): Something of the state is another.
    """

    changed = Signal()
    _came = Signal(object, str, object)

    def __init__(self, desk: Desk, arrived: Arrived, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._arrived = desk, arrived
        self._page: PhonePage | None = None
        self._target: Target | None = None
        self._connected = False
        self._age = QElapsedTimer()
        self.url = self.host = ""
        self.received = 0
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._see)
        self._came.connect(self._arrive)  # emitted by the thread of the server

    @property
    def on(self) -> bool:
        """Whether the page is served."""
        return self._page is not None

    @property
    def connected(self) -> bool:
        """Whether a phone is in."""
        return self._page is not None and self._page.sessions.connected

    @property
    def target(self) -> Target | None:
        """Where photos go now."""
        return self._target

    def start(self, host: str) -> None:
        """Serve the page at an address of this laptop; a page at another one ends.

        Raises:
            AppError: The address is not private, or in use.
        """
        self.stop()
        page = phone.PhonePage(self._desk.workspace.cache / "phone", self._take, self._where())
        self.url = page.start(host)
        self._page, self.host, self.received = page, host, 0
        self._age.start()
        self._look.start()
        self.changed.emit()

    def renew(self) -> None:
        """Show another code; the phone that is in is out."""
        if self._page is not None:
            self.url = self._page.renew()
            self._age.start()
            self._connected = False
            self.changed.emit()

    def stop(self) -> None:
        """Serve no more."""
        page, self._page = self._page, None
        if page is None:
            return
        self._look.stop()
        self.url = self.host = ""
        self._connected = False
        page.stop()
        self.changed.emit()

    def hand_over(self) -> Served | None:
        """Let go of the page without ending it, for the link of a window that is built anew."""
        page, self._page = self._page, None
        if page is None:
            return None
        self._look.stop()
        page.take_with(_not_now)
        return Served(page, self.url, self.host, self.received)

    def go_on(self, served: Served) -> None:
        """Take a page over; a phone that is in notices nothing."""
        self._page, self.url = served.page, served.url
        self.host, self.received = served.host, served.received
        served.page.take_with(self._take)
        served.page.place = self._where()
        self._age.start()
        self._look.start()
        self.changed.emit()

    def aim(self, target: Target | None) -> None:
        """Let photos go somewhere else from now on."""
        self._target = target
        if self._page is not None:
            self._page.place = self._where()
        self.changed.emit()

    def _where(self) -> str:
        return self._target.words if self._target is not None else _("No building is open")

    def _see(self) -> None:
        page = self._page
        if page is None:
            return
        if not page.sessions.connected and self._age.hasExpired(
            int((page.sessions.limits.token_s - 5) * 1000)
        ):
            self.renew()  # a code on the screen is always good
        if page.sessions.connected != self._connected:
            self._connected = page.sessions.connected
            self.changed.emit()

    # In the thread of the server

    def _take(self, file: Path, name: str) -> Taken:
        """Take a photo in; returns when it is on the disk."""
        target, desk = self._target, self._desk
        if target is None:
            return phone.Taken(_("No building is open on the laptop. Open one and send it again."))
        if desk.guard is not None and desk.guard.full:
            return phone.Taken(words.no_photos())
        # The name that the phone gave is kept as the original's name, so the file must bear it.
        plain = _UNFIT.sub("_", name).strip(". ")[:80] or f"photo{file.suffix}"
        named = file.with_suffix("") / plain
        path, refused = target.take_path(), True
        try:
            named.parent.mkdir()
            file.replace(named)
            (added,) = photos.add_photos(
                desk.workspace,
                target.inspection,
                [named],
                person=desk.person,
                question=path,
            )
            refused = added.error is not None
        except OSError as trouble:
            return phone.Taken(str(cannot_write(plain, trouble)))
        except ValueError:  # not one file that we know
            return phone.Taken(_("{name} is no picture.").format(name=plain))
        except AppError as trouble:
            return phone.Taken(str(trouble))
        finally:
            if refused:
                target.give_back(path)
            discard(named)
            if named.parent.is_dir():
                named.parent.rmdir()
        if added.error is not None:
            return phone.Taken(str(added.error))
        came = [added.photo] if added.photo is not None else []
        self._came.emit(target.building, target.words, came)
        return phone.Taken()

    # On the GUI thread again

    def _arrive(self, building: Building, where: str, came: list[UUID]) -> None:
        self.received += 1
        self._arrived.show(building)
        self._arrived.tell(building, where, came)
        self.changed.emit()
