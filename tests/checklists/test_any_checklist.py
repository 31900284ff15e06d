"""What holds for every rule of every checklist, through the real engine."""

from __future__ import annotations

from typing import Any

import pytest

from app.forms import Definition
from app.inspection.roster.words import WORDS

CHOICES_OF_A_DEFAULT = {"XQ-I01.2"}  # “not taken together” is answered from the start


def test_an_empty_record_has_no_finding_and_nothing_clear(forms: Any, fill: Any) -> None:
    for form in forms.values():
        record = fill(form)
        assert record.problems == set()
        assert record.clear <= CHOICES_OF_A_DEFAULT
        assert not record.instance.finished


@pytest.mark.parametrize("reason", ["undecidable", "not_applicable", "not_reached"])
def test_reasons_everywhere_finish_without_a_finding_or_a_clear(
    forms: dict[str, Definition], fill: Any, reason: str
) -> None:
    for form in forms.values():
        record = fill(form)
        for field in list(record.instance.fields()):
            question = field.question
            if question is not None and not question.is_reason:
                record.instance.set_reason(field.path, reason)
        assert record.problems == set()
        assert record.clear == set()
        assert [item.path for item in record.instance.missing()] == []


def test_no_choice_is_a_problem_and_clear_at_once(checklists: Any, forms: Any, fill: Any) -> None:
    for form_id, checklist in checklists.items():
        values: dict[str, list[str]] = {}
        for row in checklist.sheets["choices"]:
            values.setdefault(row["list_name"], []).append(row["name"])
        questions = {row["question"] for row in checklist.findings}
        for row in checklist.survey:
            if row["name"] in questions and row["type"].startswith("select"):
                for value in values[row["type"].split()[1]]:
                    record = fill(forms[form_id])
                    record.instance.set(record.paths[row["name"]], value)
                    for verdict in record.instance.verdicts():
                        assert not (verdict.problem and verdict.clear)
                        assert not verdict.failed, (verdict.rule.code, verdict.failed)


def test_no_rule_of_the_form_itself_fails(forms: Any, fill: Any) -> None:
    for form in forms.values():
        record = fill(form)
        assert record.instance.recalculator.faults == {}


def test_a_choice_that_the_roster_knows_is_in_the_checklist(checklists: Any) -> None:
    """The roster stores codes; a code that the question does not offer could not be prefilled."""
    seen = set()
    for checklist in checklists.values():
        for row in checklist.survey:
            column = row["bind::cj:roster"]
            if column in WORDS and row["type"].startswith("select_one"):
                offered = {
                    choice["name"]
                    for choice in checklist.sheets["choices"]
                    if choice["list_name"] == row["type"].split()[1]
                }
                assert {word.code for word in WORDS[column]} == offered, row["name"]
                seen.add(column)
    assert seen == set(WORDS)
