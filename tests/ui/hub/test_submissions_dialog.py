"""Submissions in the window: what is wrong is shown first, then the good ones go in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.inspection.answers import answers_of
from app.models.ids import inspection_id
from app.ui.hub.submissions_dialog import SubmissionsDialog
from app.ui.jobs import Jobs
from app.ui.widgets.table import Table
from app.workspace import Workspace
from tests.faults.small import place
from tests.inspection.submission_form import made


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Workspace]:
    with made(tmp_path / "hub", "汇总") as workspace:
        yield workspace


def test_bad_rows_are_shown_before_the_good_ones_are_taken(
    qtbot: QtBot, qapp: QApplication, hub: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "kobo.csv"
    file.write_text("code,g/n,_uuid\n长安/1,6,a\n长安/2,six,b\n长安/99,7,c\n", encoding="utf-8")
    window = QWidget()
    window.resize(1366, 768)
    qtbot.addWidget(window)
    window.show()
    jobs = Jobs()
    taken: list[object] = []
    dialog = SubmissionsDialog(window, jobs, hub, [file], taken.append, lambda _error: None)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=20_000)
    assert dialog.go.isEnabled()
    (bad, _notes) = dialog.findChildren(Table)
    model = bad.model()
    rows = [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    assert [row[1] for row in rows] == ["3", "4"]
    assert rows[0][2] == "g/n"
    assert "长安/99" in rows[1][4]
    dialog.grab().save(str(tmp_path / "dialog.png"))
    with hub.reading() as session:
        assert answers_of(session, inspection_id(place("1"), "housing", "2026")) == {}
    dialog.go.click()
    qtbot.waitUntil(lambda: bool(taken), timeout=20_000)
    with hub.reading() as session:
        stored = answers_of(session, inspection_id(place("1"), "housing", "2026"))
    assert stored["/housing/g/n"].text == "6"
    jobs.shut_down()


def test_a_file_that_cannot_be_read_is_said_in_the_dialog(
    qtbot: QtBot, hub: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "cut.zip"
    file.write_bytes(b"PK\x03\x04 nonsense")
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    said: list[object] = []
    dialog = SubmissionsDialog(window, Jobs(), hub, [file], lambda _taken: None, said.append)
    dialog.open()
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert not dialog.go.isEnabled()
    assert "cut.zip" in str(said[0])
    dialog.reject()
