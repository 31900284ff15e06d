"""Reading a roster from Excel or CSV: cells as text, with sheet and row, nothing judged yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import AppError
from app.i18n import N_
from app.inspection.roster.columns import BY_NAME, COLUMNS, REQUIRED, SHEET
from app.inspection.roster.files import Sheet, as_text, open_sheets
from app.inspection.roster.values import name_key, tidy

_MOST_ROWS = 300_000
_HEADER_WITHIN = 20
_EXACT_DIGITS = 15
"""Excel keeps this many digits of a number; longer codes must be text."""


@dataclass(frozen=True)
class Problem:
    """One reason why a roster cannot be taken.

    Attributes:
        sheet: Sheet name; of a CSV file, the file's.
        row: Row as Excel counts it, from 1; 0: the whole sheet.
        column: Header of the column, or empty.
        value: What stands in the cell.
        reason: Why it is wrong; translates itself when shown.
    """

    sheet: str
    row: int
    column: str
    value: str
    reason: AppError

    def __str__(self) -> str:
        place = AppError(N_("{sheet}, row {row}"), sheet=self.sheet, row=self.row)
        parts = [str(place) if self.row else self.sheet, self.column, self.value]
        return AppError(
            N_("{place}: {reason}"),
            place=" · ".join(part for part in parts if part),
            reason=self.reason,
        ).__str__()


@dataclass(frozen=True)
class Note:
    """Something that was put right or left out, and that the user may want to know."""

    sheet: str
    row: int
    column: str
    value: str
    text: AppError


@dataclass(frozen=True)
class Line:
    """One row: tidied texts by column name, blank cells left out."""

    row: int
    cells: dict[str, str]


@dataclass(frozen=True)
class RosterDraft:
    """A roster as it stands in the file."""

    file: str
    sheet: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()


def read_roster(path: Path) -> RosterDraft:
    """Read a roster (.xlsx, or .csv in UTF-8, UTF-16, GBK or GB18030).

    Wrong headers, merged cells and the like are problems of the draft; `check` adds the rest.

    Raises:
        AppError: The file cannot be read at all.
    """
    return _draft(path.name, open_sheets(path))


def _headers(cells: Sequence[Any]) -> list[str]:
    """Return the column name of each header cell, empty for headers that are not ours."""
    known = {
        name_key(header): column.name
        for column in COLUMNS
        for header in (column.name, column.en, *column.others, column.zh)
    }
    return [known.get(name_key(as_text(cell).rstrip("*＊")), "") for cell in cells]


def _header_row(sheet: Sheet) -> int | None:
    """Return the index of the row that looks like the header: three known names or more."""
    for index, (_row, cells) in enumerate(sheet.rows[:_HEADER_WITHIN]):
        if len({name for name in _headers(cells) if name}) >= len(REQUIRED):
            return index
    return None


def _draft(file: str, sheets: list[Sheet]) -> RosterDraft:
    ordered = sorted(sheets, key=lambda sheet: sheet.name != SHEET)
    for sheet in ordered:
        header = _header_row(sheet)
        if header is not None:
            return _lines(file, sheet, header)
    name = ordered[0].name if ordered else file
    if all(_is_blank(cells) for sheet in sheets for _row, cells in sheet.rows):
        reason = AppError(N_("the file is empty"))
    else:
        reason = AppError(
            N_("no sheet has the headers {headers}; start from the template"),
            headers="、".join(BY_NAME[column].zh for column in REQUIRED),
        )
    return RosterDraft(file, name, (), (), (Problem(name, 0, "", "", reason),))


def _is_blank(cells: Iterable[Any]) -> bool:
    return not any(isinstance(cell, AppError) or tidy(as_text(cell)) for cell in cells)


def _lines(file: str, sheet: Sheet, header: int) -> RosterDraft:
    header_number, header_cells = sheet.rows[header]
    names = _headers(header_cells)
    problems = _header_problems(sheet.name, header_number, header_cells, names)
    notes = [
        Note(sheet.name, header_number, as_text(cell), "", AppError(N_("this column is not read")))
        for cell, name in zip(header_cells, names, strict=True)
        if not name and tidy(as_text(cell))
    ]
    rows = dict(sheet.rows)
    problems += _unmerge(sheet, header_number, names, rows)
    lines = []
    for number, cells in rows.items():
        if number <= header_number or _is_blank(cells):
            continue
        found: dict[str, str] = {}
        for name, value in zip(names, cells, strict=False):
            if name:
                text = _take(sheet.name, number, name, value, problems, notes)
                if text:
                    found[name] = text
        if found:
            lines.append(Line(number, found))
        if len(lines) > _MOST_ROWS:
            raise AppError(N_("{file} is too large for a roster"), file=file)
    if not lines and not problems:
        reason = AppError(N_("there is no line below the headers"))
        problems.append(Problem(sheet.name, header_number, "", "", reason))
    columns = tuple(name for name in names if name)
    return RosterDraft(file, sheet.name, columns, tuple(lines), tuple(problems), tuple(notes))


def _header_problems(sheet: str, row: int, cells: Sequence[Any], names: list[str]) -> list[Problem]:
    missing = [name for name in REQUIRED if name not in names]
    problems = [
        Problem(sheet, row, BY_NAME[name].zh, "", AppError(N_("this column is missing")))
        for name in missing
    ]
    for index, name in enumerate(names):
        if name and name in names[:index]:
            reason = AppError(N_("this column stands twice"))
            problems.append(Problem(sheet, row, as_text(cells[index]), "", reason))
    return problems


def _unmerge(
    sheet: Sheet, header: int, names: list[str], rows: dict[int, list[Any]]
) -> list[Problem]:
    """Spread merged values, so that one fault is not told as many, and name every row concerned."""
    problems = []
    for first, last, left, right in sorted(sheet.merged):
        ours = [index for index in range(left, right + 1) if index < len(names) and names[index]]
        if first <= header or not ours:
            continue
        value = rows[first][left] if left < len(rows[first]) else None
        for number in range(first, last + 1):
            rows[number] = list(rows[number])
            rows[number][ours[0]] = value
            if number > first or first == last:
                reason = AppError(
                    N_("cells are merged (rows {first} to {last}): unmerge them and fill each row"),
                    first=first,
                    last=last,
                )
                title = BY_NAME[names[ours[0]]].zh
                problems.append(Problem(sheet.name, number, title, tidy(as_text(value)), reason))
    return problems


def _take(
    sheet: str, row: int, name: str, value: Any, problems: list[Problem], notes: list[Note]
) -> str:
    """Return one cell's tidied text; what is wrong or was put right goes into the lists."""
    column = BY_NAME[name]
    if isinstance(value, AppError):
        problems.append(Problem(sheet, row, column.zh, "", value))
        return ""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and column.kind == "text" and abs(value) >= 10**_EXACT_DIGITS:
        reason = AppError(N_("Excel has rounded this number: format the column as text"))
        problems.append(Problem(sheet, row, column.zh, as_text(value), reason))
    raw = as_text(value)
    text = tidy(raw)
    if text != raw:
        notes.append(Note(sheet, row, column.zh, raw, AppError(N_("read as {text}"), text=text)))
    return text
