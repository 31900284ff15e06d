"""手机传照片 through the real window: a phone is a real HTTP client on loopback."""

from __future__ import annotations

import http.client
import threading
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.inspection.photo.photos import photos_of
from app.ui.app import Program
from app.ui.field.room import InspectRoom
from app.ui.phone.dialog import PhoneDialog
from app.ui.phone.strip import PhoneStrip
from app.ui.safety import words
from app.watch import Room
from tests.faults.small import picture
from tests.ui.field.conftest import press, settle

QUESTION = "/housing/B/ZF_B03"


class Phone:
    """What the browser of a phone does: follows the code, keeps the cookie, posts photos."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._cookie = ""
        self.answers: list[tuple[int, str]] = []

    def enter(self) -> str:
        _status, headers, _said = self._ask("GET", self._parts.path, {})
        self._cookie = headers.get("Set-Cookie", "").partition(";")[0]
        return self._ask("GET", "/p/", {"Cookie": self._cookie})[2]

    def send(self, data: bytes, name: str) -> None:
        headers = {"Cookie": self._cookie, "X-Name": name}
        status, _headers, said = self._ask("POST", "/p/photo", headers, data)
        self.answers.append((status, said))

    def _ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b""
    ) -> tuple[int, Any, str]:
        client = http.client.HTTPConnection(
            self._parts.hostname or "", self._parts.port, timeout=20
        )
        with closing(client):
            client.request(method, path, body or None, headers)
            with client.getresponse() as there:
                return there.status, there.headers, there.read().decode()


def in_background(qtbot: QtBot, work: Any) -> Any:
    """Let the phone act while the window goes on; returns what it got."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    qtbot.waitUntil(lambda: not thread.is_alive(), timeout=30_000)
    return found[0] if found else None


def opened(qtbot: QtBot, program: Program) -> PhoneDialog:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    press(qtbot, program, Qt.Key.Key_P, both)
    dialog = program.window.findChild(PhoneDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: bool(dialog._link.url), timeout=10_000)
    dialog.use("127.0.0.1")
    return dialog


def test_a_phone_sends_to_the_question_and_then_to_the_building(
    qtbot: QtBot, program: Program, room: InspectRoom, tmp_path: Path
) -> None:
    room.go_to(QUESTION)
    room.building.answer(QUESTION, "present")
    settle(qtbot, program)
    dialog = opened(qtbot, program)
    qtbot.waitUntil(lambda: "B03" in dialog.goes.text(), timeout=5_000)
    assert dialog.state.text() == "等手机连上"
    assert dialog.code.rows
    assert dialog.address.text() == dialog.code.accessibleDescription() == room.incoming.link.url
    phone = Phone(room.incoming.link.url)
    page = in_background(qtbot, phone.enter)
    assert "B03" in page
    qtbot.waitUntil(lambda: dialog.state.text() == "手机已连上", timeout=5_000)
    files = [picture(tmp_path / f"{n}.jpg", 40 + n) for n in range(3)]
    for number, file in enumerate(files):
        data = file.read_bytes()
        in_background(qtbot, lambda data=data, n=number: phone.send(data, f"IMG%20{n}.jpg"))
        # What the phone was told is on the disk before the window has seen it.
        with_rows = photos_of(program.desk.workspace, room.building.visit.inspection)
        assert [row.original_name for row in with_rows][-1] == f"IMG {number}.jpg"
    settle(qtbot, program)
    assert phone.answers == [(200, "")] * 3
    assert "收到 3 张" in dialog.state.text()
    wanted = room.building.companions(room.building.slot(QUESTION).question, QUESTION)[1]
    went = [row.question for row in room.building.photos[-3:]]
    assert went == [wanted[0], wanted[1], QUESTION]
    assert list((program.desk.workspace.cache / "phone").iterdir()) == []
    dialog.keep.click()  # go on inspecting: the link stays as a strip
    strip = program.desk.shell.notices.line("phone")
    assert isinstance(strip, PhoneStrip)
    room.go_to("/housing/C/ZF_C02")
    qtbot.waitUntil(lambda: "B03" not in strip.words.text(), timeout=5_000)
    data = picture(tmp_path / "z.jpg", 77).read_bytes()
    in_background(qtbot, lambda: phone.send(data, "z.jpg"))
    settle(qtbot, program)
    assert room.building.photos[-1].question is None
    toast = program.desk.shell.toasts.face
    assert toast.button.text() == "撤销"
    toast.button.click()
    settle(qtbot, program)
    assert [row.original_name for row in room.building.photos][-1] == "IMG 2.jpg"
    url = room.incoming.link.url
    strip.off.click()
    assert not room.incoming.link.on
    assert "phone" not in program.desk.shell.notices.keys
    assert in_background(qtbot, lambda: _refused(url))


def _refused(url: str) -> bool:
    try:
        Phone(url).enter()
    except OSError:
        return True
    return False


def test_closing_the_dialog_switches_it_off(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    dialog = opened(qtbot, program)
    url = room.incoming.link.url
    dialog.renew.click()
    assert room.incoming.link.url != url
    assert dialog.address.text() == room.incoming.link.url
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not room.incoming.link.on
    assert "phone" not in program.desk.shell.notices.keys


def test_a_full_disk_and_a_file_that_is_no_picture_are_told_to_the_phone(
    qtbot: QtBot, program: Program, room: InspectRoom, tmp_path: Path
) -> None:
    opened(qtbot, program)
    phone = Phone(room.incoming.link.url)
    in_background(qtbot, phone.enter)
    qtbot.waitUntil(
        lambda: program.desk.guard.looks > 0, timeout=20_000
    )  # the next is a minute off
    before = len(room.building.photos)
    program.desk.guard.show_room(Room(1_000_000, "critical"))
    data = picture(tmp_path / "a.jpg", 5).read_bytes()
    in_background(qtbot, lambda: phone.send(data, "a.jpg"))
    program.desk.guard.show_room(Room(9_000_000_000, "enough"))
    in_background(qtbot, lambda: phone.send(b"no picture at all", "b.jpg"))
    in_background(qtbot, lambda: phone.send(b"no picture at all", "../../c.exe"))
    settle(qtbot, program)
    assert phone.answers[0] == (422, words.no_photos())
    assert [status for status, _said in phone.answers[1:]] == [422, 422]
    assert len(room.building.photos) == before
