"""Sticks that are lost, full or pulled at random, and programs that are killed between any two
steps: each number ends up at one destination."""

from __future__ import annotations

import shutil
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from app.errors import AppError, Cancelled
from app.exchange.pending import is_news, on_the_way
from app.exchange.roads.destination import Destination
from app.exchange.sending import send
from app.exchange.volumes import named
from app.models.custody import Delivery
from app.models.derived import PackageOut
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, copied, fill, make

NAMES = ("甲", "乙", "丙")
_runs = count()

steps = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(("works", "gone", "stopped", "killed", "killed")),
        st.integers(0, 60_000),  # bytes after which it is stopped, or steps after which killed
        st.booleans(),  # something was answered before
    ),
    min_size=1,
    max_size=5,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("over") / "laptop"
    with make(folder, "张三") as workspace:
        begin(workspace, **ORDINARY)
    return folder


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps)
def test_each_number_is_at_one_destination(
    made: Path, tmp_path: Path, done: list[tuple[str, str, int, bool]]
) -> None:
    root = tmp_path / str(next(_runs))
    root.mkdir()
    with Workspace.open(copied(made, root / "laptop"), person="张三") as laptop:
        visit = begin(laptop, "4号楼", **ORDINARY)
        for turn, (name, fate, stop, fresh) in enumerate(done):
            if fresh:
                fill(visit, B07=f"第 {turn} 次")
            _send(laptop, root / name, name, fate, stop)
        for name in NAMES:
            _send(laptop, root / name, name, "works", 0)
        with laptop.reading() as session:
            packages = {one.number: one for one in session.scalars(select(PackageOut))}
            rows = list(session.scalars(select(Delivery)))
            assert not any(on_the_way(session, name) or is_news(session, name) for name in NAMES)
        there: dict[int, set[str]] = {}
        for name in NAMES:
            for file in (root / name).iterdir():
                what = named(file.name)
                assert what is not None, file.name
                there.setdefault(what.number, set()).add(name)
        for number, package in packages.items():
            if package.digest is not None and package.upto is not None:
                assert there.pop(number) == {package.destination}
                assert {row.destination for row in rows if row.number == number} == {
                    package.destination
                }
        assert not there
    shutil.rmtree(root)


def _send(laptop: Workspace, folder: Path, name: str, fate: str, stop: int) -> None:
    left = folder.with_name(f"{folder.name}-pulled")
    if fate == "gone":
        if folder.exists():
            folder.rename(left)
    elif left.exists():
        left.rename(folder)
    else:
        folder.mkdir(exist_ok=True)

    def progress(at: int, _total: int, _what: str) -> None:
        if fate == "stopped" and at >= stop:
            raise Cancelled

    if fate == "works":
        send(laptop, Destination(name, str(folder)))
        return
    if fate == "killed":
        _killed(laptop, folder, name, stop % 14)
        return
    with suppress(AppError, Cancelled):
        send(laptop, Destination(name, str(folder)), progress=progress)


class _Killed(BaseException):
    """The program is gone: nothing after this step is on the disk."""


def _killed(laptop: Workspace, folder: Path, name: str, steps: int) -> None:
    """Send, and end before the commit that comes after so many others."""
    left = steps

    def committing(_connection: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise _Killed

    engine = laptop.database.engine
    event.listen(engine, "commit", committing)
    try:
        send(laptop, Destination(name, str(folder)))
    except _Killed:
        pass
    finally:
        event.remove(engine, "commit", committing)


def test_killed_between_its_name_and_the_books(made: Path, tmp_path: Path) -> None:
    """Every step in turn: what may have arrived goes nowhere else."""
    twice = 0
    for steps in range(3, 8):
        root = tmp_path / str(steps)
        root.mkdir()
        with Workspace.open(copied(made, root / "laptop"), person="张三") as laptop:
            for name in NAMES[:2]:
                (root / name).mkdir()
            _killed(laptop, root / NAMES[0], NAMES[0], steps)
            arrived = {one.name for one in (root / NAMES[0]).iterdir() if named(one.name)}
            send(laptop, Destination(NAMES[1], str(root / NAMES[1])))
            others = {one.name for one in (root / NAMES[1]).iterdir()}
            assert not arrived & others, steps
            twice += bool(arrived and on_its_way(laptop, NAMES[0]))
            if not arrived:
                continue
            send(laptop, Destination(NAMES[0], str(root / NAMES[0])))
            assert not on_its_way(laptop, NAMES[0])
        shutil.rmtree(root)
    assert twice  # the step in question is among them


def on_its_way(laptop: Workspace, name: str) -> bool:
    with laptop.reading() as session:
        return bool(on_the_way(session, name))
