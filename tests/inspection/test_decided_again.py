"""Redoing a decision that was taken back: the same is decided, if nothing else was said since."""

from __future__ import annotations

import pytest

from app.inspection.conflict.decided import decisions
from app.inspection.conflict.deciding import BY_RULE, OWN, RETURN, Choice, decide
from app.inspection.conflict.rules import preview, use
from app.inspection.effort.taking_back import take_back, take_back_these
from app.inspection.review.fields import review_of
from app.models.log import history
from app.workspace import Workspace
from tests.faults.small import foreign, path
from tests.inspection.test_conflict_desk import cases, hub, look, made, shown

__all__ = ["hub", "made"]


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
            said = [
                {name: value for name, value in one.items() if name not in ("act", "sides")}
                for _change, one in decisions(session, act)
            ]
            people = [
                next(one.person for one in history(session, key.subject, key.field) if one.shown)
                for key in keys
            ]
            return said, people, [shown(hub, key) for key in keys], review_of(session, subject)

    first = decide(hub, choices, person="审")
    before, left = told(first.act), [one.key for one in cases(hub)]
    assert (BY_RULE in before[1]) == (how == "rules")
    back = take_back(hub, first.act, person="审")
    assert [one.key for one in cases(hub)] == [one.key for one in every]
    again = decide(hub, back.again, person="审")
    assert not again.left
    after = told(again.act)
    assert [one.key for one in cases(hub)] == left
    assert after[:3] == before[:3]
    assert (after[3].state, after[3].remarks) == (before[3].state, before[3].remarks)
    # Around again: undo after redo opens the same cases.
    assert take_back(hub, again.act, person="审").again
    assert [one.key for one in cases(hub)] == [one.key for one in every]


def test_what_somebody_said_since_it_was_taken_back_is_not_decided_over(hub: Workspace) -> None:
    case = cases(hub)[0]
    done = decide(hub, ways(hub, "side"), person="审")
    back = take_back(hub, done.act, person="审")
    foreign(hub, case.key.subject, path("B02"), {"answer": "none", "basis": "seen"})
    again = decide(hub, back.again, person="审")
    assert (again.done, again.left) == ([], [case.key])
    assert cases(hub)[0].key == case.key


def test_what_was_changed_before_it_was_taken_back_is_not_offered_again(hub: Workspace) -> None:
    case = cases(hub)[0]
    done = decide(hub, ways(hub, "side"), person="审")
    foreign(hub, case.key.subject, path("B02"), {"answer": "none", "basis": "seen"})
    back = take_back(hub, done.act, person="审")
    assert (back.left[0], back.again) == (case.key, [])


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
    assert [one.key for one in back.again] == [choices[1].key]
    assert [one.key for one in cases(hub)] == [choices[1].key]
    assert not decide(hub, back.again, person="审").left
    assert cases(hub) == []
