"""Fixtures that the field desk's road shares with its parts, and patience."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.app import Program
from tests.ui.field.conftest import city, make_program, program, room, sample_city

__all__ = ["city", "make_program", "program", "qtbot", "room", "sample_city"]

LONGEST_MS = 20_000


class PatientBot(QtBot):
    """Waits as long as a busy machine may take; what never comes still fails."""

    def waitUntil(self, callback: Callable[[], object], *, timeout: int = LONGEST_MS) -> None:
        super().waitUntil(callback, timeout=max(timeout, LONGEST_MS))


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _garbage_of_this_thread() -> Iterator[None]:
    """Collect in the GUI thread alone, as the program does (`app.ui.garbage`).

    A collection that starts in a job deletes the windows of earlier tests in that job's thread, and
    the process ends there, once in some dozens of runs.
    """
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()


@pytest.fixture(autouse=True)
def _nothing_stays(qapp: QApplication) -> Iterator[None]:
    """Delete what a test leaves: later tests would walk through it, and style it, again and again.

    Programs stay with the application; panes that were made ahead of a room have no parent.
    """
    before = set(QApplication.topLevelWidgets())
    yield
    left: list[QObject] = [one for one in QApplication.topLevelWidgets() if one not in before]
    left += qapp.findChildren(Program, options=Qt.FindChildOption.FindDirectChildrenOnly)
    for one in left:
        one.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
