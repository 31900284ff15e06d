from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.errors import AppError, Cancelled
from app.models import derived
from app.models.ids import inspection_id, new_id
from app.models.log import delete
from app.reports.lists import write_lists
from tests.reports.conftest import NOW, City, make_city

NAMES = [
    "住房问题清单.xlsx",
    "小区问题清单.xlsx",
    "楼栋问题台账.xlsx",
    "各社区问题台账.xlsx",
    "结构安全鉴定候选清单.xlsx",
    "未查清单.xlsx",
]


class Lists:
    """The workbooks as another library reads them."""

    def __init__(self, folder: Path) -> None:
        self.books: dict[str, Workbook] = {
            file.stem: openpyxl.load_workbook(file) for file in folder.glob("*.xlsx")
        }

    def sheet(self, book: str, name: str) -> Worksheet:
        sheet = self.books[book][name]
        assert isinstance(sheet, Worksheet)
        return sheet

    def rows(self, book: str, name: str) -> list[list[Any]]:
        return [[cell.value for cell in row] for row in self.sheet(book, name).iter_rows()]

    def table(self, book: str, name: str) -> list[dict[str, Any]]:
        """Return the rows below a one-line heading that begins with 序号, down to the notes."""
        rows = self.rows(book, name)
        start = next(index for index, row in enumerate(rows) if row[0] == "序号")
        found = []
        for row in rows[start + 1 :]:
            if isinstance(row[0], str):
                break
            found.append(dict(zip(rows[start], row, strict=True)))
        return found

    def block(self, book: str, name: str, title: str) -> dict[str, list[list[Any]]]:
        """Return the lines of each indicator below a title; merged cells are in the first."""
        rows = self.rows(book, name)
        start = next(
            index for index, row in enumerate(rows) if row[0] and str(row[0]).startswith(title)
        )
        found: dict[str, list[list[Any]]] = {}
        last = ""
        for row in rows[start + 1 :]:
            if isinstance(row[0], str):
                break
            last = row[1] or last
            found.setdefault(last, []).append(row)
        return found

    def text(self, book: str, name: str) -> str:
        return "\n".join(str(cell) for row in self.rows(book, name) for cell in row if cell)


def written(city: City, folder: Path) -> Lists:
    with city.database.reading() as session:
        files = write_lists(session, folder)
    assert [file.name for file in files] == NAMES
    assert sorted(file.name for file in folder.iterdir()) == sorted(NAMES)
    return Lists(folder)


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Lists:
    folder = tmp_path_factory.mktemp("city")
    city = make_city(folder / "city.sqlite")
    found = written(city, folder / "lists")
    city.database.close()
    return found


H01, H03, H05 = "存在结构安全隐患的住宅数量", "存在楼道安全隐患的住宅数量", "非成套住宅数量"


def test_a_building_with_two_findings_counts_once_in_its_area(lists: Lists) -> None:
    block = lists.block("住房问题清单", "甲社区", "甲小区")
    # 应查 已查 有问题 无问题 未定 不适用 未查完
    assert block[H01][0][2] == 1
    assert block[H01][0][7:] == [5, 4, 1, 2, 1, 0, 1]
    assert [line[3] for line in block[H01]] == [
        "疑似：混凝土承重构件开裂：共1栋，为1号楼",
        "疑似：砌体风化：共1栋，为1号楼",
    ]
    assert block[H03][0][2] == 2
    assert block[H03][0][7:] == [5, 4, 2, 1, 1, 0, 1]
    assert [line[3:7] for line in block[H03]] == [
        ["踏步缺损：共2栋，为1、2号楼；有冲突、暂不计入1栋，为3号楼", "较严重", "低", "限时解决"],
        ["照明损坏：共1栋，为1号楼", "一般", "低", "尽力解决"],
    ]


def test_non_complete_dwellings_are_counted_in_dwellings(lists: Lists) -> None:
    area = lists.block("住房问题清单", "甲社区", "甲小区")[H05][0]
    assert (area[2], area[3]) == (12, "非成套住宅：共12套，涉及1栋，为2号楼")
    community = lists.block("住房问题清单", "甲社区", "甲社区合计")[H05][0]
    assert community[2] == 15
    assert community[3] == "非成套住宅：共15套，涉及2栋，为甲小区（2号楼）；乙小区（10号楼）"
    assert community[7:] == [6, 5, 2, 3, 0, 0, 1]


def test_the_whole_city_names_communities_and_keeps_its_denominator(lists: Lists) -> None:
    block = lists.block("住房问题清单", "全部", "序号")
    assert block[H03][0][2] == 3
    assert block[H03][0][3].startswith("踏步缺损：共3栋，为甲社区3栋；有冲突、暂不计入1栋")
    assert block[H03][0][7:] == [7, 5, 3, 1, 1, 0, 2]
    assert block["需要进行适老化改造的住宅数量"][0][7:] == [7, 5, 0, 4, 0, 1, 2]


def test_nothing_inspected_prints_no_zero(lists: Lists) -> None:
    row = lists.block("住房问题清单", "乙社区", "丁小区")[H01][0]
    assert row[2] is None
    assert row[3] == "未查完"
    assert row[7:] == [1, 0, 0, 0, 0, 0, 1]


def test_the_list_words_severity_as_the_handbook_does(lists: Lists) -> None:
    line = lists.block("住房问题清单", "甲社区", "甲小区")[H01][0]
    assert line[4:7] == ["严重", "高", "限时解决"]
    assert "“严重”" not in lists.text("楼栋问题台账", "楼栋问题台账")
    assert "严重即程序中的“非常严重”" in lists.text("住房问题清单", "甲社区")


def test_the_ledger_holds_every_finding_with_its_mark(lists: Lists) -> None:
    table = lists.table("楼栋问题台账", "楼栋问题台账")
    assert [(row["楼栋"], row["检查项"], row["标记"]) for row in table] == [
        ("1号楼", "ZF-B01", None),
        ("1号楼", "ZF-B03", None),
        ("1号楼", "ZF-D01", None),
        ("1号楼", "ZF-D03", None),
        ("2号楼", "ZF-D01", None),
        ("2号楼", "ZF-F01", None),
        ("3号楼", "ZF-D01", "有冲突"),
        ("4号楼", "ZF-D02", "已排除（误报）"),
        ("5号楼", "ZF-D01", "未查完"),
        ("10号楼", "ZF-D01", None),
        ("10号楼", "ZF-F01", None),
    ]
    first = table[0]
    assert first["疑似"] == "疑似"
    assert first["问题程度"] == "非常严重"
    assert first["照片数"] == 2
    assert first["位置"] == "2单元3层，电话138****1234"
    assert first["检查日期"] == "2024-07-30"
    assert table[5]["数量"] == "12 套"
    text = lists.text("楼栋问题台账", "楼栋问题台账")
    assert "共 11 条（已与数据库核对），涉及 6 处；计入指标 8 条，涉及 3 处" in text
    assert "不计入：已排除（误报） 1 条，有冲突 1 条，未查完 1 条" in text


def test_each_community_has_its_ledger_and_a_line_in_the_summary(lists: Lists) -> None:
    assert lists.books["各社区问题台账"].sheetnames == ["汇总", "甲社区", "乙社区"]
    assert len(lists.table("各社区问题台账", "甲社区")) == 11
    assert lists.table("各社区问题台账", "乙社区") == []
    rows = [row for row in lists.rows("各社区问题台账", "汇总") if row[1] in ("甲社区", "合计")]
    #   应查 查完 未查完, H01 … H10, 非常严重 严重 一般 未计入
    assert rows[0][2:] == [6, 5, 1, 1, 0, 3, 0, 15, 0, 0, 0, 0, 0, 1, 6, 1, 3]
    assert rows[1][2:] == [7, 5, 2, 1, 0, 3, 0, 15, 0, 0, 0, 0, 0, 1, 6, 1, 3]


def test_candidates_are_those_with_structural_findings_or_no_judgement(lists: Lists) -> None:
    table = lists.table("结构安全鉴定候选清单", "结构安全鉴定候选清单")
    assert [row["楼栋"] for row in table] == ["1号楼", "3号楼"]
    assert table[0]["触发依据（检查项、问题、位置）"].split("\n") == [
        "ZF-B01.1 疑似：混凝土承重构件开裂（2单元3层，电话138****1234）",
        "ZF-B03.1 疑似：砌体风化",
    ]
    assert (table[0]["最重程度"], table[0]["触发项照片"]) == ("非常严重", 2)
    assert (table[0]["结构类型"], table[0]["建成年份"]) == ("砖混（砌体）", 1996)
    assert table[1]["初判"] == "判不了"
    assert table[1]["触发依据（检查项、问题、位置）"] == "判不了：ZF-B12"


def test_what_is_open_is_listed_with_its_reason(lists: Lists) -> None:
    rows = [
        (row["社区"], row["楼栋"], row["检查表"], row["原因"], row["具体情况"])
        for row in lists.table("未查清单", "未查清单")
        if row["检查表"] == "住房检查表"
    ]
    assert rows == [
        ("甲社区", "3号楼", "住房检查表", "判不了", "1 题判不了：ZF-B12"),
        ("甲社区", "3号楼", "住房检查表", "有冲突、待定", "1 处两人答得不一样"),
        ("甲社区", "5号楼", "住房检查表", "未查完", "已答 70/79 题，缺 3 题、2 张照片"),
        ("甲社区", "5号楼", "住房检查表", "未查到（拒访、无人）", "拒访；4 题未查到"),
        ("乙社区", "1号楼", "住房检查表", "未开始", "还没有人查过"),
    ]


def test_sheets_are_laid_out_for_print(lists: Lists) -> None:
    sheet = lists.sheet("楼栋问题台账", "楼栋问题台账")
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 8
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "A4"
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
    assert sheet["A1"].value == "楼栋问题台账"
    assert sheet["A2"].value == "城市：中卫市　体检批次：2024 年城市体检　范围：全部社区"
    assert sheet["G4"].alignment.wrap_text is True
    merged = {str(one) for one in lists.sheet("住房问题清单", "甲社区").merged_cells.ranges}
    assert {"B6:B7", "C6:C7", "H6:H7"} <= merged


def test_gaps_are_added_and_a_surplus_offsets_nothing(empty: City, tmp_path: Path) -> None:
    community = empty.place("community", "01", "甲社区", None)
    for number, (gap, outcome) in enumerate(
        (("30", "problem"), ("-50", "clear"), ("8", "problem"))
    ):
        area = empty.place("area", f"01-{number}", f"小区{number}", community)
        visit = empty.visit(area, {"C05": outcome, "C07": outcome}, form="residential_area")
        if outcome == "problem":
            empty.finding(visit, "XQ-F02.1", "停车泊位不足", "C05", quantity=gap, unit="个")
            empty.finding(visit, "XQ-F04.1", "停车混乱", "C05", quantity="0", unit="个")
        if gap == "30":
            empty.finding(visit, "XQ-H01.1", "未配建充电设施", "C07", unit="个")
            empty.finding(visit, "XQ-H03.1", "飞线充电", "C07", quantity="0", unit="个")
        elif gap == "8":
            empty.finding(visit, "XQ-H03.1", "飞线充电", "C07", quantity="0", unit="个")
    empty.visit(community, {"C01": "problem"}, form="community")
    visit = inspection_id(_place(empty, "01"), "community", "2024")
    for rule in ("XQ-B01.1", "XQ-B01.2"):
        empty.finding(visit, rule, f"未配建养老设施{rule[-1]}", "C01", quantity="3", unit="个")
    empty.fresh()
    lists = written(empty, tmp_path / "lists")
    rows = {
        row[1]: row
        for row in lists.block("小区问题清单", "甲社区", "甲社区合计").values()
        for row in row
    }
    parking, bikes, old = (
        rows["停车泊位缺口数"],
        rows["未配建电动自行车充电设施的小区数量"],
        rows["未达标配建养老服务设施的小区数量"],
    )
    assert parking[2] == "38 个"
    assert parking[4] == "停车泊位不足：2 个小区，38 个（小区0、小区2）"
    assert parking[6] == "停车混乱：2 个小区（小区0、小区2）（只列出，不计入）"
    assert bikes[2] == "1 个"
    assert bikes[3] == "是 2、否 1"
    assert old[2] == "3 个"
    assert old[3] == "否"
    assert old[7:] == [1, 1, 1, 0, 0, 0, 0]


def _place(city: City, code: str) -> UUID:
    from app.models.ids import place_id

    return place_id(city.campaign, code)


def test_no_list_is_printed_while_findings_are_stale(city: City, tmp_path: Path) -> None:
    with city.database.sessions.begin() as session:
        session.add(derived.Stale(inspection=new_id()))
    with city.database.reading() as session, pytest.raises(AppError, match="1"):
        write_lists(session, tmp_path / "lists")
    assert not (tmp_path / "lists").exists()


def test_cancelled_lists_leave_the_old_ones(city: City, tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / NAMES[0]).write_bytes(b"old")

    def stop(done: int, total: int, what: str = "") -> None:
        if what == "未查清单":
            raise Cancelled

    with city.database.reading() as session, pytest.raises(Cancelled):
        write_lists(session, folder, progress=stop)
    assert [file.name for file in folder.iterdir()] == [NAMES[0]]
    assert (folder / NAMES[0]).read_bytes() == b"old"


def test_a_list_that_cannot_be_replaced_is_named(city: City, tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    (folder / NAMES[2] / "in the way").mkdir(parents=True)  # a folder of that name: no rename
    with city.database.reading() as session, pytest.raises(AppError, match=NAMES[2]):
        write_lists(session, folder)
    assert not list(folder.glob("~*"))


def test_places_without_a_parent_are_not_lost(city: City, tmp_path: Path) -> None:
    lost = city.place("building", "99", "孤楼", None)
    visit = city.visit(lost, {"H03": "problem"})
    city.finding(visit, "ZF-D01.1", "踏步缺损", "H03")
    with city.database.sessions.begin() as session:
        delete(session, city.author, "place", _place(city, "01-02"), now_ms=NOW)
    city.fresh()
    lists = written(city, tmp_path / "lists")
    # 10号楼 lost its area, not its community.
    community = lists.block("住房问题清单", "甲社区", "（未归小区）")
    assert (community[H03][0][2], community[H03][0][7]) == (1, 1)
    lone = lists.block("住房问题清单", "（未归社区）", "（未归小区）")
    assert (lone[H03][0][2], lone[H03][0][7]) == (1, 1)
    assert lists.block("住房问题清单", "全部", "序号")[H03][0][7] == 8
    assert len(lists.table("楼栋问题台账", "楼栋问题台账")) == 12


def test_a_formula_or_markup_in_free_text_stays_text(city: City, tmp_path: Path) -> None:
    visit = inspection_id(_place(city, "01-01-002"), "housing", "2024")
    city.finding(visit, "ZF-E01.1", "=1+1", "H04", location="<b>&\x00东侧\n西侧 ")
    lists = written(city, tmp_path / "lists")
    row = next(
        row for row in lists.table("楼栋问题台账", "楼栋问题台账") if row["检查项"] == "ZF-E01"
    )
    assert row["存在问题"] == "=1+1"
    assert row["位置"] == "<b>&东侧\n西侧 "


def test_samples_and_rehearsals_say_so(city: City, tmp_path: Path) -> None:
    city.put("campaign", city.campaign, rehearsal=True)
    city.put("place", _place(city, "01-01"), sample=True)
    city.fresh()
    lists = written(city, tmp_path / "lists")
    for book in lists.books.values():
        for name in book.sheetnames:
            text = lists.text(next(k for k, v in lists.books.items() if v is book), name)
            assert "示例" in text
            assert "演练" in text
