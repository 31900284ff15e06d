"""A value that the form refuses is kept, told as missing, and read by no rule."""

from __future__ import annotations

from app.forms import Instance, load_workbook
from app.paths import resource

FORM = load_workbook(resource("checklists/housing.xlsx"))
ALL, SOME = "/housing/A/ZF_A11_households", "/housing/I/ZF_I04"


def _found(instance: Instance, path: str) -> list[str]:
    return [one.rule.code for one in instance.findings() if one.path == path]


def test_a_refused_value_raises_no_finding_until_it_is_mended() -> None:
    instance = Instance(FORM)
    instance.set(ALL, "24")
    instance.set(SOME, "111")
    field = instance.node(SOME)
    assert (field.value, field.refused, field.answered) == ("111", True, False)
    assert _found(instance, SOME) == []
    said = [one for one in instance.verdicts() if one.path == SOME]
    assert said
    assert not any(one.problem or one.clear or one.answered for one in said)
    assert [m.kind for m in instance.missing() if m.path == SOME] == ["constraint"]
    instance.set(SOME, "11")
    assert _found(instance, SOME) == ["ZF-I04.1"]
    assert instance.node(SOME).answered


def test_the_answer_that_it_is_measured_by_may_be_the_one_that_is_mended() -> None:
    instance = Instance(FORM)
    instance.set(ALL, "24")
    instance.set(SOME, "111")
    instance.set(ALL, "240")
    assert _found(instance, SOME) == ["ZF-I04.1"]


def test_rules_of_other_questions_read_a_refused_value_as_empty() -> None:
    question, measured = "/housing/G/ZF_G03", "/housing/G/ZF_G03_temperature"
    instance = Instance(FORM)
    instance.set(question, "none")
    instance.set("/housing/G/ZF_G03_evidence", "measured")
    instance.set("/housing/G/ZF_G03_room", "living")
    instance.set(measured, "12")
    assert _found(instance, question) == ["ZF-G03.1"]
    instance.set(measured, "-120")
    assert instance.node(measured).refused
    assert _found(instance, question) == []
    instance.set(question, "present")  # a problem whatever the thermometer says
    assert _found(instance, question) == ["ZF-G03.1"]
    assert instance.node(measured).value == "-120.0"


def test_an_older_record_with_such_a_value_reads_the_same_way() -> None:
    instance = Instance.resume(FORM, {ALL: "24", SOME: "111"})
    assert _found(instance, SOME) == []
    assert not instance.node(SOME).answered
    text = Instance.resume(FORM, {SOME: "viele"})  # of a form version where this was text
    assert text.node(SOME).refused
    assert _found(text, SOME) == []


def test_what_is_refused_for_its_shape_is_told_how_it_is_written() -> None:
    instance = Instance(FORM)
    instance.set("/housing/G/ZF_G03", "none")
    instance.set("/housing/G/ZF_G03_evidence", "measured")
    shapes = {
        "/housing/G/ZF_G03_time": ("1", "2026-11-23 14:30"),
        "/housing/G/ZF_G03_temperature": ("warm", "3.5"),
        ALL: ("viele", "12"),
    }
    for path, (typed, shape) in shapes.items():
        instance.set(path, typed)
        message = instance.node(path).message
        assert typed in message
        assert shape in message
