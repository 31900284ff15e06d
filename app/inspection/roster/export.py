"""Writing the roster: the template, and the places back into the template's form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from sqlalchemy.orm import Session

from app.files import written
from app.inspection.roster.columns import (
    COLUMNS,
    LEVELS,
    REQUIRED,
    SHEET,
    Column,
)
from app.inspection.roster.plan import PlaceRow
from app.inspection.roster.rows import existing_places
from app.inspection.roster.words import WORDS
from app.models.values import Json

_HELP = "填写说明"
_ROWS_WITH_LISTS = 5_000
# A fixed date keeps the shipped template the same bytes whenever it is made.
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - Excel knows no zones
_RULES = (
    "一行一个地方：行里最后填的一级（区、街道/乡镇、社区、小区、楼栋、单元、户）就是这一行说的地方。",
    "上面几级都要填，不合并单元格。带 * 的列必须有。列的先后随意，多出来的列不读。",
    "小区、社区可以各占一行，也可以只写在楼栋行上；只要有一个小区占了行，每个小区就都要占一行。",
    "空格子表示不改；要把已有的内容清掉，写“清空”。",
    "导入前先给看一遍：哪张表、哪一行、为什么不行，一行不落；有一行不行就一行也不写。",
    "同一份名册导入几次都一样；改了名字的地方，凭编号认得。",
)


def export_roster(session: Session, campaign: UUID, path: Path) -> int:
    """Write all places of a campaign in the form of the template.

    Args:
        session: To read from.
        campaign: Whose places.
        path: ``.csv`` (UTF-8 with a mark, as Excel likes it), else a workbook.

    Returns:
        How many places were written.

    Raises:
        AppError: The file cannot be written.
    """
    rows = list(_rows(existing_places(session, campaign)))
    part = path.with_name(f"{path.name}.part")
    with written(path, part) as file:
        if path.suffix.lower() == ".csv":
            file.write(_csv(rows))
        else:
            write_workbook(file, rows)
    return len(rows)


def write_template(path: Path) -> None:
    """Write the empty template with its explanations; the same bytes every time."""
    with written(path, path.with_name(f"{path.name}.part")) as file:
        write_workbook(file, [])


def _rows(places: Iterable[PlaceRow]) -> Iterator[list[str | int]]:
    """Yield a row per place that is not removed, parents before children, in roster order."""
    live = {place.id: place for place in places if not place.deleted}
    below: dict[UUID | None, list[PlaceRow]] = {}
    for place in live.values():
        above = place.parent if place.parent in live else None
        below.setdefault(above, []).append(place)
    stack = _ordered(below.get(None, []))
    names: dict[UUID, dict[str, str]] = {}
    while stack:
        place = stack.pop()
        above = place.parent if place.parent in live else None
        names[place.id] = {**(names[above] if above else {}), place.level: place.name}
        yield [_shown(column, place, names[place.id]) for column in COLUMNS]
        stack += _ordered(below.get(place.id, []))


def _ordered(places: list[PlaceRow]) -> list[PlaceRow]:
    """Return siblings last first, as a stack wants them."""
    return sorted(places, key=lambda one: (one.sort_key, one.code, one.id), reverse=True)


def _shown(column: Column, place: PlaceRow, names: dict[str, str]) -> str | int:
    if column.name in LEVELS:
        return names.get(column.name, "")
    value: Json = place.code if column.name == "code" else place.fields.get(column.name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return value
    text = str(value)
    chinese = {entry.code: entry.zh for entry in WORDS.get(column.name, ())}
    return chinese.get(text, text)


def _csv(rows: list[list[str | int]]) -> bytes:
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow([column.zh for column in COLUMNS])
    table.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def write_workbook(file: BinaryIO, rows: list[list[str | int]]) -> None:
    """Write rows in the order of `COLUMNS` as a roster workbook with lists and explanations."""
    import xlsxwriter

    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": "名册", "created": _MADE})
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True})
    as_text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet(SHEET)
    for index, column in enumerate(COLUMNS):
        title = f"{column.zh}*" if column.name in REQUIRED else column.zh
        is_text = column.kind in ("path", "text")
        sheet.set_column(index, index, _width(column), as_text if is_text else None)
        sheet.write_string(0, index, title, head)
        choices = _choices(column)
        if choices:
            last = max(_ROWS_WITH_LISTS, len(rows))
            # Only a hint: the import knows more ways to write these words than the list shows.
            options = {"validate": "list", "source": choices, "error_type": "information"}
            sheet.data_validation(1, index, last, index, options)
    for number, row in enumerate(rows, start=1):
        for index, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, index, value)
            elif value:
                sheet.write_string(number, index, value)
    sheet.freeze_panes(1, len(LEVELS))
    sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
    help_sheet = book.add_worksheet(_HELP)
    _explain(help_sheet, head)
    book.close()


def _width(column: Column) -> int:
    return {"address": 28, "note": 24, "manager": 20, "code": 24}.get(column.name, 12)


def _choices(column: Column) -> list[str]:
    if column.kind == "flag":
        return ["是", "否"]
    return [entry.zh for entry in WORDS.get(column.name, ())]


def _explain(sheet: object, head: object) -> None:
    """Fill the sheet of explanations: rules first, then column by column."""
    write = sheet.write_string  # type: ignore[attr-defined]
    for number, rule in enumerate(_RULES):
        write(number, 0, f"{number + 1}. {rule}")
    top = len(_RULES) + 1
    for index, title in enumerate(("列名", "英文列名", "怎么填", "可填的词", "也认这些列名")):
        write(top, index, title, head)
    for number, column in enumerate(COLUMNS, start=top + 1):
        write(number, 0, column.zh + ("*" if column.name in REQUIRED else ""))
        write(number, 1, column.en)
        write(number, 2, _help(column))
        write(number, 3, "、".join(_choices(column)))
        write(number, 4, "、".join(column.others))
    sheet.set_column(0, 1, 16)  # type: ignore[attr-defined]
    sheet.set_column(2, 4, 48)  # type: ignore[attr-defined]


def _help(column: Column) -> str:
    if column.kind in ("integer", "decimal", "year"):
        return "；".join(part for part in (column.help, f"{column.low} 到 {column.high}") if part)
    if column.kind in ("path", "text"):
        return "；".join(part for part in (column.help, f"最多 {column.high} 字") if part)
    return column.help
