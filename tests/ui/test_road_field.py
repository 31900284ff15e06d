"""The clerk's road by keyboard: first run, sample city, a building, photos, 查完, a package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.exchange.bags.read import open_bag
from app.inspection import browse
from app.inspection.visit import Visit
from app.ui.app import Program
from app.ui.exchange.send import SendDialog
from app.ui.field.cards.card import OpenCard
from app.ui.field.room import InspectRoom
from app.ui.questions.choices import BarEditor, ListEditor, MultiEditor
from app.ui.questions.moments import MomentEditor
from app.ui.questions.numbers import NumberEditor
from app.ui.start.first_run import FirstRun

from .field.conftest import choose_in_dialog, press, settle, the_room, type_text

CTRL = Qt.KeyboardModifier.ControlModifier
PHOTOS = Path(__file__).resolve().parents[2] / "resources" / "sample" / "photos"
PRESENT = "/housing/D/ZF_D03"


def test_road(make_program: Callable[..., Program], qtbot: QtBot) -> None:
    program = make_program(person="")
    program.begin()
    window = program.window
    assert isinstance(window, FirstRun)
    window.resize(1366, 768)
    _name_oneself(qtbot, program)
    _practise(qtbot, program)
    room = the_room(program)
    _find_and_open(qtbot, program, room)
    _answer_all(qtbot, program, room)
    _finish(qtbot, program, room)
    _send(qtbot, program)


def _name_oneself(qtbot: QtBot, program: Program) -> None:
    qtbot.waitUntil(lambda: _focus_name() == "姓名" or _focus_name() == "Your name")
    type_text(qtbot, "马晓梅")
    press(qtbot, program, Qt.Key.Key_Return)
    assert program.settings.person == "马晓梅"


def _focus_name() -> str:
    focus = QApplication.focusWidget()
    return focus.accessibleName() if focus is not None else ""


def _practise(qtbot: QtBot, program: Program) -> None:
    window = program.window
    assert isinstance(window, FirstRun)
    for _step in range(30):  # Tab to the link at the foot, as without a mouse
        if QApplication.focusWidget() is window.practise:
            break
        press(qtbot, program, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is window.practise
    press(qtbot, program, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: program.desk is not None, timeout=60_000)
    settle(qtbot, program)


def _find_and_open(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    press(qtbot, program, Qt.Key.Key_F, CTRL)
    type_text(qtbot, "甲 7号楼")
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.building is not None, timeout=20_000)
    settle(qtbot, program)
    assert room.building is not None
    assert room.building.line.name == "7号楼"
    qtbot.waitUntil(lambda: isinstance(room.questions.card, OpenCard), timeout=20_000)
    assert isinstance(room.questions.card, OpenCard)
    assert room.questions.card.isAncestorOf(QApplication.focusWidget())


def _answer_all(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    building = room.building
    assert building is not None
    for _round in range(300):
        gaps = building.missing()
        if not gaps:
            return
        press(qtbot, program, Qt.Key.Key_F9)
        press(qtbot, program, Qt.Key.Key_1)  # jump to the first thing that is missing
        card = room.questions.card
        assert isinstance(card, OpenCard)
        _answer_one(qtbot, program, room, card, gaps[0].path)
        qtbot.waitUntil(lambda gap=gaps[0]: gap not in building.missing(), timeout=20_000)
    raise AssertionError(building.missing())


def _answer_one(
    qtbot: QtBot, program: Program, room: InspectRoom, card: OpenCard, path: str
) -> None:
    if path != card.path and path.endswith("_where"):
        type_text(qtbot, "2单元3层")
        press(qtbot, program, Qt.Key.Key_Return)
    elif path != card.path:
        press(qtbot, program, Qt.Key.Key_I, CTRL)
        choose_in_dialog(qtbot, sorted(PHOTOS.glob("*.jpg"))[0])
        settle(qtbot, program)
    elif isinstance(card.editor, NumberEditor):
        type_text(qtbot, "2012" if path.endswith("_year") else "2")
        press(qtbot, program, Qt.Key.Key_Return)
    elif isinstance(card.editor, MomentEditor):
        type_text(qtbot, "2026-11-22 10:20")
        press(qtbot, program, Qt.Key.Key_Return)
    elif isinstance(card.editor, BarEditor | ListEditor | MultiEditor):
        press(qtbot, program, Qt.Key.Key_2 if path == PRESENT else Qt.Key.Key_1)
    else:
        type_text(qtbot, "6号")
        press(qtbot, program, Qt.Key.Key_Return)


def _finish(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    building = room.building
    assert building is not None
    inspection, place = building.visit.inspection, building.line.id
    press(qtbot, program, Qt.Key.Key_F9)
    assert room.summary.isVisible()
    assert room.summary.primary.text() == "查完，去下一栋"
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.building is not None and room.building.line.id != place)
    settle(qtbot, program)
    assert program.desk is not None
    workspace = program.desk.workspace
    visit = Visit.open(workspace, inspection)
    assert visit.finished
    found = visit.instance.findings()
    assert PRESENT in {one.path for one in found}
    with workspace.reading() as session:
        line = browse.line(session, place)
    assert line is not None
    assert (line.state, line.missing, line.findings) == ("done", 0, len(found))
    shown = room.tree.model.place(room.tree.model.index_of(str(place)))
    assert shown is not None
    assert (shown.state, shown.right) == ("done", f"{len(found)} 处")


def _send(qtbot: QtBot, program: Program) -> None:
    assert program.desk is not None
    rooms = program.desk.shell.rail.rooms
    number = rooms.index("send") + 1
    press(qtbot, program, Qt.Key(Qt.Key.Key_0 + number), CTRL)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SendDialog)
    settle(qtbot, program)
    assert QApplication.focusWidget() is dialog.choose  # no stick, none known: it comes first
    stick = program.desk.workspace.root.parent / "stick"
    stick.mkdir()
    press(qtbot, program, Qt.Key.Key_Space)
    choose_in_dialog(qtbot, stick)
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.state == "done", timeout=20_000)
    [package] = stick.glob("*.zip")
    with open_bag(package) as bag:
        assert bag.info["Chengjian-Number"] == "1"
        assert sum(name.startswith("photos/") for name in bag.names) == 1
    press(qtbot, program, Qt.Key.Key_Return)
    bar = program.desk.shell.statusbar
    qtbot.waitUntil(lambda: "第 1 包" in bar.accessibleName())


@pytest.fixture(autouse=True)
def _own_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
