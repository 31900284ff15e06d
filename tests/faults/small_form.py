"""A small checklist with every kind of rule that counts."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import openpyxl

SURVEY = (
    "type", "name", "label", "required", "relevant", "constraint", "calculation", "default",
    "trigger", "bind::cj:code", "bind::cj:roster", "bind::cj:basis",
)  # fmt: skip
FINDINGS = (
    "code", "question", "rule", "clear", "title::中文 (zh)", "indicator", "quantity", "unit",
    "severity", "appraisal", "suspected",
)  # fmt: skip
Row = Mapping[str, str]


def question(kind: str, name: str, **more: str) -> Row:
    """Return a row of the survey; its label is its name, its code the name with a dash."""
    code = f"{name[:1]}-{name[1:]}"
    return {"type": kind, "name": name, "label": name, "bind::cj:code": code} | {
        key.replace("cj_", "bind::cj:"): text for key, text in more.items()
    }


QUESTIONS: tuple[Row, ...] = (
    question("begin_group", "A"),
    question("text", "A01", cj_roster="name"),
    question("integer", "A02", cj_roster="floors_above"),
    question("select_one structure", "A03"),
    question("date", "A04", default="today()"),
    question("end_group", ""),
    question("begin_group", "B"),
    question("select_one defect", "B01", required="yes", relevant="${A03} = 'concrete'"),
    question("image", "B01_photo1", required="yes", relevant="${B01} = 'present'"),
    question("select_one defect", "B02", required="yes"),
    question("select_one yes_no", "B03", required="yes", cj_basis="asked"),
    question("integer", "B04", constraint=". >= 0"),
    question("select_one defect", "B05"),
    question("select_one width", "B06"),
    question("text", "B07"),
    question("text", "B08", trigger="${B07}", calculation="concat('seen ', ${B07})"),
    question("end_group", ""),
    question("begin_repeat", "paths"),
    question("select_one defect", "C01"),
    question("decimal", "C02", constraint=". > 0"),
    question("end_repeat", ""),
    question("calculate", "C03", calculation="sum(${C02})"),
    question("select_one defect", "C04"),
)
CHOICES = {
    "structure": ("brick", "concrete"),
    "defect": ("none", "present"),
    "yes_no": ("yes", "no"),
    "width": ("none", "thin", "wide", "unknown"),
}


def rule(code: str, name: str, test: str, clear: str, indicator: str, **more: str) -> Row:
    """Return a row of the findings."""
    return {
        "code": code, "question": name, "rule": test, "clear": clear, "indicator": indicator,
        "title::中文 (zh)": code, "severity": "serious", "appraisal": "no", "suspected": "yes",
    } | more  # fmt: skip


def defect(name: str, indicator: str, **more: str) -> Row:
    """Return the rule of a question that is answered 无 or 有."""
    code = f"{name[:1]}-{name[1:]}.1"
    return rule(code, name, f"${{{name}}} = 'present'", f"${{{name}}} = 'none'", indicator, **more)


RULES: tuple[Row, ...] = (
    defect("B01", "H01", appraisal="yes"),
    defect("B02", "H01"),
    rule("B-03.1", "B03", "${B03} = 'no'", "${B03} = 'yes'", "H10"),
    rule("B-04.1", "B04", "${B04} > 0", "${B04} != '' and ${B04} = 0", "H05",
         quantity="${B04}", unit="套"),
    defect("B05", "H06", quantity="0", unit="个"),
    rule("B-06.1", "B06", "${B06} = 'thin'", "${B06} = 'none'", "H04"),
    rule("B-06.2", "B06", "${B06} = 'wide'", "${B06} = 'none'", "H04"),
    defect("C01", "C09", quantity="${C02}", unit="千米"),
    rule("C-04.1", "C04", "${C04} = 'present' and ${C03} > 1", "${C04} = 'none'", "C05"),
)  # fmt: skip


def workbook(
    questions: Sequence[Row] = QUESTIONS,
    rules: Sequence[Row] = RULES,
    *,
    form_id: str = "housing",
    version: str = "1",
) -> bytes:
    """Return an XLSForm."""
    book = openpyxl.Workbook()
    book.remove(book.active)

    def sheet(name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        page = book.create_sheet(name)
        page.append(list(columns))
        for row in rows:
            page.append([row.get(column, "") for column in columns])

    sheet("survey", SURVEY, questions)
    sheet(
        "choices",
        ("list_name", "name", "label"),
        [
            {"list_name": name, "name": value, "label": value}
            for name, values in CHOICES.items()
            for value in values
        ],
    )
    sheet(
        "settings",
        ("form_id", "name", "version", "form_title", "namespaces"),
        [
            {
                "form_id": form_id,
                "name": form_id,
                "version": version,
                "form_title": form_id,
                "namespaces": 'cj="https://chengjian.org/xforms"',
            }
        ],
    )
    sheet("findings", FINDINGS, rules)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def form() -> bytes:
    """Return the workbook, one and the same in a process: its hash is its identity."""
    return workbook()
