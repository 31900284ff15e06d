"""The versions dialog on a real workspace: what differs, who is concerned, there and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from app.inspection.answers import answers_of
from app.inspection.version_lines import version_lines
from app.inspection.visit import Visit
from app.models.ids import inspection_id
from app.ui.desk import Desk
from app.ui.versions.dialog import VersionsDialog, open_versions
from app.ui.versions.work import take_workbook
from app.ui.widgets.dialog import Dialog
from tests.faults.small import place
from tests.faults.small_form import RULES, workbook
from tests.forms.test_versions import edited


def shown(qtbot: QtBot, dialog: VersionsDialog) -> VersionsDialog:
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=20_000)
    return dialog


def counts(desk: Desk) -> dict[str, int]:
    with desk.workspace.reading() as session:
        return {line.form.version: line.inspections for line in version_lines(session)}


def text(desk: Desk, name: str, path: str) -> str:
    with desk.workspace.reading() as session:
        found = answers_of(session, inspection_id(place(name), "housing", "2026")).get(path)
    return found.text if found else ""


def cells(rows: Any) -> list[list[str]]:
    return [
        [str(rows.index(row, column).data() or "") for column in range(rows.columnCount())]
        for row in range(rows.rowCount())
    ]


def test_the_dialog_says_what_differs_and_whom_it_concerns(desk: Desk, qtbot: QtBot) -> None:
    dialog = shown(qtbot, open_versions(desk))
    assert dialog.target is not None
    assert dialog.target.form.version == "2"
    kinds = [row[0] for row in cells(dialog.differences)]
    assert kinds == ["改名", "新增"]
    dialog.filter._pick("renamed")
    assert [row[1] for row in cells(dialog.differences)] == ["B-04 B04"]
    dialog.show_view("previews")
    states = {row[0].rpartition(" ")[2]: row[1] for row in cells(dialog.previews)}
    assert states == {"1号楼": "变回待补", "2号楼": "变回待补", "3号楼": "继续检查"}
    assert dialog.go.isEnabled()
    assert counts(desk) == {"2": 0, "1": 3}
    dialog.reject()


def test_moving_and_taking_it_back(desk: Desk, qtbot: QtBot) -> None:
    dialog = shown(qtbot, open_versions(desk))
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.go.click()
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=20_000)
    assert counts(desk) == {"2": 3, "1": 0}
    assert text(desk, "3号楼", "/housing/B/B44") == "7"
    Visit.open(desk.workspace, inspection_id(place("3号楼"), "housing", "2026")).answer(
        "/housing/B/B44", "9"
    )
    face = desk.shell.toasts.face
    assert face is not None
    assert face.button is not None
    face.button.click()
    qtbot.waitUntil(lambda: counts(desk) == {"2": 0, "1": 3}, timeout=20_000)
    assert text(desk, "3号楼", "/housing/B/B04") == "9"
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=20_000)


def test_closing_while_it_looks_changes_nothing(desk: Desk, qtbot: QtBot) -> None:
    dialog = open_versions(desk)
    qtbot.waitUntil(lambda: dialog._job is not None, timeout=20_000)
    dialog.reject()
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=20_000)
    assert counts(desk) == {"2": 0, "1": 3}


def test_a_workbook_with_problems_stays_outside_and_they_are_shown(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = shown(qtbot, open_versions(desk))
    bad, good = tmp_path / "bad.xlsx", tmp_path / "good.xlsx"
    bad.write_bytes(workbook(edited("B05", relevant="${B99} = 'x'"), RULES, version="3"))
    good.write_bytes(workbook(edited("B05", label="新"), RULES, version="4"))
    taken: list[str] = []
    with qtbot.waitSignal(take_workbook(desk, dialog, bad, taken.append).succeeded, timeout=20_000):
        pass
    assert taken == []
    problems = [one for one in dialog.findChildren(Dialog) if one.isVisible() and one is not dialog]
    assert len(problems) == 1
    problems[0].accept()
    take_workbook(desk, dialog, good, dialog._fill)
    qtbot.waitUntil(lambda: "4" in counts(desk), timeout=20_000)
    qtbot.waitUntil(
        lambda: dialog.target is not None and dialog.target.form.version == "4", timeout=20_000
    )
    shown(qtbot, dialog)
    dialog.reject()
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=20_000)


@pytest.mark.parametrize("desk", ["field"], indirect=True)
def test_an_open_building_with_an_older_version_says_so_and_moves_alone(
    desk: Desk, qtbot: QtBot
) -> None:
    room: Any = desk.shell.content.currentWidget()
    room.visits.open_place(place("3号楼"))
    qtbot.waitUntil(lambda: room.newer.isVisible(), timeout=20_000)
    building = room.visits.building
    building.answer("/housing/B/B04", "5")
    room.newer.look.click()
    dialog = next(one for one in desk.shell.findChildren(VersionsDialog))
    shown(qtbot, dialog)
    assert len(dialog.plan.movable) == 1  # type: ignore[union-attr]
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        dialog.go.click()
    qtbot.waitUntil(
        lambda: (
            room.visits.building not in (None, building)
            and room.visits.building.visit.definition.version == "2"
        ),
        timeout=20_000,
    )
    assert room.visits.building.field("/housing/B/B44").value == "5"
    qtbot.waitUntil(lambda: not room.newer.isVisible(), timeout=20_000)
    assert counts(desk) == {"2": 1, "1": 2}


@pytest.mark.parametrize("desk", ["field"], indirect=True)
def test_a_question_of_the_field_desk_explains_itself(desk: Desk, qtbot: QtBot) -> None:
    room: Any = desk.shell.content.currentWidget()
    room.visits.open_place(place("3号楼"))
    qtbot.waitUntil(lambda: room.visits.building is not None, timeout=20_000)
    room.questions.go_to("/housing/B/B04")
    view = room.questions.view
    row = room.questions.model.row_of("/housing/B/B04")
    view.customContextMenuRequested.emit(view.visualRect(room.questions.model.index(row)).center())
    menu = next(one for one in view.findChildren(QMenu) if one.isVisible())
    menu.actions()[0].trigger()
    menu.close()
    dialogs = [one for one in desk.shell.findChildren(Dialog) if one.isVisible()]
    said = "\n".join(label.text() for one in dialogs for label in one.findChildren(QLabel))
    assert ". >= 0" in said
    for one in dialogs:
        one.accept()
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=20_000)
