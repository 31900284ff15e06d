"""A template as a person ties it: every heading it has, and what of ours would stand beneath."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import AppError
from app.progress import Progress, silent
from app.reports.filing.tables import flat_tables
from app.reports.filing.template import Plan, loaded, planned

if TYPE_CHECKING:
    from app.workspace import Workspace

_SEARCHED_ROWS = 30


@dataclass(frozen=True)
class Tie:
    """A heading of theirs.

    Attributes:
        heading: As it stands there.
        key: The column of ours beneath it; empty: left empty.
    """

    heading: str
    key: str


@dataclass(frozen=True)
class TemplateView:
    """What can be tied.

    Attributes:
        plan: What would be written now; None while nothing of ours is found.
        table: Key of the table that rows come from.
        ties: Headings, from left to right; empty when the template has only single values.
        tables: Key and title of all tables.
        columns: Key and heading of the table's columns.
        communities: Their names, in order.
    """

    plan: Plan | None
    table: str
    ties: tuple[Tie, ...]
    tables: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    communities: tuple[str, ...]

    @property
    def tied(self) -> int:
        """How many headings are answered."""
        return sum(1 for tie in self.ties if tie.key)


def view_template(
    workspace: Workspace,
    template: Path,
    *,
    table: str = "",
    mapping: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> TemplateView:
    """Read a template for a person who ties its headings; findings are brought up to date first.

    Args:
        workspace: Whose data.
        template: The .xlsx.
        table: Key of the table to use; empty: the one that answers most headings.
        mapping: Headings that were tied by hand; an empty key: left empty.
        progress: Told of the evaluation.

    Raises:
        AppError: It cannot be read.
    """
    from app.inspection.derive import derive

    derive(workspace, progress=progress)
    book = loaded(template)
    with workspace.reading() as session:
        city, tables = flat_tables(workspace, session)
        try:
            plan = planned(book, template, city, tables, table, mapping or {})
        except AppError:  # nothing there is called like ours: that is what ties are for
            plan = None
        chosen = (plan.table if plan is not None else "") or table or tables[0].key
        columns = next(one.columns for one in tables if one.key == chosen)
        return TemplateView(
            plan,
            chosen,
            _ties(book, plan),
            tuple((one.key, one.title) for one in tables),
            tuple((one.key, one.head) for one in columns),
            tuple(city.by_name),
        )


def _ties(book: Any, plan: Plan | None) -> tuple[Tie, ...]:
    if plan is not None and plan.table:
        row = book[plan.sheet][plan.row]
    elif plan is not None:  # single values only: nothing to tie
        return ()
    else:
        row = _fullest(book)
    columns = plan.columns if plan is not None else {}
    return tuple(
        Tie(cell.value.strip(), columns.get(cell.column, ""))
        for cell in row
        if isinstance(cell.value, str) and cell.value.strip()
    )


def _fullest(book: Any) -> Any:
    """Return the row that most likely holds headings: the first one with most texts."""
    rows = [
        row
        for sheet in book.worksheets
        for row in sheet.iter_rows(min_row=1, max_row=_SEARCHED_ROWS)
    ]
    return max(rows, key=lambda row: sum(isinstance(one.value, str) for one in row), default=())
