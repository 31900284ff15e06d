import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from app.ui.jobs import Job, Jobs
from app.ui.latest import Latest, Readings


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.shut_down()


class Page(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    @Slot(object)
    def show(self, found: str) -> None:
        self.heard.append(found)


@pytest.mark.parametrize("way", [Latest, Readings])
def test_a_reading_that_comes_after_a_later_one_is_not_heard(
    jobs: Jobs, qtbot: QtBot, way: type[Latest | Readings]
) -> None:
    gate, page, reading = threading.Event(), Page(), way()

    def listen(job: Job) -> Job:
        if isinstance(reading, Latest):
            return reading.only(job, page.show)
        job.succeeded.connect(page.show)
        return reading.instead(job, page.show)

    def slow(_progress: object) -> str:
        assert gate.wait(20)
        return "old"

    early = listen(jobs.read(slow))
    listen(jobs.read(lambda _progress: "new"))
    qtbot.waitUntil(lambda: page.heard == ["new"])
    with qtbot.waitSignal(early.succeeded, timeout=20_000):
        gate.set()
    assert page.heard == ["new"]
    listen(jobs.read(lambda _progress: "newer"))
    qtbot.waitUntil(lambda: page.heard == ["new", "newer"])
