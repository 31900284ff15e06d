"""Versions, moves and traces from the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from app.cli import main
from app.i18n import set_language
from app.inspection.visit import Visit
from app.models.ids import inspection_id
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, make, place
from tests.faults.small_form import QUESTIONS, RULES, question, workbook
from tests.forms.test_versions import edited, renamed


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


@pytest.fixture
def space(tmp_path: Path) -> Path:
    with make(tmp_path / "w", "甲") as workspace:
        begin(workspace, **ORDINARY).finish()
        begin(workspace, "2号楼", B04="7")
    return tmp_path / "w"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    file = tmp_path / "newer.xlsx"
    rules = [{**rule, "question": rule["question"].replace("B04", "B44")} for rule in RULES]
    rows = [*renamed(QUESTIONS, "B04", "B44"), question("text", "D01", required="yes")]
    file.write_bytes(workbook(rows, renamed(rules, "B04", "B44"), version="2"))
    return file


def test_added_listed_looked_at_moved_and_back(
    space: Path, newer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["forms", "add", "-w", str(space), str(newer)]) == 0
    assert "2 inspections have another version" in capsys.readouterr().out
    assert main(["forms", "versions", "-w", str(space)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:3] for line in lines[:2]] == [
        ["housing", "1", lines[0].split()[2]],
        ["→", "housing", "2"],
    ]
    assert ["2 inspections" in line for line in lines[:2]] == [True, False]
    assert main(["forms", "move", "-w", str(space), "--to", str(newer), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "Renamed: B-04 B04  B04 → B44; same code" in said
    assert "finished, would be incomplete again" in said
    with Workspace.open(space) as workspace:
        before = Visit.open(workspace, inspection_id(place("2号楼"), "housing", "2026"))
        assert before.definition.version == "1"
        old_hash = before.definition.hash
    assert main(["forms", "move", "-w", str(space), "--to", str(newer), "--all"]) == 0
    assert "2 inspections moved." in capsys.readouterr().out
    with Workspace.open(space) as workspace:
        visit = Visit.open(workspace, inspection_id(place("2号楼"), "housing", "2026"))
        assert visit.instance.node("/housing/B/B44").value == "7"
    assert main(["forms", "move", "-w", str(space), "--to", old_hash[:10], "--all"]) == 0
    with Workspace.open(space) as workspace:
        visit = Visit.open(workspace, inspection_id(place("2号楼"), "housing", "2026"))
        assert visit.definition.version == "1"


def test_a_move_of_nothing_or_of_everything_must_be_said(
    space: Path, newer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["forms", "move", "-w", str(space), "--to", str(newer)]) == 1
    assert "--all" in capsys.readouterr().err
    assert main(["forms", "move", "-w", str(space), "--to", "ffff", "--all"]) == 1
    assert "0 versions here begin with ffff" in capsys.readouterr().err
    wrong = ["forms", "move", "-w", str(space), "--to", str(newer), "--all", "--rename", "a=b"]
    assert main(wrong) == 1


def test_a_workbook_with_an_older_number_says_that_it_is_not_used(
    space: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older, twin = tmp_path / "older.xlsx", tmp_path / "twin.xlsx"
    older.write_bytes(workbook(edited("B05", label="x"), RULES, version="0.9"))
    assert main(["forms", "add", "-w", str(space), str(older)]) == 0
    assert "go on beginning with version 1" in capsys.readouterr().out
    twin.write_bytes(workbook(edited("B05", label="y"), RULES, version="2"))
    shutil.copy(twin, older)
    assert main(["forms", "add", "-w", str(space), str(twin)]) == 0
    capsys.readouterr()
    older.write_bytes(workbook(edited("B05", label="z"), RULES, version="2"))
    assert main(["forms", "add", "-w", str(space), str(older)]) == 0
    said = capsys.readouterr().out
    assert "raise the number" in said


def test_a_trace_with_answers_by_name_and_by_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form, answers = tmp_path / "form.xlsx", tmp_path / "answers.json"
    form.write_bytes(workbook())
    entries = {"/housing/paths[1]/C02": "0.5", "/housing/paths[k1]/C02": "1.5"}
    given = {"A03": "brick", "/housing/B/B04": "-1", **entries}
    answers.write_text(json.dumps(given), encoding="utf-8")
    command = ["forms", "trace", str(form), "--answers", str(answers)]
    assert main([*command, "B01", "/housing/B/B04", "C03"]) == 0
    said = capsys.readouterr().out
    assert "${A03} = 'concrete' does not hold (A03 A03: brick)" in said
    assert ". >= 0 does not hold" in said
    assert "Calculated: 2" in said
    assert main([*command, "/housing/nothing"]) == 1
    answers.write_text("[1]", encoding="utf-8")
    assert main([*command, "B01"]) == 1
