"""Who speaks as a hub at which desk: hubs that began late, were restored, or are two."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import AppError
from app.exchange.speaking import hear, name, speaking
from app.exchange.task.make import make_task
from app.exchange.task.take import take_task
from app.inspection.checklists import keeper
from app.inspection.conflict.joined import join
from app.inspection.effort.allowance import allow
from app.models.log import Draft, Json, withdraw, write
from app.models.retold import retold_problems
from app.models.tables import Place
from app.workspace import Workspace
from tests.exchange.forged import says, shown, take
from tests.exchange.trusted import make_city, send
from tests.faults.small import CAMPAIGN, ORDINARY, begin, copied, make, place


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub, its task, and a laptop that took it."""
    return make_city(tmp_path_factory.mktemp("speaking"), {"a": begin})


@pytest.fixture
def hub(city: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(city / "hub", tmp_path / "hub"), person="汇总") as opened:
        yield opened


@pytest.fixture
def laptop(city: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(city / "a", tmp_path / "a"), person="人a") as opened:
        yield opened


def hubs_of(workspace: Workspace) -> set[UUID]:
    with workspace.reading() as session:
        return speaking(session)


def say(workspace: Workspace, field: str, value: Json) -> None:
    with workspace.sessions.begin() as session:
        write(session, workspace.writer(session), [Draft("campaign", CAMPAIGN, field, value)])


def test_both_desks_know_the_hub_and_their_tables_follow_from_the_log(
    hub: Workspace, laptop: Workspace
) -> None:
    assert hubs_of(hub) == hubs_of(laptop) == {hub.device}
    for desk in (hub, laptop):
        with desk.reading() as session:
            assert retold_problems(session, desk.cache) == []


def test_what_only_the_hub_may_say_a_laptop_is_told_at_once(laptop: Workspace) -> None:
    one, two = place("1号楼"), place("2号楼")
    with pytest.raises(AppError, match="只有汇总台能定（体检任务的设置）"):
        allow(laptop, copy=["A"])
    with pytest.raises(AppError, match="两处并为一栋楼"):
        join(laptop, one, two)
    with laptop.sessions() as session, pytest.raises(AppError, match="撤回别人的成果"):
        withdraw(session, laptop.writer(session), UUID(int=7), 1)
    assert shown(laptop, "place", one, "same_as") is None


def test_whoever_becomes_a_hub_keeps_what_others_had_said_until_then(tmp_path: Path) -> None:
    """A colleague's laptop began the campaign, joined two places and removed a third."""
    with (
        make(tmp_path / "first", "甲") as first,
        make(tmp_path / "hub", "汇总", campaign=False, filled=False) as hub,
    ):
        says(first, "place", place("3号楼"), "same_as", str(place("4号楼")))
        from app.inspection.roster.actions import remove_place

        with first.sessions.begin() as session:
            remove_place(session, first.writer(session), place("5号楼"))
        take(hub, send(first, tmp_path / "out").path)
        task = make_task_of(hub, tmp_path / "task")
        with Workspace.create(tmp_path / "b", person="乙") as laptop:
            take_task(laptop, task.path, keep_form=keeper(laptop), fingerprint=task.fingerprint)
            for desk in (hub, laptop):
                found = desk.campaign()
                assert found is not None
                assert (found.id, found.name) == (CAMPAIGN, "试")
                assert shown(desk, "place", place("3号楼"), "same_as") == str(place("4号楼"))
                with desk.reading() as session:
                    gone = session.scalars(select(Place.id).where(Place.deleted)).all()
                    assert gone == [place("5号楼")]
                    assert not session.scalars(select(Place.id).where(Place.contested)).all()


def make_task_of(hub: Workspace, folder: Path):  # type: ignore[no-untyped-def]
    from app.exchange.recovery import make_recovery

    make_recovery(hub)
    return make_task(hub, folder)


def test_a_hub_that_was_copied_to_a_new_machine_goes_on_speaking(
    city: Path, hub: Workspace, tmp_path: Path
) -> None:
    shutil.copytree(city / "hub", tmp_path / "copy")
    with Workspace.open(tmp_path / "copy", person="汇总") as again:
        assert again.device != hub.device
        say(again, "name", "换了机器")
        assert shown(again, "campaign", CAMPAIGN, "name") == "换了机器"
        task = make_task(again, tmp_path / "task")
        with Workspace.create(tmp_path / "b", person="乙") as laptop:
            take_task(laptop, task.path, keep_form=keeper(laptop), fingerprint=task.fingerprint)
            assert hubs_of(laptop) == {hub.device, again.device}
            assert shown(laptop, "campaign", CAMPAIGN, "name") == "换了机器"


def test_a_hub_below_a_hub_speaks_beside_it(
    hub: Workspace, laptop: Workspace, tmp_path: Path
) -> None:
    """A district's desk took the city's task and gives out tasks itself."""
    task = make_task_of(laptop, tmp_path / "task")
    assert hubs_of(laptop) == {hub.device, laptop.device}
    say(laptop, "data_date", "2026-06-30")
    with Workspace.create(tmp_path / "b", person="乙") as third:
        take_task(third, task.path, keep_form=keeper(third), fingerprint=task.fingerprint)
        assert hubs_of(third) == {hub.device, laptop.device}
        assert shown(third, "campaign", CAMPAIGN, "name") == "试"
    # The city's hub was never told that this laptop speaks for the campaign.
    begin(laptop, **ORDINARY)
    (result,) = take(hub, send(laptop, tmp_path / "out").path)
    assert result.state == "merged", result.reason
    assert shown(hub, "campaign", CAMPAIGN, "data_date") in (None, "")
    for speaks, date in ((True, "2026-06-30"), (False, "")):
        with hub.sessions.begin() as session:
            name(hub, session, laptop.device, speaks=speaks)
        assert shown(hub, "campaign", CAMPAIGN, "data_date") == date
    with hub.sessions.begin() as session, pytest.raises(AppError, match="确认过的设备"):
        name(hub, session, UUID(int=7), speaks=True)


def test_a_workspace_of_an_older_program_learns_it_with_the_next_package(
    city: Path, hub: Workspace, laptop: Workspace, tmp_path: Path
) -> None:
    from app.models.derived import Local

    with hub.sessions.begin() as session:
        row = session.get(Local, "hubs")
        assert row is not None
        session.delete(row)
    assert hubs_of(hub) == set()
    says(laptop, "campaign", CAMPAIGN, "name", "改了名")
    take(hub, send(laptop, tmp_path / "out").path)
    assert hubs_of(hub) == {hub.device}
    assert shown(hub, "campaign", CAMPAIGN, "name") == "试"
    with hub.sessions.begin() as session:
        assert not hear(hub, session)  # nothing more to do
    with hub.reading() as session:
        assert retold_problems(session, hub.cache) == []
