"""回头看 through the window: last year's problems with photos then and now, one key each."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.commands.script import find_place
from app.inspection.derive import derive
from app.inspection.effort.recall import recalled
from app.inspection.effort.recall_import import import_earlier
from app.inspection.setup import make_sample
from app.inspection.visit import Visit
from app.models.log import Draft, write
from app.models.tables import Campaign
from app.ui.app import Program

from .conftest import choose_in_dialog, open_building, press, settle
from .filled import fill_and_finish

PLACE = "长安/样例小区甲/7号楼"
PHOTOS = sorted((Path(__file__).parents[3] / "resources" / "sample" / "photos").glob("*.jpg"))
CTRL = Qt.KeyboardModifier.ControlModifier


def _last_year(folder: Path) -> Path:
    with make_sample(folder, "去年") as workspace:
        with workspace.sessions.begin() as session:
            campaign = session.scalars(select(Campaign.id)).one()
            author = workspace.writer(session)
            write(session, author, [Draft("campaign", campaign, "round", "2025")])
        fill_and_finish(workspace, PLACE, ZF_D01="present", ZF_E02="present")
    return folder


def test_still_with_a_photo_and_mended(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    assert program.desk is not None
    workspace = program.desk.workspace
    assert import_earlier(workspace, _last_year(tmp_path / "2025")).new == 2
    room = open_building(qtbot, program, PLACE)
    assert room.building is not None
    assert room.recall.strip.isVisible()
    assert "2 处" in room.recall.strip.words.text()
    press(qtbot, program, Qt.Key.Key_F4)
    settle(qtbot, program)
    dialog = room.recall.dialog
    assert dialog is not None
    first = dialog.item.id
    assert dialog.before.filled
    assert not dialog.after.filled
    press(qtbot, program, Qt.Key.Key_I, CTRL)
    choose_in_dialog(qtbot, PHOTOS[0])
    settle(qtbot, program)
    assert dialog.after.filled
    assert dialog.item.id == first
    dialog.activateWindow()  # as a window manager does
    qtbot.waitUntil(dialog.isActiveWindow)
    press(qtbot, program, Qt.Key.Key_1)  # 还在, and on
    settle(qtbot, program)
    assert dialog.item.id != first
    press(qtbot, program, Qt.Key.Key_2)  # 已改
    settle(qtbot, program)
    with workspace.reading() as session:
        said = {one.id: one for one in recalled(session, room.building.line.id)}
    assert sorted(one.now for one in said.values()) == ["mended", "still"]
    assert said[first].now == "still"
    assert len(said[first].after) == 1
    press(qtbot, program, Qt.Key.Key_Escape)
    settle(qtbot, program)
    assert not room.recall.strip.isVisible()
    press(qtbot, program, Qt.Key.Key_Z, CTRL)
    settle(qtbot, program)
    assert room.recall.strip.isVisible()  # one of them waits again


def test_a_problem_found_again_leads_to_this_years_answer(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    assert program.desk is not None
    workspace = program.desk.workspace
    import_earlier(workspace, _last_year(tmp_path / "2025"))
    with workspace.reading() as session:
        visit = Visit.begin(workspace, find_place(session, PLACE), person="别人")
    visit.answer("/housing/E/ZF_E02", "present")
    derive(workspace, [visit.inspection])
    room = open_building(qtbot, program, PLACE)
    press(qtbot, program, Qt.Key.Key_F4)
    settle(qtbot, program)
    dialog = room.recall.dialog
    assert dialog is not None
    shown = {one.item: one.again for one in dialog.items}
    assert shown == {"ZF-D01": "", "ZF-E02": "/housing/E/ZF_E02"}
    dialog.show_item(next(n for n, one in enumerate(dialog.items) if one.again))
    assert "今年又查到" in dialog._facts.text()
    qtbot.mouseClick(dialog.answer, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    assert room.questions.view.open_key == "/housing/E/ZF_E02"
