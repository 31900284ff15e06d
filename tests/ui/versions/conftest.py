"""A hub desk on the small city, with a second version of its checklist."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.inspection.checklists import register_bytes
from app.settings import Settings
from app.ui.app import Program
from app.ui.desk import Desk
from app.ui.theme import dress
from tests.faults.small import ORDINARY, begin, make
from tests.faults.small_form import QUESTIONS, RULES, question, workbook
from tests.forms.test_versions import renamed

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let pass what the offscreen platform says of windows."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture
def newer() -> bytes:
    rows = renamed(QUESTIONS, "B04", "B44")
    rules = renamed(RULES, "B04", "B44")
    rules = [{**rule, "question": rule["question"].replace("B04", "B44")} for rule in rules]
    return workbook([*rows, question("text", "D01", required="yes")], rules, version="2")


@pytest.fixture
def desk(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, newer: bytes, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    """The desk named by the test's parameter, the hub without one."""
    kind = getattr(request, "param", "hub")
    with make(tmp_path / "w", "甲") as workspace:
        for name in ("1号楼", "2号楼"):
            begin(workspace, name, **ORDINARY).finish()
        begin(workspace, "3号楼", B04="7")
        register_bytes(workspace, newer)
    dress(qapp, "light", 100)
    program = Program(qapp, Settings(theme="light", desk=kind, person="甲"), tmp_path / "s.json")
    program.open_folder(tmp_path / "w")
    assert program.desk is not None
    program.desk.shell.resize(1366, 768)
    yield program.desk
    program.close_workspace()
    program.jobs.shut_down()
    window = qapp.activeWindow()
    for widget in qapp.topLevelWidgets():
        if widget is window or widget.isVisible():
            widget.close()
            widget.deleteLater()
    program.deleteLater()
    QApplication.sendPostedEvents()
