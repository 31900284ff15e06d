from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from app.errors import AppError
from app.inspection.roster.actions import RosterDraft, read_roster, write_template
from app.inspection.roster.columns import COLUMNS, REQUIRED, SHEET
from app.paths import resource

HEADERS = ["区", "街道/乡镇", "社区", "小区", "楼栋", "地上层数", "备注"]
ROW = ["沙坡头区", "街道", "长安", "甲", "1号楼", 6, ""]


def workbook(path: Path, rows: list[list[object]], sheet: str = SHEET) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def reasons(draft: RosterDraft) -> list[tuple[str, int, str, str]]:
    return [(one.sheet, one.row, one.column, one.reason.template) for one in draft.problems]


def test_headers_are_found_by_name_in_any_order_and_either_language(tmp_path: Path) -> None:
    rows = [["楼号", "Community", "District", "街道", "没见过的列", "小区名称"]]
    rows += [["1号楼", "长安", "沙坡头区", "街道", "x", "甲"]]
    draft = read_roster(workbook(tmp_path / "a.xlsx", [["某某名册"], *rows]))
    assert draft.problems == ()
    assert draft.lines[0].row == 3
    assert draft.lines[0].cells == {
        "building": "1号楼",
        "community": "长安",
        "district": "沙坡头区",
        "street": "街道",
        "area": "甲",
    }
    assert [(note.row, note.column) for note in draft.notes] == [(2, "没见过的列")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = [
        HEADERS,
        [str(cell) for cell in ROW],
        ["沙坡头区", "街道", "长安", "甲", "２号楼 ", "6"],
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    (tmp_path / "名册.csv").write_bytes(text.encode(encoding))
    draft = read_roster(tmp_path / "名册.csv")
    assert draft.problems == ()
    assert [(line.row, line.cells["building"]) for line in draft.lines] == [
        (2, "1号楼"),
        (3, "2号楼"),
    ]
    assert [(note.row, note.column, note.value) for note in draft.notes] == [(3, "楼栋", "２号楼 ")]


def test_a_rare_character_outside_gbk_survives(tmp_path: Path) -> None:
    text = "区,街道,社区\n沙坡头区,街道,𬍛社区\n"
    (tmp_path / "a.csv").write_bytes(text.encode("gb18030"))
    assert read_roster(tmp_path / "a.csv").lines[0].cells["community"] == "𬍛社区"


def test_a_quoted_line_break_does_not_shift_the_row_numbers(tmp_path: Path) -> None:
    text = '区,街道,社区,备注\n甲区,乙街,丙,"两\n行"\n甲区,乙街,丁,\n'
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert [line.row for line in read_roster(tmp_path / "a.csv").lines] == [2, 4]


def test_merged_cells_are_refused_row_by_row_and_nothing_else_is_blamed(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADERS, ROW, ["", "", "", "", "2号楼", 6], ROW])
    book = load_workbook(path)
    page = book[SHEET]
    page["E4"] = "3号楼"
    for letter in "ABCD":
        page.merge_cells(f"{letter}2:{letter}4")
    book.save(path)
    draft = read_roster(path)
    merged = "cells are merged (rows {first} to {last}): unmerge them and fill each row"
    assert sorted(reasons(draft)) == sorted(
        (SHEET, row, column, merged) for row in (3, 4) for column in HEADERS[:4]
    )
    assert [line.cells["area"] for line in draft.lines] == ["甲", "甲", "甲"]


def test_missing_and_doubled_headers_are_named(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", [["区", "社区", "小区", "社区名称"], ["甲", "乙", "丙", "乙"]]
    )
    assert reasons(read_roster(path)) == [
        (SHEET, 1, "街道/乡镇", "this column is missing"),
        (SHEET, 1, "社区名称", "this column stands twice"),
    ]


def test_a_workbook_without_a_roster_sheet_is_refused(tmp_path: Path) -> None:
    draft = read_roster(workbook(tmp_path / "a.xlsx", [["姓名", "电话"], ["x", "y"]], "通讯录"))
    assert reasons(draft) == [
        ("通讯录", 0, "", "no sheet has the headers {headers}; start from the template")
    ]


@pytest.mark.parametrize("rows", [[], [[""]], [HEADERS]])
def test_an_empty_roster_is_refused(tmp_path: Path, rows: list[list[object]]) -> None:
    assert len(read_roster(workbook(tmp_path / "a.xlsx", rows)).problems) == 1
    (tmp_path / "a.csv").write_bytes(b"")
    assert reasons(read_roster(tmp_path / "a.csv"))[0][3] == "the file is empty"


def test_formulas_without_a_result_and_rounded_codes_are_refused(tmp_path: Path) -> None:
    rows = [
        [*HEADERS, "普查房屋编号"],
        ["沙坡头区", "街道", "长安", "甲", "1号楼", "=2*3", "", 6405021234567890123],
    ]
    draft = read_roster(workbook(tmp_path / "a.xlsx", rows))
    assert [(row, column) for _, row, column, _ in reasons(draft)] == [
        (2, "地上层数"),
        (2, "普查房屋编号"),
    ]


def test_a_stored_formula_result_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEADERS, [*ROW[:5], "=2*3", ""]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b"<v></v>" in sheet or b"<v />" in sheet or b"<v/>" in sheet
    for empty in (b"<v></v>", b"<v />", b"<v/>"):
        sheet = sheet.replace(empty, b"<v>6</v>")
    parts["xl/worksheets/sheet1.xml"] = sheet
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    draft = read_roster(path)
    assert draft.problems == ()
    assert draft.lines[0].cells["floors_above"] == "6"


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 600_000_000)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"x" * 600, "xlsx"),
        ("a.xlsx", b"PK\x03\x04 nonsense", "Excel"),
        ("a.csv", b"\xff\xff\x00\x81\x00", "GBK"),
        ("a.csv", b"a,b\0c\n", "GBK"),
        ("a.xlsx", bomb(), "a.xlsx"),
    ],
)
def test_what_is_no_roster_file_is_refused_with_a_reason(
    tmp_path: Path, name: str, data: bytes, part: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(AppError, match=part):
        read_roster(tmp_path / name)


def test_a_missing_file_is_the_users_to_mend(tmp_path: Path) -> None:
    with pytest.raises(AppError):
        read_roster(tmp_path / "nowhere.xlsx")


def test_the_shipped_template_is_what_the_columns_say(tmp_path: Path) -> None:
    write_template(tmp_path / "new.xlsx")
    shipped = resource("templates/roster.xlsx")
    assert shipped.read_bytes() == (tmp_path / "new.xlsx").read_bytes()
    book = load_workbook(shipped)
    assert book.sheetnames == [SHEET, "填写说明"]
    heads = [cell.value for cell in book[SHEET][1]]
    assert heads == [one.zh + ("*" if one.name in REQUIRED else "") for one in COLUMNS]
    explained = [str(row[0].value) for row in book["填写说明"].rows]
    assert set(heads) <= set(explained)
