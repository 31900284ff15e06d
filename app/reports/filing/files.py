"""The flat tables as files: one workbook with all, one per community, or CSV for other programs."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.files import cannot_write
from app.i18n import _
from app.progress import Progress, silent
from app.reports.file_names import Names, safe
from app.reports.filing.columns import FlatTable
from app.reports.filing.tables import flat_tables
from app.reports.together import Together
from app.reports.workbook import MAX_ROWS, Book, Style

if TYPE_CHECKING:
    from app.reports.facts import City
    from app.workspace import Workspace

_NARROW, _WIDE = 14, 36
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_full(
    workspace: Workspace, target: Path, *, sensitive: bool = False, progress: Progress = silent
) -> Path:
    """Write one workbook with a sheet per table.

    Raises:
        AppError: Findings are not up to date, or the file cannot be written.
    """
    with Together() as files, workspace.reading() as session:
        city, tables = flat_tables(workspace, session, sensitive=sensitive)
        files.folder(target.parent)
        book = Book(target)
        files.add(book.draft, target)
        _write(book, city, tables, "", progress)
        return files.publish()[0]


def write_communities(
    workspace: Workspace, folder: Path, *, sensitive: bool = False, progress: Progress = silent
) -> list[Path]:
    """Write a workbook per community, for its own use, with nothing of the others.

    Raises:
        AppError: Findings are not up to date, or a file cannot be written.
        Cancelled: The folder is as it was, as after any error.
    """
    with Together() as files, workspace.reading() as session:
        city, tables = flat_tables(workspace, session, sensitive=sensitive)
        files.folder(folder)
        names, communities = Names(), city.by_name
        for done, name in enumerate(communities):
            progress(done, len(communities), name)
            book = Book(folder / f"{names.free(safe(name) or '社区')}.xlsx")
            files.add(book.draft, book.target)
            _write(book, city, tables, name, silent)
        progress(len(communities), len(communities), "")
        return files.publish()


def write_csv(
    workspace: Workspace, folder: Path, *, sensitive: bool = False, progress: Progress = silent
) -> list[Path]:
    """Write a CSV file per table: UTF-8 with a mark, so that Excel reads the Chinese.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it.

    Raises:
        AppError: Findings are not up to date, or a file cannot be written.
        Cancelled: The folder is as it was, as after any error.
    """
    names = Names()
    with Together() as files, workspace.reading() as session:
        _city, tables = flat_tables(workspace, session, sensitive=sensitive)
        files.folder(folder)
        for done, table in enumerate(tables):
            progress(done, len(tables), table.title)
            target = folder / f"{names.free(safe(table.title) or table.key)}.csv"
            _write_rows(files.draft(target), table, target)
        progress(len(tables), len(tables), "")
        return files.publish()


def _write_rows(draft: Path, table: FlatTable, target: Path) -> None:
    try:
        with draft.open("w", encoding="utf-8-sig", newline="") as text:
            rows = csv.writer(text)
            rows.writerow([column.head for column in table.columns])
            for row in table.rows(""):
                rows.writerow([_harmless(cell) for cell in row])
    except OSError as error:
        raise cannot_write(target.name, error) from error


def _harmless(cell: str | int | None) -> str | int:
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def _write(
    book: Book, city: City, tables: Sequence[FlatTable], community: str, progress: Progress
) -> None:
    with book:
        for done, table in enumerate(tables):
            progress(done, len(tables), table.title)
            _sheet(book, city, table, community)
        progress(len(tables), len(tables), "")


def _sheet(book: Book, city: City, table: FlatTable, community: str) -> None:
    sheet = book.sheet(table.title)
    head = book.look(
        "flat head", bold=True, bg_color="#E1E8E6", border=1, border_color="#8A9491",
        text_wrap=True, valign="vcenter",
    )  # fmt: skip
    plain, practice = book.look(Style(), text_wrap=True, valign="top"), city.campaign.rehearsal
    top = 1 if practice else 0
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, _WIDE if column.wide else _NARROW)
    if practice:
        sheet.write_string(0, 0, _("Sample data, for practice only"), head)
    for number, column in enumerate(table.columns):
        sheet.write_string(top, number, column.head, head)
    sheet.freeze_panes(top + 1, min(4, len(table.columns)))
    last = top
    for row in table.rows(community):
        if last - top >= MAX_ROWS:
            break
        last += 1
        for number, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(last, number, cell, plain)
            elif cell:
                sheet.write_string(last, number, cell[:32_000], plain)
    if last > top:
        sheet.autofilter(top, 0, last, len(table.columns) - 1)
