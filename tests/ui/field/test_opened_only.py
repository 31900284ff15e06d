"""A building that was merely opened has not changed: 送出 and the status bar do not count it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.inspection.custody import Custody, custody
from app.ui.app import Program
from app.ui.field.room import InspectRoom

from .conftest import open_building, press, settle


def _now(program: Program) -> Custody:
    desk = program.desk
    assert desk is not None
    with desk.workspace.reading() as session:
        return custody(session)


def test_opening_buildings_changes_nothing_to_send(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    before = _now(program)
    assert before.places == 0
    for number in (5, 6, 8):
        open_building(qtbot, program, f"长安/样例小区甲/{number}号楼")
    assert _now(program) == before
    assert room.building is not None
    assert room.building.counts().answered  # what the roster knows is there all the same
    room.go_to("/housing/B/ZF_B02")
    press(qtbot, program, Qt.Key.Key_1)
    settle(qtbot, program)
    after = _now(program)
    assert after.places == 1
    assert after.changes > before.changes
    assert program.desk is not None
    bar = program.desk.shell.statusbar
    qtbot.waitUntil(lambda: "1 栋" in bar.accessibleName(), timeout=5_000)


def test_a_roster_answer_that_somebody_confirms_counts(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    path = "/housing/A/ZF_A11_households"
    assert room.building is not None
    assert room.building.stored(path).basis == "imported"
    room.go_to(path)
    room.building.set_basis(path, "asked")
    settle(qtbot, program)
    assert _now(program).places == 1
