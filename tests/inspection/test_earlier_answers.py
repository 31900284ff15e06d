"""Last campaign's answers as defaults of this one's, and basics from the roster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from app.inspection.derive import derive
from app.inspection.effort.allowance import allow
from app.inspection.effort.copying import looked_at, unlooked
from app.inspection.effort.recall_import import import_earlier
from app.inspection.provenance import provenance_words
from app.inspection.roster.actions import export_roster
from app.inspection.setup import campaign_info, import_roster, make_workspace
from app.inspection.visit import Basis, Visit
from app.models.tables import Place
from app.paths import resource
from app.workspace import Workspace
from bench.effort_made import ORDINARY
from tests.ui.field.filled import fill_and_finish

ONE = "长安/样例小区甲/7号楼"
A = "/housing/A/"


def _make(root: Path, round_: str) -> Workspace:
    made = make_workspace(
        root, "甲", campaign_info(f"zw-{round_}", "中卫", "中卫", round_, rehearsal=True)
    )
    import_roster(made, resource("sample/roster.xlsx"))
    return made


@pytest.fixture
def last_year(tmp_path: Path) -> Path:
    """A round of 2025 in which 7号楼 was finished; a change of use was a problem."""
    with _make(tmp_path / "2025", "2025") as workspace:
        visit = fill_and_finish(workspace, ONE)
        visit.answer(f"{A}ZF_A19", "change_of_use")
        visit.answer(f"{A}ZF_A10_stairs", "4", Basis("measured"))
        visit.finish()
        derive(workspace)
    return tmp_path / "2025"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with _make(tmp_path / "2026", "2026") as made:
        yield made


def _begin(workspace: Workspace, name: str = "7号楼") -> Visit:
    with workspace.reading() as session:
        place = next(
            row.id
            for row in session.query(Place).filter(Place.name == name, Place.level == "building")
            if session.get(Place, row.parent).name == "样例小区甲"  # type: ignore[union-attr]
        )
    return Visit.begin(workspace, place, person="乙")


def test_basics_of_the_last_campaign_are_defaults_that_wait_for_a_look(
    workspace: Workspace, last_year: Path
) -> None:
    taken = import_earlier(workspace, last_year)
    assert taken.defaults == 1
    visit = _begin(workspace)
    stored = visit.stored[f"{A}ZF_A14"]
    assert (stored.text, stored.basis, stored.source) == ("strip", "imported", "earlier:2025")
    assert "2025" in provenance_words(stored)
    assert visit.stored["/housing/C/ZF_C00_year"].text == "2012"
    assert visit.stored[f"{A}ZF_A17"].text == "professional"  # asked then; named by its code
    assert f"{A}ZF_A14" in unlooked(visit)
    assert looked_at(visit, [f"{A}ZF_A14"]) == [f"{A}ZF_A14"]
    assert visit.stored[f"{A}ZF_A14"].basis == "papers"


def test_never_problems_nor_what_a_rule_found_nor_what_nobody_allowed(
    workspace: Workspace, last_year: Path
) -> None:
    import_earlier(workspace, last_year)
    visit = _begin(workspace)
    assert f"{A}ZF_A19" not in visit.stored  # a problem then
    assert f"{A}ZF_A20" not in visit.stored  # an appraisal is no basic
    assert "/housing/I/ZF_I04" not in visit.stored  # sensitive
    assert all(one.text != "none" for path, one in visit.stored.items() if "/B/" in path)
    roster = visit.stored[f"{A}ZF_A09_above"]
    assert roster.source == "roster"  # this campaign's own stands before last year's


def test_measured_answers_come_only_when_their_code_is_named(
    workspace: Workspace, last_year: Path
) -> None:
    import_earlier(workspace, last_year)
    allow(workspace, earlier=["A"])
    assert f"{A}ZF_A10_stairs" not in _begin(workspace).stored
    _begin(workspace).discard()
    allow(workspace, earlier=["ZF-A10"])
    with workspace.reading() as session:
        from app.inspection.checklists import definition, newest
        from app.inspection.effort.earlier_answers import earlier_defaults

        form = definition(workspace, newest(session, "building").hash)
        found = earlier_defaults(session, form, _begin(workspace).place)
    assert found[f"{A}ZF_A10_stairs"]["answer"] == "4"
    assert f"{A}ZF_A14" not in found


def test_taking_over_twice_changes_nothing(workspace: Workspace, last_year: Path) -> None:
    import_earlier(workspace, last_year)
    with workspace.reading() as session:
        before = session.connection().exec_driver_sql("SELECT count(*) FROM change").scalar()
    import_earlier(workspace, last_year)
    with workspace.reading() as session:
        after = session.connection().exec_driver_sql("SELECT count(*) FROM change").scalar()
    assert before == after


def test_a_roster_with_census_and_gas_columns_answers_their_questions(
    workspace: Workspace, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(resource("sample/roster.xlsx"))
    sheet = book["名册"]
    extra = {
        "楼梯部数": 3, "基础形式": "条形", "房屋产权": "私有", "物业管理": "专业物业",
        "图纸情况": "部分", "通气情况": "已通气", "立管年份": 2012,
    }  # fmt: skip
    width = sheet.max_column
    heads = [cell.value for cell in sheet[1]]
    for at, (title, value) in enumerate(extra.items(), width + 1):
        if title in heads:
            continue
        sheet.cell(1, at, title)
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row, heads.index("楼栋") + 1).value == "8号楼":
                sheet.cell(row, at, value)
    book.save(tmp_path / "r.xlsx")
    import_roster(workspace, tmp_path / "r.xlsx")
    visit = _begin(workspace, "8号楼")
    wanted = {
        "A/ZF_A10_stairs": "3", "A/ZF_A14": "strip", "A/ZF_A15": "private",
        "A/ZF_A17": "professional", "A/ZF_A18": "partial", "C/ZF_C00": "connected",
        "C/ZF_C00_year": "2012",
    }  # fmt: skip
    for path, text in wanted.items():
        stored = visit.stored[f"/housing/{path}"]
        assert (stored.text, stored.basis, stored.source) == (text, "imported", "roster"), path
    broken = {one.path for one in visit.instance.violations()}
    assert not broken & {f"/housing/{path}" for path in wanted}
    with workspace.reading() as session:
        campaign = workspace.campaign()
        assert campaign is not None
        export_roster(session, campaign.id, tmp_path / "again.xlsx")
    again = openpyxl.load_workbook(tmp_path / "again.xlsx")["名册"]
    titles = [cell.value for cell in again[1]]
    rows = [[cell.value for cell in row] for row in again.iter_rows(min_row=2)]
    name, gas = titles.index("楼栋"), titles.index("管道燃气")
    assert {row[gas] for row in rows if row[name] == "8号楼"} == {"已通"}
    assert ORDINARY["ZF_A14"] == "strip"  # what the bench's clerk would have typed
