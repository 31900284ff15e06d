"""Broken workbooks: each problem with sheet, row, column, cause and remedy, in both languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from app import i18n
from app.forms.check import check_workbook
from tests.forms.made import workbook

SURVEY = (
    "type", "name", "label", "relevant", "constraint", "calculation", "choice_filter",
    "repeat_count", "trigger", "default", "parameters",
)  # fmt: skip
CHOICES = (("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "No"))
SETTINGS = (("form_id", "version", "public_key"), ("f", "1", ""))
FINDINGS = ("code", "question", "rule", "clear", "title", "severity", "appraisal")
FIRST = ("select_one yn", "a", "A")
CHINESE = re.compile("[\u4e00-\u9fff]")
Rows = Sequence[Sequence[str]]


def book(
    *rows: Sequence[str], choices: Rows = CHOICES, findings: Rows = (), settings: Rows = SETTINGS
) -> bytes:
    return workbook(
        [SURVEY, FIRST, *rows], choices, [FINDINGS, *findings] if findings else (), settings
    )


BROKEN: dict[str, tuple[bytes, str, int, str, bool]] = {
    "type": (book(("txet", "b", "B")), "survey", 3, "type", True),
    "no type": (book(("", "b", "B")), "survey", 3, "type", True),
    "no name": (book(("text", "", "B")), "survey", 3, "name", True),
    "bad name": (book(("text", "1b", "B")), "survey", 3, "name", True),
    "twice": (book(("text", "a", "B")), "survey", 3, "name", True),
    "no label": (book(("text", "b", "")), "survey", 3, "label", True),
    "list": (book(("select_one nolist", "b", "B")), "survey", 3, "type", True),
    "reference": (book(("text", "b", "B", "${zz} = 1")), "survey", 3, "relevant", True),
    "reference in a label": (book(("text", "b", "B ${zz}")), "survey", 3, "label", True),
    "reference in a filter": (
        book(("select_one yn", "b", "B", "", "", "", "z = ${zz}")),
        "survey",
        3,
        "choice_filter",
        True,
    ),
    "trigger": (book(("text", "b", "B", *[""] * 5, "${zz}")), "survey", 3, "trigger", True),
    "expression": (book(("text", "b", "B", "${a} = = 1")), "survey", 3, "relevant", True),
    "bracket": (book(("text", "b", "B", "", "(. > 1")), "survey", 3, "constraint", True),
    "function": (book(("text", "b", "B", "frob(${a})")), "survey", 3, "relevant", True),
    "arguments": (
        book(("calculate", "b", "", "", "", "substr()")),
        "survey",
        3,
        "calculation",
        True,
    ),
    "no calculation": (book(("calculate", "b", "")), "survey", 3, "calculation", True),
    "begin": (book(("begin_group", "g", "G"), ("text", "b", "B")), "survey", 3, "type", True),
    "end": (book(("end_repeat",)), "survey", 3, "type", True),
    "default": (book(("integer", "b", "B", *[""] * 6, "abc")), "survey", 3, "default", True),
    "parameter": (
        book(("range", "b", "B", *[""] * 7, "start=1 end=x")),
        "survey",
        3,
        "parameters",
        True,
    ),
    "choice twice": (book(choices=(*CHOICES, ("yn", "no", "Nein"))), "choices", 4, "name", True),
    "choice without name": (book(choices=(*CHOICES, ("yn", "", "X"))), "choices", 4, "name", True),
    "choice without label": (
        book(choices=(*CHOICES, ("yn", "x", ""))),
        "choices",
        4,
        "label",
        False,
    ),
    "choice with a space": (
        book(("select_multiple yn", "b", "B"), choices=(*CHOICES, ("yn", "a b", "X"))),
        "choices",
        4,
        "name",
        True,
    ),
    "list without use": (
        book(choices=(*CHOICES, ("zz", "x", "X"))),
        "choices",
        4,
        "list_name",
        False,
    ),
    "finding's question": (
        book(findings=(("R", "zz", "true()", "", "t", "", ""),)),
        "findings",
        2,
        "question",
        True,
    ),
    "finding's rule": (
        book(findings=(("R", "a", "${a} = =", "", "t", "", ""),)),
        "findings",
        2,
        "rule",
        True,
    ),
    "finding's word": (
        book(findings=(("R", "a", "true()", "", "t", "huge", ""),)),
        "findings",
        2,
        "severity",
        True,
    ),
    "finding twice": (
        book(findings=(("R", "a", "true()", "", "t", "", ""),) * 2),
        "findings",
        3,
        "code",
        True,
    ),
    "form id": (
        book(settings=(("form_id", "version"), ("f g", "1"))),
        "settings",
        2,
        "form_id",
        False,
    ),
    "version": (
        book(settings=(("form_id", "version"), ("f", ""))),
        "settings",
        2,
        "version",
        False,
    ),
    "key": (book(settings=(SETTINGS[0], ("f", "1", "no key"))), "settings", 2, "public_key", True),
    "file": (
        book(("calculate", "b", "", "", "", "pulldata('gone', 'x', 'y', ${a})")),
        "survey",
        3,
        "calculation",
        False,
    ),
    "header twice": (
        workbook([("type", "name", "label", "label"), FIRST], CHOICES, (), SETTINGS),
        "survey",
        1,
        "label",
        True,
    ),
}


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_problem_is_found_where_it_is_and_explained(name: str, language: str) -> None:
    data, sheet, row, column, serious = BROKEN[name]
    i18n.set_language(language)
    problems = check_workbook(data)
    there = [one for one in problems if (one.sheet, one.row, one.column) == (sheet, row, column)]
    assert there, [str(one) for one in problems]
    assert any(one.serious == serious for one in there)
    for one in problems:
        said = f"{one} {one.remedy}"
        assert one.remedy, said
        assert "converter" not in said
        assert "转换程序" not in said
        if language == "zh_CN":
            assert CHINESE.search(str(one.cause)), said
            assert CHINESE.search(one.remedy), said


def test_a_translation_that_is_missing_is_named_with_its_language() -> None:
    i18n.set_language("en")
    header = ("type", "name", "label::中文 (zh)", "label::English (en)")
    data = workbook(
        [header, ("select_one yn", "a", "甲", "A"), ("text", "b", "乙", "")],
        [("list_name", "name", *header[2:]), ("yn", "yes", "是", "Yes"), ("yn", "no", "", "No")],
        (),
        SETTINGS,
    )
    found = {(one.sheet, one.row, one.column) for one in check_workbook(data)}
    assert ("survey", 3, "label::English (en)") in found
    assert ("choices", 3, "label::中文 (zh)") in found


def test_nothing_is_said_of_a_good_workbook() -> None:
    assert check_workbook(book()) == []
