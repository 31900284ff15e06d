"""定时收取 through the window: a real WebDAV server, a password, a road that breaks, a restart."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.exchange.regular import Plan, kept_plan, pause
from app.exchange.roads.destination import Destination, keep
from app.ui.desk import Desk
from app.ui.hub.inbox_page import InboxPage
from app.ui.hub.regular import Regular
from app.ui.hub.regular_dialog import RegularDialog
from app.ui.widgets.notices import Notice
from app.workspace import Workspace
from tests.exchange.dav import server

Open = Callable[..., Desk]
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
A_MINUTE_MS = 10
"""So that an interval of five minutes is over at once."""


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, Destination]]:
    folder = tmp_path / "served"
    folder.mkdir()
    with server(folder) as port:
        yield folder, Destination("NAS", f"http://127.0.0.1:{port}/")


def inbox(qtbot: QtBot, opened: Open, hub: Path, *ones: Destination) -> tuple[Desk, InboxPage]:
    with Workspace.open(hub) as space, space.sessions.begin() as session:
        for one in ones:
            keep(session, one)
    desk = opened(hub, "inbox")
    page = desk.shell.content.currentWidget()
    assert isinstance(page, InboxPage)
    settled(qtbot, desk)
    page.foot.regular.minute_ms = A_MINUTE_MS
    return desk, page


def ask(qtbot: QtBot, desk: Desk, page: InboxPage) -> RegularDialog:
    desk.shell.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is desk.shell)
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_T, BOTH)
    dialog = page.foot.dialog
    qtbot.waitUntil(lambda: bool(dialog.rows) and dialog.go.isEnabled(), timeout=30_000)
    return dialog


def rounds(qtbot: QtBot, regular: Regular, count: int = 1) -> None:
    """Let rounds pass that begin from now on."""
    for _number in range(count):
        before = regular.looked_at
        deadline = time.monotonic() + 30
        while regular.looked_at <= before:
            assert time.monotonic() < deadline
            qtbot.wait(5)


def notice(desk: Desk) -> Notice | None:
    keys = [key for key in desk.shell.notices.keys if key.startswith("regular")]
    line = desk.shell.notices.line(keys[0]) if keys else None
    assert len(keys) <= 1
    assert line is None or isinstance(line, Notice)
    return line


def told(desk: Desk) -> str:
    face = desk.shell.toasts.face
    return face.accessibleName() if face is not None else ""


def test_what_is_new_comes_by_itself_and_what_breaks_is_said_once(
    qtbot: QtBot, opened: Open, new_hub: Path, sample: Any, served: tuple[Path, Destination]
) -> None:
    folder, nas = served
    desk, page = inbox(qtbot, opened, new_hub, nas)
    regular = page.foot.regular
    assert not page.foot.regularly.isChecked()
    dialog = ask(qtbot, desk, page)
    assert dialog.every.value == "0"  # off until somebody wants it
    dialog.rows[0].tick.setFocus()
    qtbot.keyClick(dialog.rows[0].tick, Qt.Key.Key_Space)
    assert dialog.every.value == "15"
    qtbot.keyClick(dialog.rows[0].tick, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: regular.looked_at > 0, timeout=30_000)
    assert page.foot.regularly.isChecked()
    assert "NAS" in page.foot.regularly.accessibleDescription()
    assert told(desk) == ""  # nothing is new, nothing is said
    (folder / sample.first.name).write_bytes(sample.first.read_bytes())
    qtbot.waitUntil(lambda: len(page.model.parcels) == 1, timeout=30_000)
    assert page.model.parcels[0].waiting  # nothing is merged by itself
    assert page.model.parcels[0].card.source == "road:NAS"
    assert "1 package came by itself" in told(desk)
    desk.shell.toasts.dismiss()
    folder.rename(folder.with_name("away"))
    qtbot.waitUntil(lambda: notice(desk) is not None, timeout=30_000)
    line = notice(desk)
    assert line is not None
    assert "NAS" in line.accessibleName()
    rounds(qtbot, regular, 2)
    assert notice(desk) is line
    assert told(desk) == ""
    line.put_away.click()
    rounds(qtbot, regular)
    assert notice(desk) is None  # put away, and the same is still wrong
    folder.with_name("away").rename(folder)
    qtbot.waitUntil(lambda: not regular.problems, timeout=30_000)
    folder.rename(folder.with_name("away"))
    qtbot.waitUntil(lambda: notice(desk) is not None, timeout=30_000)  # wrong anew
    folder.with_name("away").rename(folder)
    qtbot.waitUntil(lambda: notice(desk) is None, timeout=30_000)  # it works again
    dialog = ask(qtbot, desk, page)
    dialog.every.parts()[0].click()
    dialog.go.click()
    settled(qtbot, desk)
    assert not regular.on
    assert not page.foot.regularly.isChecked()


def test_a_password_is_asked_for_and_kept_for_this_run_only(
    qtbot: QtBot, opened: Open, new_hub: Path, behind_tls: tuple[Destination, str]
) -> None:
    one, password = behind_tls
    desk, page = inbox(qtbot, opened, new_hub, one)
    page.foot.regular.choose(Plan(("unit",), 60), {})  # as after a restart
    qtbot.waitUntil(lambda: notice(desk) is not None, timeout=30_000)
    for typed in ("wrong", password):
        line = notice(desk)
        assert line is not None
        assert line.action.text() == "Enter the password…"
        settled(qtbot, desk)
        line.action.click()
        dialog = page.foot.dialog
        qtbot.waitUntil(lambda: bool(dialog.rows), timeout=30_000)  # noqa: B023
        qtbot.waitUntil(dialog.rows[0].password.hasFocus)
        dialog.go.click()
        assert dialog.isVisible()  # not without a password
        dialog.rows[0].keep.setChecked(False)
        qtbot.keyClicks(dialog.rows[0].password, typed)
        qtbot.keyClick(dialog.rows[0].password, Qt.Key.Key_Return)
        if typed == "wrong":
            qtbot.waitUntil(lambda: "account" in _words(desk), timeout=30_000)
    qtbot.waitUntil(lambda: len(page.model.parcels) == 1, timeout=30_000)
    settled(qtbot, desk)
    assert notice(desk) is None
    desk.workspace.database.engine.dispose()
    for file in new_hub.rglob("*"):
        assert not file.is_file() or password.encode() not in file.read_bytes()


def _words(desk: Desk) -> str:
    line = notice(desk)
    return line.accessibleName() if line is not None else ""


def test_it_goes_on_after_a_restart_and_gives_way_to_a_hand(
    qtbot: QtBot, opened: Open, new_hub: Path, sample: Any, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from app.exchange.roads import local

    share = tmp_path / "share"
    share.mkdir()
    desk, page = inbox(qtbot, opened, new_hub, Destination("share", str(share)))
    page.foot.regular.choose(Plan(("share",), 60), {})
    qtbot.waitUntil(lambda: page.foot.regular.looked_at > 0, timeout=30_000)
    settled(qtbot, desk)
    page.close_room()
    desk.jobs.shut_down()
    desk.workspace.close()
    (share / sample.first.name).write_bytes(sample.first.read_bytes())
    whole, reads, held = local.LocalRoad.read, [], [True]

    def slow(self: local.LocalRoad, name: str) -> Iterator[bytes]:
        reads.append(name)
        until = time.monotonic() + 30
        while held[0] and len(reads) == 1 and time.monotonic() < until:
            time.sleep(0.005)
            yield b""  # a slow line, on which it can be stopped
        yield from whole(self, name)

    monkeypatch.setattr(local.LocalRoad, "read", slow)
    again = opened(new_hub, "inbox")
    page = again.shell.content.currentWidget()
    assert isinstance(page, InboxPage)
    qtbot.waitUntil(page.foot.strip.isVisible, timeout=30_000)  # it comes, and can be stopped
    assert page.foot.strip.stop.isVisible()
    page.work._fetch(Destination("share", str(share)), "", False)
    assert not page.strip.busy  # not two at once
    held[0] = False
    qtbot.waitUntil(lambda: len(page.model.parcels) == 1, timeout=30_000)
    settled(qtbot, again)
    assert "fetched" in told(again)
    with again.workspace.reading() as session:
        assert kept_plan(session) == Plan(("share",), 60)


def test_pauses_grow_to_four_times_the_interval() -> None:
    assert [pause(Plan(("a",), 5), failures) for failures in range(6)] == [5, 5, 10, 20, 20, 20]
