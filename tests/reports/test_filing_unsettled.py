"""What nobody has decided never looks settled in a file for others, whatever its shape."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select

from app.inspection.derive import derive
from app.models.derived import Finding
from app.models.ids import new_id, place_id
from app.models.log import Draft, delete, write
from app.models.tables import Inspection
from app.reports.filing import fill_template, flat_tables, write_communities, write_csv, write_full
from app.reports.lists import write_lists
from app.workspace import Workspace
from tests.faults.small import CAMPAIGN, ORDINARY, begin, foreign, make, place
from tests.reports.test_filing import in_areas

Row = dict[str, Any]


def finding_at(workspace: Workspace, name: str) -> UUID:
    with workspace.reading() as session:
        query = select(Finding.id).join(Inspection, Inspection.id == Finding.inspection)
        return session.scalars(query.where(Inspection.place == place(name))).one()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Workspace]:
    """1号楼: floors, 2号楼: an answer, 3号楼: deleted and edited, 4号楼: what was judged of its
    finding, 5号楼: an answer waits, 6号楼: nothing in doubt; the area of 东方红 has two names."""
    with make(tmp_path / "hub", "汇总") as workspace:
        in_areas(workspace)
        for name in ("1号楼", "2号楼", "3号楼", "4号楼", "5号楼", "6号楼"):
            wrong = "present" if name == "4号楼" else "none"
            begin(workspace, name, **ORDINARY | {"B02": wrong}).finish()
        derive(workspace)
        foreign(workspace, place("1号楼"), "floors_above", 9, kind="place")
        foreign(workspace, place("1号楼"), "built_year", 1991, kind="place", bases=(new_id(),))
        two = begin(workspace, "2号楼").inspection
        foreign(workspace, two, "/housing/B/B02", {"answer": "present"})
        with workspace.sessions.begin() as session:
            judged = finding_at(workspace, "4号楼")
            write(
                session,
                workspace.writer(session),
                [Draft("judgement", judged, "verdict", "dismissed")],
            )
            delete(session, workspace.writer(session), "place", place("3号楼"))
        foreign(workspace, judged, "verdict", "confirmed", kind="judgement", early=True)
        foreign(workspace, place("3号楼"), "address", "鼓楼西街", kind="place")
        five = begin(workspace, "5号楼").inspection
        foreign(workspace, five, "/housing/B/B07", {"answer": "裂了"}, bases=(new_id(),))
        foreign(workspace, place_id(CAMPAIGN, "东方红/小区"), "name", "红旗小区", kind="place")
        derive(workspace)
        yield workspace


def of_book(file: Path) -> Callable[[str], list[Row]]:
    book = openpyxl.load_workbook(file)

    def rows(title: str) -> list[Row]:
        heads, *rest = book[title].iter_rows(values_only=True)
        return [dict(zip(heads, row, strict=True)) for row in rest]

    return rows


def told(rows: list[Row], *heads: str) -> dict[str, tuple[Any, ...]]:
    return {row["楼栋"]: tuple(row[head] or None for head in heads) for row in rows}


def test_the_workbook_marks_the_cell_the_row_and_says_what_marks_mean(
    hub: Workspace, tmp_path: Path
) -> None:
    file = write_full(hub, tmp_path / "all.xlsx")
    rows = of_book(file)
    places = told(rows("楼栋"), "地上层数", "建成年份", "待定", "问题数（处）")
    assert places == {
        "1号楼": ("有冲突", "等前面的包", "名册 1 项有冲突，名册 1 项等前面的包", None),
        "2号楼": (5, None, "1 处两人答得不一样", None),
        "3号楼（删与改碰头）": (5, None, "名册删与改碰头", None),
        "4号楼": (5, None, "1 个问题的审核有冲突", None),
        "5号楼": (5, None, "1 处等前面的包到齐", None),
        "6号楼": (5, None, None, None),
    }
    assert {row["小区"] for row in rows("楼栋")} == {"长安小区", "红旗小区（有冲突）"}
    numbers = {row["楼栋"]: row["问题数（处）"] for row in rows("楼栋")}
    assert numbers["6号楼"] == 0
    assert [name for name, number in numbers.items() if number is not None] == [
        "1号楼",
        "3号楼（删与改碰头）",
        "6号楼",
    ]
    said = told(rows("housing·答案"), "02 B02", "07 B07", "待定")
    assert said["2号楼"] == ("有冲突", None, "1 处两人答得不一样")
    assert said["5号楼"][1:] == ("等前面的包", "1 处等前面的包到齐")
    assert [(row["楼栋"], row["状态"], row["待定"]) for row in rows("问题")] == [
        ("2号楼", "有冲突", "有冲突"),
        ("4号楼", "有冲突", "有冲突"),
    ]
    about = openpyxl.load_workbook(file)["说明"]
    text = "\n".join(str(cell.value) for row in about for cell in row if cell.value is not None)
    for mark in ("有冲突", "等前面的包", "删与改碰头"):
        assert f"“{mark}”" in text
    counts = {row[0].value: (row[1].value, row[2].value) for row in about.iter_rows(5, 8)}
    assert counts == {"楼栋": (6, 5), "housing·答案": (6, 5), "问题": (2, 2), "照片": (0, 0)}


def test_csv_and_the_communities_have_the_same_marks(hub: Workspace, tmp_path: Path) -> None:
    whole = of_book(write_full(hub, tmp_path / "all.xlsx"))
    files = write_communities(hub, tmp_path / "each")
    for title in ("楼栋", "housing·答案", "问题"):
        apart = [row for file in files for row in of_book(file)(title)]
        assert apart == whole(title)
        with (write_csv(hub, tmp_path / "csv")[0].parent / f"{title}.csv").open(
            encoding="utf-8-sig", newline=""
        ) as opened:
            rows = list(csv.DictReader(opened))
        assert [row["待定"] or None for row in rows] == [row["待定"] for row in whole(title)]


def test_a_bureau_s_template_gets_the_marks_and_counts_nothing_in_doubt(
    hub: Workspace, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page["A1"] = "问题 {count.findings} 处，{count.troubled} 栋；待定 {count.unsettled} 栋"
    for column, head in enumerate(("楼栋", "地上层数", "问题数", "待定"), 1):
        page.cell(2, column, head)
    book.save(tmp_path / "t.xlsx")
    done = fill_template(hub, tmp_path / "t.xlsx", tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(done.path).worksheets[0]
    assert page["A1"].value == "问题 0 处，0 栋；待定 5 栋"
    assert [page.cell(3, column).value for column in (1, 2, 4)] == [
        "1号楼",
        "有冲突",
        "名册 1 项有冲突，名册 1 项等前面的包",
    ]
    assert page.cell(4, 3).value is None


def test_lists_count_a_false_alarm_that_somebody_denies_as_undecided(
    hub: Workspace, tmp_path: Path
) -> None:
    """Neither 有问题 nor 无问题; the ledger shows it with its mark."""
    with hub.reading() as session:
        city, _tables = flat_tables(hub, session)
        write_lists(session, tmp_path / "lists")
    found = next(one for one in city.findings if city.places[one.place].name == "4号楼")
    outcomes = {
        city.places[place].name: verdict.outcome
        for (place, indicator), verdict in city.verdicts.items()
        if indicator == found.indicator
    }
    assert outcomes["4号楼"] == "undecided"
    assert outcomes["6号楼"] == "clear"
    page = openpyxl.load_workbook(tmp_path / "lists" / "楼栋问题台账.xlsx").worksheets[0]
    heads = [cell.value for cell in page[3]]
    row = dict(zip(heads, (cell.value for cell in page[5]), strict=True))
    assert (row["楼栋"], row["标记"]) == ("4号楼", "有冲突")


def test_severity_reads_as_in_the_window(hub: Workspace, tmp_path: Path) -> None:
    """严重 for the gravest is the word of the handbook's own lists alone."""
    with hub.sessions.begin() as session:
        judged = Draft("judgement", finding_at(hub, "4号楼"), "severity", "critical")
        write(session, hub.writer(session), [judged])
    derive(hub)
    rows = of_book(write_full(hub, tmp_path / "all.xlsx"))("问题")
    assert {row["楼栋"]: row["问题程度"] for row in rows}["4号楼"] == "非常严重"
