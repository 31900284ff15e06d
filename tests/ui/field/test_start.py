"""First steps and places: bad rosters, places by hand with undo, workspaces that do not open."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.inspection import browse
from app.paths import user_data
from app.ui.app import Program
from app.ui.field.place_form import PlaceForm, correct_building
from app.ui.settings_dialog import GENERAL, open_settings
from app.ui.start.first_run import FirstRun
from app.ui.start.roster_import import RosterDialog
from app.ui.start.roster_open import preview
from app.ui.start.roster_table import ProblemModel
from app.ui.widgets.table import Table
from app.workspace import Workspace

from .conftest import choose_in_dialog, press, settle, the_room, type_text

HEADS = ["区", "街道/乡镇", "社区", "小区", "楼栋", "总套数"]
GOOD = ["沙坡头区", "滨河镇", "长安", "一号院", "1号楼", 30]


@pytest.fixture(autouse=True)
def _own_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def roster(file: Path, *lines: list[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名册"
    sheet.append(HEADS)
    for line in lines:
        sheet.append(line)
    book.save(file)
    return file


@pytest.fixture
def first(make_program: Callable[..., Program]) -> FirstRun:
    program = make_program()
    program.begin()
    window = program.window
    assert isinstance(window, FirstRun)
    window.resize(1366, 768)
    return window


def dialog_of(window: FirstRun) -> RosterDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, RosterDialog)
    return dialog


def test_roster_from_the_first_steps(qtbot: QtBot, first: FirstRun, tmp_path: Path) -> None:
    program = first._program
    file = roster(tmp_path / "r.xlsx", GOOD, [*GOOD[:4], "2号楼", 24])
    qtbot.mouseClick(first.roster, Qt.MouseButton.LeftButton)
    choose_in_dialog(qtbot, file)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), RosterDialog))
    dialog = dialog_of(first)
    settle(qtbot, program)
    assert dialog.go.isEnabled()
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: program.desk is not None, timeout=60_000)
    settle(qtbot, program)
    assert program.desk is not None
    with program.desk.workspace.reading() as session:
        assert browse.state_counts(session) == {"not_started": 2}
    assert the_room(program).tree.model.rowCount() == 1


def test_the_first_steps_go_by_enter_alone(qtbot: QtBot, first: FirstRun, tmp_path: Path) -> None:
    program = first._program
    first.person.clear()
    first._go_to(0)
    qtbot.waitUntil(first.person.hasFocus)
    type_text(qtbot, "张三")
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(first.task.hasFocus)
    assert program.settings.person == "张三"
    first.roster.setFocus()
    press(qtbot, program, Qt.Key.Key_Enter)  # the focused button
    choose_in_dialog(qtbot, roster(tmp_path / "r.xlsx", GOOD))
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), RosterDialog))
    settle(qtbot, program)
    dialog_of(first).reject()
    first.campaign.setFocus()
    press(qtbot, program, Qt.Key.Key_Return)  # the primary button, from the field
    choose_in_dialog(qtbot, roster(tmp_path / "r.xlsx", GOOD))
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), RosterDialog))
    settle(qtbot, program)
    dialog_of(first).reject()
    first.empty.setFocus()
    press(qtbot, program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.desk is not None, timeout=60_000)
    settle(qtbot, program)


def test_bad_lines_are_all_named_and_nothing_is_made(
    qtbot: QtBot, first: FirstRun, tmp_path: Path
) -> None:
    file = roster(tmp_path / "r.xlsx", GOOD, GOOD, [*GOOD[:4], "3号楼", "很多"])
    dialog = first.preview(file)
    settle(qtbot, first._program)
    assert not dialog.go.isEnabled()
    table = dialog.findChildren(Table)[0]
    model = table.model()
    assert isinstance(model, ProblemModel)
    rows = {model.data(model.index(n, 1)) for n in range(model.rowCount())}
    assert rows == {"3", "4"}
    reasons = [model.data(model.index(n, 4)) for n in range(model.rowCount())]
    assert all(reasons)
    assert not (user_data() / "workspaces").exists()
    dialog.reject()


def test_mended_file_is_checked_again(qtbot: QtBot, first: FirstRun, tmp_path: Path) -> None:
    file = roster(tmp_path / "r.xlsx", [*GOOD[:5], "很多"])
    dialog = first.preview(file)
    settle(qtbot, first._program)
    assert not dialog.go.isEnabled()
    roster(file, GOOD)
    qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    settle(qtbot, first._program)
    assert dialog.go.isEnabled()
    dialog.reject()


def test_no_roster_at_all_is_a_sentence(qtbot: QtBot, first: FirstRun, tmp_path: Path) -> None:
    file = tmp_path / "r.xlsx"
    file.write_bytes(b"this is no workbook")
    dialog = first.preview(file)
    settle(qtbot, first._program)
    assert dialog.plan is not None
    assert dialog.plan.problems
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_empty_workspace_then_a_building_by_hand_and_undo(qtbot: QtBot, first: FirstRun) -> None:
    program = first._program
    qtbot.mouseClick(first.empty, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: program.desk is not None, timeout=60_000)
    settle(qtbot, program)
    room = the_room(program)
    assert room.empty.isVisible()
    assert room.empty.other is not None
    qtbot.mouseClick(room.empty.other, Qt.MouseButton.LeftButton)
    form = QApplication.activeModalWidget()
    assert isinstance(form, PlaceForm)
    settle(qtbot, program)
    for level, name in zip(("district", "street", "community", "area"), GOOD, strict=False):
        form._path[level].setText(str(name))
    form.name.setFocus()
    type_text(qtbot, "9号楼")
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert not form.isVisible(), form._problem.text()
    assert room.tree.model.rowCount() == 1
    assert program.desk is not None
    face = program.desk.shell.toasts.face
    assert face is not None
    qtbot.mouseClick(face.button, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    assert room.tree.model.rowCount() == 0


def test_a_wrong_value_stays_in_the_form(qtbot: QtBot, program: Program) -> None:
    assert program.desk is not None
    with program.desk.workspace.reading() as session:
        place = browse.find(session, "甲 1号楼")[0].id
    form = correct_building(program.desk, place)
    settle(qtbot, program)
    field = form._fields["built_year"]
    field.setText("古代")  # type: ignore[attr-defined]
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    assert form.isVisible()
    assert form._problem.text()
    field.setText("1988")  # type: ignore[attr-defined]
    qtbot.mouseClick(form.go, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    assert not form.isVisible()
    with program.desk.workspace.reading() as session:
        card = browse.card(session, place)
    assert card is not None
    assert card.fields["built_year"] == 1988


def test_newer_workspace_is_a_sentence(
    make_program: Callable[..., Program], city: Path, qtbot: QtBot
) -> None:
    database = sqlite3.connect(city / "chengjian.sqlite")
    database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.commit()
    database.close()
    program = make_program()
    program.begin(city)
    window = program.window
    assert isinstance(window, FirstRun)
    face = window.toasts.face
    assert face is not None
    assert "新版" in face.accessibleName() or "newer" in face.accessibleName()
    assert program.desk is None


def test_workspace_open_elsewhere_is_a_sentence(
    make_program: Callable[..., Program], city: Path
) -> None:
    with Workspace.open(city):
        program = make_program()
        program.begin(city)
    window = program.window
    assert isinstance(window, FirstRun)
    assert window.toasts.face is not None
    assert str(city) in window.toasts.face.accessibleName()


def test_roster_into_the_open_workspace(qtbot: QtBot, program: Program, tmp_path: Path) -> None:
    assert program.desk is not None
    area: list[object] = ["沙坡头区", "街道（待填）", *GOOD[2:4]]
    file = roster(tmp_path / "more.xlsx", [*area, None, None], [*area, "1号楼", 30])
    dialog = preview(program.desk, file)
    assert dialog is not None
    settle(qtbot, program)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(qtbot, program)
    with program.desk.workspace.reading() as session:
        assert browse.find(session, "一号院")


def test_language_changes_the_whole_window(qtbot: QtBot, program: Program) -> None:
    program.choose(language="en")
    settle(qtbot, program)
    assert program.window is not None
    assert the_room(program).head.done.text() == "Done, have a look"
    program.choose(language="zh_CN")
    settle(qtbot, program)


def test_window_stands_before_its_workspace_and_keeps_what_is_typed(
    make_program: Callable[..., Program], city: Path, qtbot: QtBot
) -> None:
    program = make_program()
    program.begin(city, soon=True)
    assert program.desk is not None
    assert not program.desk.ready
    room = the_room(program)
    assert program.window is not None
    assert program.window.isVisible()
    qtbot.keyClicks(room.tree.search, "ylxqj")
    assert not program.desk.ready

    def first() -> str:
        place = room.tree.model.place(room.tree.model.index(0, 0))
        return place.name if place is not None else ""

    qtbot.waitUntil(lambda: first().startswith("样例小区己"), timeout=20_000)
    assert program.desk.ready


def test_window_whose_workspace_does_not_open_gives_way_to_the_first_steps(
    make_program: Callable[..., Program], city: Path, qtbot: QtBot
) -> None:
    with Workspace.open(city):
        program = make_program()
        program.begin(city, soon=True)
        qtbot.waitUntil(lambda: isinstance(program.window, FirstRun), timeout=20_000)
    window = program.window
    assert isinstance(window, FirstRun)
    assert window.toasts.face is not None
    assert str(city) in window.toasts.face.accessibleName()
    assert program.desk is None


def test_window_closed_while_its_workspace_is_being_opened(
    make_program: Callable[..., Program], city: Path, qtbot: QtBot
) -> None:
    program = make_program()
    program.begin(city, soon=True)
    program.close_workspace()  # before anybody began to open it
    program.begin(city, soon=True)
    assert program.desk is not None
    program.desk._pending.begin()
    program.close_workspace()  # while it is being opened
    Workspace.open(city).close()  # nobody holds its lock any more


def test_a_computer_becomes_the_hub_from_the_first_steps_and_back_from_the_settings(
    qtbot: QtBot, first: FirstRun
) -> None:
    program = first._program
    first._go_to(0)
    first.person.setText("陈工")
    first.desk._parts["hub"].click()
    hub = program.window
    assert isinstance(hub, FirstRun)
    assert hub.person.text() == "陈工"
    assert not hub.task.isVisible()
    hub.known.click()
    hub.empty.click()
    qtbot.waitUntil(lambda: program.desk is not None and program.desk.ready, timeout=20_000)
    assert (program.settings.desk, program.desk.workspace.person) == ("hub", "陈工")
    settle(qtbot, program)
    dialog = open_settings(program, GENERAL)
    dialog.desk._parts["field"].click()
    qtbot.waitUntil(lambda: program.desk is not None and program.desk.ready, timeout=20_000)
    settle(qtbot, program)
    assert program.desk.workspace.person == program.settings.who != ""
    assert the_room(program).tree is not None
