"""Entries of repeats in two records of one building: none lost, none doubled, all undoable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.inspection.answers import answers_of
from app.inspection.conflict.case import TWICE, Case
from app.inspection.conflict.deciding import decide
from app.inspection.conflict.joined import join, part
from app.inspection.conflict.merge_record import merge_record
from app.inspection.conflict.queue import queue
from app.inspection.conflict.rules import use
from app.inspection.conflict.side import Detail
from app.inspection.conflict.view import detail
from app.inspection.derive import derive
from app.inspection.effort.taking_back import take_back, take_back_these
from app.inspection.visit import Visit
from app.models.log import history
from app.models.tables import Inspection
from app.reports.city.read import read_city
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, copied, make, place

ONE, TWO = place("1号楼"), place("2号楼")
REPEAT = "/housing/paths"
Entries = list[tuple[str, str]]


def fill(visit: Visit, entries: Entries) -> None:
    """Answer the first entry that is there already, then add the others."""
    for number, (defect, length) in enumerate(entries):
        at = f"{REPEAT}[_1]" if not number else visit.add_repeat(REPEAT)
        visit.answer(f"{at}/C01", defect)
        visit.answer(f"{at}/C02", length)


def told(hub: Workspace, name: str) -> Entries:
    """Return what the entries of a record say, without order."""
    with hub.reading() as session:
        record = session.scalar(select(Inspection.id).where(Inspection.place == place(name)))
        assert record is not None
        own = answers_of(session, record)
    entries: dict[str, dict[str, str]] = {}
    for path, one in own.items():
        if path.startswith(f"{REPEAT}[") and "/C0" in path and one.text:
            entries.setdefault(path[:-4], {})[path[-3:]] = one.text
    return sorted((one.get("C01", ""), one.get("C02", "")) for one in entries.values())


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("entries") / "hub"
    with make(root, "审") as hub:
        for name in ("1号楼", "2号楼"):
            begin(hub, name, **ORDINARY)
    return root


def two(
    empty: Path, root: Path, first: Entries, second: Entries, *, finish: bool = False
) -> Workspace:
    hub = Workspace.open(copied(empty, root), person="审")
    for name, entries in (("1号楼", first), ("2号楼", second)):
        visit = begin(hub, name)
        fill(visit, entries)
        while finish and visit.instance.missing():
            visit.leave_open(visit.instance.missing()[0].path, "not_applicable")
        if finish:
            visit.finish()
    derive(hub)
    return hub


@pytest.fixture
def hub(empty: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The first entries are one described differently; one more is only in the first record."""
    with two(
        empty,
        tmp_path / "hub",
        [("none", "3"), ("present", "7")],
        [("none", "4")],
        finish=True,
    ) as space:
        yield space


def cases(hub: Workspace) -> list[Case]:
    with hub.reading() as session:
        return [one for one in queue(hub, session) if one.group == TWICE]


def look(hub: Workspace, case: Case) -> Detail:
    with hub.reading() as session:
        return detail(hub, session, case)


def settle(hub: Workspace, case: Case, letter: str) -> object:
    seen = look(hub, case)
    side = next(one for one in seen.sides if one.letter == letter)
    return decide(hub, [use(case, side, seen.sides, "量过")], person="审").act


def changed(hub: Workspace) -> dict[str, object]:
    """Return what both records show, field by field."""
    records = [begin(hub, name).inspection for name in ("1号楼", "2号楼")]
    with hub.reading() as session:
        return {
            f"{record}{one.field}": one.value
            for record in records
            for one in history(session, record)
            if one.shown and one.kind == "inspection" and one.value is not None
        }


def test_what_one_record_has_more_is_asked_and_the_rest_compared(hub: Workspace) -> None:
    join(hub, TWO, ONE)
    entry, question = sorted(cases(hub), key=lambda one: one.entry is None)
    assert question.entry is None
    assert question.key.field == f"{REPEAT}[_1]/C02"  # one entry, described differently
    assert entry.entry is not None
    seen = look(hub, entry)
    assert [one.code for one in seen.sides] == ["has", "lacks"]
    assert "7" in seen.sides[0].words
    assert [one.community for one in seen.sides] == ["1号楼", "2号楼"]


def test_kept_it_is_in_both_and_counts_once_and_goes_back(hub: Workspace) -> None:
    before = changed(hub)
    join(hub, TWO, ONE)
    entry = next(one for one in cases(hub) if one.entry is not None)
    act = settle(hub, entry, "A")
    assert told(hub, "2号楼") == [("none", "4.0"), ("present", "7.0")]
    assert [one.entry for one in cases(hub)] == [None]
    derive(hub)
    with hub.reading() as session:
        city = read_city(session)
        found = [one for one in city.findings if one.rule.startswith("C-01")]
        assert len(found) == 1  # one segment of one building, though two records tell of it
        assert [one.mark for one in found] == [""]
        said = [one for one in merge_record(hub, session) if not one.beside]
    assert [one.reason for one in said] == ["量过"]
    assert not take_back(hub, act).left
    assert changed(hub) == before
    assert len(cases(hub)) == 2
    act = settle(hub, next(one for one in cases(hub) if one.entry is not None), "A")
    with hub.reading() as session:
        (decision,) = [
            one for one in merge_record(hub, session) if not one.beside and one.state == "stands"
        ]
    assert take_back_these(hub, [decision.change], person="审").done
    assert changed(hub) == before


def test_left_out_it_is_in_none_and_parting_brings_it_back(hub: Workspace) -> None:
    before = changed(hub)
    join(hub, TWO, ONE)
    settle(hub, next(one for one in cases(hub) if one.entry is not None), "B")
    assert told(hub, "1号楼") == [("none", "3.0")]
    part(hub, TWO)
    assert changed(hub) == before
    assert told(hub, "1号楼") == [("none", "3.0"), ("present", "7.0")]


ENTRY = st.tuples(st.sampled_from(("none", "present")), st.sampled_from(("1", "2", "3")))


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=st.lists(ENTRY, max_size=3), second=st.lists(ENTRY, max_size=3), keep=st.booleans())
def test_whatever_is_decided_both_say_the_same_and_undo_restores(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, first: Entries, second: Entries,
    keep: bool,
) -> None:  # fmt: skip
    with two(empty, tmp_path_factory.mktemp("many") / "hub", first, second) as hub:
        before = {name: told(hub, name) for name in ("1号楼", "2号楼")}
        join(hub, TWO, ONE)
        for _round in range(12):
            found = cases(hub)
            if not found:
                break
            settle(hub, found[0], "A" if keep or found[0].entry is None else "B")
        assert not cases(hub)
        assert told(hub, "1号楼") == told(hub, "2号楼")
        if keep:  # nothing that one of them told is gone
            both = told(hub, "1号楼")
            assert len(both) >= max(len(first), len(second))
        part(hub, TWO)
        assert {name: told(hub, name) for name in ("1号楼", "2号楼")} == before
