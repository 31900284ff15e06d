"""What the clerk of `bench.effort` answers, the rosters of its cases, and what a text costs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import openpyxl
from pypinyin import lazy_pinyin

from app.commands.script import Entry, Player, read_script
from app.inspection.derive import derive
from app.inspection.effort.recall_import import import_earlier
from app.inspection.roster.columns import BY_NAME
from app.inspection.roster.words import WORDS
from app.inspection.setup import campaign_info, import_roster, make_workspace
from app.paths import resource
from app.workspace import Workspace

ORDINARY: dict[str, str] = json.loads(resource("sample/scenario.json").read_text(encoding="utf-8"))[
    "ordinary"
]["housing"]
PROBLEMS = {"ZF_D01": "present", "ZF_E02": "present", "ZF_G01": "present"}
"""Three problems; the photos that they and every building demand are five or more."""
BASICS = {
    "stairs": "ZF_A10_stairs", "foundation": "ZF_A14", "tenure": "ZF_A15",
    "management": "ZF_A17", "drawings": "ZF_A18", "gas": "ZF_C00", "gas_year": "ZF_C00_year",
}  # fmt: skip
"""Columns that census, property company and gas company can fill, and the question each answers."""
FIRST = "长安/样例小区甲/1号楼"
_SHEET = "名册"


def keys_of(text: str) -> int:
    """Count the keys for a text: pinyin letter by letter, one key a Chinese word to choose it."""
    if text.isascii():
        return len(text)
    keys, run = 0, False
    for sign, sound in zip(text, lazy_pinyin(text, errors=list), strict=True):
        chinese = sound != sign
        keys += len(sound) if chinese else 1
        keys += int(run and not chinese)
        run = chinese
    return keys + int(run)


def fill_roster(workspace: Workspace, folder: Path) -> None:
    """Import the sample roster again, with what papers know in its columns."""
    book = openpyxl.load_workbook(resource("sample/roster.xlsx"))
    sheet = book[_SHEET]
    heads = [cell.value for cell in sheet[1]]
    building = heads.index("楼栋") + 1
    for at, (column, question) in enumerate(BASICS.items(), sheet.max_column + 1):
        sheet.cell(1, at, BY_NAME[column].zh)
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row, building).value:
                sheet.cell(row, at, _word(column, ORDINARY[question]))
    book.save(folder / "roster.xlsx")
    import_roster(workspace, folder / "roster.xlsx")


def alike(folder: Path, count: int, *, basics: bool) -> Path:
    """Write a roster of one area with so many buildings like the first one of the sample."""
    book = openpyxl.load_workbook(resource("sample/roster.xlsx"))
    source = book[_SHEET]
    heads = [str(cell.value) for cell in source[1]]
    first = next(
        dict(zip(heads, row, strict=True))
        for row in source.iter_rows(min_row=2, values_only=True)
        if row[heads.index("楼栋")] == "1号楼"
    )
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = _SHEET
    more = {BY_NAME[one].zh: _word(one, ORDINARY[name]) for one, name in BASICS.items()}
    sheet.append([*heads, *(more if basics else ())])
    for number in range(1, count + 1):
        line: Mapping[str, object] = {
            **first, "楼栋": f"{number}号楼", "地址": f"样例路2号{number}号楼",
        }  # fmt: skip
        sheet.append([*(line[head] for head in heads), *(more.values() if basics else ())])
    made.save(folder / "alike.xlsx")
    return folder / "alike.xlsx"


def take_last_round(workspace: Workspace, folder: Path) -> None:
    """Finish the first building in a round of last year and take that round over."""
    info = campaign_info("bench-last-year", "去年", "样例", "2025", rehearsal=True)
    with make_workspace(folder / "last", "bench", info) as last:
        import_roster(last, resource("sample/roster.xlsx"))
        script = read_script(resource("sample/scenario.json"))
        visit = Player(last, "bench", script.ordinary).play(Entry(FIRST, "housing", {}))
        derive(last, [visit.inspection])
    import_earlier(workspace, folder / "last")


def _word(column: str, code: str) -> str:
    known = {word.code: word.zh for word in WORDS.get(column, ())}
    return known.get(code, code)
