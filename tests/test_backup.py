"""Backups are whole, made while people work, let go by age, and put back without losing work."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.backup import (
    DAYS,
    NEWEST,
    WEEKS,
    backups,
    check,
    due,
    make,
    rotate,
    to_keep,
)
from app.backup_restore import restore
from app.errors import AppError, Cancelled
from app.exchange.roads.destination import Destination, destinations, keep
from app.identity import RESTORED
from app.models.ids import new_id
from app.models.log import Draft, dump, write
from app.workspace import CampaignInfo, Workspace
from app.workspace_folder import DATABASE

INFO = CampaignInfo("2026 年城市体检", "2026", "示例市")
HOUR = 3600 * 1000
DAY = 24 * HOUR


def made(root: Path) -> Workspace:
    return Workspace.create(root, person="马", campaign=INFO)


def add(workspace: Workspace, name: str) -> None:
    with workspace.sessions.begin() as session:
        draft = Draft("place", new_id(), "name", name)
        write(session, workspace.writer(session), [draft])


def names(workspace: Workspace) -> set[str]:
    with workspace.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT name FROM place")
        return {row[0] for row in rows}


def test_a_backup_is_due_after_changes_and_not_before_its_time(tmp_path: Path) -> None:
    with made(tmp_path / "w") as space:
        now = 1_763_800_000_000
        assert due(space, now)
        make(space, now_ms=now)
        add(space, "1号楼")
        assert not due(space, now + HOUR)
        assert due(space, now + 5 * HOUR)
        make(space, now_ms=now + 5 * HOUR)
        assert not due(space, now + 50 * HOUR)  # nothing changed since
        assert due(space, now - 50 * HOUR) is False


def test_a_backup_made_while_people_answer_is_whole(tmp_path: Path) -> None:
    with made(tmp_path / "w") as space:
        for number in range(200):
            add(space, f"{number}号楼")
        stop = threading.Event()
        added: list[str] = []

        def work() -> None:
            while not stop.is_set():
                added.append(f"新{len(added)}号楼")
                add(space, added[-1])

        worker = threading.Thread(target=work)
        worker.start()
        try:
            found = [make(space, now_ms=1_763_800_000_000 + n * DAY) for n in range(3)]
        finally:
            stop.set()
            worker.join(120)
        assert added
        for one in found:
            assert check(one.path) == one.changes
        assert [one.path for one in backups(space.root)] == [one.path for one in reversed(found)]


def test_restored_is_what_was_and_newer_work_is_saved(tmp_path: Path) -> None:
    root = tmp_path / "w"
    with made(root) as space:
        add(space, "1号楼")
        kept = make(space)
        add(space, "2号楼")
        device = space.device
        with space.reading() as session:
            dump(session, tmp_path / "before")
    done = restore(root, kept.path)
    assert (done.rescued, done.unreadable) == (1, "")
    assert (done.aside / DATABASE).exists()
    with Workspace.open(root) as back:
        assert names(back) == {"1号楼", "2号楼"}
        assert back.device != device
        with back.reading() as session:
            dump(session, tmp_path / "after")
    for file in sorted((tmp_path / "before").iterdir()):
        assert (tmp_path / "after" / file.name).read_bytes() == file.read_bytes()


def test_a_destroyed_database_is_replaced_and_its_remains_are_kept(tmp_path: Path) -> None:
    root = tmp_path / "w"
    with made(root) as space:
        add(space, "1号楼")
        kept = make(space)
    (root / DATABASE).write_bytes(b"\0" * 5000)
    with pytest.raises(AppError):
        Workspace.open(root)
    done = restore(root, kept.path)
    assert done.rescued == 0
    assert done.unreadable
    assert (done.aside / DATABASE).read_bytes() == b"\0" * 5000
    with Workspace.open(root) as back:
        assert names(back) == {"1号楼"}
    with Workspace.open(root) as again:
        assert again.recognition.kind == "same"


def test_the_identity_of_a_restored_workspace_is_new(tmp_path: Path) -> None:
    root = tmp_path / "w"
    with made(root) as space:
        kept = make(space)
        device = space.device
    (root / DATABASE).unlink()
    restore(root, kept.path)
    with Workspace.open(root) as back:
        assert (back.recognition.kind, back.recognition.replaced) == (RESTORED, device)


def test_a_damaged_backup_changes_nothing(tmp_path: Path) -> None:
    root = tmp_path / "w"
    with made(root) as space:
        for number in range(50):
            add(space, f"{number}号楼")
        kept = make(space)
    data = bytearray(kept.path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 3000] = b"\xff" * 3000
    kept.path.write_bytes(data)
    before = (root / DATABASE).read_bytes()
    with pytest.raises(AppError, match="chengjian-"):
        restore(root, kept.path)
    assert (root / DATABASE).read_bytes() == before
    assert sorted(path.name for path in (root / "backups").iterdir()) == [kept.path.name]


def test_an_open_workspace_is_not_replaced(tmp_path: Path) -> None:
    root = tmp_path / "w"
    with made(root) as space:
        kept = make(space)
        with pytest.raises(AppError, match=root.name):
            restore(root, kept.path)


def test_stopped_nothing_is_left(tmp_path: Path) -> None:
    def stop(_done: int, _total: int, _words: str) -> None:
        raise Cancelled

    with made(tmp_path / "w") as space:
        with pytest.raises(Cancelled):
            make(space, progress=stop)
        assert list(space.backups.iterdir()) == []


@given(st.lists(st.integers(0, 120 * DAY), max_size=60), st.integers(0, 120 * DAY))
def test_rotation_keeps_the_newest_and_a_long_past(times: list[int], now: int) -> None:
    kept = to_keep(times, now)
    ordered = sorted(set(times), reverse=True)
    assert set(sorted(times, reverse=True)[:NEWEST]) <= kept <= set(times)
    assert {time for time in times if time > now} <= kept
    past = [time for time in ordered if time <= now]
    assert len([time for time in past if time in kept]) <= NEWEST + DAYS + WEEKS
    for span, count in ((DAY, DAYS), (7 * DAY, WEEKS)):
        for age in range(count):
            inside = [time for time in past if age * span <= now - time < (age + 1) * span]
            assert not inside or set(inside) & kept


def test_rotating_again_and_again_never_empties_the_past(tmp_path: Path) -> None:
    """Eighty days with a backup every six hours: one of each of the last weeks is always there."""
    times: set[int] = set()
    for step in range(80 * 4):
        now = 1_700_000_000_000 + step * 6 * HOUR
        times = to_keep(times | {now}, now)
    age = max((now - time) for time in times) / DAY
    assert 7 * (WEEKS - 2) <= age <= 7 * WEEKS
    assert len(times) <= NEWEST + DAYS + WEEKS


def test_what_is_no_backup_of_ours_is_never_deleted(tmp_path: Path) -> None:
    with made(tmp_path / "w") as space:
        other = space.backups / "my-own-copy.sqlite"
        other.write_bytes(b"x")
        for number in range(NEWEST + 5):
            make(space, now_ms=1_763_800_000_000 + number * 60_000)
        rotate(space.root, 1_763_800_000_000 + HOUR)
        assert other.exists()
        assert len(backups(space.root)) == NEWEST + 1  # and the oldest of the day


def test_destinations_entered_since_the_backup_are_there_after_a_restore(tmp_path: Path) -> None:
    root = tmp_path / "w"
    with Workspace.create(root, person="甲", campaign=CampaignInfo(name="试", round="2026")) as w:
        with w.sessions.begin() as session:
            keep(session, Destination("旧", "https://old.local/in"))
        backup = make(w)
        with w.sessions.begin() as session:
            keep(session, Destination("新", "sftp://new.local/in", {"user": "a"}))
            keep(session, Destination("旧", "https://moved.local/in"))
    restore(root, backup.path)
    with Workspace.open(root) as w, w.reading() as session:
        assert [(one.name, one.url, dict(one.options)) for one in destinations(session)] == [
            ("新", "sftp://new.local/in", {"user": "a"}),
            ("旧", "https://moved.local/in", {}),
        ]
