"""The tree and the desk around it: filters, search, neighbours, conflicts, 100,000 places."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.inspection.setup import campaign_info, make_workspace
from app.models.ids import new_id
from app.models.log import ChangeLine, merge
from app.ui.app import Program
from app.ui.field.cards.card import OpenCard
from app.ui.field.room import InspectRoom
from app.ui.field.shown import done_word
from app.ui.widgets.place_model import PlaceModel
from app.workspace import Workspace

from .conftest import open_building, press, settle, the_room, type_text

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def names(model: PlaceModel) -> list[str]:
    found: list[str] = []

    def walk(parent: object) -> None:
        for row in range(model.rowCount(parent)):  # type: ignore[arg-type]
            index = model.index(row, 0, parent)  # type: ignore[arg-type]
            place = model.place(index)
            assert place is not None
            found.append(place.name)
            walk(index)

    from app.ui.widgets.place_model import ROOT

    walk(ROOT)
    return found


def test_filter_by_key_shows_what_is_left(
    qtbot: QtBot, program: Program, room: InspectRoom
) -> None:
    room.go_to("/housing/B/ZF_B02")
    press(qtbot, program, Qt.Key.Key_1)
    press(qtbot, program, Qt.Key.Key_F9)
    press(qtbot, program, Qt.Key.Key_F10)  # 先这样，标待补
    settle(qtbot, program)
    room.tree.focus_tree()
    press(qtbot, program, Qt.Key.Key_3, ALT)
    settle(qtbot, program)
    assert room.tree.state == "incomplete"
    assert "7号楼" in names(room.tree.model)
    assert "8号楼" not in names(room.tree.model)
    press(qtbot, program, Qt.Key.Key_1, ALT)
    settle(qtbot, program)
    assert "8号楼" in names(room.tree.model)


def test_no_other_building_is_marked_while_the_open_one_is_not_listed(
    qtbot: QtBot, program: Program
) -> None:
    room = the_room(program)
    press(qtbot, program, Qt.Key.Key_F, CTRL)
    type_text(qtbot, "甲 3号楼")
    settle(qtbot, program)
    press(qtbot, program, Qt.Key.Key_Return)
    settle(qtbot, program)
    assert [index.data() for index in room.tree.tree.selectedIndexes()] == ["3号楼"]
    press(qtbot, program, Qt.Key.Key_Right, ALT)
    settle(qtbot, program)
    assert room.building is not None
    assert room.building.line.name == "4号楼"
    assert room.tree.tree.selectedIndexes() == []
    room.tree.reload()  # the same hits again
    settle(qtbot, program)
    assert room.tree.tree.selectedIndexes() == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("甲 3号楼", "3号楼"),
        ("ylxqj", "样例小区己"),
        ("yanglixiaoqujia", "样例小区甲"),
        ("ylxqj3号", "3号楼"),  # the building by the initials of its area
    ],
)
def test_search_by_name_initials_and_pinyin(
    qtbot: QtBot, program: Program, typed: str, first: str
) -> None:
    room = the_room(program)
    press(qtbot, program, Qt.Key.Key_F, CTRL)
    type_text(qtbot, typed)
    qtbot.waitUntil(lambda: names(room.tree.model)[0].startswith(first), timeout=10_000)
    assert "3号楼" in names(room.tree.model)  # what lies in the area is found with it
    press(qtbot, program, Qt.Key.Key_Escape)
    settle(qtbot, program)
    assert room.tree.model.rowCount() == 21


def test_neighbours_and_next_new(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    for key, modifier, wanted in (
        (Qt.Key.Key_Left, ALT, "6号楼"),
        (Qt.Key.Key_Right, ALT, "7号楼"),
        (Qt.Key.Key_Down, CTRL, "8号楼"),
    ):
        press(qtbot, program, key, modifier)
        qtbot.waitUntil(
            lambda wanted=wanted: room.building is not None and room.building.line.name == wanted,
            timeout=10_000,
        )
        settle(qtbot, program)
    index = room.tree.tree.currentIndex()
    place = room.tree.model.place(index)
    assert place is not None
    assert place.name == "8号楼"


def test_conflict_is_marked_in_row_card_and_summary(
    make_program: Callable[..., Program], city: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    path = "/housing/B/ZF_B02"
    other = tmp_path / "other"
    shutil.copytree(city, other)
    program = make_program()
    program.begin(city)
    settle(qtbot, program)
    room = open_building(qtbot, program, "长安/样例小区甲/7号楼")
    room.go_to(path)
    press(qtbot, program, Qt.Key.Key_1)
    settle(qtbot, program)
    assert room.building is not None
    assert program.desk is not None
    visit = room.building.visit
    _merge_contradiction(program.desk.workspace, visit.inspection, path)
    visit.reload()
    room.building._reload()
    room.go_to(path)
    card = room.questions.card
    assert isinstance(card, OpenCard)
    assert card._conflict.isVisibleTo(card)
    row = room.questions.model.question(room.questions.model.row_of(path))
    assert row is not None
    assert row.conflict
    room.show_summary()
    assert room.summary.summary is not None
    assert any(spec.mark == "conflict" for spec in room.summary.summary.chips)


def _merge_contradiction(workspace: Workspace, inspection: object, path: str) -> None:
    """Merge an answer that somebody gave on another laptop without having seen ours."""
    from app.models.clock import wall_ms

    line = ChangeLine(
        id=new_id(),
        kind="inspection",
        subject=inspection,  # type: ignore[arg-type]
        field=path,
        value='{"answer":"present","basis":"seen"}',
        bases=(),
        clock=wall_ms() << 16,
        device=new_id(),
        person="李建国",
        batch=1,
        time=wall_ms(),
    )
    with workspace.sessions.begin() as session:
        merge(session, [line])


def test_f6_walks_through_the_panes(qtbot: QtBot, program: Program, room: InspectRoom) -> None:
    from PySide6.QtWidgets import QApplication

    room.questions.focus_open()
    seen, answering = [], False
    for _step in range(4):
        press(qtbot, program, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        seen.append(next((p for p in room.panes() if p.isAncestorOf(focus) or p is focus), None))
        answering |= room.questions.view.card.isAncestorOf(focus)
    assert answering  # in the middle one is where one answers, not in the list around it
    assert len({id(pane) for pane in seen}) >= 3
    assert None not in seen


def test_every_control_has_a_name(program: Program, room: InspectRoom) -> None:
    from PySide6.QtWidgets import (
        QAbstractButton,
        QComboBox,
        QLineEdit,
        QListView,
        QTreeView,
        QWidget,
    )

    assert program.desk is not None
    kinds = (QAbstractButton, QComboBox, QLineEdit, QListView, QTreeView)
    nameless = [
        widget
        for widget in program.desk.shell.findChildren(QWidget)
        if isinstance(widget, kinds)
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.isVisible()
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
    inner = [w for w in nameless if w.parentWidget() and isinstance(w.parentWidget(), QComboBox)]
    assert [w for w in nameless if w not in inner] == []


@pytest.fixture(scope="session")
def big_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with 100,000 buildings, written below the log: only its size matters here."""
    root = tmp_path_factory.mktemp("big") / "w"
    info = campaign_info("big", "big", "", "2026", rehearsal=True)
    make_workspace(root, "p", info).close()
    database = sqlite3.connect(root / "chengjian.sqlite")
    triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    kept = [(name, sql) for name, sql in triggers.fetchall() if " place" in sql]
    for name, _sql in kept:
        database.execute(f"DROP TRIGGER {name}")
    rows = []
    for community in range(20):
        top = new_id().bytes
        rows.append((top, "community", f"社区{community}", None, f"{community:03d}"))
        for area in range(10):
            middle = new_id().bytes
            rows.append((middle, "area", f"小区{area}", top, f"{community:03d}/{area:03d}"))
            for building in range(500):
                key = f"{community:03d}/{area:03d}/{building:04d}"
                rows.append((new_id().bytes, "building", f"{building}号楼", middle, key))
    campaign = info.id.bytes if info.id else b""
    database.executemany(
        "INSERT INTO place (id, deleted, contested, campaign, level, name, code, parent, sort_key,"
        " search, households) VALUES (?, 0, 0, ?, ?, ?, ?, ?, ?, ?, 24)",
        [(i, campaign, lv, n, k, p, k, f"{n} {k}".lower()) for i, lv, n, p, k in rows],
    )
    for _name, sql in kept:
        database.execute(sql)
    database.commit()
    database.close()
    return root


def test_a_hundred_thousand_places(
    make_program: Callable[..., Program], big_city: Path, qtbot: QtBot
) -> None:
    program = make_program()
    program.begin(big_city)
    settle(qtbot, program)
    room = the_room(program)
    assert room.tree.model.rowCount() == 20
    loaded = len(names(room.tree.model))
    assert loaded < 2_000
    room.tree.focus_tree()
    for _step in range(150):
        press(qtbot, program, Qt.Key.Key_Down)
    community = room.tree.model.index(0, 0)
    area = room.tree.model.index(1, 0, community)
    settle(qtbot, program)
    before = room.tree.model.rowCount(area)
    assert before < 501  # pages, not all of it
    room.tree.tree.scrollTo(room.tree.model.index(before - 1, 0, area))
    qtbot.waitUntil(lambda: room.tree.model.rowCount(area) > before)
    assert len(names(room.tree.model)) > loaded
    room.tree.search.setText("499号楼")
    settle(qtbot, program)
    assert room.tree.model.rowCount() == 200


def test_a_finished_building_without_findings_is_not_called_none_while_something_is_open() -> None:
    assert done_word(0, 0) == "无"
    assert done_word(0, 2) == "2 题未定"
    assert done_word(3, 2) == "3 处"
