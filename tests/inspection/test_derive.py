"""Deriving findings: resumable, deterministic, and honest about what it cannot evaluate."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.errors import AppError, Cancelled
from app.inspection import derive as derive_module
from app.inspection.checklists import register_bytes
from app.inspection.derive import derive, stale_count
from app.models.derived import Finding, Progress, Verdict
from app.models.ids import new_id
from app.models.log import rebuild
from app.models.values import Json
from app.reports.lists import write_lists
from app.workspace import Workspace
from tests.faults.small import (
    BUILDINGS,
    ORDINARY,
    begin,
    copied,
    dumped,
    fill,
    foreign,
    make,
    path,
    place,
)
from tests.faults.small_form import QUESTIONS, RULES, question, workbook


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six buildings inspected, nothing derived yet."""
    root = tmp_path_factory.mktemp("template") / "laptop"
    with make(root, "甲") as workspace:
        for name in BUILDINGS:
            begin(workspace, name, **ORDINARY | {"B02": "present", "B04": "3"}).finish()
    return root


def stale(workspace: Workspace) -> int:
    with workspace.reading() as session:
        return stale_count(session)


def counts(workspace: Workspace) -> tuple[int, int, int]:
    with workspace.reading() as session:
        return tuple(  # type: ignore[return-value]
            session.scalar(select(func.count()).select_from(table))
            for table in (Finding, Verdict, Progress)
        )


def test_all_stale_ones_once(template: Path, tmp_path: Path) -> None:
    with Workspace.open(copied(template, tmp_path / "w")) as workspace:
        assert stale(workspace) == len(BUILDINGS)
        told: list[tuple[int, int]] = []
        result = derive(workspace, progress=lambda done, total, what="": told.append((done, total)))
        assert (result.done, result.problems) == (len(BUILDINGS), [])
        assert told == [(number, len(BUILDINGS)) for number in range(len(BUILDINGS) + 1)]
        assert stale(workspace) == 0
        assert counts(workspace)[0] == 2 * len(BUILDINGS)
        assert derive(workspace).done == 0


def test_an_answer_a_photo_and_a_judgement_make_it_stale(template: Path, tmp_path: Path) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        derive(workspace)
        visit = begin(workspace)
        fill(visit, B03="no")
        assert stale(workspace) == 1
        derive(workspace)
        foreign(workspace, new_id(), "inspection", str(visit.inspection), kind="photo")
        assert stale(workspace) == 1
        derive(workspace)
        with workspace.reading() as session:
            finding = session.scalars(select(Finding.id).where(Finding.place == place("1号楼")))
            ident = finding.first()
        assert ident is not None
        foreign(workspace, ident, "verdict", "dismissed", kind="judgement")
        assert stale(workspace) == 1


def test_only_those_asked_for(template: Path, tmp_path: Path) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        visit = begin(workspace, "2号楼")
        assert derive(workspace, [visit.inspection]).done == 1
        assert stale(workspace) == len(BUILDINGS) - 1
        assert derive(workspace, [new_id()]).done == 1  # unknown: nothing to derive
        assert counts(workspace)[2] == 1


def test_stopped_it_goes_on_where_it_was(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derive_module, "BATCH", 2)
    with Workspace.open(copied(template, tmp_path / "w")) as workspace:

        def stop(done: int, total: int, what: str = "") -> None:
            if done == 5:
                raise Cancelled

        with pytest.raises(Cancelled):
            derive(workspace, progress=stop)
        assert stale(workspace) == 2  # two batches of two are kept
        assert derive(workspace).done == 2
        assert counts(workspace)[2] == len(BUILDINGS)
        whole = dumped(workspace, tmp_path / "dump")
    with Workspace.open(copied(template, tmp_path / "v")) as workspace:
        derive(workspace)
        assert dumped(workspace, tmp_path / "dump-2") == whole


def test_derived_again_it_is_the_same(template: Path, tmp_path: Path) -> None:
    with Workspace.open(copied(template, tmp_path / "w")) as workspace:
        derive(workspace)
        first = dumped(workspace, tmp_path / "first")
        with workspace.sessions.begin() as session:
            rebuild(session)
        assert stale(workspace) == len(BUILDINGS)
        derive(workspace)
        assert dumped(workspace, tmp_path / "second") == first


def test_without_its_checklist_it_stays_stale_and_says_so(template: Path, tmp_path: Path) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        derive(workspace)
        newer = workbook((*QUESTIONS, question("text", "C09")), version="2")
        known = register_bytes(workspace, newer)
        visit = begin(workspace)
        foreign(workspace, visit.inspection, "form_hash", known.hash)
        file = workspace.forms / f"{known.hash}.xlsx"
        file.rename(tmp_path / "away.xlsx")
        result = derive(workspace)
        assert result.done == 0
        (problem,) = result.problems
        assert known.hash[:12] in str(problem)
        assert stale(workspace) == 1
        # No list prints while something is not up to date.
        with workspace.reading() as session, pytest.raises(AppError):
            write_lists(session, tmp_path / "lists")
        (tmp_path / "away.xlsx").rename(file)
        assert derive(workspace).done == 1
        assert stale(workspace) == 0


def test_each_inspection_under_the_form_it_began_with(tmp_path: Path) -> None:
    with make(tmp_path / "w", "甲") as workspace:
        begin(workspace, "1号楼", **ORDINARY).finish()
        other = [
            {**row, "rule": "${B02} = 'none'", "clear": "${B02} = 'present'"}
            if row["code"] == "B-02.1"
            else row
            for row in RULES
        ]
        register_bytes(workspace, workbook(rules=other, version="2"))
        begin(workspace, "2号楼", **ORDINARY).finish()
        fill(begin(workspace, "1号楼"), B07="后来的答案")
        derive(workspace)
        with workspace.reading() as session:
            found = session.execute(select(Finding.place, Finding.rule)).all()
        assert [tuple(row) for row in found] == [(place("2号楼"), "B-02.1")]


@pytest.mark.parametrize("missing", ["place", "form_hash"])
def test_half_an_inspection_waits(template: Path, tmp_path: Path, missing: str) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        derive(workspace)
        known = begin(workspace)
        inspection = new_id()
        facts: dict[str, Json] = {
            "place": str(place("1号楼")), "form_hash": known.definition.hash, "form_id": "housing",
        }  # fmt: skip
        for field, value in facts.items():
            if field != missing:
                foreign(workspace, inspection, field, value)
        result = derive(workspace)
        assert [bool(str(problem)) for problem in result.problems] == [True]
        assert stale(workspace) == 1
        foreign(workspace, inspection, missing, facts[missing])
        assert derive(workspace).problems == []
        assert stale(workspace) == 0


def test_answers_of_strangers_break_nothing(template: Path, tmp_path: Path) -> None:
    with Workspace.open(copied(template, tmp_path / "w"), person="甲") as workspace:
        visit = begin(workspace)
        for field, value in {
            path("B02"): 12,
            path("B04"): {"answer": "1e400"},
            "/housing/paths[x]/C02": {"answer": "not a number"},
            "/housing/paths[]": {"answer": "2"},
            "/housing/paths[y]": {"answer": "-1e999"},
            "/strange[": None,
        }.items():
            foreign(workspace, visit.inspection, field, value)  # type: ignore[arg-type]
        assert derive(workspace).problems == []
