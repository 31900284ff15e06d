"""Opening a roster file: its sheets with their cells, whatever kind of file it is."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.errors import AppError
from app.files import cannot_read
from app.i18n import N_
from app.inspection.roster.values import plain_decimal

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_MOST_BYTES = 100_000_000
_MOST_UNPACKED = 500_000_000


@dataclass
class Sheet:
    """A sheet as it stands in the file.

    Attributes:
        rows: Row number from 1 and the cells' values; an `AppError` where a formula has none.
        merged: First row, last row, first column, last column (columns from 0).
    """

    name: str
    rows: list[tuple[int, list[Any]]]
    merged: list[tuple[int, int, int, int]]


def open_sheets(path: Path) -> list[Sheet]:
    """Read all sheets of a workbook, or the one table of a CSV file.

    Raises:
        AppError: The file cannot be read at all.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise AppError(N_("{file} is too large for a roster"), file=path.name)
        data = path.read_bytes()
    except OSError as error:
        raise cannot_read(path.name, error) from error
    if data.startswith(_OLD_EXCEL):
        raise AppError(
            N_("{file} is an old or password-protected Excel file: save it as .xlsx without one"),
            file=path.name,
        )
    return _workbook(path.name, data) if data.startswith(b"PK") else [_csv(path, data)]


def _csv(path: Path, data: bytes) -> Sheet:
    text = _decoded(path.name, data)
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max((",", "\t", ";", "，"), key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[int, list[Any]]] = []
    try:
        start = 1
        for cells in reader:
            rows.append((start, list(cells)))
            start = reader.line_num + 1
    except csv.Error as error:
        raise AppError(
            N_("{file}, line {line}: this is no CSV ({reason})"),
            file=path.name,
            line=reader.line_num,
            reason=error,
        ) from error
    return Sheet(path.name, rows, [])


def _decoded(file: str, data: bytes) -> str:
    encodings = ["utf-8-sig", "gb18030"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise AppError(
        N_("{file} is neither an Excel workbook nor a text file in UTF-8 or GBK"), file=file
    )


def _workbook(file: str, data: bytes) -> list[Sheet]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_UNPACKED:
                raise AppError(N_("{file} is too large for a roster"), file=file)
        book = load_workbook(io.BytesIO(data))
        values = None
        if any(cell.data_type == "f" for sheet in book for row in sheet.rows for cell in row):
            values = load_workbook(io.BytesIO(data), data_only=True)
    except AppError:
        raise
    # openpyxl raises whatever its parsers do on a damaged file; none of that is our bug.
    except Exception as error:
        raise AppError(
            N_("{file} is damaged or no Excel workbook: open it in Excel and save it again"),
            file=file,
        ) from error
    found = []
    for sheet in book.worksheets:
        source = values[sheet.title] if values else sheet
        rows = [
            (number, [_cell(shown, cell) for shown, cell in zip(shown_row, row, strict=True)])
            for number, (shown_row, row) in enumerate(
                zip(source.iter_rows(), sheet.iter_rows(), strict=True), start=1
            )
        ]
        merged = [
            (area.min_row, area.max_row, area.min_col - 1, area.max_col - 1)
            for area in sheet.merged_cells.ranges
        ]
        found.append(Sheet(sheet.title, rows, merged))
    return found


def _cell(shown: Any, source: Any) -> Any:
    if shown.data_type == "e":
        return AppError(N_("the formula gives an error"))
    if source.data_type == "f" and shown.value is None:
        return AppError(N_("the formula has no stored result: save the file in Excel again"))
    return shown.value


def as_text(value: Any) -> str:
    """Return a cell's value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return plain_decimal(Decimal(repr(value)))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)
