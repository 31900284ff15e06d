"""Remarks on questions: kept beside answers, printed, undone, met in words by who settles them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import AppError
from app.i18n import set_language
from app.inspection.derive import derive
from app.inspection.effort.undo import redo, undo
from app.inspection.field_words import FieldWords
from app.inspection.remarks import LONGEST, field_of, path_of, remarks_of, set_remark
from app.reports.sheet_source import building_sheet
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, make, path


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    set_language("zh_CN")
    with make(tmp_path / "w", "甲") as opened:
        yield opened


def test_a_remark_stays_when_the_answer_changes_and_is_printed(workspace: Workspace) -> None:
    visit = begin(workspace, **ORDINARY)
    before = visit.stored[path("B05")]
    set_remark(visit, path("B05"), " 物业说已报修 ")
    visit.answer(path("B05"), "present")
    derive(workspace)
    visit.reload()
    assert visit.stored[path("B05")].text == "present" != before.text
    assert field_of(path("B05")) not in visit.stored  # no answer
    with workspace.reading() as session:
        assert remarks_of(session, visit.inspection) == {path("B05"): "物业说已报修"}
        sheet = building_sheet(session, visit.inspection, visit.definition)
        words = FieldWords(workspace, session).field(
            "inspection", visit.inspection, field_of(path("B05"))
        )
    rows = [row for section in sheet.sections for row in section.rows]
    assert [row.where for row in rows if "备注" in row.where] == ["备注：物业说已报修"]
    assert words.endswith("：备注")
    assert "B" in words


def test_undone_and_redone(workspace: Workspace) -> None:
    visit = begin(workspace, **ORDINARY)
    set_remark(visit, path("B05"), "一")
    set_remark(visit, path("B05"), "二")
    for turn, expected in ((undo, "一"), (undo, ""), (redo, "一"), (redo, "二")):
        done = turn(workspace)
        assert done is not None
        assert "备注" in done.words
        with workspace.reading() as session:
            assert remarks_of(session, visit.inspection).get(path("B05"), "") == expected


def test_too_long_is_refused_and_nothing_kept(workspace: Workspace) -> None:
    visit = begin(workspace, **ORDINARY)
    with pytest.raises(AppError):
        set_remark(visit, path("B05"), "长" * (LONGEST + 1))
    with workspace.reading() as session:
        assert remarks_of(session, visit.inspection) == {}
    assert path_of(field_of("/a/b[c]/d")) == "/a/b[c]/d"
    assert path_of("visit[2026]") == ""
