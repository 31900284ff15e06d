"""Scenes of a roster that is looked at before it is taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.paths import resource

if TYPE_CHECKING:
    from pathlib import Path

    from app.ui.screens.stage import Stage


def roster_good(stage: Stage) -> None:
    """Preview a roster without a bad line."""
    from app.ui.start.roster_open import preview

    stage.open_empty()
    preview(stage.desk, resource("sample/roster.xlsx"))


def roster_bad(stage: Stage) -> None:
    """Preview a roster with bad lines."""
    from app.ui.start.roster_open import preview

    stage.open_empty()
    preview(stage.desk, _spoilt_roster(stage.place))


def _spoilt_roster(folder: Path) -> Path:
    """Return a copy of the sample roster with the mistakes that people make."""
    import openpyxl

    book = openpyxl.load_workbook(resource("sample/roster.xlsx"))
    sheet = book.worksheets[0]
    columns = {cell.value: number for number, cell in enumerate(sheet[1], 1)}
    mistakes = ((97, "建成年份", "约三十年"), (99, "地上层数", "-4"), (101, "结构类型", "不清楚"))
    for row, column, text in (*mistakes, (103, "楼栋", sheet.cell(102, columns["楼栋"]).value)):
        sheet.cell(row, columns[column]).value = text
    file = folder / "名册（改坏了）.xlsx"
    book.save(file)
    return file
