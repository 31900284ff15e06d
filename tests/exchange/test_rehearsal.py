"""Practice (演练) never goes in with real results, nor real results into practice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.models.log import Draft, write
from app.workspace import Workspace
from tests.exchange.forged import says
from tests.faults.small import (
    CAMPAIGN,
    INFO,
    ORDINARY,
    begin,
    dumped,
    make,
    rewritten,
    send,
    take,
)


def practise(workspace: Workspace) -> None:
    with workspace.sessions.begin() as session:
        author = workspace.writer(session)
        write(session, author, [Draft("campaign", CAMPAIGN, "rehearsal", True)])


def test_a_practice_package_is_refused_by_a_real_hub(tmp_path: Path) -> None:
    with make(tmp_path / "a", "甲") as laptop, make(tmp_path / "hub", "汇总", filled=False) as hub:
        practise(laptop)
        begin(laptop, **ORDINARY)
        package = send(laptop, tmp_path)
        before = dumped(hub, tmp_path / "before")
        (received,) = take(hub, package.path)
        assert received.state == "refused"
        assert "演练" in received.reason
        assert dumped(hub, tmp_path / "after") == before


def test_a_real_package_is_refused_by_a_practice_hub(tmp_path: Path) -> None:
    with make(tmp_path / "a", "甲") as laptop, make(tmp_path / "hub", "汇总", filled=False) as hub:
        practise(hub)
        begin(laptop, **ORDINARY)
        (received,) = take(hub, send(laptop, tmp_path).path)
        assert received.state == "refused"
        assert "演练" in received.reason


@pytest.mark.parametrize("campaign", [True, False])
def test_practice_goes_to_a_practice_hub_and_to_an_empty_one(
    tmp_path: Path, campaign: bool
) -> None:
    info = replace(INFO, rehearsal=True)
    with (
        make(tmp_path / "a", "甲") as laptop,
        Workspace.create(tmp_path / "hub", campaign=info if campaign else None) as hub,
    ):
        practise(laptop)
        begin(laptop, **ORDINARY)
        (received,) = take(hub, send(laptop, tmp_path).path)
        assert received.state == "merged"
        found = hub.campaign()
        assert found is not None
        assert found.rehearsal  # everything it prints says so


def test_a_package_that_declares_practice_inside_shuts_nobody_out_where_no_hub_is_known(
    tmp_path: Path,
) -> None:
    """Its label says that it is real work, one change in it that all of this is practice."""
    with (
        make(tmp_path / "a", "甲") as laptop,
        make(tmp_path / "b", "乙") as other,
        make(tmp_path / "hub", "汇总", filled=False) as gathers,
    ):
        begin(other, "2号楼", **ORDINARY)
        begin(laptop, **ORDINARY)
        says(laptop, "campaign", CAMPAIGN, "rehearsal", True)
        tidy = rewritten(
            send(laptop, tmp_path / "a-out").path,
            tmp_path / "tidy.zip",
            lambda _files, info: info.update({"Chengjian-Rehearsal": "no"}),
        )
        (forged,) = take(gathers, tidy)
        assert forged.state == "merged", forged.reason
        (real,) = take(gathers, send(other, tmp_path / "b-out").path)
        assert real.state == "merged", real.reason
