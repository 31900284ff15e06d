"""The flat tables as files: one workbook with all, one per community, or CSV for other programs."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from app.files import cannot_write
from app.progress import Progress, silent
from app.reports.file_names import Names, safe
from app.reports.filing.columns import Cell, FlatTable, number_of
from app.reports.filing.sheets import write_sheets
from app.reports.filing.tables import flat_tables
from app.reports.together import Together
from app.reports.workbook import Book

if TYPE_CHECKING:
    from app.workspace import Workspace

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What a spreadsheet takes for a beginning of a formula, in either width."""
_REHEARSAL = "演练_"


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
        write_sheets(book, city, tables, "", progress)
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
            write_sheets(book, city, tables, name, silent)
        progress(len(communities), len(communities), "")
        return files.publish()


def write_csv(
    workspace: Workspace, folder: Path, *, sensitive: bool = False, progress: Progress = silent
) -> list[Path]:
    """Write a CSV file per table: UTF-8 with a mark, so that Excel reads the Chinese.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it. Files of a
    rehearsal (演练) say so in their names.

    Raises:
        AppError: Findings are not up to date, or a file cannot be written.
        Cancelled: The folder is as it was, as after any error.
    """
    names = Names()
    with Together() as files, workspace.reading() as session:
        city, tables = flat_tables(workspace, session, sensitive=sensitive)
        files.folder(folder)
        # Such a file has no place for a note that programs would not take for data; its name has.
        before = _REHEARSAL if city.campaign.rehearsal else ""
        for done, table in enumerate(tables):
            progress(done, len(tables), table.title)
            target = folder / f"{before}{names.free(safe(table.title) or table.key)}.csv"
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


def _harmless(cell: Cell) -> str | int | Decimal:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str) and cell.startswith(_FORMULA) and number_of(cell) is None:
        return f"'{cell}"
    return "" if cell is None else cell
