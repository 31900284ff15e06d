"""The conflict desk's engine: queue, sides, decisions, rules, undo; on two laptops and a hub."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.inspection.conflict.case import Case, Key
from app.inspection.conflict.decided import decisions
from app.inspection.conflict.deciding import BY_RULE, RETURN, Choice, decide
from app.inspection.conflict.merge import merged_value
from app.inspection.conflict.queue import queue
from app.inspection.conflict.rules import like, preview, use
from app.inspection.conflict.side import Detail
from app.inspection.conflict.view import detail
from app.inspection.derive import derive
from app.inspection.effort.taking_back import take_back
from app.inspection.load import who_and_when
from app.inspection.remarks import set_remark
from app.inspection.review.desk import send_back
from app.inspection.review.fields import Remark, review_of
from app.inspection.rule_set import rules_of, set_professionals
from app.inspection.visit import Basis
from app.models.log import Draft, conflicts, history, write
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, copied, dumped, make, path, place, send, take


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub with the packages of two laptops that contradict each other in two buildings."""
    root = tmp_path_factory.mktemp("two")
    for name, person, answer, how in (
        ("a", "甲", "present", "measured"),
        ("b", "乙", "none", "asked"),
    ):
        with make(root / name, person) as laptop:
            for building in ("1号楼", "2号楼"):
                visit = begin(laptop, building, **ORDINARY)
                visit.answer(path("B02"), answer, Basis(how))
            visit = begin(laptop, "1号楼")
            set_remark(visit, path("B02"), f"{person}说的")
            send(laptop, root / "stick")
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


def shown(hub: Workspace, key: Key) -> object:
    with hub.reading() as session:
        return next(one.value for one in history(session, key.subject, key.field) if one.shown)


def test_one_line_a_question_and_all_that_each_side_rests_on(hub: Workspace) -> None:
    found = cases(hub)
    assert [(one.name, one.group) for one in found] == [("1号楼", "safety"), ("2号楼", "safety")]
    first = look(hub, found[0])
    assert {(one.person, one.code, one.basis) for one in first.sides} == {
        ("甲", "present", "measured"),
        ("乙", "none", "asked"),
    }
    assert [one.letter for one in first.sides] == ["A", "B"]
    assert {one.remark for one in first.sides} == {"甲说的", "乙说的"}
    assert set(first.differs) >= {"answer", "remark", "basis"}
    assert sum(one.shown for one in first.sides) == 1
    assert [key.field for key in found[0].companions] == [f"note[{path('B02')}]"]


def test_a_decision_settles_the_remark_too_and_is_taken_back_whole(hub: Workspace) -> None:
    before = cases(hub)
    found = look(hub, before[0])
    side = next(one for one in found.sides if one.code == "present")
    done = decide(hub, [use(before[0], side, found.sides, "A 有照片")], person="审")
    assert done.done == [before[0].key]
    assert [one.name for one in cases(hub)] == ["2号楼"]
    assert shown(hub, before[0].key) == {"answer": "present", "basis": "measured"}
    assert shown(hub, before[0].companions[0]) == "甲说的"
    with hub.reading() as session:
        said = [one for _change, one in decisions(session, done.act)]
        assert [one["reason"] for one in said] == ["A 有照片", "A 有照片"]
        assert {one["by"] for one in said} == {"审"}
        # Whoever decides has not inspected.
        assert who_and_when(session, before[0].key.subject)["inspection.inspector"] == "乙、甲"
    back = take_back(hub, done.act, person="审")
    assert not back.left
    after = cases(hub)
    assert [(one.key, one.companions) for one in after] == [
        (one.key, one.companions) for one in before
    ]
    again = look(hub, after[0])
    assert [replace(one, heads=frozenset()) for one in again.sides] == [
        replace(one, heads=frozenset()) for one in found.sides
    ]
    with hub.reading() as session:
        assert who_and_when(session, before[0].key.subject)["inspection.inspector"] == "乙、甲"


def test_taking_back_a_return_leaves_what_a_reviewer_wants_of_the_whole_record(
    hub: Workspace,
) -> None:
    case = cases(hub)[0]
    done = decide(hub, [Choice(case.key, None, RETURN, "再看一眼")], person="审")
    assert done.done == [case.key]
    send_back(hub, case.key.subject, [Remark("", "照片都糊了")], person="审")
    assert not take_back(hub, done.act, person="审").left
    with hub.reading() as session:
        review = review_of(session, case.key.subject)
    assert (review.state, [one.text for one in review.remarks]) == ("returned", ["照片都糊了"])


def test_taking_back_a_return_gives_the_record_the_state_it_had(hub: Workspace) -> None:
    """It came again after it was confirmed, and that is what it still waits for."""
    case = cases(hub)[0]
    with hub.sessions.begin() as session:
        drafts = [Draft("review", case.key.subject, "state", "resubmitted")]
        write(session, hub.writer(session), drafts)
    done = decide(hub, [Choice(case.key, None, RETURN, "再看一眼")], person="审")
    with hub.reading() as session:
        assert review_of(session, case.key.subject).state == "returned"
    assert not take_back(hub, done.act, person="审").left
    with hub.reading() as session:
        assert review_of(session, case.key.subject).state == "resubmitted"


def test_what_changed_meanwhile_is_not_decided(hub: Workspace) -> None:
    case = cases(hub)[0]
    found = look(hub, case)
    first = decide(hub, [use(case, found.sides[0], found.sides, "一")])
    second = decide(hub, [use(case, found.sides[1], found.sides, "二")])
    assert first.done
    assert second.left == [case.key]
    assert shown(hub, case.key) == found.sides[0].value
    later = decide(hub, [Choice(case.key, found.sides[1].value, "own", "再看过")])
    assert later.done  # decided anew with open eyes
    assert take_back(hub, first.act).done == []  # not what stands any more


def test_rules_are_previewed_then_applied_and_taken_back_in_one_act(
    hub: Workspace, tmp_path: Path
) -> None:
    found = cases(hub)
    with hub.reading() as session:
        rulings = preview(hub, session, found)
        assert [(one.rule, one.side.code) for one in rulings] == [("worse", "present")] * 2
        measured = preview(hub, session, found, "measured")
    assert len(cases(hub)) == 2
    assert all(one.side.basis == "measured" for one in measured)
    done = decide(hub, [one.choice for one in rulings], person="审")
    assert len(done.done) == 2
    assert cases(hub) == []
    with hub.reading() as session:
        one = next(row for row in history(session, found[0].key.subject, path("B02")) if row.shown)
        assert one.person == BY_RULE
        assert all(said["by"] == "审" for _change, said in decisions(session, done.act))
    take_back(hub, done.act)
    assert [one.key for one in cases(hub)] == [one.key for one in found]


def test_a_professional_is_believed_only_where_the_campaign_names_one(hub: Workspace) -> None:
    found = cases(hub)
    with hub.reading() as session:
        assert preview(hub, session, found, "professional") == []
    set_professionals(hub, ["乙"])
    with hub.reading() as session:
        assert rules_of(session).professionals == {"乙"}
        rulings = preview(hub, session, found, "professional")
    assert [one.side.person for one in rulings] == ["乙", "乙"]


def test_like_this_one(hub: Workspace) -> None:
    found = cases(hub)
    model = look(hub, found[1])
    side = next(one for one in model.sides if one.code == "none")
    with hub.reading() as session:
        rulings = like(hub, session, found, model, side)
    assert {one.case.name for one in rulings} == {"1号楼", "2号楼"}
    assert {one.side.code for one in rulings} == {"none"}


def test_both_are_recorded_where_that_makes_sense(hub: Workspace) -> None:
    case = cases(hub)[0]
    found = look(hub, case)
    assert found.both
    value = merged_value(found)
    assert isinstance(value, dict)
    assert value["answer"] == "present"
    more = tuple((key, merged_value(found, key)) for key in case.companions)
    decide(hub, [Choice(case.key, value, "both", "", more=more)])
    noted = str(shown(hub, case.companions[0]))
    assert set(noted.split("；")) == {"甲说的", "乙说的"}


def test_a_conflict_is_never_counted_as_clear_and_decisions_reach_the_findings(
    hub: Workspace, tmp_path: Path
) -> None:
    case = cases(hub)[0]
    found = look(hub, case)
    none = next(one for one in found.sides if one.code == "none")
    decide(hub, [use(case, none, found.sides, "")])
    assert not derive(hub).problems
    with hub.reading() as session:
        assert {one.subject for one in conflicts(session)} == {cases(hub)[0].key.subject}


def test_two_hubs_that_decide_alike_agree_and_reasons_never_conflict(
    made: Path, tmp_path: Path
) -> None:
    with (
        Workspace.open(copied(made, tmp_path / "one"), person="张") as one,
        make(tmp_path / "two", "李", campaign=False, filled=False) as two,
    ):
        take(two, send(one, tmp_path / "x").path)
        derive(two)
        for hub, reason in ((one, "照片清楚"), (two, "电话问过")):
            case = cases(hub)[0]
            found = look(hub, case)
            side = next(side for side in found.sides if side.code == "present")
            decide(hub, [use(case, side, found.sides, reason)], person=hub.person)
        take(one, send(two, tmp_path / "y").path)
        assert len(cases(one)) == 1
        with one.reading() as session:
            reasons = {said["reason"] for _change, said in decisions(session)}
        assert reasons == {"照片清楚", "电话问过"}
        assert dumped(one, tmp_path / "d1")


def test_order_of_the_queue_is_that_of_the_roster(hub: Workspace) -> None:
    assert [one.place for one in cases(hub)] == [place("1号楼"), place("2号楼")]
