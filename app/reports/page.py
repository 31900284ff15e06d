"""One sheet laid out for print: title, date line, frozen heading, wrapped rows, notes, page x of y.

Texts of the lists are Chinese whatever the language of the program: they are published forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.reports.swift import Cell, format_number
from app.reports.text import width
from app.reports.workbook import A4, HEAD, RULE, SOFT, Book, Column, Heading, Style

LINE = 14.5  # points that a line of 10 point type needs
TALLEST = 400.0  # Excel cuts a row at 409 points


@dataclass
class Page:
    """One sheet; rows are written from top to bottom.

    Attributes:
        book: Workbook it belongs to.
        name: Name of the sheet asked for.
        heading: What stands above.
        columns: Its columns.
        paper: Excel's number of the paper size.
        sheet: The worksheet.
        rows: Data rows written so far; headings, bands and notes not counted.
    """

    book: Book
    name: str
    heading: Heading
    columns: Sequence[Column]
    paper: int = A4
    rows: int = field(default=0, init=False)
    sheet: Any = field(init=False)
    _next: int = field(default=0, init=False)
    _formats: dict[tuple[bool, bool], list[int]] = field(default_factory=dict, init=False)
    _heights: dict[tuple[str, int], int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.sheet = sheet = self.book.sheet(self.name)
        sheet.set_landscape()
        sheet.set_paper(self.paper)
        sheet.set_margins(left=0.45, right=0.45, top=0.55, bottom=0.65)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        # &P and &N are page and pages; a single & in a name would start another code.
        title = self.heading.title.replace("&", "&&")
        sheet.set_footer(f"&L&8{title}&C&9第 &P 页，共 &N 页")
        for index, column in enumerate(self.columns):
            sheet.set_column(index, index, column.width)
        self._across(
            "title", self.heading.title, 30, font_name="黑体", font_size=16, align="center"
        )
        self._two_sides()
        first = self._next
        self._heads()
        sheet.freeze_panes(self._next, 0)
        sheet.repeat_rows(first, self._next - 1)

    def filter(self) -> None:
        """Put filter arrows on the heading; for ledgers without merged cells."""
        self.sheet.autofilter(self._next - 1, 0, self._next - 1, len(self.columns) - 1)

    def row(
        self, cells: Sequence[Cell], *, bold: bool = False, band: bool = False, alarm: int = -1
    ) -> None:
        """Write one data row, its height fitted to the longest cell.

        Args:
            cells: One per column; `None` and empty text leave the cell empty.
            bold: For totals.
            band: Shade the row, so that rows of one building are seen together.
            alarm: Column to print red and bold, or -1.
        """
        self._cells(cells, self._lines(cells), bold, band, alarm)
        self.rows += 1

    def block(
        self,
        fixed: dict[int, Cell],
        lines: Sequence[Sequence[Cell]],
        alarms: Sequence[int],
    ) -> None:
        """Write several lines that share cells merged downwards; counts as one data row.

        Args:
            fixed: Merged cells by column.
            lines: The other cells of each line, full rows; at least one.
            alarms: Column to print red and bold in each line, or -1.
        """
        first = self._next
        merged = [fixed.get(index) for index in range(len(self.columns))]
        # Merged cells do not stretch rows, so the lines share the height that their text needs.
        share = self._lines(merged) / len(lines)
        for number, (line, alarm) in enumerate(zip(lines, alarms, strict=True)):
            cells = list(line)
            if number == 0:
                for index, value in fixed.items():
                    cells[index] = value
            self._cells(cells, max(self._lines(line), share), False, False, alarm)
        if len(lines) > 1:
            for index in fixed:
                self.sheet.merge_down(first, self._next - 1, index)
        self.rows += 1

    def band(self, text: str) -> None:
        """Write a row across the sheet that names what follows."""
        look = {"bg_color": HEAD, "border": 1, "border_color": RULE, "valign": "vcenter"}
        self._across("band", text, 22, font_name="黑体", **look)

    def notes(self, notes: Iterable[str]) -> None:
        """Write how it was counted, below the rows."""
        across = sum(column.width for column in self.columns)
        for number, note in enumerate(notes):
            text = f"注：{note}" if number == 0 else f"　　{note}"
            height = -(-width(text) // max(across - 4, 1)) * LINE + 2
            look = {"font_size": 9, "font_color": SOFT, "text_wrap": True, "valign": "top"}
            self._across("note", text, height, **look)

    def _cells(
        self, cells: Sequence[Cell], lines: float, bold: bool, band: bool, alarm: int
    ) -> None:
        formats = self._formats.get((bold, band))
        if formats is None:
            formats = [self.book.style(Style(one.align, bold, band)) for one in self.columns]
            self._formats[bold, band] = formats
        if alarm >= 0:
            red = self.book.style(Style(self.columns[alarm].align, bold, band, alarm=True))
            formats = [*formats[:alarm], red, *formats[alarm + 1 :]]
        height = min(lines * LINE + 4, TALLEST)
        self.sheet.swift_row(self._next, height, cells, formats)
        self._next += 1

    def _lines(self, cells: Sequence[Cell]) -> int:
        """Return how many lines the tallest cell of a row needs."""
        most = 1
        for value, column in zip(cells, self.columns, strict=True):
            # Two half widths a character at most: shorter texts need no closer look.
            if isinstance(value, str) and len(value) * 2 >= column.width:
                lines = self._heights.get((value, column.width))
                if lines is None:
                    room = column.width - 1
                    lines = sum(-(-(width(part) or 1) // room) for part in value.split("\n"))
                    self._heights[value, column.width] = lines
                most = max(most, lines)
        return most

    def _across(self, key: str, text: str, height: float, **look: object) -> None:
        style = self.book.look(key, **look)
        self.sheet.set_row(self._next, height)
        self.sheet.merge_range(self._next, 0, self._next, len(self.columns) - 1, "", style)
        self.sheet.write_string(self._next, 0, text, style)
        self._next += 1

    def _two_sides(self) -> None:
        left = self.book.look("left", font_color=SOFT)
        right = self.book.look("right", font_color=SOFT, align="right")
        self.sheet.write_string(self._next, 0, self.heading.left, left)
        self.sheet.write_string(self._next, len(self.columns) - 1, self.heading.right, right)
        self._next += 1

    def _heads(self) -> None:
        """Write the heading: one line, or two where columns stand under a common name."""
        look = {"align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": HEAD}
        style = self.book.look("head", font_name="黑体", border=1, border_color=RULE, **look)
        formats = [format_number(style)] * len(self.columns)
        heads = [column.head for column in self.columns]
        if not any(column.above for column in self.columns):
            self.sheet.swift_row(self._next, self._lines(heads) * LINE + 8, heads, formats)
            self._next += 1
            return
        top = self._next
        plain = [head for head, column in zip(heads, self.columns, strict=True) if not column.above]
        upper = [column.above or column.head for column in self.columns]
        shown = [
            text if not index or text != upper[index - 1] or not self.columns[index].above else None
            for index, text in enumerate(upper)
        ]
        lower = [column.head if column.above else None for column in self.columns]
        height = self._lines(lower) * LINE + 6
        least = max((-(-width(text) // 8) for text in plain), default=1) * LINE
        self.sheet.swift_row(top, max(20, least - height), shown, formats)
        self.sheet.swift_row(top + 1, height, lower, formats)
        for index, column in enumerate(self.columns):
            if not column.above:
                self.sheet.merge_down(top, top + 1, index)
            elif index + 1 == len(upper) or upper[index + 1] != column.above:
                start = next(i for i, text in enumerate(upper) if text == column.above)
                if index > start:
                    self.sheet.merge.append([top, start, top, index])
        self._next += 2
