"""Write a filled copy of a bureau's template: its looks, formulas and widths stay."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from app.errors import AppError
from app.files import discard, written
from app.i18n import N_
from app.progress import Progress, silent
from app.reports.filing.columns import Cell, FlatTable
from app.reports.filing.tables import flat_tables
from app.reports.filing.template import (
    EMPTY,
    MARK,
    PREFIX,
    Plan,
    as_name,
    loaded,
    planned,
    quoted,
    targets,
)
from app.reports.filing.values import single_values

if TYPE_CHECKING:
    from app.workspace import Workspace


@dataclass(frozen=True)
class Filled:
    """A template that was filled.

    Attributes:
        path: The new file.
        rows: Rows written.
        plan: What went where.
    """

    path: Path
    rows: int
    plan: Plan


def fill_template(
    workspace: Workspace,
    template: Path,
    target: Path,
    *,
    table: str = "",
    mapping: Mapping[str, str] | None = None,
    community: str = "",
    progress: Progress = silent,
) -> Filled:
    """Fill a template into a new file; the template itself is not touched.

    Args:
        workspace: Whose data.
        template: The .xlsx.
        target: The new file; not the template.
        table: Key of the table to use; empty: the one that answers most headings.
        mapping: Headings that a person tied to keys of ours.
        community: Only this one; empty: all.
        progress: Told per row.

    Raises:
        AppError: It cannot be read or written, or nothing in it is ours.
    """
    if target.exists() and target.samefile(template):
        raise AppError(N_("Choose another name: the template itself stays as it is."))
    with workspace.reading() as session:
        city, tables = flat_tables(workspace, session)
        book = loaded(template)
        plan = planned(book, template, city, tables, table, mapping or {})
        values = single_values(city, tables)
        for (sheet, address), key in plan.values.items():
            _put(_first_of(book[sheet], address), key, values)
        rows = 0
        if plan.table:
            chosen = next(one for one in tables if one.key == plan.table)
            rows = _write_rows(book[plan.sheet], plan, chosen, community, progress)
    draft = target.with_name(f"~{target.name}.new")
    try:
        with written(target, draft) as file:
            book.save(file)
    finally:
        discard(draft)
    return Filled(target, rows, plan)


def keep_mapping(template: Path, target: Path, plan: Plan) -> Path:
    """Write a copy of a template that remembers a mapping as defined names.

    What was left empty is remembered too; what was tied before is forgotten.

    Raises:
        AppError: It cannot be read or written.
    """
    book = loaded(template)
    first = plan.row + 1
    for name, where in list(book.defined_names.items()):
        at = {(sheet, row) for sheet, _column, row in targets(where)}
        if name.startswith(PREFIX) and at == {(plan.sheet, first)}:
            del book.defined_names[name]
    ties = {n: f"{EMPTY}{n}" for n in plan.unknown} | dict(plan.columns)
    for column, key in ties.items():
        cell = f"${get_column_letter(column)}${first}"
        name = PREFIX + as_name(key)
        book.defined_names[name] = DefinedName(
            name, attr_text=f"{quoted(plan.sheet)}!{cell}", comment=key
        )
    with written(target, target.with_name(f"~{target.name}.new")) as file:
        book.save(file)
    return target


def _put(cell: Any, key: str, values: Mapping[str, Cell]) -> None:
    if key != "{}":
        _set(cell, values[key])
        return
    text = MARK.sub(
        lambda mark: (
            str(values[mark[1]] if values.get(mark[1]) is not None else "")
            if mark[1] in values
            else mark[0]
        ),
        cell.value,
    )
    _set(cell, int(text) if text.isdigit() and len(text) < 10 else text)


def _set(cell: Any, value: Cell) -> None:
    cell.value = value
    if isinstance(value, date) and not cell.is_date:  # their look of the column knows no dates
        timed = isinstance(value, datetime)
        cell.number_format = "yyyy-mm-dd hh:mm" if timed else "yyyy-mm-dd"
    if isinstance(value, str):
        cell.data_type = "s"  # text that begins like a formula stays text


def _first_of(sheet: Any, address: str) -> Any:
    """Return the cell of an address; of merged ones the first, which alone holds something."""
    for one in sheet.merged_cells.ranges:
        if address in one:
            return sheet.cell(one.min_row, one.min_col)
    return sheet[address]


def _foot(sheet: Any, plan: Plan) -> int | None:
    """Return the first row below the headings that must stay: sums, signatures, merged cells."""
    first = plan.row + 1
    columns = [*plan.columns, *plan.unknown]
    left, right = min(columns), max(columns)
    rows = [
        cell.row
        for row in sheet.iter_rows(first + 1, max(sheet.max_row, first + 1), left, right)
        for cell in row
        if isinstance(cell.value, str) and cell.value.strip()
    ]
    for one in sheet.merged_cells.ranges:
        aside = one.max_col < left or one.min_col > right
        if not aside and one.max_row >= first:
            whole = one.min_row == one.max_row == first and not set(plan.columns) & set(
                range(one.min_col + 1, one.max_col + 1)
            )
            rows += [] if whole else [max(one.min_row, first)]
    return min(rows, default=None)


def _write_rows(
    sheet: Any, plan: Plan, table: FlatTable, community: str, progress: Progress
) -> int:
    """Write beneath the header row; every row looks like the first one there."""
    where = {column.key: n for n, column in enumerate(table.columns)}
    first = plan.row + 1
    looks = {n: copy.copy(sheet.cell(first, n)._style) for n in plan.columns}
    height, count = sheet.row_dimensions[first].height, 0
    found, foot = list(table.rows(community)), _foot(sheet, plan)
    if foot is not None and first + len(found) > foot:
        raise AppError(
            N_(
                "Sheet {sheet}: {rows} rows are to be written beneath row {head}, and row {foot} "
                "must stay. Insert rows between them in the template, then try again."
            ),
            sheet=plan.sheet,
            rows=len(found),
            head=plan.row,
            foot=foot,
        )
    for count, row in enumerate(found, 1):
        progress(count, len(found), table.title)
        at = first + count - 1
        for column, key in plan.columns.items():
            cell = sheet.cell(at, column)
            cell._style = copy.copy(looks[column])
            _set(cell, row[where[key]])
        if height:
            sheet.row_dimensions[at].height = height
    return count
