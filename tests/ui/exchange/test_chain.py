"""Laptop to hub and back by keys and mouse: sent sealed, merged, receipts, states, purge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import keyring
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import key_store, keys
from app.exchange.roads.destination import destinations
from app.exchange.task.make import make_task
from app.ui.app import Program
from app.ui.exchange.add_destination import AddDestination
from app.ui.exchange.purge import PurgeDialog
from app.ui.exchange.unlock import UnlockDialog
from app.workspace import Workspace
from tests.exchange.dav import server
from tests.faults.small import BUILDINGS, begin, fill, place
from tests.ui.exchange.chain import City, city, program, row_state, send_dialog
from tests.ui.exchange.helps import words_of
from tests.ui.field.conftest import press, settle, the_room, type_text

__all__ = ["city", "program"]


def test_chain(qtbot: QtBot, program: Program, city: City) -> None:
    first, second = BUILDINGS[:2]
    dialog = send_dialog(qtbot, program)
    said = words_of(dialog)
    assert "签名并加密" in said
    assert "2 栋" in said
    assert "其中 1 栋还没查完" in said
    assert "3 张" in said
    assert dialog.go.hasFocus()
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.state == "done", timeout=30_000)
    said = words_of(dialog)
    assert "第 2 包" in said or "第 1 包" in said
    assert "只有" in said
    assert list(city.stick.glob("*.zip.age"))
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    the_room(program).tree.search.setText("号楼")  # no community, so no tree: hits have states
    qtbot.waitUntil(lambda: row_state(program, first) == "packed", timeout=10_000)
    assert row_state(program, second) in ("in_progress", "incomplete")  # not done stays visible

    assert program.desk is not None
    program.desk.act("purge")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PurgeDialog))
    purge = QApplication.activeModalWidget()
    assert isinstance(purge, PurgeDialog)
    qtbot.waitUntil(lambda: purge.state == "asking")
    assert "3 张留着" in words_of(purge)
    assert not purge.go.isEnabled()  # nothing goes before its receipt
    press(qtbot, program, Qt.Key.Key_Escape)

    city.merge()
    assert city.receipts()
    dialog = send_dialog(qtbot, program)
    qtbot.mouseClick(dialog.receipts, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: row_state(program, first) == "merged", timeout=10_000)

    program.desk.act("purge")
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PurgeDialog))
    purge = QApplication.activeModalWidget()
    assert isinstance(purge, PurgeDialog)
    qtbot.waitUntil(lambda: purge.state == "asking")
    assert "撤不回来" in words_of(purge)
    assert purge.leave.hasFocus()  # Enter alone destroys nothing
    qtbot.mouseClick(purge.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: purge.state == "done", timeout=10_000)
    assert "已清理 3 张" in words_of(purge)
    press(qtbot, program, Qt.Key.Key_Return)
    room = the_room(program)
    room.open_place(place(first))
    qtbot.waitUntil(lambda: room.building is not None, timeout=20_000)
    settle(qtbot, program)
    model = room.side.photos.model
    tiles = [model.photo(row) for row in range(model.rowCount())]
    assert [tile.state for tile in tiles if tile is not None and tile.time].count("away") == 3
    assert not [tile for tile in tiles if tile is not None and tile.state == "damaged"]


def test_locked_keys_ask_for_the_passphrase(
    qtbot: QtBot, make_program: Callable[..., Program], city: City
) -> None:
    laptop = Workspace.open(city.root)
    device, text = laptop.device, None
    make_task(city.hub, city.stick, to=device)
    kept = keyring.get_keyring()
    text = kept.get_password(key_store.SERVICE, device.hex)
    assert text is not None
    keys.forget()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    key_store.to_file(device, text, "korrekt pferd")
    laptop.close()
    program = make_program(person="甲")
    program.begin(city.root)
    settle(qtbot, program)
    dialog = send_dialog(qtbot, program)
    qtbot.mouseClick(dialog.receipts, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), UnlockDialog))
    press(qtbot, program, Qt.Key.Key_Escape)  # nothing is fetched then, and nothing is lost
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is dialog)
    dialog.go.setFocus()
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), UnlockDialog))
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, UnlockDialog)
    qtbot.waitUntil(asked.words.hasFocus)
    type_text(qtbot, "falsch")
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(asked.problem.text()), timeout=20_000)
    qtbot.waitUntil(lambda: "口令" in asked.problem.text())  # until then it says that it works
    assert asked.isVisible()
    asked.words.clear()
    type_text(qtbot, "korrekt pferd")
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.state == "done", timeout=60_000)
    assert list(city.stick.glob("*.zip.age"))


def test_webdav_by_plain_fields(qtbot: QtBot, program: Program, city: City, tmp_path: Path) -> None:
    inbox = tmp_path / "dav"
    inbox.mkdir()
    with server(inbox) as port:
        dialog = send_dialog(qtbot, program)
        qtbot.mouseClick(dialog.where.add, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), AddDestination))
        add = QApplication.activeModalWidget()
        assert isinstance(add, AddDestination)
        add.form.road._pick("webdav")
        qtbot.keyClicks(add.form.name, "NAS")
        qtbot.keyClicks(add.form.url, "http://127.0.0.1:9/nothing")
        qtbot.mouseClick(add.test, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "网络" in add.said.text(), timeout=20_000)  # in words, kept open
        add.form.url.clear()
        qtbot.keyClicks(add.form.url, f"http://127.0.0.1:{port}/")
        qtbot.mouseClick(add.test, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "连得上" in add.said.text(), timeout=20_000)
        qtbot.keyClick(add.form.url, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is dialog)
        settle(qtbot, program)
        way = dialog.where.list.way
        assert way is not None
        assert way.key == "NAS"
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: dialog.state == "done", timeout=60_000)
        assert [file.name for file in inbox.glob("*.zip.age")]
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert program.desk is not None
    with program.desk.workspace.reading() as session:
        assert {one.name for one in destinations(session)} == {"KINGSTON", "NAS"}
    dialog = send_dialog(qtbot, program)  # the server is gone now
    dialog.where.list.pick("NAS")
    fill(begin(city.hub, BUILDINGS[2]))
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.state != "going", timeout=60_000)
    assert "网络" in words_of(dialog)
