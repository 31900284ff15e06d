"""The three workbooks as an editor sees them, and as the engine runs them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from app.forms import Definition, Instance, load_workbook
from app.paths import resource

FORMS = ("housing", "residential_area", "community")
Row = Mapping[str, str]
NOW = datetime(2024, 7, 30, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


class Filled:
    """One record; questions are named as in the workbook."""

    def __init__(self, form: Definition, **answers: str | int | float) -> None:
        self.form = form
        self.instance = Instance(form, now=NOW, timezone="Asia/Shanghai", language="zh")
        self.paths = {path.rpartition("/")[2]: path for path in paths(self.instance)}
        self.answer(**answers)

    def answer(self, **answers: str | int | float) -> Filled:
        for name, value in answers.items():
            self.instance.set(self.paths[name], str(value))
            shown = self.value(name)
            same = shown == str(value) or (not isinstance(value, str) and float(shown) == value)
            assert same, f"{name} does not take {value!r}"
        return self

    def reason(self, reason: str, *names: str) -> Filled:
        for name in names:
            self.instance.set_reason(self.paths[name], reason)
        return self

    def value(self, name: str) -> str:
        return self.instance.node(self.paths[name]).value

    def shown(self, name: str) -> bool:
        return self.instance.node(self.paths[name]).relevant

    def required(self, name: str) -> bool:
        return self.instance.node(self.paths[name]).required

    def valid(self, name: str) -> bool:
        return self.instance.node(self.paths[name]).valid

    @property
    def problems(self) -> set[str]:
        return {found.rule.code for found in self.instance.findings()}

    def quantity(self, code: str) -> str | None:
        return next(f.quantity for f in self.instance.findings() if f.rule.code == code)

    @property
    def clear(self) -> set[str]:
        return {v.rule.code for v in self.instance.verdicts() if v.clear}

    @property
    def missing(self) -> set[str]:
        return {item.path.rpartition("/")[2] for item in self.instance.missing()}


def paths(instance: Instance) -> list[str]:
    return [field.path for field in instance.fields()]


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
    book = openpyxl.load_workbook(path, read_only=True)
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


Fill = Callable[..., Filled]


@pytest.fixture(scope="session")
def forms() -> dict[str, Definition]:
    return {form_id: load_workbook(resource(f"checklists/{form_id}.xlsx")) for form_id in FORMS}


@pytest.fixture
def housing(forms: dict[str, Definition]) -> Fill:
    """Begin a building: six storeys, brick, 1996, no lift, unless told otherwise."""
    basics = {
        "ZF_A07": "reform",
        "ZF_A08": 1996,
        "ZF_A09_above": 6,
        "ZF_A09_below": 0,
        "ZF_A10_units": 3,
        "ZF_A11_households": 36,
        "ZF_A13": "masonry",
        "ZF_A16": "none",
    }
    return lambda **answers: Filled(forms["housing"], **{**basics, **answers})


@pytest.fixture
def area(forms: dict[str, Definition]) -> Fill:
    """Begin a residential area of 400 households, built in 2005, in a community of 8,000."""
    basics = {"XQ_A04": 2005, "XQ_A05_households": 400, "XQ_A06_community": 8000}
    return lambda **answers: Filled(forms["residential_area"], **{**basics, **answers})


@pytest.fixture
def community(forms: dict[str, Definition]) -> Fill:
    """Begin a community of 8,000 people in five residential areas."""
    basics = {"XQ_A05_areas": 5, "XQ_A06": 8000}
    return lambda **answers: Filled(forms["community"], **{**basics, **answers})


@pytest.fixture
def fill() -> Fill:
    return Filled
