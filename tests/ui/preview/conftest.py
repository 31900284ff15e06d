"""Preview windows for tests, on workbooks of the small form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.jobs import Jobs
from app.ui.preview.window import PreviewWindow
from app.ui.theme import dress
from tests.faults.small_form import workbook

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let pass what the offscreen platform says of windows."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    target = tmp_path / "检查表.xlsx"
    target.write_bytes(workbook())
    return target


@pytest.fixture
def preview(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[[Path], PreviewWindow]]:
    dress(qapp, "light", 100)
    jobs = Jobs()
    made: list[PreviewWindow] = []

    def open_one(file: Path) -> PreviewWindow:
        window = PreviewWindow(file, jobs)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        qtbot.waitUntil(lambda: window.readings > 0, timeout=20_000)
        made.append(window)
        return window

    yield open_one
    jobs.shut_down()
