"""The flat tables as sheets of a workbook, with a sheet before them that says how to read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from app.progress import Progress
from app.reports.filing.about import TITLE, Written, write_about
from app.reports.filing.columns import Cell, FlatTable
from app.reports.headings import warnings
from app.reports.workbook import ALARM, MAX_ROWS, Book, Style

if TYPE_CHECKING:
    from app.reports.facts import City

_NARROW, _WIDE, _TIME = 14, 36, 17
_KEPT_COLUMNS = 4
LONGEST = 32_767
"""Characters Excel allows in a cell."""


def write_sheets(
    book: Book, city: City, tables: Sequence[FlatTable], community: str, progress: Progress
) -> None:
    """Write every table of one community, or of all (an empty name), and close the book."""
    with book:
        about = book.sheet(TITLE)
        warning = "；".join(warnings(city))
        done = []
        for number, table in enumerate(tables):
            progress(number, len(tables), table.title)
            done.append(_write(book, table, community, warning))
        write_about(book, about, city, community, done)
        progress(len(tables), len(tables), "")


def _write(book: Book, table: FlatTable, community: str, warning: str) -> Written:
    """Write one table, on further sheets where it is longer than one can be."""
    marks = [n for n, one in enumerate(table.columns) if one.key.endswith(".unsettled")]
    rows, unsettled, source = 0, 0, table.rows(community)
    while True:
        top = 1 if warning else 0
        sheet, last = _head(book, table, warning, top), 0
        for last, row in enumerate(islice(source, MAX_ROWS), 1):
            unsettled += any(row[n] for n in marks)
            _row(book, sheet, top + last, row)
        rows += last
        if last:
            sheet.autofilter(top, 0, top + last, len(table.columns) - 1)
        if last < MAX_ROWS:
            return Written(table.title, rows, unsettled)


def _head(book: Book, table: FlatTable, warning: str, top: int) -> Any:
    sheet = book.sheet(table.title)
    if warning:
        sheet.write_string(0, 0, warning, book.look("warning", bold=True, font_color=ALARM))
    look = book.look(
        "flat head", bold=True, bg_color="#E1E8E6", border=1, border_color="#8A9491",
        text_wrap=True, valign="vcenter",
    )  # fmt: skip
    for number, column in enumerate(table.columns):
        width = _WIDE if column.wide else _TIME if column.time else _NARROW
        sheet.set_column(number, number, width)
        sheet.write_string(top, number, column.head, look)
    sheet.freeze_panes(top + 1, min(_KEPT_COLUMNS, len(table.columns)))
    sheet.repeat_rows(top)
    sheet.set_landscape()
    return sheet


def _row(book: Book, sheet: Any, at: int, row: Sequence[Cell]) -> None:
    plain = book.look(Style(), text_wrap=True, valign="top")
    for number, cell in enumerate(row):
        if isinstance(cell, datetime):
            time = book.look("time", num_format="yyyy-mm-dd hh:mm", valign="top", align="left")
            sheet.write_datetime(at, number, cell, time)
        elif isinstance(cell, date):
            day = book.look("day", num_format="yyyy-mm-dd", valign="top", align="left")
            sheet.write_datetime(at, number, cell, day)
        elif isinstance(cell, (int, Decimal)):
            sheet.write_number(at, number, cell, plain)
        elif cell:
            fits = len(cell) <= LONGEST
            sheet.write_string(at, number, cell if fits else f"{cell[: LONGEST - 1]}…", plain)
