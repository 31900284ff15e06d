from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.errors import AppError
from app.forms import FormError, Instance, cache, check_workbook, convert_workbook, load_workbook
from tests.forms.made import workbook

SURVEY = [
    [
        "type",
        "name",
        "label::中文 (zh)",
        "label::English (en)",
        "relevant",
        "required",
        "bind::cj:code",
    ],
    ["begin_group", "B", "结构", "Structure"],
    ["select_one defect", "ZF_B01", "裂缝", "Crack", None, "yes", "ZF-B01"],
    ["text", "ZF_B01_where", "位置", "Where", "${ZF_B01} = 'present'"],
    ["image", "ZF_B01_photo1", "全景", "Overview", "${ZF_B01} = 'present'", "yes"],
    ["image", "ZF_B01_photo2", "近景", "Close", "${ZF_B01} = 'present'", "yes"],
    ["integer", "ZF_B02", "宽度", "Width", "${ZF_B01} = 'present'"],
    ["end_group"],
    ["begin_repeat", "seg", "段", "Segment"],
    ["decimal", "length", "长", "Length"],
    ["end_repeat"],
]
CHOICES = [
    ["list_name", "name", "label::中文 (zh)", "label::English (en)"],
    ["defect", "none", "无", "No"],
    ["defect", "present", "有", "Yes"],
]
TITLES = ["title::中文 (zh)", "title::English (en)"]
FINDINGS = [
    [
        "code",
        "question",
        "rule",
        "clear",
        *TITLES,
        "severity",
        "indicator",
        "quantity",
        "appraisal",
    ],
    [
        *("ZF-B01.1", "ZF_B01", "${ZF_B01} = 'present'", "${ZF_B01} = 'none'", "裂缝", "Crack"),
        *("serious", "H01", "${ZF_B02} * 2", "yes"),
    ],
    ["J.1", "length", "${length} > 100", "${length} <= 100", "过长", "Too long", "minor", "H02"],
]
SETTINGS = [
    ["form_id", "form_title", "version", "default_language", "namespaces", "name"],
    ["housing", "住房", "7", "中文 (zh)", 'cj="https://chengjian.org/xforms"', "housing"],
]
BOOK = workbook(SURVEY, CHOICES, FINDINGS, SETTINGS)


def test_a_checklist_knows_its_codes_companions_and_rules() -> None:
    definition = load_workbook(BOOK)
    question = definition.question("/housing/B/ZF_B01")
    assert question is not None
    assert (question.code, question.kind) == ("ZF-B01", "select_one")
    assert question.where == "/housing/B/ZF_B01_where"
    assert question.photos == ("/housing/B/ZF_B01_photo1", "/housing/B/ZF_B01_photo2")
    assert [choice.value for choice in question.choices] == ["none", "present"]
    assert (definition.form_id, definition.version, definition.title) == ("housing", "7", "住房")
    assert definition.languages == ("中文 (zh)", "English (en)")
    assert [rule.title("en") for rule in definition.rules] == ["Crack", "Too long"]
    assert definition.rules[0].appraisal


def test_findings_and_verdicts_follow_the_answers() -> None:
    instance = Instance(load_workbook(BOOK))
    assert [(v.problem, v.clear) for v in instance.verdicts()] == [(False, False)] * 2
    instance.set("/housing/B/ZF_B01", "present")
    instance.set("/housing/B/ZF_B02", "3")
    found = instance.findings()
    assert [(f.rule.code, f.path, f.quantity) for f in found] == [
        ("ZF-B01.1", "/housing/B/ZF_B01", "6")
    ]
    assert [m.kind for m in instance.missing()] == ["photo", "photo"]
    instance.set("/housing/B/ZF_B01_photo1", "a.jpg")
    instance.set("/housing/B/ZF_B01_photo2", "b.jpg")
    assert instance.finished
    instance.set("/housing/B/ZF_B01", "none")
    assert next((v.problem, v.clear) for v in instance.verdicts()) == (False, True)
    instance.set_reason("/housing/B/ZF_B01", "undecidable")
    verdict = instance.verdicts()[0]
    assert (verdict.problem, verdict.clear, verdict.reason) == (False, False, "undecidable")


def test_rules_in_a_repeat_are_evaluated_in_every_instance() -> None:
    instance = Instance(load_workbook(BOOK))
    instance.add_repeat("/housing/seg", "k2")
    instance.set("/housing/seg[_1]/length", "50")
    instance.set("/housing/seg[k2]/length", "150")
    verdicts = [v for v in instance.verdicts() if v.rule.code == "J.1"]
    assert [(v.repeat_key, v.problem, v.clear) for v in verdicts] == [
        ("_1", False, True),
        ("k2", True, False),
    ]
    assert [f.repeat_key for f in instance.findings()] == ["k2"]


def test_a_compiled_form_is_the_same_form(tmp_path: Path) -> None:
    first = load_workbook(BOOK, cache_dir=tmp_path)
    entry = cache.entry(tmp_path, first.hash)
    assert entry.is_file()
    again = load_workbook(BOOK, cache_dir=tmp_path)
    assert again.hash == first.hash
    assert again.rules == first.rules
    one, two = Instance(first), Instance(again)
    for instance in (one, two):
        instance.set("/housing/B/ZF_B01", "present")
    assert one.violations() == two.violations()
    assert [f.rule for f in one.findings()] == [f.rule for f in two.findings()]


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "forged"])
def test_a_damaged_cache_entry_is_made_again(tmp_path: Path, damage: str) -> None:
    first = load_workbook(BOOK, cache_dir=tmp_path)
    entry = cache.entry(tmp_path, first.hash)
    raw = entry.read_bytes()
    middle = len(raw) // 2
    entry.write_bytes(
        {
            "flip": raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :],
            "cut": raw[:middle],
            "empty": b"",
            "forged": b"0" * 64 + b"\n" + json.dumps({"xform": "<x/>"}).encode(),
        }[damage]
    )
    assert Instance(load_workbook(BOOK, cache_dir=tmp_path)).definition.form_id == "housing"
    assert entry.read_bytes() == raw


def test_a_workbook_becomes_an_xform_file(tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(BOOK)
    (written,) = convert_workbook(source, tmp_path / "a.xml")
    assert "<h:title>住房</h:title>" in written.read_text(encoding="utf-8")


HEADER = ["type", "name", "label", "relevant", "calculation", "constraint"]
BAD = [
    ([["text", "a", "A"], ["text", "a", "B"]], (), "survey", 3, "name"),
    ([["select_one zz", "a", "A"]], (), "choices", 0, ""),
    ([["wrong", "a", "A"]], (), "survey", 2, "type"),
    ([["text", "a", "A"], ["text", "b", "B", "${a} ="]], (), "survey", 3, "relevant"),
    ([["text", "a", "A"], ["text", "b", "B", "nofunc(${a})"]], (), "survey", 3, "relevant"),
    ([["text", "a", "A", None, None, "${zz} = 1"]], (), "survey", 2, "constraint"),
    ([["text", "a", "A"]], [["1", "q", "true()"]], "findings", 2, "question"),
    ([["text", "a", "A"]], [["1", "a", "${a} ="]], "findings", 2, "rule"),
    ([["text", "a", "A"]], [["1", "a", "nofunc()"]], "findings", 2, "rule"),
    ([["text", "a", "A"]], [["1", "a", "true()", "dire"]], "findings", 2, "severity"),
    ([["text", "a", "A"]], [["1", "a", ""]], "findings", 2, "rule"),
]


@pytest.mark.parametrize(("rows", "rules", "sheet", "row", "column"), BAD)
def test_every_problem_of_a_workbook_has_its_place(
    rows: list[list[str]], rules: list[list[str]], sheet: str, row: int, column: str
) -> None:
    findings = [["code", "question", "rule", "severity"], *rules] if rules else ()
    problems = check_workbook(workbook([HEADER, *rows], (), findings))
    serious = [p for p in problems if p.serious]
    assert [(p.sheet, p.row, p.column) for p in serious] == [(sheet, row, column)]
    assert str(serious[0])
    assert serious[0].remedy


def test_a_list_that_does_not_exist_is_named() -> None:
    (problem,) = check_workbook(workbook([HEADER, ["select_one zz", "a", "A"]], CHOICES))
    assert (problem.sheet, problem.row, problem.column) == ("survey", 2, "type")
    assert "zz" in str(problem)


def test_a_circle_is_reported_with_the_row_of_one_of_its_questions() -> None:
    rows = [["calculate", "c", None, None, "${d}"], ["calculate", "d", None, None, "${c}"]]
    (problem,) = check_workbook(workbook([HEADER, *rows]))
    assert problem.row in (2, 3)
    assert "/data/c" in str(problem)


def test_several_broken_expressions_are_reported_at_once() -> None:
    rows = [["text", "a", "A", "1 ="], ["text", "b", "B", "2 2"], ["text", "c", "C", "f(1)"]]
    problems = check_workbook(workbook([HEADER, *rows]))
    assert sorted(p.row for p in problems if p.serious) == [2, 3, 4]


def test_a_good_checklist_has_no_problems() -> None:
    assert [p for p in check_workbook(BOOK) if p.serious] == []


def test_an_unused_list_is_a_remark() -> None:
    problems = check_workbook(workbook(SURVEY, [*CHOICES, ["spare", "x", "X", "X"]], (), SETTINGS))
    assert [(p.serious, p.sheet, p.row) for p in problems if p.sheet == "choices"] == [
        (False, "choices", 4)
    ]


def test_loading_names_the_place_too() -> None:
    with pytest.raises(FormError) as caught:
        load_workbook(workbook([HEADER, ["text", "a", "A"], ["text", "a", "B"]]))
    (problem,) = caught.value.problems
    assert (problem.sheet, problem.row, problem.column) == ("survey", 3, "name")


@pytest.mark.parametrize("data", [b"", b"junk", b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0junk"])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(AppError):
        load_workbook(data)
