import threading
import time

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from app.errors import AppError, Cancelled
from app.ui.jobs import Jobs


@pytest.fixture
def jobs(qtbot: QtBot):
    jobs = Jobs()
    yield jobs
    jobs.shut_down()


def test_a_job_hands_over_its_result_on_the_gui_thread(jobs: Jobs, qtbot: QtBot) -> None:
    worker: list[QThread] = []
    heard: list[tuple[object, QThread]] = []

    def work(progress) -> int:
        worker.append(QThread.currentThread())
        return 42

    job = jobs.write(work)
    job.succeeded.connect(lambda result: heard.append((result, QThread.currentThread())))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard[0] == (42, jobs.thread())
    assert worker[0] is not jobs.thread()
    assert jobs.running == ()


def test_progress_is_told_at_most_every_so_often_and_always_at_the_end(
    jobs: Jobs, qtbot: QtBot
) -> None:
    told: list[tuple[int, int, str]] = []

    def work(progress) -> None:
        for number in range(2001):
            progress(number, 2000, "photos")

    job = jobs.read(work)
    job.progressed.connect(lambda *args: told.append(args))
    with qtbot.waitSignal(job.succeeded):
        pass
    assert told[-1] == (2000, 2000, "photos")
    assert len(told) < 200


def test_cancelled_work_ends_as_cancelled_and_not_as_failed(jobs: Jobs, qtbot: QtBot) -> None:
    begun, failed = threading.Event(), []

    def work(progress) -> None:
        begun.set()
        while True:
            progress(0, 0)
            time.sleep(0.001)

    jobs.failed.connect(failed.append)
    job = jobs.write(work)
    assert begun.wait(5)
    with qtbot.waitSignal(job.cancelled):
        job.cancel()
    assert failed == []


def test_a_job_cancelled_while_queued_never_starts(jobs: Jobs, qtbot: QtBot) -> None:
    gate, ran = threading.Event(), []
    first = jobs.write(lambda progress: gate.wait(5))
    second = jobs.write(lambda progress: ran.append(1))
    second.cancel()
    with qtbot.waitSignals([first.succeeded, second.cancelled]):
        gate.set()
    assert ran == []


def test_a_failure_is_told_by_the_job_and_once_by_all_jobs(jobs: Jobs, qtbot: QtBot) -> None:
    def work(progress) -> None:
        raise AppError("The disk is full")

    everyone: list[object] = []
    jobs.failed.connect(everyone.append)
    job = jobs.write(work)
    with qtbot.waitSignal(job.failed) as signal:
        pass
    assert str(signal.args[0]) == "The disk is full"
    qtbot.waitUntil(lambda: len(everyone) == 1)


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt])
def test_nothing_ends_a_worker_silently(jobs: Jobs, qtbot: QtBot, error: type) -> None:
    def work(progress) -> None:
        raise error

    with qtbot.waitSignal(jobs.write(work).failed):
        pass


def test_writers_take_turns_and_readers_do_not_wait(jobs: Jobs, qtbot: QtBot) -> None:
    gate, order = threading.Event(), []

    def slow(progress) -> None:
        gate.wait(5)
        order.append("slow")

    first = jobs.write(slow)
    second = jobs.write(lambda progress: order.append("next"))
    with qtbot.waitSignal(jobs.read(lambda progress: order.append("read")).succeeded):
        pass
    with qtbot.waitSignals([first.succeeded, second.succeeded]):
        gate.set()
    assert order == ["read", "slow", "next"]


def test_shutting_down_stops_what_runs(qtbot: QtBot) -> None:
    jobs, seen = Jobs(), []

    def work(progress) -> None:
        try:
            while True:
                progress(0, 0)
                time.sleep(0.001)
        except Cancelled:
            seen.append("stopped")
            raise

    jobs.write(work)
    jobs.shut_down()
    assert seen in (["stopped"], [])  # not yet begun is as good
    qtbot.waitUntil(lambda: jobs.running == ())
