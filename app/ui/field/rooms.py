"""The rooms of the field desk, in the order of its rail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.ui.desk import RoomSpec

if TYPE_CHECKING:
    from app.ui.desk import Desk

FIRST = "inspect"
"""The room that is entered when the window opens."""


def prepare(desk: Desk) -> None:
    """Enter the keys of this desk and start its status bar."""
    from app.ui.field.keymap import BINDINGS
    from app.ui.field.status import Status
    from app.ui.roommode.keymap import BINDINGS as ROOM_MODE

    for binding in (*BINDINGS, *ROOM_MODE):
        desk.shell.keys.add(binding)
    desk.status = Status(desk)


def _inspect(desk: Desk) -> QWidget:
    from app.ui.field.room import InspectRoom

    room = InspectRoom(desk)
    room.roster_wanted.connect(lambda: desk.act("roster"))
    room.sample_wanted.connect(lambda: desk.act("sample"))
    room.place_wanted.connect(lambda: desk.act("place"))
    room.send_wanted.connect(lambda: desk.act("send"))
    return room


def _start(desk: Desk) -> QWidget:
    from app.ui.start.home import Home

    return Home(desk)


def _todo(desk: Desk) -> QWidget:
    from app.ui.field.todo import TodoRoom

    return TodoRoom(desk)


def _photos(desk: Desk) -> QWidget:
    from app.ui.photos.room import PhotosRoom

    return PhotosRoom(desk)


def _send(desk: Desk) -> None:
    desk.act("send")


def _settings(desk: Desk) -> None:
    desk.act("settings")


ROOMS = (
    RoomSpec("start", "house", _start),
    RoomSpec("inspect", "clipboard-check", _inspect),
    RoomSpec("photos", "images", _photos),
    RoomSpec("todo", "list-checks", _todo),
    RoomSpec("send", "send", act=_send),
    RoomSpec("settings", "settings", act=_settings, foot=True),
)
