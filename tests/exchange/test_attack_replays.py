"""Copies and replays: workspaces that come twice, tasks and returns of yesterday, two hubs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import AppError
from app.exchange.inbox.take import take_in
from app.exchange.received import Received
from app.exchange.task.make import make_task
from app.exchange.task.take import take_task
from app.exchange.trust import TrustError, confirm, device, remember
from app.inspection.checklists import keeper
from app.inspection.derive import derive
from app.inspection.review.desk import confirm as accept
from app.inspection.review.desk import send_back
from app.inspection.review.fields import Remark, review_of
from app.models.log import Draft, batch_problems, write
from app.models.tables import Inspection
from app.workspace import Workspace
from tests.exchange.forged import says, shown, take
from tests.exchange.trusted import (
    cloned,
    fingerprint,
    know,
    make_city,
    make_hub,
    package_of,
    send,
)
from tests.faults.small import (
    CAMPAIGN,
    ORDINARY,
    begin,
    copied,
    dumped,
    fill,
    path,
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub that knows laptop a and merged its first package."""
    folder = tmp_path_factory.mktemp("replays")
    make_city(folder, {"a": lambda laptop: begin(laptop, **ORDINARY).finish()})
    with Workspace.open(folder / "hub", person="汇总") as hub:
        take(hub, package_of(folder, "a"))
        derive(hub)
    return folder


@pytest.fixture
def hub(city: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(city / "hub", tmp_path / "hub"), person="汇总") as opened:
        yield opened


@pytest.fixture
def laptop(city: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(city / "a", tmp_path / "a"), person="人a") as opened:
        yield opened


def taken(hub: Workspace, laptop: Workspace, out: Path) -> Received:
    """Send and merge, the device's fingerprint compared before."""
    package = send(laptop, out).path
    with hub.reading() as session:
        known = device(session, laptop.device)
    if known is None:
        take(hub, package)
        confirm(hub, laptop.device, fingerprint(laptop))
    (result,) = take(hub, package)
    return result


def test_one_backup_put_back_twice_sends_twice_and_both_come_in(
    city: Path, hub: Workspace, tmp_path: Path
) -> None:
    """Each copy is a device of its own and vouches for the same past, which is there once."""
    with Workspace.open(cloned(city / "a", tmp_path / "a"), person="人a") as laptop:
        fill(begin(laptop, "2号楼", **ORDINARY), B07="没寄出")
    for name in ("one", "two"):
        shutil.copytree(tmp_path / "a", tmp_path / name)
        with Workspace.open(tmp_path / name, person="人a") as copy:
            fill(begin(copy, "3号楼" if name == "one" else "4号楼", **ORDINARY), B07=name)
            assert taken(hub, copy, tmp_path / f"{name}-out").state == "merged"
    with hub.reading() as session:
        assert batch_problems(session) == []


def test_a_laptop_that_was_put_back_after_its_copy_had_spoken_for_it_is_told(
    city: Path, hub: Workspace, tmp_path: Path
) -> None:
    """The same batch, one content vouched for by the copy, another closed by the laptop itself."""
    with Workspace.open(cloned(city / "a", tmp_path / "a"), person="人a") as laptop:
        fill(begin(laptop, "2号楼", **ORDINARY), B07="没寄出")
    shutil.copytree(tmp_path / "a", tmp_path / "copy")
    with Workspace.open(tmp_path / "copy", person="人a") as copy:
        assert taken(hub, copy, tmp_path / "copy-out").state == "merged"
    with Workspace.open(cloned(city / "a", tmp_path / "again"), person="人a") as laptop:
        fill(begin(laptop, "5号楼", **ORDINARY), B07="又一次")
        result = taken(hub, laptop, tmp_path / "again-out")
    assert (result.state, result.code) == ("refused", "batch")
    assert "恢复" in result.reason
    with hub.reading() as session:
        assert batch_problems(session) == []  # the hub's own books agree with what was signed


def test_a_return_of_yesterday_undoes_nothing_of_today(
    city: Path, hub: Workspace, laptop: Workspace, tmp_path: Path
) -> None:
    with hub.reading() as session:
        mine = session.scalars(select(Inspection.id)).one()
    send_back(hub, mine, [Remark(path("B04"), "再看看")])
    old = make_task(hub, tmp_path / "1", to=laptop.device)
    accept(hub, [mine])
    new = make_task(hub, tmp_path / "2", to=laptop.device)
    take_task(laptop, new.path, keep_form=keeper(laptop))
    before = dumped(laptop, tmp_path / "before")
    with pytest.raises(TrustError) as told:
        take_task(laptop, old.path, keep_form=keeper(laptop))
    assert told.value.code == "chain"
    assert dumped(laptop, tmp_path / "after") == before
    with laptop.reading() as session:
        assert review_of(session, mine).state == "confirmed"
    # Nor at a laptop that forgot which task it took last: the log knows what replaced what.
    with laptop.sessions.begin() as session:
        remember(session, f"task {hub.device}", 0)
    take_task(laptop, old.path, keep_form=keeper(laptop))
    assert dumped(laptop, tmp_path / "replayed") == before


def test_a_return_for_one_laptop_is_no_task_for_another(
    city: Path, hub: Workspace, laptop: Workspace, tmp_path: Path
) -> None:
    made = make_task(hub, tmp_path / "1", to=laptop.device)
    told = made.fingerprint
    with Workspace.create(tmp_path / "b", person="乙") as other:
        with pytest.raises(AppError, match=r"密钥|另一台"):
            take_task(other, made.path, keep_form=keeper(other), fingerprint=told)
        assert other.campaign() is None


def test_two_hubs_of_one_campaign_do_not_speak_for_one_another(
    hub: Workspace, laptop: Workspace, tmp_path: Path
) -> None:
    """Another office began the same campaign; its packages, tasks and words stay its own."""
    second, _recovery = make_hub(tmp_path / "hub2")
    with second:
        task = make_task(second, tmp_path / "task2")
        with pytest.raises(TrustError) as told:
            take_task(laptop, task.path, keep_form=keeper(laptop), fingerprint=task.fingerprint)
        assert told.value.code == "hub"
        with second.sessions.begin() as session:
            drafts = [Draft("campaign", CAMPAIGN, "name", "二台")]
            write(session, second.writer(session), drafts)
        package = send(second, tmp_path / "out2").path
        (parcel,) = take_in(hub, [package])
        assert parcel.held  # a stranger, whatever it is at home
        know(hub, second)
        (result,) = take(hub, package)
        assert result.state == "merged", result.reason
        assert dict(result.unheard) == {"campaign": 1}
        assert shown(hub, "campaign", CAMPAIGN, "name") == "试"
        says(laptop, "campaign", CAMPAIGN, "name", "甲说")
        assert shown(laptop, "campaign", CAMPAIGN, "name") == "试"
