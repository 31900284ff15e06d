"""Two places that are one building: joined, counted once, parted, the same in any order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.inspection.conflict.joined import (
    FIELD,
    group_of,
    inspected_twice,
    join,
    joined,
    one_of_each,
    part,
)
from app.inspection.derive import derive
from app.inspection.effort.undo import undo
from app.inspection.findings_load import load_findings
from app.inspection.visit import Visit
from app.models.log import Draft, history, write
from app.reports.city.read import read_city
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, copied, make, path, place, send, take

ONE, TWO, THREE = place("1号楼"), place("2号楼"), place("3号楼")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub where 1号楼 and 2号楼 are finished, one of them with a problem."""
    root = tmp_path_factory.mktemp("joined") / "hub"
    with make(root, "审") as hub:
        for name, answer in (("1号楼", "present"), ("2号楼", "none")):
            visit = begin(hub, name, **{**ORDINARY, "B02": answer})
            while visit.instance.missing():
                visit.leave_open(visit.instance.missing()[0].path, "not_applicable")
            visit.finish()
        derive(hub)
    return root


@pytest.fixture
def hub(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(made, tmp_path / "hub"), person="审") as opened:
        yield opened


def pairs(hub: Workspace) -> dict[UUID, UUID]:
    with hub.reading() as session:
        return joined(session)


def test_one_building_is_counted_once_and_differences_are_in_conflict(hub: Workspace) -> None:
    with hub.reading() as session:
        before = read_city(session)
        rule = next(one for one in before.findings if one.place == ONE.bytes)
    join(hub, TWO, ONE, person="审")
    assert pairs(hub) == {TWO: ONE}
    derive(hub)
    with hub.reading() as session:
        city = read_city(session)
        assert len(city.places) == len(before.places) - 1
        assert TWO.bytes not in city.places
        assert {one.place for one in city.findings} <= set(city.places)
        same = [one for one in city.findings if one.rule == rule.rule]
        assert [one.mark for one in same] == ["disputed"]  # only one of the two inspections saw it
        verdict = city.verdicts[ONE.bytes, rule.indicator]
        assert verdict.outcome != "clear"
        assert {len(one.inspections) for one in inspected_twice(session)} == {2}
        table = load_findings(session)
        assert len(table.spots) == len(city.places)
        shown = [table.line(row) for row in range(len(table))]
        assert sorted(one.finding.bytes for one in shown) == sorted(one.id for one in city.findings)
        assert {one.standing for one in shown if one.finding.bytes == rule.id} == {"conflict"}
        assert group_of(session, TWO) == [ONE, TWO]
    part(hub, TWO, person="审")
    assert pairs(hub) == {}
    with hub.reading() as session:
        again = read_city(session)
    assert again.verdicts == before.verdicts
    assert again.findings == before.findings
    assert set(again.places) == set(before.places)


def test_what_both_records_found_stands_once_in_lists_and_window(hub: Workspace) -> None:
    visit = Visit.begin(hub, TWO, person="审")
    visit.reopen()
    visit.answer(path("B02"), "present")
    while visit.instance.missing():
        visit.leave_open(visit.instance.missing()[0].path, "not_applicable")
    visit.finish()
    derive(hub)
    with hub.reading() as session:
        apart = read_city(session).findings
        assert len(load_findings(session)) == len(apart)
    join(hub, TWO, ONE, person="审")
    derive(hub)
    with hub.reading() as session:
        listed = read_city(session).findings
        table = load_findings(session)
    shown = [table.line(row) for row in range(len(table))]
    assert {one.finding.bytes for one in shown} == {one.id for one in listed}
    assert len(shown) == len(listed)
    assert len(shown) * 2 == len(apart) > 0
    assert "conflict" not in {one.standing for one in shown}


def test_no_record_is_lost_and_the_journal_undoes(hub: Workspace) -> None:
    with hub.reading() as session:
        before = len(history(session, ONE)) + len(history(session, TWO))
    join(hub, TWO, ONE)
    with hub.reading() as session:
        assert len(history(session, ONE)) + len(history(session, TWO)) == before + 1
    assert undo(hub) is not None
    assert pairs(hub) == {}


def test_what_cannot_be_joined(hub: Workspace) -> None:
    join(hub, TWO, ONE)
    for one, other in ((TWO, ONE), (ONE, TWO), (ONE, ONE)):
        with pytest.raises(AppError):
            join(hub, one, other)
    with pytest.raises(AppError):
        part(hub, THREE)
    join(hub, TWO, THREE)  # the group goes over as a whole
    assert pairs(hub) == {TWO: THREE, ONE: THREE}


def test_two_desks_join_the_other_way_round(made: Path, tmp_path: Path) -> None:
    """Each names the other: a circle, which counts as one place, the same on both desks."""
    with (
        Workspace.open(copied(made, tmp_path / "a"), person="甲") as one,
        make(tmp_path / "b", "乙", campaign=False, filled=False) as two,
    ):
        take(two, send(one, tmp_path / "first").path)
        join(one, TWO, ONE)
        join(two, ONE, TWO)
        sent = send(one, tmp_path / "x").path, send(two, tmp_path / "y").path
        take(two, sent[0])
        take(one, sent[1])
        assert pairs(one) == pairs(two) == {max(ONE, TWO): min(ONE, TWO)}


def test_what_is_no_place_is_left_alone(hub: Workspace) -> None:
    with hub.sessions.begin() as session:
        author = hub.writer(session)
        for value in ("no id", 3, str(UUID(int=7))):
            write(session, author, [Draft("place", THREE, FIELD, value)])
            assert joined(session) == {}
    assert path("B02")


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 9)))
def test_groups_do_not_depend_on_the_order(raw: dict[int, int]) -> None:
    named = {UUID(int=one): UUID(int=other) for one, other in raw.items()}
    found = one_of_each(named)
    assert found == one_of_each(dict(reversed(named.items())))
    for one, other in named.items():  # who names another counts as what that counts as
        assert found.get(one, one) == found.get(other, other)
    assert not set(found) & set(found.values())
