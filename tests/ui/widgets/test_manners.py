"""Gentle work stands still while the window is in a turn, and never for ever."""

import threading
import time

import pytest
from pytestqt.qtbot import QtBot

from app.progress import give_way
from app.ui import manners
from app.ui.jobs import Jobs


class Steps:
    """Work of many small steps that counts them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.done = 0
        self.ended = threading.Event()

    def __call__(self, progress: object) -> None:
        while self.done < self.most:
            give_way()
            self.done += 1
            time.sleep(manners.MOMENT_S / 4)
        self.ended.set()


@pytest.fixture
def jobs(qtbot: QtBot):
    jobs = Jobs()
    yield jobs
    jobs.shut_down()


def test_it_does_a_moments_work_in_a_turn_of_the_window(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manners, "PATIENCE_S", 30.0)
    steps = Steps(60)
    job = jobs.read(steps, gentle=True)
    with qtbot.waitSignal(job.succeeded):
        qtbot.waitUntil(lambda: steps.done > 0)
        before = steps.done
        time.sleep(0.1)  # the window's own turn: long enough for all of the steps
        assert steps.done - before <= 5
    assert steps.done == 60


def test_other_work_asks_nobody(jobs: Jobs) -> None:
    steps = Steps(20)
    jobs.read(steps)
    assert steps.ended.wait(10)  # though the window does not come round


def test_a_window_that_does_not_come_round_is_not_waited_for(jobs: Jobs) -> None:
    steps = Steps(20)
    jobs.read(steps, gentle=True)
    assert steps.ended.wait(10)


def test_who_closes_waits_for_it_and_it_not_for_who_closes(
    jobs: Jobs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = Steps(20)
    begun = threading.Event()

    def work(progress: object) -> None:
        begun.set()
        while not closing.is_set():
            time.sleep(0.001)
        steps(progress)

    closing = threading.Event()
    monkeypatch.setattr(manners, "PATIENCE_S", 30.0)
    job = jobs.read(work, gentle=True)
    assert begun.wait(10)
    threading.Timer(0.02, closing.set).start()
    start = time.monotonic()
    jobs.shut_down()
    assert steps.done == 20
    assert time.monotonic() - start < 10
    with qtbot.waitSignal(job.succeeded):
        pass
    qtbot.waitUntil(lambda: jobs.running == ())
    with qtbot.waitSignal(jobs.read(Steps(3), gentle=True).succeeded):
        pass  # another workspace was opened in the same window
