"""Two records of one building: what they answer differently is decided like any conflict."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from app.inspection.conflict.case import TWICE, Case
from app.inspection.conflict.deciding import OWN, Choice, decide
from app.inspection.conflict.joined import join, part
from app.inspection.conflict.merge_record import merge_record
from app.inspection.conflict.queue import queue
from app.inspection.conflict.rules import preview, use
from app.inspection.conflict.side import Detail
from app.inspection.conflict.twins import into_twins
from app.inspection.conflict.view import detail
from app.inspection.derive import derive
from app.inspection.effort.taking_back import take_back
from app.inspection.load import who_and_when
from app.inspection.remarks import set_remark
from app.models.log import history
from app.models.tables import Inspection
from app.reports.city.read import read_city
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, copied, make, path, place, send, take

ONE, TWO = place("1号楼"), place("2号楼")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub with the packages of two laptops: one building, inspected under two places."""
    root = tmp_path_factory.mktemp("twins")
    for laptop, person, name, more in (
        ("a", "甲", "1号楼", {"B02": "present", "B04": "3", "B06": "thin"}),
        ("b", "乙", "2号楼", {"B02": "none", "B04": "5", "B06": "thin"}),
    ):
        with make(root / laptop, person) as space:
            visit = begin(space, name, **{**ORDINARY, **more})
            while visit.instance.missing():
                visit.leave_open(visit.instance.missing()[0].path, "not_applicable")
            set_remark(visit, path("B02"), f"{person}说的")
            visit.finish()
            send(space, root / "stick")
    with make(root / "hub", "审", campaign=False, filled=False) as hub:
        take(hub, *sorted((root / "stick").glob("*.zip")))
        derive(hub)
    return root / "hub"


@pytest.fixture
def hub(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(made, tmp_path / "hub"), person="审") as opened:
        yield opened


def cases(hub: Workspace) -> list[Case]:
    with hub.reading() as session:
        return queue(hub, session)


def look(hub: Workspace, case: Case) -> Detail:
    with hub.reading() as session:
        return detail(hub, session, case)


def records(hub: Workspace) -> list[UUID]:
    with hub.reading() as session:
        return sorted(session.scalars(select(Inspection.id)))


def answers(hub: Workspace) -> dict[tuple[UUID, str], object]:
    """Return what each record shows for every field."""
    with hub.reading() as session:
        return {
            (record, one.field): one.value
            for record in records(hub)
            for one in history(session, record)
            if one.shown and one.kind == "inspection" and one.value is not None
        }


def test_what_differs_is_in_the_queue_and_only_while_they_are_one(hub: Workspace) -> None:
    assert cases(hub) == []
    join(hub, TWO, ONE)
    found = cases(hub)
    assert [(one.group, one.code, one.name) for one in found] == [
        (TWICE, "02", "1号楼"),
        (TWICE, "04", "1号楼"),
    ]
    assert set(found[0].people) == {"甲", "乙"}
    first = look(hub, found[0])
    assert {(one.person, one.code, one.remark, one.community) for one in first.sides} == {
        ("甲", "present", "甲说的", "1号楼"),
        ("乙", "none", "乙说的", "2号楼"),
    }
    part(hub, TWO)
    assert cases(hub) == []


def test_decided_it_counts_once_and_parting_restores(hub: Workspace) -> None:
    before = answers(hub)
    join(hub, TWO, ONE)
    while found := cases(hub):
        seen = look(hub, found[0])
        side = next(one for one in seen.sides if one.person == "乙")
        done = decide(hub, [use(found[0], side, seen.sides, "乙量过")], person="审")
        assert done.done == [found[0].key]
    derive(hub)
    with hub.reading() as session:
        city = read_city(session)
        marks = {one.mark for one in city.findings if one.place == ONE.bytes}
        assert "disputed" not in marks
        assert not [one for one in city.findings if one.rule == "B-02.1"]  # 乙: none
        said = merge_record(hub, session)
        assert [(one.how in "AB", one.reason, len(one.sides)) for one in said] == [
            (True, "乙量过", 2)
        ] * 2
        people = {who_and_when(session, one)["inspection.inspector"] for one in records(hub)}
        assert people == {"甲", "乙"}  # whoever decides has not inspected
    part(hub, TWO)
    assert answers(hub) == before
    join(hub, TWO, ONE)
    assert len(cases(hub)) == 2  # asked again


def test_taken_back_as_one_act(hub: Workspace) -> None:
    before = answers(hub)
    join(hub, TWO, ONE)
    first = cases(hub)
    choices = []
    for case in first:
        value = {"answer": "7"} if case.code == "04" else {"reason": "undecidable"}
        more = into_twins(case.key, case.twins, value)
        choices.append(Choice(case.key, value, OWN, "都不对", "", case.heads, more, case.twins))
    done = decide(hub, choices, person="审")
    assert len(done.done) == 2
    assert cases(hub) == []
    changed = answers(hub)
    assert [one for key, one in changed.items() if key[1] == path("B04")] == [{"answer": "7"}] * 2
    assert not take_back(hub, done.act).left
    assert [one.key for one in cases(hub)] == [one.key for one in first]
    assert answers(hub) == before


def test_rules_hold_for_them_and_what_changed_meanwhile_is_left(hub: Workspace) -> None:
    join(hub, TWO, ONE)
    found = cases(hub)
    with hub.reading() as session:
        rulings = preview(hub, session, found)
    assert [(one.rule, one.side.code) for one in rulings] == [("worse", "present")]
    begin(hub, "2号楼").answer(path("B02"), "present")
    assert decide(hub, [one.choice for one in rulings]).left == [found[0].key]
    assert [one.code for one in cases(hub)] == ["04"]  # now they say the same


def test_a_conflict_within_one_record_is_decided_first(hub: Workspace) -> None:
    from tests.faults.small import foreign

    join(hub, TWO, ONE)
    key = next(one.key for one in cases(hub) if one.code == "04")
    foreign(hub, key.subject, key.field, {"answer": "9"})
    assert [(one.group == TWICE, one.code) for one in cases(hub)].count((True, "04")) == 0
