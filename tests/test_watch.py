"""Clock and disk: what is said, and what is not mistaken for a change."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.watch import CRITICAL_BYTES, JUMP_MS, LOW_BYTES, ClockWatch, boot_clock, room_left


class _Clock:
    def __init__(self) -> None:
        self.wall, self.steady = 1_763_800_000.0, 1000.0

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


def watch(clock: _Clock, last: int = 0) -> ClockWatch:
    return ClockWatch(last, wall=lambda: clock.wall, steady=lambda: clock.steady)


@given(st.lists(st.floats(0, 100_000), max_size=20))
def test_time_that_passes_is_no_jump(steps: list[float]) -> None:
    clock = _Clock()
    seen = watch(clock)
    for step in steps:
        clock.pass_by(step)
        assert seen.check() is None


@given(st.integers(-400 * 86_400, 400 * 86_400).filter(lambda s: abs(s) * 1000 > JUMP_MS + 1000))
def test_a_clock_that_is_set_is_told_once_with_its_size(seconds: int) -> None:
    clock = _Clock()
    seen = watch(clock)
    clock.pass_by(60)
    clock.wall += seconds
    jump = seen.check()
    assert jump is not None
    assert abs(jump.ms - seconds * 1000) < 10
    clock.pass_by(60)
    assert seen.check() is None


def test_a_record_from_the_future_means_that_the_clock_was_set_back() -> None:
    clock = _Clock()
    now = int(clock.wall * 1000)
    assert watch(clock, now - 5000).at_start() is None
    assert watch(clock, 0).at_start() is None
    jump = watch(clock, now + 3_600_000).at_start()
    assert jump is not None
    assert (jump.ms, jump.while_running) == (-3_600_000, False)


def test_the_systems_clock_runs() -> None:
    first = boot_clock()
    assert boot_clock() >= first


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """A disk whose free space the test says; the system's call is what is replaced."""
    told = {"free": 0}
    monkeypatch.setattr("shutil.disk_usage", lambda _path: _Usage(10**12, 0, told["free"]))
    return told


@pytest.mark.parametrize(
    ("free", "state"),
    [
        (LOW_BYTES, "enough"),
        (LOW_BYTES - 1, "low"),
        (CRITICAL_BYTES, "low"),
        (CRITICAL_BYTES - 1, "critical"),
    ],
)
def test_a_disk_that_fills_up_is_said_in_time(
    disk: dict[str, int], tmp_path: Path, free: int, state: str
) -> None:
    disk["free"] = free
    room = room_left(tmp_path)
    assert room is not None
    assert (room.free, room.state) == (free, state)


def test_the_real_disk_answers_and_a_missing_one_does_not(tmp_path: Path) -> None:
    room = room_left(tmp_path)
    assert room is not None
    assert room.free > 0
    assert room_left(tmp_path / "gone") is None
