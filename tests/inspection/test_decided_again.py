"""Redoing a decision that was taken back: the same is decided, if nothing else was said since."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from app.inspection.conflict.decided import decisions
from app.inspection.conflict.deciding import BY_RULE, KEEP, OWN, REMOVE, RETURN, Choice, decide
from app.inspection.conflict.joined import join
from app.inspection.conflict.redoing import redo
from app.inspection.conflict.rules import preview, use
from app.inspection.conflict.turns import last_act
from app.inspection.derive import derive
from app.inspection.effort.taking_back import take_back, take_back_these, take_last_back
from app.inspection.review.fields import review_of
from app.models.log import history, withdraw
from app.models.values import Json
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, foreign, make, path, place
from tests.inspection.test_conflict_desk import cases, hub, look, made, shown

__all__ = ["hub", "made"]


def last(hub: Workspace) -> UUID:
    """Return the latest act that stands."""
    with hub.reading() as session:
        found = last_act(session)
    assert found is not None
    return found


def _plain(said: dict[str, Json]) -> dict[str, Json]:
    """Return what a decision says, without what tells one act from another."""
    return {name: one for name, one in said.items() if name not in ("act", "sides", "redo")}


def ways(hub: Workspace, how: str) -> list[Choice]:
    first = cases(hub)[0]
    if how == "side":
        found = look(hub, first)
        side = next(one for one in found.sides if one.code == "present")
        return [use(first, side, found.sides, "有照片")]
    if how == "own":
        return [Choice(first.key, {"reason": "undecidable"}, OWN, "都看不清")]
    if how == "return":
        return [Choice(first.key, None, RETURN, "再看一眼")]
    with hub.reading() as session:
        return [one.choice for one in preview(hub, session, cases(hub))]


@pytest.mark.parametrize("how", ["side", "own", "return", "rules"])
def test_what_is_decided_again_is_what_was_decided_first(hub: Workspace, how: str) -> None:
    every, choices = cases(hub), ways(hub, how)
    assert choices
    keys = [key for one in choices for key in (one.key, *(more for more, _value in one.more))]
    subject = choices[0].key.subject

    def told(act: object) -> object:
        with hub.reading() as session:
            said = [_plain(one) for _change, one in decisions(session, act)]
            people = [
                next(one.person for one in history(session, key.subject, key.field) if one.shown)
                for key in keys
            ]
            return said, people, [shown(hub, key) for key in keys], review_of(session, subject)

    first = decide(hub, choices, person="审")
    before, left = told(first.act), [one.key for one in cases(hub)]
    assert (BY_RULE in before[1]) == (how == "rules")
    take_back(hub, first.act, person="审")
    assert [one.key for one in cases(hub)] == [one.key for one in every]
    again = redo(hub, person="审")
    assert again is not None
    assert not again.left
    act = last(hub)
    after = told(act)
    assert [one.key for one in cases(hub)] == left
    assert after[:3] == before[:3]
    assert (after[3].state, after[3].remarks) == (before[3].state, before[3].remarks)
    # Around again: undo after redo opens the same cases.
    assert take_back(hub, act, person="审").done
    assert [one.key for one in cases(hub)] == [one.key for one in every]
    again = redo(hub, person="审")
    assert again is not None
    assert (again.left, told(last(hub))[:3]) == ([], before[:3])


def test_what_somebody_said_since_it_was_taken_back_is_not_decided_over(hub: Workspace) -> None:
    case = cases(hub)[0]
    done = decide(hub, ways(hub, "side"), person="审")
    take_back(hub, done.act, person="审")
    foreign(hub, case.key.subject, path("B02"), {"answer": "none", "basis": "seen"})
    again = redo(hub, person="审")
    assert again is not None
    assert again.done == []
    assert again.left == [(case.key, "又来了别的答案")]
    assert cases(hub)[0].key == case.key


def test_what_was_decided_otherwise_since_stays_and_nothing_is_left_to_redo(
    hub: Workspace,
) -> None:
    case = cases(hub)[0]
    done = decide(hub, ways(hub, "side"), person="审")
    take_back(hub, done.act, person="审")
    decide(hub, ways(hub, "own"), person="审")
    assert redo(hub, person="审") is None  # a new decision ends what could be redone
    assert shown(hub, case.key) == {"reason": "undecidable"}


def test_what_an_inspector_said_since_stays(hub: Workspace) -> None:
    case = cases(hub)[0]
    done = decide(hub, ways(hub, "side"), person="审")
    take_back(hub, done.act, person="审")
    with hub.reading() as session:
        heads = [
            one.change for one in history(session, case.key.subject, case.key.field) if one.head
        ]
    foreign(hub, case.key.subject, case.key.field, {"answer": "none"}, bases=tuple(heads))
    again = redo(hub, person="审")
    assert again is not None
    assert (again.done, again.reasons) == ([], "后来另外定过或改过")
    assert shown(hub, case.key) == {"answer": "none"}
    # It is passed over, not offered for ever.
    assert redo(hub, person="审", without=[again.act]) is None


def test_a_side_that_was_withdrawn_since_is_not_taken_again(hub: Workspace) -> None:
    case = cases(hub)[0]
    done = decide(hub, ways(hub, "side"), person="审")
    take_back(hub, done.act, person="审")
    with hub.reading() as session:
        other = next(
            one
            for one in history(session, case.key.subject, case.key.field)
            if one.person == "乙" and one.value is not None
        )
    with hub.sessions.begin() as session:
        withdraw(session, hub.writer(session, "审"), other.device, other.batch)
    again = redo(hub, person="审")
    assert again is not None
    assert again.done == []
    assert [key for key, _why in again.left] == [case.key]


def test_what_was_changed_before_it_was_taken_back_is_not_offered_again(hub: Workspace) -> None:
    case = cases(hub)[0]
    done = decide(hub, ways(hub, "side"), person="审")
    foreign(hub, case.key.subject, path("B02"), {"answer": "none", "basis": "seen"})
    assert take_back(hub, done.act, person="审").left[0] == case.key
    assert redo(hub, person="审") is None


def test_single_decisions_of_an_act_are_decided_again_without_the_rest(hub: Workspace) -> None:
    choices = ways(hub, "rules")
    assert len(choices) == 2
    decide(hub, choices, person="审")
    with hub.reading() as session:
        change = next(
            change
            for change, said in decisions(session)
            if said["subject"] == choices[1].key.subject.hex and "with" not in said
        )
    back = take_back_these(hub, [change], person="审")
    assert back.opened == [choices[1].key]
    assert [one.key for one in cases(hub)] == [choices[1].key]
    again = redo(hub, person="审")
    assert again is not None
    assert (again.done, again.left) == ([choices[1].key], [])
    assert cases(hub) == []


def test_several_turns_are_redone_in_their_order_after_the_program_was_closed(
    hub: Workspace, tmp_path: Path
) -> None:
    first, second = (one.key for one in cases(hub))
    for choice in ways(hub, "rules"):
        decide(hub, [choice], person="审")
    assert cases(hub) == []
    for _turn in range(2):
        assert take_last_back(hub, person="审") is not None
    assert take_last_back(hub, person="审") is None
    root = hub.root
    hub.close()
    with Workspace.open(root, person="审") as later:
        for key in (first, second):
            again = redo(later, person="审")
            assert again is not None
            assert again.done == [key]
        assert cases(later) == []
        assert redo(later, person="审") is None


def test_redoing_an_entry_that_was_kept_for_both_records(tmp_path: Path) -> None:
    with make(tmp_path / "hub", "审") as hub:
        for name, length in (("1号楼", "7"), ("2号楼", "")):
            visit = begin(hub, name, **ORDINARY)
            if length:
                visit.answer("/housing/paths[_1]/C01", "present")
                visit.answer("/housing/paths[_1]/C02", length)
        derive(hub)
        join(hub, place("2号楼"), place("1号楼"))
        (case,) = cases(hub)
        found = look(hub, case)
        act = decide(hub, [use(case, found.sides[0], found.sides, "量过")], person="审").act
        with hub.reading() as session:
            before = [_plain(one) for _change, one in decisions(session, act)]
        take_back(hub, act, person="审")
        assert [one.key for one in cases(hub)] == [case.key]
        again = redo(hub, person="审")
        assert again is not None
        assert (again.done, again.left) == ([case.key], [])
        assert cases(hub) == []
        with hub.reading() as session:
            assert [_plain(one) for _change, one in decisions(session, last(hub))] == before


def test_redoing_that_a_deleted_record_is_kept(hub: Workspace) -> None:
    foreign(hub, cases(hub)[0].key.subject, "*", True)
    case = next(one for one in cases(hub) if one.key.field == "*")
    for how in (KEEP, REMOVE):
        act = decide(hub, [Choice(case.key, None, how, "在的")], person="审").act
        assert case.key not in [one.key for one in cases(hub)]
        take_back(hub, act, person="审")
        assert case.key in [one.key for one in cases(hub)]
        again = redo(hub, person="审")
        assert again is not None
        assert (again.done, again.left) == ([case.key], [])
        assert case.key not in [one.key for one in cases(hub)]
        assert take_last_back(hub, person="审") is not None
        foreign(hub, case.key.subject, path("B05"), {"answer": "none"})  # unseen by the deletion
        again = redo(hub, person="审")
        assert again is not None
        assert again.done == []
