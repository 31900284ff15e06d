"""A bureau's own .xlsx, filled in (按模板填报): its layout, formulas and widths stay as they are.

Three ways to say what goes where; a template may mix them:

* a **header row**: headings that are names of our columns (or codes, or keys) are found by
  themselves; rows go beneath, in the look of the first row there;
* **named cells**: a defined name ``cj.place.name`` (a column, downwards) or ``cj.campaign.city``
  (one value) points at the cell; this is how a heading that means ours under another word is tied;
* **marks in cells**: ``{campaign.city}`` is replaced where it stands.

A mapping that a person chose is kept as defined names in the template itself, so that next month
the same file is filled without asking.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from app.errors import AppError
from app.files import cannot_read
from app.i18n import N_
from app.reports.filing.columns import Cell, FlatTable
from app.reports.filing.tables import flat_tables
from app.reports.filing.values import single_values

if TYPE_CHECKING:
    from app.reports.facts import City
    from app.workspace import Workspace

PREFIX = "cj."
EMPTY = "left_empty_"
"""Behind the prefix, with the column's number: a heading that a person left empty on purpose."""
MARK = re.compile(r"\{([a-z_]+\.[a-z_0-9.]+)\}")
_SEARCHED_ROWS, _FEWEST = 30, 2


@dataclass(frozen=True)
class Plan:
    """What would go where.

    Attributes:
        table: The table that fits the header row; empty when there is none.
        sheet: Its sheet; ``row``: the header row, from 1.
        columns: Column number in the sheet (from 1) → key of ours.
        unknown: Headings that nothing of ours answers to, by column number.
        values: Cells with one value: (sheet, address) → key.
    """

    table: str
    sheet: str
    row: int
    columns: Mapping[int, str]
    unknown: Mapping[int, str]
    values: Mapping[tuple[str, str], str]


def plan_template(
    workspace: Workspace,
    template: Path,
    *,
    table: str = "",
    mapping: Mapping[str, str] | None = None,
) -> Plan:
    """Read a template and say what would go where; nothing is written.

    Args:
        workspace: Whose data.
        template: The .xlsx.
        table: Key of the table to use; empty: the one that answers most headings.
        mapping: Headings that a person tied to keys of ours; an empty key: left empty.

    Raises:
        AppError: It cannot be read, or nothing in it is ours.
    """
    with workspace.reading() as session:
        city, tables = flat_tables(workspace, session)
        return planned(loaded(template), template, city, tables, table, mapping or {})


def loaded(template: Path) -> Any:
    """Open a template.

    Raises:
        AppError: It cannot be read or is no workbook.
    """
    try:
        return openpyxl.load_workbook(template)
    except OSError as error:
        raise cannot_read(template.name, error) from error
    except (
        ValueError,
        KeyError,
        zipfile.BadZipFile,
        InvalidFileException,
    ):
        raise AppError(
            N_("{file} is no Excel workbook (.xlsx). Save it as .xlsx and try again."),
            file=template.name,
        ) from None


def planned(
    book: Any,
    template: Path,
    city: City,
    tables: list[FlatTable],
    wanted: str,
    mapping: Mapping[str, str],
) -> Plan:
    """Say what of a template is ours; see `plan_template`."""
    known = [one for one in tables if not wanted or one.key == wanted]
    if not known:
        raise AppError(N_("There is no table {name}."), name=wanted)
    values = single_values(city, tables)
    single, tied, rows = _named(book, values, known)
    single |= _marked(book, values)
    best = Plan("", "", 0, {}, {}, single)
    for sheet in book.worksheets:
        for table in known:
            columns = {
                n: key
                for n, key in tied.get(sheet.title, {}).items()
                if not key or _has(table, key)
            }
            found = _header(sheet, table, mapping, columns, rows.get(sheet.title, 0))
            if found is not None and len(found[1]) > len(best.columns):
                best = Plan(table.key, sheet.title, found[0], found[1], found[2], single)
    if not best.columns and not single:
        raise AppError(
            N_(
                "Nothing in {file} is called like our data. Tie its headings to ours first, "
                "for example 小区名称=where.area."
            ),
            file=template.name,
        )
    return best


def _header(
    sheet: Any,
    table: FlatTable,
    mapping: Mapping[str, str],
    tied: Mapping[int, str],
    tied_at: int,
) -> tuple[int, dict[int, str], dict[int, str]] | None:
    """Find the row whose cells are headings of ours; the one with most wins."""
    names = _names(table)
    names |= {_plain(head): key for head, key in mapping.items() if _has(table, key)}
    left = {_plain(head) for head, key in mapping.items() if not key}
    ties = {n: key for n, key in tied.items() if key}
    said_so = len(ties) or sum(1 for key in mapping.values() if key)
    fewest = min(_FEWEST, said_so or _FEWEST)  # one will do when a person tied just that one
    best: tuple[int, dict[int, str], dict[int, str]] | None = None
    for row in sheet.iter_rows(min_row=1, max_row=_SEARCHED_ROWS):
        heads = {cell.column: str(cell.value) for cell in row if isinstance(cell.value, str)}
        found = {n: names[_plain(head)] for n, head in heads.items() if _plain(head) in names}
        at = row[0].row if row else 0
        if tied and at == tied_at:
            said = {n for n, head in heads.items() if _plain(head) in map(_plain, mapping)}
            found = {n: key for n, key in found.items() if n in said or tied.get(n, key)}
            found |= {n: key for n, key in ties.items() if n not in said}
        found = {n: key for n, key in found.items() if _plain(heads.get(n, "")) not in left}
        if len(found) < fewest:
            continue
        if best is None or len(found) > len(best[1]):
            rest = {n: head for n, head in heads.items() if n not in found}
            best = (at, found, rest)
    return best


def _names(table: FlatTable) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in table.columns:
        head = column.head
        bare, label = head.partition("（")[0], head.partition(" ")[2]
        for name in (column.key, head, label, bare, bare.partition(" ")[2]):
            if name:
                found.setdefault(_plain(name), column.key)
    return found


def _named(
    book: Any, values: Mapping[str, Cell], tables: Iterable[FlatTable]
) -> tuple[dict[tuple[str, str], str], dict[str, dict[int, str]], dict[str, int]]:
    """Return what defined names of ours say: single cells, tied columns, and their header rows.

    A column that was left empty has an empty key.
    """
    single: dict[tuple[str, str], str] = {}
    rows: dict[str, int] = {}
    tied: dict[str, dict[int, str]] = {}
    keys = {as_name(one.key): one.key for table in tables for one in table.columns}
    for name, where in book.defined_names.items():
        if not name.startswith(PREFIX):
            continue
        key = name.removeprefix(PREFIX)
        for title, column, row in targets(where):
            if key in values:
                single[title, f"{get_column_letter(column)}{row}"] = key
            elif key in keys or key.startswith(EMPTY):
                tied.setdefault(title, {})[column] = keys.get(key, "")
                rows[title] = min(rows.get(title, row - 1), row - 1)
    return single, tied, rows


def targets(where: Any) -> Iterable[tuple[str, int, int]]:
    """Yield sheet, column and row that a defined name points at."""
    for title, area in where.destinations:
        column, row, _right, _bottom = range_boundaries(area.replace("$", ""))
        if column and row:
            yield title, column, row


def _marked(book: Any, values: Mapping[str, Cell]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and any(
                    key in values for key in MARK.findall(cell.value)
                ):
                    found[sheet.title, cell.coordinate] = "{}"
    return found


def _has(table: FlatTable, key: str) -> bool:
    return any(column.key == key for column in table.columns)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if not sign.isspace() and sign not in "：:*")


def as_name(key: str) -> str:
    """Return a key as Excel takes it in a name."""
    return re.sub(r"[^0-9A-Za-z_.\u4e00-\u9fff]", "_", key)


def quoted(sheet: str) -> str:
    """Return a sheet's name as it stands in a reference."""
    return "'" + sheet.replace("'", "''") + "'"
