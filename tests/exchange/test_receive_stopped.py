"""A merge that is stopped inside a package leaves no trace, wherever it is stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import Cancelled
from app.exchange.inbox.parcels import MERGED, READY, merge_parcels, parcels
from app.exchange.inbox.take import take_in
from app.exchange.receive import receive
from app.exchange.received import Received
from app.inspection.checklists import keeper
from app.models.derived import PackageIn
from app.progress import Progress, silent
from app.workspace import Workspace
from tests.faults.looks import files, tables


class Counted:
    """Progress that keeps what it was told, and stops at a call of a given number."""

    def __init__(self, stop_at: int = -1) -> None:
        self.told: list[tuple[int, int, str]] = []
        self._stop_at = stop_at

    def __call__(self, done: int, total: int, what: str = "") -> None:
        if len(self.told) == self._stop_at:
            raise Cancelled
        self.told.append((done, total, what))


def take(hub: Workspace, file: Path, progress: Progress = silent) -> Received:
    (result,) = receive(
        hub,
        [file],
        keep_form=keeper(hub),
        progress=progress,
    )
    return result


def test_progress_goes_by_file_then_by_photo_and_change(
    hub: Workspace, packages: list[Path]
) -> None:
    told = Counted()
    result = take(hub, packages[0], told)
    whole = result.changes_new + result.photos_new
    merging = [done for done, total, what in told.told if total == whole and "0.zip" in what]
    assert merging[-1] == whole
    assert merging == sorted(merging)
    assert len(set(merging)) == whole + 1  # each photo, each change, and the end
    assert len(told.told) > whole + result.photos_new  # verified before


@pytest.mark.parametrize("part", [0.0, 0.1, 0.3, 0.6, 0.95, 1.0])
def test_stopped_anywhere_inside_nothing_has_changed(
    hub: Workspace, packages: list[Path], part: float
) -> None:
    take(hub, packages[1])
    probe = Counted()
    before, stood = tables(hub), files(hub)
    with hub.reading() as session:
        lines = len(session.scalars(select(PackageIn)).all())
    calls = _calls(packages[2], hub)
    with pytest.raises(Cancelled):
        take(hub, packages[2], Counted(stop_at=int(part * (calls - 1))))
    assert tables(hub) == before
    assert files(hub) == stood
    with hub.reading() as session:
        assert len(session.scalars(select(PackageIn)).all()) == lines
    assert take(hub, packages[2], probe).state == "merged"


def _calls(package: Path, hub: Workspace) -> int:
    """Return how often progress is told before the package is in for good."""
    from app.exchange.bags.read import open_bag
    from app.exchange.change_stream import count_changes

    with open_bag(package) as bag:
        photos = sum(name.startswith("photos/") for name in bag.names)
        # its name; each file verified, and the end; each photo; each change; the last moment
        return 1 + len(bag.names) + 1 + photos + count_changes(bag) + 1


def test_a_stopped_inbox_keeps_what_was_merged_and_the_rest_waits(
    hub: Workspace, packages: list[Path]
) -> None:
    take_in(hub, packages)
    with hub.reading() as session:
        found = parcels(session, hub)
    sizes = {one.name: one.card.photos + one.card.changes for one in found}
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int, what: str = "") -> None:
        seen.append((done, total))
        if done > total - sizes["2.zip"] // 2 and done > max(sizes.values()) + 3:
            raise Cancelled

    keep = keeper(hub)
    with pytest.raises(Cancelled):
        merge_parcels(hub, found, keep_form=keep, progress=stop)
    assert {total for _done, total in seen} == {sum(sizes.values())}
    assert [done for done, _total in seen] == sorted(done for done, _total in seen)
    with hub.reading() as session:
        states = sorted(one.state for one in parcels(session, hub))
    assert states == [MERGED, MERGED, READY]
    with hub.reading() as session:
        merge_parcels(hub, parcels(session, hub), keep_form=keep)
    with hub.reading() as session:
        assert [one.state for one in parcels(session, hub)] == [MERGED] * 3
