"""Fill once, file many: what others get holds what was answered, and nothing that it must not."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from sqlalchemy import select

from app.cli import main
from app.errors import AppError
from app.inspection.checklists import register
from app.inspection.derive import derive
from app.models.derived import Finding
from app.models.ids import place_id
from app.models.log import Draft, write
from app.models.tables import Inspection
from app.reports.filing import (
    fill_template,
    flat_tables,
    keep_mapping,
    plan_template,
    view_template,
    write_communities,
    write_csv,
    write_full,
)
from app.workspace import Workspace
from tests.faults.small import BUILDINGS, CAMPAIGN, ORDINARY, begin, foreign, make, place
from tests.faults.small_form import workbook as small_form


def in_areas(workspace: Workspace) -> None:
    """Put the six buildings into two communities with an area each."""
    with workspace.sessions.begin() as session:
        drafts = []
        for number, name in enumerate(("长安", "东方红")):
            community, area = place_id(CAMPAIGN, name), place_id(CAMPAIGN, f"{name}/小区")
            for key, level, called, parent in (
                (community, "community", name, None),
                (area, "area", f"{name}小区", community),
            ):
                drafts += [
                    Draft("place", key, "campaign", str(CAMPAIGN)),
                    Draft("place", key, "level", level),
                    Draft("place", key, "code", f"{name}-{level}"),
                    Draft("place", key, "name", called),
                ]
                if parent is not None:
                    drafts.append(Draft("place", key, "parent", str(parent)))
            drafts += [
                Draft("place", place(one), "parent", str(area))
                for one in BUILDINGS[number * 3 : number * 3 + 3]
            ]
        write(session, workspace.writer(session), drafts)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Workspace]:
    with make(tmp_path / "hub", "汇总") as workspace:
        in_areas(workspace)
        one = begin(workspace, "1号楼", **ORDINARY | {"B02": "present", "B07": "=1+1"})
        one.finish()
        begin(workspace, "2号楼", **ORDINARY | {"B05": "?undecidable"})
        three = begin(workspace, "3号楼", **ORDINARY)
        foreign(workspace, three.inspection, "/housing/B/B02", {"answer": "present"})
        derive(workspace)
        yield workspace


def sheet(book: Any, title: str) -> list[dict[str, Any]]:
    rows = list(book[title].iter_rows(values_only=True))
    top = next(n for n, row in enumerate(rows) if "楼栋" in row)
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def answers_title(book: Any) -> str:
    return next(name for name in book.sheetnames if name.endswith("答案"))


def test_one_workbook_holds_everything(hub: Workspace, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_full(hub, tmp_path / "all.xlsx"))
    places = sheet(book, "楼栋")
    assert [row["楼栋"] for row in places] == [f"{n}号楼" for n in range(1, 7)]
    assert [row["检查情况"] for row in places[:4]] == ["查完", "检查中", "检查中", "未开始"]
    rows = {row["楼栋"]: row for row in sheet(book, answers_title(book))}
    first = rows["1号楼"]
    assert first["02 B02"] == "present"
    assert first["07 B07"] == "=1+1"
    assert book[answers_title(book)].cell(1, 1).data_type == "s"
    assert rows["2号楼"]["05 B05"] == "判不了"
    assert rows["3号楼"]["02 B02"] == "有冲突"
    found = sheet(book, "问题")
    assert [(row["楼栋"], row["检查项"]) for row in found if row["状态"] == "疑似"] == [
        ("1号楼", "B-02")
    ]


def test_text_that_looks_like_a_formula_is_never_run(hub: Workspace, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_full(hub, tmp_path / "all.xlsx"))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    files = write_csv(hub, tmp_path / "csv")
    text = "".join(file.read_text(encoding="utf-8-sig") for file in files)
    assert "'=1+1" in text
    assert ",=1+1" not in text


def test_csv_has_a_mark_and_the_same_rows(hub: Workspace, tmp_path: Path) -> None:
    files = write_csv(hub, tmp_path / "csv")
    book = openpyxl.load_workbook(write_full(hub, tmp_path / "all.xlsx"))
    assert book.sheetnames[0] == "说明"
    assert sorted(file.stem for file in files) == sorted(book.sheetnames[1:])
    for file in files:
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.reader(opened))
        assert len(rows) - 1 == len(sheet(book, file.stem))


def test_a_community_gets_its_own_and_nothing_else(hub: Workspace, tmp_path: Path) -> None:
    files = write_communities(hub, tmp_path / "each")
    with hub.reading() as session:
        city, _tables = flat_tables(hub, session)
        names = [one.name for one in city.communities]
    assert [file.stem for file in files] == names
    for file in files:
        book = openpyxl.load_workbook(file)
        for page in book.sheetnames[1:]:
            assert {row["社区"] for row in sheet(book, page)} <= {file.stem}


def test_communities_of_one_name_get_a_file_each(hub: Workspace, tmp_path: Path) -> None:
    """Two are called alike, as in two streets; others only in what no file may be called."""
    with hub.sessions.begin() as session:
        write(
            session,
            hub.writer(session),
            [
                Draft("place", place_id(CAMPAIGN, "东方红"), "name", "长安"),
                *(
                    Draft("place", place_id(CAMPAIGN, name), field, value)
                    for name in ("East:A", "EAST-a", "con .x")
                    for field, value in (
                        ("campaign", str(CAMPAIGN)),
                        ("level", "community"),
                        ("code", f"{name}-1"),
                        ("name", name),
                    )
                ),
            ],
        )
    derive(hub)
    files = write_communities(hub, tmp_path / "each")
    stems = [file.stem for file in files]
    assert len({stem.casefold() for stem in stems}) == len(files) == 5
    assert sorted(stem for stem in stems if "长安" in stem) == [
        "长安（东方红-community）",
        "长安（长安-community）",
    ]
    assert {"East-A", "EAST-a（2）"} <= set(stems) or {"EAST-a", "East-A（2）"} <= set(stems)
    assert "_con .x" in stems
    found = [
        {row["楼栋"] for row in sheet(openpyxl.load_workbook(file), "楼栋")}
        for file in files
        if "长安" in file.stem
    ]
    assert sorted(map(len, found)) == [3, 3]
    assert not found[0] & found[1]


def test_what_is_sensitive_stays_at_home(tmp_path: Path) -> None:
    """A checklist with a sensitive question, asked with and without leave."""
    book = openpyxl.load_workbook(io.BytesIO(small_form(version="2")))
    survey = book["survey"]
    survey.cell(1, survey.max_column + 1, "bind::cj:sensitive")
    for cell in survey["B"]:
        if cell.value in ("B07", "B08"):  # B08 repeats what B07 says
            survey.cell(cell.row, survey.max_column, "yes")
    book.save(tmp_path / "secret.xlsx")
    with make(tmp_path / "w", "马") as workspace:
        in_areas(workspace)
        register(workspace, tmp_path / "secret.xlsx")
        begin(workspace, "1号楼", **ORDINARY | {"B07": "张三 13912345678"})
        derive(workspace)
        public = _all_text(write_full(workspace, tmp_path / "public.xlsx"))
        assert "13912345678" not in public
        assert "B07" not in public
        own = _all_text(write_full(workspace, tmp_path / "own.xlsx", sensitive=True))
        assert "13912345678" in own


def _all_text(file: Path) -> str:
    book = openpyxl.load_workbook(file)
    return "\n".join(str(cell.value) for page in book for row in page for cell in row if cell.value)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A bureau's form: title, a marked line, headings under their own words, a formula beneath."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "上报表"
    page["A1"] = "{campaign.city}房屋安全情况表"
    page["A2"] = "共 {count.buildings} 栋，查完 {count.done} 栋，{not.ours} 不动"
    for column, head in enumerate(("序号", "小区", "楼栋", "地上层数", "B02", "我们不懂的"), 1):
        page.cell(4, column, head).font = Font(bold=True)
    for column in range(1, 7):
        page.cell(5, column).font = Font(italic=True)
    page["H1"] = "=SUM(D5:D100)"
    page.column_dimensions["B"].width = 33
    file = tmp_path / "模板.xlsx"
    book.save(file)
    return file


def test_a_template_is_filled_by_its_headings(
    hub: Workspace, template: Path, tmp_path: Path
) -> None:
    before = template.read_bytes()
    plan = plan_template(hub, template)
    assert set(plan.unknown.values()) == {"序号", "我们不懂的"}
    done = fill_template(hub, template, tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(done.path)["上报表"]
    assert page["A1"].value == "中卫房屋安全情况表"
    assert page["A2"].value == "共 6 栋，查完 1 栋，{not.ours} 不动"
    assert [page.cell(row, 3).value for row in range(5, 5 + done.rows)] == [
        f"{n}号楼" for n in range(1, done.rows + 1)
    ]
    assert page["F5"].value is None
    assert all(page.cell(row, 3).font.italic for row in range(5, 5 + done.rows))
    assert page["H1"].value == "=SUM(D5:D100)"
    assert page.column_dimensions["B"].width == 33
    assert template.read_bytes() == before


def test_headings_that_a_person_tied_are_remembered_in_the_template(
    hub: Workspace, template: Path, tmp_path: Path
) -> None:
    mapping = {"我们不懂的": "where.code"}
    plan = plan_template(hub, template, mapping=mapping)
    assert plan.columns[6] == "where.code"
    kept = keep_mapping(template, tmp_path / "记住.xlsx", plan)
    again = plan_template(hub, kept)
    assert again.columns == plan.columns
    done = fill_template(hub, kept, tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(done.path)["上报表"]
    assert page["F5"].value


def test_a_heading_left_empty_stays_empty_until_it_is_tied_again(
    hub: Workspace, template: Path, tmp_path: Path
) -> None:
    """Beside a single cell above the headings, which says nothing about their row."""
    book = openpyxl.load_workbook(template)
    name = "cj.count.findings"
    book.defined_names[name] = DefinedName(name, attr_text="'上报表'!$H$2")
    book.save(template)
    mapping = {"楼栋": "", "我们不懂的": "where.code"}
    kept = keep_mapping(
        template, tmp_path / "记住.xlsx", plan_template(hub, template, mapping=mapping)
    )
    again = plan_template(hub, kept)
    assert again.columns == {2: "where.area", 4: "place.floors_above", 5: again.columns[5],
                             6: "where.code"}  # fmt: skip
    assert again.unknown == {1: "序号", 3: "楼栋"}
    other = plan_template(hub, kept, mapping={"楼栋": "where.name", "我们不懂的": ""})
    assert other.columns[3] == "where.name"
    third = plan_template(hub, keep_mapping(kept, tmp_path / "再记住.xlsx", other))
    assert third.columns == other.columns
    assert third.unknown == {1: "序号", 6: "我们不懂的"}


def test_what_stands_beneath_the_rows_of_a_template_is_never_overwritten(
    hub: Workspace, template: Path, tmp_path: Path
) -> None:
    rows = fill_template(hub, template, tmp_path / "out.xlsx").rows
    for row, fits in ((5 + rows, True), (4 + rows, False)):
        for merged in (True, False):
            book = openpyxl.load_workbook(template)
            page = book["上报表"]
            page.cell(row, 1, "填表人（签字）：")
            if merged:
                page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=6)
            book.save(tmp_path / "signed.xlsx")
            if not fits:
                with pytest.raises(AppError, match=f"第 {row} 行"):
                    fill_template(hub, tmp_path / "signed.xlsx", tmp_path / "no.xlsx")
                assert not (tmp_path / "no.xlsx").exists()
                continue
            done = fill_template(hub, tmp_path / "signed.xlsx", tmp_path / "out.xlsx")
            page = openpyxl.load_workbook(done.path)["上报表"]
            assert page.cell(row, 1).value == "填表人（签字）："
            assert page.cell(row - 1, 3).value == f"{rows}号楼"


def test_merged_headings_and_values_of_a_template_are_filled(
    hub: Workspace, template: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(template)
    page = book["上报表"]
    page.merge_cells("A1:F1")
    page.merge_cells("A2:F3")
    name = "cj.count.findings"
    page.merge_cells("I1:J2")
    book.defined_names[name] = DefinedName(name, attr_text=f"'{page.title}'!$J$2")
    book.save(tmp_path / "merged.xlsx")
    done = fill_template(hub, tmp_path / "merged.xlsx", tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(done.path)["上报表"]
    assert page["A1"].value == "中卫房屋安全情况表"
    assert isinstance(page["I1"].value, int)


def test_named_cells_take_single_values(hub: Workspace, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    name = "cj.count.findings"
    book.defined_names[name] = DefinedName(name, attr_text=f"'{page.title}'!$B$2")
    book.save(tmp_path / "t.xlsx")
    done = fill_template(hub, tmp_path / "t.xlsx", tmp_path / "out.xlsx")
    value = openpyxl.load_workbook(done.path).worksheets[0]["B2"].value
    assert isinstance(value, int)
    assert value >= 1


def test_a_template_with_nothing_of_ours_is_refused_in_words(
    hub: Workspace, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "甲"
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(AppError, match=r"t\.xlsx"):
        fill_template(hub, tmp_path / "t.xlsx", tmp_path / "out.xlsx")
    (tmp_path / "bad.xlsx").write_bytes(b"PK no workbook")
    with pytest.raises(AppError, match=r"bad\.xlsx"):
        plan_template(hub, tmp_path / "bad.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


def test_the_template_itself_is_never_overwritten(hub: Workspace, template: Path) -> None:
    with pytest.raises(AppError):
        fill_template(hub, template, template)


def test_the_command(
    hub: Workspace, template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(hub.root)
    hub.close()
    for action, target in (("full", "a.xlsx"), ("csv", "csv"), ("communities", "each")):
        assert main(["filing", action, "-w", root, str(tmp_path / target)]) == 0
    out = str(tmp_path / "out.xlsx")
    assert main(["filing", "template", "-w", root, str(template), out]) == 0
    assert "我们不懂的" in capsys.readouterr().out
    assert main(["filing", "template", "-w", root, str(template), "--tie", "x"]) == 1


def test_a_template_is_shown_with_every_heading(
    hub: Workspace, template: Path, tmp_path: Path
) -> None:
    """What is tied by hand is filled in; what a person takes away stays empty."""
    seen = view_template(hub, template)
    known = {tie.heading: tie.key for tie in seen.ties}
    found = [heading for heading, key in known.items() if key]
    strange = [heading for heading, key in known.items() if not key]
    assert found
    assert strange
    assert seen.tied == len(found)
    mapping = {strange[0]: "where.code", found[0]: ""}
    again = view_template(hub, template, mapping=mapping)
    assert {tie.heading: tie.key for tie in again.ties} == known | mapping
    done = fill_template(hub, template, tmp_path / "filled.xlsx", mapping=mapping)
    page = openpyxl.load_workbook(done.path)[done.plan.sheet]
    heads = {str(cell.value).strip(): cell.column for cell in page[done.plan.row]}
    rows = range(done.plan.row + 1, done.plan.row + 1 + done.rows)
    assert done.rows == 3  # as many as have been inspected
    assert all(page.cell(row, heads[strange[0]]).value for row in rows)
    assert not any(page.cell(row, heads[found[0]]).value for row in rows)


def test_a_template_with_nothing_of_ours_can_be_tied(hub: Workspace, tmp_path: Path) -> None:
    """One heading tied by a person is enough."""
    book = openpyxl.Workbook()
    book.active["A1"] = "某局统计表"
    for column, words in enumerate(("甲", "乙", "丙"), 1):
        book.active.cell(3, column, words)
    theirs = tmp_path / "theirs.xlsx"
    book.save(theirs)
    seen = view_template(hub, theirs)
    assert [(tie.heading, tie.key) for tie in seen.ties] == [("甲", ""), ("乙", ""), ("丙", "")]
    assert seen.plan is None
    done = fill_template(
        hub, theirs, tmp_path / "filled.xlsx", table=seen.table, mapping={"乙": "where.code"}
    )
    page = openpyxl.load_workbook(done.path).active
    assert done.rows == len(BUILDINGS)
    assert page["A1"].value == "某局统计表"
    assert [page.cell(3 + row, 2).value for row in range(1, done.rows + 1)].count(None) == 0
    assert page["A4"].value is None


def test_what_the_lists_do_not_count_is_not_counted_for_a_bureau(
    hub: Workspace, tmp_path: Path
) -> None:
    """3号楼 is finished, yet two people differ about its finding; 5号楼's is a false alarm."""
    begin(hub, "3号楼").finish()
    begin(hub, "5号楼", **ORDINARY | {"B02": "present"}).finish()
    begin(hub, "6号楼", **ORDINARY | {"B02": "present"})  # not finished
    derive(hub)
    with hub.sessions.begin() as session:
        (found,) = session.scalars(
            select(Finding)
            .join(Inspection, Inspection.id == Finding.inspection)
            .where(Inspection.place == place("5号楼"))
        )
        write(session, hub.writer(session), [Draft("judgement", found.id, "verdict", "dismissed")])
    derive(hub)
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page["A1"], page["A2"], page["A3"] = "{count.findings}", "{count.troubled}", "{count.done}"
    book.save(tmp_path / "t.xlsx")
    done = fill_template(hub, tmp_path / "t.xlsx", tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(done.path).worksheets[0]
    assert [str(page[cell].value) for cell in ("A1", "A2", "A3")] == ["1", "1", "3"]
    book = openpyxl.load_workbook(write_full(hub, tmp_path / "all.xlsx"))
    rows = {row["楼栋"]: row for row in sheet(book, "楼栋")}
    told = {name: (row["检查情况"], row["待定"], row["问题数（处）"]) for name, row in rows.items()}
    assert told == {
        "1号楼": ("查完", None, 1),
        "2号楼": ("检查中", None, None),
        "3号楼": ("查完", "1 处两人答得不一样", None),
        "4号楼": ("未开始", None, None),
        "5号楼": ("查完", None, 0),
        "6号楼": ("检查中", None, None),
    }
    answers = {row["楼栋"]: row for row in sheet(book, answers_title(book))}
    assert answers["3号楼"]["待定"] == "1 处两人答得不一样"


def test_csv_of_a_rehearsal_says_so_in_its_names(hub: Workspace, tmp_path: Path) -> None:
    real = [one.name for one in write_csv(hub, tmp_path / "real")]
    with hub.sessions.begin() as session:
        write(session, hub.writer(session), [Draft("campaign", CAMPAIGN, "rehearsal", True)])
    derive(hub)
    assert [one.name for one in write_csv(hub, tmp_path / "csv")] == [f"演练_{one}" for one in real]
