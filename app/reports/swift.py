"""A worksheet that takes whole rows: three to five times as fast as a call per cell.

XlsxWriter in constant-memory mode writes each finished row to a scratch file through a dozen calls
per cell. Here a row goes to that file as one text. This leans on five names inside XlsxWriter
(`fh`, `previous_row`, `merge`, `_check_dimensions`, `_write_single_row`); the tests read every kind
of row back with another library.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

Cell = str | int | Decimal | None

LONGEST = 32_767  # characters Excel allows in a cell
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[\x00-\x08\x0b-\x1f&<>\ud800-\udfff\ufffe\uffff]")
_CACHED = 50_000  # distinct texts whose XML is kept; the same words come again and again


class SwiftSheet(Worksheet):  # type: ignore[misc] # the library carries no types
    """A worksheet in constant-memory mode with whole rows and downward merges."""

    def __init__(self) -> None:
        super().__init__()
        self._xml: dict[str, str] = {}

    def swift_row(
        self, row: int, height: float, cells: Sequence[Cell], formats: Sequence[int]
    ) -> None:
        """Write one row below all rows so far.

        Args:
            row: Row number from 0.
            height: In points.
            cells: Values from column A on; empty ones get their format alone.
            formats: Format number of each cell, see `format_number`.

        Raises:
            ValueError: The row does not fit on the sheet.
        """
        if self._check_dimensions(row, len(cells) - 1):
            raise ValueError(f"row {row} does not fit on the sheet {self.get_name()}")
        self._write_single_row(row)
        number = row + 1
        parts = [f'<row r="{number}" ht="{height:g}" customHeight="1">']
        for column, (value, style) in enumerate(zip(cells, formats, strict=True)):
            where = f'<c r="{_LETTERS[column]}{number}" s="{style}"'
            if value is None or value == "":
                parts.append(f"{where}/>")
            elif isinstance(value, str):
                parts.append(f'{where} t="inlineStr">{self._text(value)}</c>')
            else:
                parts.append(f"{where}><v>{value}</v></c>")
        parts.append("</row>")
        self.fh.write("".join(parts))

    def merge_down(self, first: int, last: int, column: int) -> None:
        """Merge cells of one column whose rows are written already."""
        self.merge.append([first, column, last, column])

    def _text(self, value: str) -> str:
        found = self._xml.get(value)
        if found is None:
            text = value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
            if _SPECIAL.search(text):
                text = escape(_UNFIT.sub("", text))
            keep = ' xml:space="preserve"' if value.strip() != value or "\n" in value else ""
            found = f"<is><t{keep}>{text}</t></is>"
            if len(self._xml) < _CACHED:
                self._xml[value] = found
        return found


_LETTERS = [xl_col_to_name(column) for column in range(256)]


def format_number(style: Any) -> int:
    """Return the number under which the file keeps a format."""
    return int(style._get_xf_index())
