"""Where the questions and lists of a workbook stand."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator

import openpyxl

from app.errors import AppError
from app.forms.definition import Definition
from app.forms.errors import FormError, Problem
from app.forms.schema import Logic
from app.i18n import N_, _

COLUMNS = (
    "relevant",
    "calculation",
    "readonly",
    "required",
    "constraint",
    "label",
    "choice_filter",
    "repeat_count",
)
REMEDY = N_("Correct the expression; names of questions stand between ${{ and }}")


class Places:
    """Where the questions of a workbook stand.

    Attributes:
        survey: Rows of the sheet ``survey``, with their numbers.
        rows: Row of the sheet ``survey`` by path without the root, such as ``/B/ZF_B01``.
        lists: First row of each list of the sheet ``choices``.
        names: First row of each choice name there.
    """

    def __init__(self, data: bytes) -> None:
        self.rows: dict[str, int] = {}
        self.survey: list[tuple[int, dict[str, str]]] = []
        self.lists: dict[str, int] = {}
        self.names: dict[str, int] = {}
        if data[:4] != b"PK\x03\x04":
            return
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        except (zipfile.BadZipFile, KeyError, ValueError, OSError):
            return
        groups: list[str] = []
        self.survey = list(_rows(book, "survey"))
        for row, cells in self.survey:
            kind = re.sub(r"[\s_]+", " ", cells.get("type", "").casefold())
            name = cells.get("name", "")
            if kind.startswith("end "):
                del groups[-1:]
                continue
            if name:
                self.rows.setdefault("/" + "/".join([*groups, name]), row)
            if kind.startswith("begin "):
                groups.append(name)
        for row, cells in _rows(book, "choices"):
            self.lists.setdefault(cells.get("list_name") or cells.get("list name") or "", row)
            self.names.setdefault(cells.get("name", ""), row)
        book.close()

    def row(self, path: str) -> int:
        """Return the row of a question by its path, 0 when it has none."""
        return self.rows.get("/" + path.removeprefix("/").partition("/")[2], 0)

    def search(self, column: str, value: str) -> int:
        """Return the first row of the sheet ``survey`` that has a value in a column, or 0."""
        column = "name" if column == "label" else column
        found = (row for row, cells in self.survey if value in cells.get(column, "").split())
        return next(found, 0)

    def of_error(self, error: FormError) -> Problem:
        """Return the problem that stopped the form from being loaded."""
        path = str(error.values.get("path") or error.values.get("names") or "")
        row = self.row(path.partition(" ")[0])
        return Problem(
            error,
            _("Correct what the message names"),
            sheet="survey" if row else "",
            row=row,
        )

    def of_broken(
        self, definition: Definition | None, text: str, path: str, error: AppError
    ) -> Problem:
        """Return the problem of an expression that cannot be read."""
        logic: Logic | None = None
        if definition is not None:
            rules = definition.schema.rules
            found = (r for r in rules if r.text == text and path in (r.spec.path, r.spec.key))
            logic = next(found, None)
        row = self.row(path)
        reason = error.values.get("reason")
        return Problem(
            reason if isinstance(reason, AppError) and row else error,
            _(REMEDY).format(),
            sheet="survey" if row else "",
            row=row,
            column=COLUMNS[logic.kind] if logic is not None else "",
        )


def _rows(book: openpyxl.Workbook, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    if name not in book.sheetnames:
        return
    rows = book[name].iter_rows(values_only=True)
    header = [str(cell or "").strip() for cell in next(rows, ())]
    for number, row in enumerate(rows, 2):
        cells = {
            head: str(cell).strip()
            for head, cell in zip(header, row, strict=False)
            if cell is not None
        }
        if cells:
            yield number, cells
