"""The sheets are complete and consistent: languages, reasons, rules, lists."""

from __future__ import annotations

import re
from typing import Any

import pytest

ZH, EN = "中文 (zh)", "English (en)"
HAN = re.compile(r"[\u4e00-\u9fff]")
REFERENCE = re.compile(r"\$\{([^}]+)\}")
NO_LABEL = ("calculate", "end_group", "end_repeat")


def test_every_text_is_there_in_both_languages(checklist: Any) -> None:
    for sheet in ("survey", "choices", "findings"):
        for row in checklist.sheets[sheet]:
            for column in row:
                if not column.endswith(f"::{ZH}"):
                    continue
                kind = column.split("::")[0]
                chinese, english = row[column], row[f"{kind}::{EN}"]
                where = (sheet, row.get("name") or row.get("code"), kind)
                assert bool(chinese) == bool(english), where
                if kind in ("label", "title") and row.get("type") not in NO_LABEL:
                    assert chinese, where
                assert not HAN.search(english) or "例" in chinese or "（临时）" in english, where


def test_chinese_is_set_as_chinese(checklist: Any) -> None:
    """Full-width punctuation, no exclamation marks, short enough for the question pane."""
    for row in checklist.survey:
        text = REFERENCE.sub("0", row[f"label::{ZH}"])
        assert not re.search(r"[\u4e00-\u9fff][,;:?!()]", text), row["name"]
        assert "！" not in text + row[f"hint::{ZH}"], row["name"]
        assert len(text) <= 40, (row["name"], text)
        assert len(row[f"hint::{ZH}"]) <= 60, row["name"]
    for row in checklist.findings:
        assert len(row[f"title::{ZH}"]) <= 24, row["code"]


def test_each_limit_says_what_the_limit_is(checklist: Any) -> None:
    for row in checklist.survey:
        assert bool(row["constraint"]) == bool(row[f"constraint_message::{ZH}"]), row["name"]
        numbers = re.findall(r"(?<![\w.])\. (?:>=|>|<=|<) (-?\d+)", row["constraint"])
        if row["type"] in ("integer", "decimal"):
            for number in numbers:
                assert number in row[f"constraint_message::{ZH}"], (row["name"], number)
        if row["type"] in ("integer", "decimal"):
            assert row["constraint"], row["name"]


def test_a_required_answer_can_be_replaced_by_a_reason(checklist: Any) -> None:
    names = checklist.names
    for row in checklist.survey:
        name, required = row["name"], row["required"]
        if required.endswith("_reason} = ''"):
            assert required == f"${{{name}_reason}} = ''", name
            reason = checklist.question(f"{name}_reason")
            assert reason["type"] == "select_one reasons"
            assert reason["relevant"] == row["relevant"]
            assert reason["appearance"] == "minimal"
            assert reason["constraint"] == f". = '' or ${{{name}}} = ''"
        elif row["type"] == "select_one defect":
            pytest.fail(f"{name} must be answered")
        elif f"{name}_reason" in names:
            pytest.fail(f"{name}_reason satisfies nothing")


WITHOUT_REASON = {  # who, when, where from, and choices that carry 不详 or a default themselves
    "housing": {
        "ZF_A01", "ZF_A02", "ZF_A03", "ZF_A06_crs", "ZF_A06_source", "ZF_A08_band",
        "ZF_G03_evidence", "ZF_G03_room", "ZF_M01_time", "ZF_M01_inspector", "ZF_M02",
    },
    "residential_area": {
        "XQ_A01", "XQ_A02", "XQ_A04_band", "XQ_A09_crs", "XQ_F01_source", "XQ_G01_factor",
        "XQ_I01_source", "XQ_I01_joint", "XQ_J03", "XQ_J01_start", "XQ_J01_finish",
        "XQ_J01_length", "XQ_J01_causes", "XQ_O01_time", "XQ_O01_inspector", "XQ_O02",
    },
    "community": {"XQ_A01", "XQ_B02_source", "XQ_O01_time", "XQ_O01_inspector", "XQ_O02"},
}  # fmt: skip


def test_only_these_required_questions_have_no_reason(checklist: Any) -> None:
    bare = {
        row["name"]
        for row in checklist.survey
        if row["required"] == "yes"
        and row["type"] != "image"
        and not row["name"].endswith("_where")
    }
    assert bare == WITHOUT_REASON[checklist.form_id]


def test_every_name_that_is_used_exists(checklist: Any) -> None:
    names = checklist.names
    for row in (*checklist.survey, *checklist.findings):
        for column, text in row.items():
            for name in REFERENCE.findall(text):
                assert name in names, (row.get("name") or row["code"], column, name)
    lists = {row["list_name"] for row in checklist.sheets["choices"]}
    used = {row["type"].split()[1] for row in checklist.survey if row["type"].startswith("select")}
    assert used == lists
    values = {}
    for row in checklist.sheets["choices"]:
        values.setdefault(row["list_name"], []).append(row["name"])
    assert all(len(set(found)) == len(found) for found in values.values())


def test_rules_compare_with_choices_that_exist(checklist: Any) -> None:
    """A mistyped choice in a rule would never be true: every literal must be one of the list."""
    types = {row["name"]: row["type"].split() for row in checklist.survey if row["type"]}
    values: dict[str, set[str]] = {}
    for row in checklist.sheets["choices"]:
        values.setdefault(row["list_name"], set()).add(row["name"])
    pairs = re.compile(r"\$\{(\w+)\} !?= '([^']+)'|selected\(\$\{(\w+)\}, '([^']+)'\)")
    seen = 0
    for row in (*checklist.survey, *checklist.findings):
        for text in row.values():
            for one, first, two, second in pairs.findall(text):
                name, literal = one or two, first or second
                if len(types[name]) == 2:
                    assert literal in values[types[name][1]], (name, literal)
                    seen += 1
    assert seen > 20


def test_every_defect_and_every_absence_has_a_rule_and_a_clear(checklist: Any) -> None:
    rules: dict[str, list[Any]] = {}
    for row in checklist.findings:
        rules.setdefault(row["question"], []).append(row)
    for row in checklist.survey:
        if row["type"] in ("select_one defect", "select_one facility"):
            if row["name"] == "XQ_N01_equipment":
                continue  # for comparison only, not one of the twelve indicators
            assert rules.get(row["name"]), row["name"]
    for row in checklist.findings:
        assert row["rule"], row["code"]
        assert row["clear"], row["code"]
        assert row["question"] in checklist.names, row["code"]


def test_columns_of_the_rules_hold_known_words(checklist: Any) -> None:
    codes = [row["code"] for row in checklist.findings]
    assert len(set(codes)) == len(codes)
    for row in checklist.findings:
        assert row["severity"] in ("critical", "serious", "minor"), row["code"]
        assert row["deadline"] in ("limited", "best_effort"), row["code"]
        assert row["difficulty"] in ("high", "medium", "low"), row["code"]
        assert row["confidence"] in ("verified", "partial", "recalled", "own"), row["code"]
        assert {row["appraisal"], row["suspected"]} <= {"yes", "no"}, row["code"]
        assert re.fullmatch(r"(H|C)\d\d|", row["indicator"]), row["code"]
        assert row["responsible"], row["code"]
        assert row["measure"], row["code"]
        assert row["source"], row["code"]
        assert (row["confidence"] == "own") == row["source"].startswith("〔自拟〕"), row["code"]


def test_every_indicator_has_a_rule(checklists: Any) -> None:
    found = {row["indicator"] for c in checklists.values() for row in c.findings} - {""}
    houses = {f"H{number:02}" for number in range(1, 11)}
    areas = {f"C{number:02}" for number in range(1, 13)}
    assert found == houses | areas


def test_what_is_seen_of_structure_and_gas_is_only_suspected(checklists: Any) -> None:
    for row in checklists["housing"].findings:
        section = row["code"][3]
        if section in "BC":
            assert row["suspected"] == "yes", row["code"]
    by_code = {row["code"]: row for row in checklists["housing"].findings}
    for number in ("01", "02", "03", "06", "07", "08", "10", "12"):
        assert by_code[f"ZF-B{number}.1"]["appraisal"] == "yes"
    assert by_code["ZF-A20.1"]["suspected"] == "no", "an appraisal is no suspicion"


def test_persons_and_households_are_sensitive(checklists: Any) -> None:
    marked = {
        row["name"]
        for checklist in checklists.values()
        for row in checklist.survey
        if row["bind::cj:sensitive"]
    }
    assert marked == {
        "ZF_A17_unit", "ZF_H03_keeper", "ZF_I04", "ZF_K04", "ZF_M01_escort", "XQ_A08",
        "XQ_A08_manager", "XQ_A08_owners", "XQ_A08_street", "XQ_O01_escort",
    }  # fmt: skip


def test_free_text_refuses_numbers_of_persons(checklist: Any) -> None:
    for row in checklist.survey:
        roster = row["bind::cj:roster"].split(".")[-1] in ("name", "census_code")
        exempt = row["name"] in ("ZF_A04", "ZF_A20_number", "ZF_H01_result")
        if row["type"] == "text" and not roster and not exempt:
            assert "1[3-9][0-9]{9}" in row["constraint"], row["name"]


def test_settings_fit_the_program(checklist: Any) -> None:
    settings = checklist.sheets["settings"][0]
    assert settings["form_id"] == settings["name"] == checklist.form_id
    assert settings["default_language"] == ZH
    assert settings["namespaces"] == 'cj="https://chengjian.org/xforms"'
    assert re.fullmatch(r"\d{4}\.\d+", settings["version"])


def test_each_part_is_named_by_its_letter(checklist: Any) -> None:
    for row in checklist.survey:
        if row["type"] == "begin_group":
            assert re.fullmatch(r"[A-O]", row["name"])
    letter = ""
    for row in checklist.survey:
        if row["type"] == "begin_group":
            letter = row["name"]
        if row["bind::cj:code"]:
            assert row["bind::cj:code"][3] == letter, row["name"]
