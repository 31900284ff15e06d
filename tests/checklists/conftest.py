"""The three workbooks as an editor sees them: rows of sheets, before any form tool."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.paths import resource

FORMS = ("housing", "residential_area", "community")
Row = Mapping[str, str]


@dataclass(frozen=True)
class Checklist:
    """One workbook: a list of rows per sheet, cells as text, empty cells as empty text."""

    form_id: str
    path: Path
    sheets: Mapping[str, list[Row]]

    @property
    def survey(self) -> list[Row]:
        return self.sheets["survey"]

    @property
    def findings(self) -> list[Row]:
        return self.sheets["findings"]

    def question(self, name: str) -> Row:
        return next(row for row in self.survey if row["name"] == name and row["type"])

    @property
    def names(self) -> set[str]:
        return {row["name"] for row in self.survey if not row["type"].startswith("end_")}


def read(form_id: str) -> Checklist:
    path = resource(f"checklists/{form_id}.xlsx")
    book = load_workbook(path, read_only=True)
    sheets = {}
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        header = [str(cell or "") for cell in next(rows)]
        sheets[sheet.title] = [
            {key: "" if cell is None else str(cell) for key, cell in zip(header, row, strict=True)}
            for row in rows
        ]
    book.close()
    return Checklist(form_id, path, sheets)


@pytest.fixture(scope="session")
def checklists() -> dict[str, Checklist]:
    return {form_id: read(form_id) for form_id in FORMS}


@pytest.fixture(params=FORMS)
def checklist(request: pytest.FixtureRequest, checklists: dict[str, Checklist]) -> Checklist:
    return checklists[request.param]


@pytest.fixture(scope="session")
def items() -> list[dict[str, str]]:
    """Every published item: code, question, answer type, photo demand, indicator."""
    path = Path(__file__).with_name("items.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def coverage() -> dict[str, dict[str, str]]:
    with resource("checklists/coverage.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["item_code"]: row for row in csv.DictReader(file)}
