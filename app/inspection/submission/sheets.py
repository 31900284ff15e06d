"""Tables of an export, from CSV or Excel: a header and rows of text, nothing judged yet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.errors import AppError
from app.files import cannot_read
from app.i18n import N_

if TYPE_CHECKING:
    from app.inspection.submission.files import Entry

_MOST_BYTES = 512 << 20
_MOST_UNPACKED = 1 << 30
MOST_ROWS = 1_000_000
_MOST_CELL = 8 << 20
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes:
        file: File as the user knows it, with the sheet of a workbook.
        name: Name of the sheet, or of the file without its ending.
        header: Texts of the first row.
        rows: Row number as Excel counts it, and texts; as many as the header has.
    """

    file: str
    name: str
    header: tuple[str, ...]
    rows: list[tuple[int, list[str]]]

    def column(self, *names: str) -> int:
        """Return the place of the first of these headers that is there, -1 for none."""
        return next((self.header.index(name) for name in names if name in self.header), -1)


def read_tables(entry: Entry) -> list[Table]:
    """Read a CSV file or a workbook.

    Raises:
        AppError: It cannot be read at all.
    """
    try:
        if entry.file.stat().st_size > _MOST_BYTES:
            raise AppError(N_("{file} is larger than {limit} MB."), file=entry.name, limit=512)
        data = entry.file.read_bytes()
    except OSError as error:
        raise cannot_read(entry.name, error) from error
    if data.startswith(_OLD_EXCEL):
        raise AppError(
            N_("{file} is an old or password-protected Excel file: save it as .xlsx without one"),
            file=entry.name,
        )
    if data.startswith(b"PK"):
        return _workbook(entry, data)
    stem = entry.base.rpartition(".")[0] or entry.base
    table = _table(entry.name, stem, _csv(entry, data))
    return [table] if table is not None else []


def _table(file: str, name: str, rows: Iterable[tuple[int, list[str]]]) -> Table | None:
    source = iter(rows)
    header: tuple[str, ...] = ()
    for _row, cells in source:
        if any(cell.strip() for cell in cells):
            header = tuple(cell.strip() for cell in cells)
            break
    while header and not header[-1]:
        header = header[:-1]
    if not header:
        return None
    kept: list[tuple[int, list[str]]] = []
    for row, cells in source:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            raise AppError(
                N_("{file}, row {row}: it has more cells than the header has columns."),
                file=file,
                row=row,
            )
        kept.append((row, [*cells[: len(header)], *[""] * (len(header) - len(cells))]))
        if len(kept) > MOST_ROWS:
            raise AppError(N_("{file} has more than {count} rows."), file=file, count=MOST_ROWS)
    return Table(file, name, header, kept)


def _csv(entry: Entry, data: bytes) -> Iterable[tuple[int, list[str]]]:
    text = _decoded(entry.name, data)
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max((",", ";", "\t"), key=head.count)
    csv.field_size_limit(_MOST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise AppError(
            N_("{file}, line {line}: this is no CSV ({reason})"),
            file=entry.name,
            line=reader.line_num,
            reason=error,
        ) from error


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


def _workbook(entry: Entry, data: bytes) -> list[Table]:
    from openpyxl import load_workbook

    found: list[Table] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > _MOST_UNPACKED:
                raise AppError(N_("{file} would unpack to more than is honest."), file=entry.name)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            rows = (
                (number, [_text(cell) for cell in cells])
                for number, cells in enumerate(sheet.iter_rows(values_only=True), 1)
            )
            table = _table(f"{entry.name} · {sheet.title}", sheet.title, rows)
            if table is not None:
                found.append(table)
        book.close()
    except AppError:
        raise
    # openpyxl raises whatever its parsers do on a damaged file; none of that is our bug.
    except Exception as error:
        raise AppError(
            N_("{file} is damaged or no Excel workbook: open it in Excel and save it again"),
            file=entry.name,
        ) from error
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return format(Decimal(repr(value)), "f")
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(timespec="milliseconds")
    if isinstance(value, time):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
