"""How one inspection counts: every branch of the rule, on a real workspace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import select

from app.inspection.derive import derive
from app.inspection.visit import Visit
from app.models.derived import Finding, Progress, Verdict
from app.models.ids import new_id
from app.models.log import Draft, delete, write
from app.models.values import Json
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, copied, foreign, make, path


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A laptop on which one building is inspected: nothing wrong with it."""
    root = tmp_path_factory.mktemp("template") / "laptop"
    with make(root, "甲") as workspace:
        begin(workspace, **ORDINARY)
    return root


class Case(NamedTuple):
    """What is said beyond the ordinary, what another device says, and what comes of it."""

    name: str
    indicator: str
    outcome: str
    said: dict[str, str] = {}  # noqa: RUF012 - a named tuple's default
    others: dict[str, Json] = {}  # noqa: RUF012
    quantity: str | None = None
    why: list[list[str]] | None = None


def answer(text: str, **more: str) -> Json:
    return {"answer": text, "basis": "seen", **more}


CASES = [
    Case("no problem", "H01", "clear"),
    Case("a problem", "H01", "problem", {"B02": "present"}),
    Case("asked the other way round, bad", "H10", "problem", {"B03": "no"}),
    Case("asked the other way round, good", "H10", "clear"),
    Case("a question that appears", "H01", "problem",
         {"A03": "concrete", "B01": "present", "B01_photo1": "?not_reached"}),
    Case("undecidable", "H01", "undecided", {"B02": "?undecidable"},
         why=[["B-02", "undecidable"]]),
    Case("not reached", "H01", "undecided", {"B02": "?not_reached"},
         why=[["B-02", "not_reached"]]),
    Case("one open, another a problem", "H01", "problem",
         {"A03": "concrete", "B01": "?undecidable", "B02": "present"},
         why=[["B-01", "undecidable"]]),
    Case("one open, another clear", "H01", "undecided",
         {"A03": "concrete", "B01": "?undecidable"}, why=[["B-01", "undecidable"]]),
    Case("does not apply", "H01", "not_applicable", {"B02": "?not_applicable"}),
    Case("one does not apply, another is clear", "H01", "clear",
         {"A03": "concrete", "B01": "?not_applicable"}),
    Case("an amount", "H05", "problem", {"B04": "6"}, quantity="6"),
    Case("an amount of none", "H05", "clear", {"B04": "0"}),
    Case("an optional question that nobody answered", "H05", "undecided", {"B04": ""},
         why=[["B-04", "not_answered"]]),
    Case("listed, never counted", "H06", "clear", {"B05": "present"}),
    Case("two rules on one question, one holds", "H04", "problem", {"B06": "thin"}),
    Case("two rules, neither clear nor a problem", "H04", "undecided", {"B06": "unknown"},
         why=[["B-06", "not_judged"]]),
    Case("two rules, clear", "H04", "clear", {"B06": "none"}),
    Case("a rule that reads a sum", "C05", "undecided", {"C04": "present"},
         why=[["C-04", "not_judged"]]),
    # Two people, one building.
    Case("they disagree", "H01", "undecided", others={"B02": answer("present")},
         why=[["B-02", "disputed"]]),
    Case("answer against reason", "H01", "undecided",
         others={"B02": {"reason": "not_reached", "basis": "seen"}}, why=[["B-02", "disputed"]]),
    Case("they agree, known in different ways", "H01", "clear",
         others={"B02": answer("none", basis="asked")}),
    Case("they disagree, another is a problem", "H01", "problem",
         {"A03": "concrete", "B01": "present", "B01_photo1": "?not_reached"},
         {"B02": answer("present")}, why=[["B-02", "disputed"]]),
    Case("they disagree whether it is asked", "H01", "undecided",
         {"A03": "concrete", "B01": "none"}, {"A03": answer("brick")},
         why=[["B-01", "disputed"]]),
    Case("they disagree on an amount", "H05", "undecided", {"B04": "6"}, {"B04": answer("4")},
         why=[["B-04", "disputed"]]),
    Case("they disagree on what is none of its business", "H10", "clear",
         others={"B02": answer("present")}),
    Case("they disagree whether it is finished", "H01", "unfinished", others={"finished": False}),
    Case("they used two versions of the form", "H01", "unfinished",
         others={"form_hash": "00" * 32}),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_counting_rule(template: Path, tmp_path: Path, case: Case) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        visit = begin(workspace, **case.said)
        visit.finish()
        for name, value in case.others.items():
            # Ours shows on: a doubt must not depend on who happens to be the later one.
            field = path(name) if name[0] in "ABC" else name
            foreign(workspace, visit.inspection, field, value, early=True)
        derived(workspace)
        verdict = verdicts(workspace, visit)[case.indicator]
        assert verdict.outcome == case.outcome
        assert verdict.quantity == case.quantity
        assert json.loads(verdict.why or "null") == case.why


@pytest.mark.parametrize("early", [True, False])
def test_a_dispute_does_not_depend_on_who_is_later(
    template: Path, tmp_path: Path, early: bool
) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        visit = begin(workspace)
        visit.finish()
        foreign(workspace, visit.inspection, path("B02"), answer("present"), early=early)
        derived(workspace)
        assert verdicts(workspace, visit)["H01"].outcome == "undecided"
        found = [row for row in findings(workspace) if row.rule == "B-02.1"]
        assert [row.disputed for row in found] == ([] if early else [True])
        assert progress(workspace).conflicts == 1
        assert progress(workspace).state == "done"


def test_repeats_add_up_and_a_disputed_length_is_not_counted(
    template: Path, tmp_path: Path
) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        visit = begin(workspace)
        first = visit.instance.repeat_paths("/housing/paths")[0]
        second = visit.add_repeat("/housing/paths")
        for instance, length in ((first, "1.5"), (second, "2.25")):
            visit.answer(f"{instance}/C01", "present")
            visit.answer(f"{instance}/C02", length)
        visit.finish()
        derived(workspace)
        verdict = verdicts(workspace, visit)["C09"]
        assert (verdict.outcome, verdict.quantity) == ("problem", "3.75")
        both = [row.quantity for row in findings(workspace) if row.rule == "C-01.1"]
        assert sorted(both) == ["1.5", "2.25"]
        foreign(workspace, visit.inspection, f"{second}/C02", answer("9"), early=True)
        derived(workspace)
        # The problem is there, how long it is nobody knows: nothing is added to the kilometres.
        verdict = verdicts(workspace, visit)["C09"]
        assert (verdict.outcome, verdict.quantity) == ("undecided", None)


def test_a_dispute_goes_on_through_what_is_calculated(template: Path, tmp_path: Path) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        visit = begin(workspace, C04="present")
        (first,) = visit.instance.repeat_paths("/housing/paths")
        visit.answer(f"{first}/C02", "5")
        visit.finish()
        derived(workspace)
        assert verdicts(workspace, visit)["C05"].outcome == "problem"
        foreign(workspace, visit.inspection, f"{first}/C02", answer("0.5"), early=True)
        derived(workspace)
        assert verdicts(workspace, visit)["C05"].outcome == "undecided"
        assert [row.disputed for row in findings(workspace) if row.rule == "C-04.1"] == [True]


def test_what_waits_is_not_counted_as_clear(template: Path, tmp_path: Path) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        visit = begin(workspace)
        visit.finish()
        ancestor = new_id()
        foreign(workspace, visit.inspection, path("B02"), answer("none"), bases=(ancestor,))
        derived(workspace)
        assert verdicts(workspace, visit)["H01"].outcome == "undecided"
        assert progress(workspace).waiting == 1


def test_unfinished_is_not_counted_but_its_findings_are_there(
    template: Path, tmp_path: Path
) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        visit = begin(workspace, B02="present")
        derived(workspace)
        assert {row.outcome for row in verdicts(workspace, visit).values()} == {"unfinished"}
        assert {row.quantity for row in verdicts(workspace, visit).values()} == {None}
        assert [row.rule for row in findings(workspace)] == ["B-02.1"]
        assert progress(workspace).state == "in_progress"


def test_finished_but_something_came_to_be_missing(template: Path, tmp_path: Path) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        visit = begin(workspace)
        visit.finish()
        # Another laptop, which thinks that the house is of concrete, says so later.
        foreign(workspace, visit.inspection, path("A03"), answer("concrete"))
        derived(workspace)
        assert progress(workspace).state == "incomplete"
        assert {row.outcome for row in verdicts(workspace, visit).values()} == {"unfinished"}


def test_a_contested_record_is_not_counted(template: Path, tmp_path: Path) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        visit = begin(workspace, B02="present")
        visit.finish()
        foreign(workspace, visit.inspection, "*", True, early=True)  # removed without seeing it
        derived(workspace)
        assert {row.outcome for row in verdicts(workspace, visit).values()} == {"unfinished"}
        assert [row.disputed for row in findings(workspace)] == [True]
        assert progress(workspace).contested


def test_a_removed_inspection_leaves_nothing_derived(template: Path, tmp_path: Path) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        visit = begin(workspace, B02="present")
        derived(workspace)
        with workspace.sessions.begin() as session:
            delete(session, workspace.writer(session), "inspection", visit.inspection)
        derived(workspace)
        assert not findings(workspace)
        assert not verdicts(workspace, visit)
        with workspace.reading() as session:
            assert session.get(Progress, visit.inspection) is None


def test_resolving_a_conflict_counts_again(template: Path, tmp_path: Path) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        visit = begin(workspace)
        visit.finish()
        foreign(workspace, visit.inspection, path("B02"), answer("present"))
        derived(workspace)
        assert verdicts(workspace, visit)["H01"].outcome == "undecided"
        with workspace.sessions.begin() as session:
            draft = Draft("inspection", visit.inspection, path("B02"), answer("present"))
            write(session, workspace.writer(session), [draft], resolve=True)
        derived(workspace)
        assert verdicts(workspace, visit)["H01"].outcome == "problem"
        assert progress(workspace).conflicts == 0


def derived(workspace: Workspace) -> None:
    assert derive(workspace).problems == []


def verdicts(workspace: Workspace, visit: Visit) -> dict[str, Verdict]:
    with workspace.reading() as session:
        rows = session.scalars(select(Verdict).where(Verdict.inspection == visit.inspection))
        return {row.indicator: row for row in rows}


def findings(workspace: Workspace) -> list[Finding]:
    with workspace.reading() as session:
        return list(session.scalars(select(Finding)))


def progress(workspace: Workspace) -> Progress:
    with workspace.reading() as session:
        return session.scalars(select(Progress)).one()
