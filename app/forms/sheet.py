"""The sheet ``findings`` of a checklist workbook, read into rules."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import openpyxl

from app.errors import AppError
from app.forms.errors import Problem
from app.forms.findings import CONFIDENCES, DEADLINES, DIFFICULTIES, SEVERITIES, Rule
from app.i18n import N_, _

SHEET = "findings"
_TEXTS = (
    *("code", "question", "rule", "clear", "severity", "deadline", "difficulty", "indicator"),
    *("quantity", "unit", "responsible", "measure", "source", "confidence"),
)
_NEEDED = ("code", "question", "rule")
_WORDS = {
    "severity": SEVERITIES,
    "deadline": DEADLINES,
    "difficulty": DIFFICULTIES,
    "confidence": CONFIDENCES,
}
_YES = frozenset(("yes", "true", "1", "是"))
_NO = frozenset(("no", "false", "0", "否"))


def read_rules(data: bytes) -> tuple[list[Rule], list[Problem]]:
    """Read the rules of a workbook.

    Args:
        data: The workbook; anything but an .xlsx file has no such sheet.

    Returns:
        The rules, and what is wrong with rows and columns. No sheet, no rules.
    """
    if data[:4] != b"PK\x03\x04":
        return [], []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions of Excel that do not concern us
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        return [], []  # pyxform has its say about a broken workbook
    try:
        if SHEET not in book.sheetnames:
            return [], []
        rows = ([_plain(cell) for cell in row] for row in book[SHEET].iter_rows(values_only=True))
        return _read(rows)
    finally:
        book.close()


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _read(rows: Iterator[list[str]]) -> tuple[list[Rule], list[Problem]]:
    header = next(rows, [])
    problems = [
        _problem(N_("The column {name} is missing"), 1, name, name=name)
        for name in _NEEDED
        if name not in header
    ]
    if problems:
        return [], problems
    titles = {
        place: name.partition("::")[2]
        for place, name in enumerate(header)
        if name == "title" or name.startswith("title::")
    }
    rules: list[Rule] = []
    codes: list[str] = []
    for number, row in enumerate(rows, 2):
        if not any(row):
            continue
        cells = dict(zip(header, row, strict=False))
        found = list(_check(cells, number, codes))
        problems += found
        if any(problem.serious for problem in found):
            continue
        codes.append(cells["code"])
        texts: dict[str, Any] = {name: cells.get(name, "") for name in _TEXTS}
        rules.append(
            Rule(
                **texts,
                titles={lang: row[place] for place, lang in titles.items() if place < len(row)},
                appraisal=cells.get("appraisal", "").casefold() in _YES,
                suspected=cells.get("suspected", "yes").casefold() not in _NO,
                row=number,
            )
        )
    return rules, problems


def _check(cells: dict[str, str], row: int, codes: Sequence[str]) -> Iterator[Problem]:
    for name in _NEEDED:
        if not cells.get(name):
            yield _problem(N_("The cell is empty"), row, name)
    if cells.get("code", "") in codes:
        yield _problem(N_("The code {code} stands twice"), row, "code", code=cells["code"])
    for name, words in _WORDS.items():
        if cells.get(name, "") not in words:
            yield _problem(
                N_("{value} is not one of {words}"),
                row,
                name,
                value=cells[name],
                words=", ".join(word for word in words if word),
            )
    for name in ("appraisal", "suspected"):
        if cells.get(name, "").casefold() not in _YES | _NO | {""}:
            yield _problem(
                N_("{value} is not one of {words}"), row, name, value=cells[name], words="yes, no"
            )


def _problem(template: str, row: int, column: str, **values: object) -> Problem:
    return Problem(
        AppError(template, **values),
        _("Correct the cell in the sheet findings"),
        sheet=SHEET,
        row=row,
        column=column,
    )
