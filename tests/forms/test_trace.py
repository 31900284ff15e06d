"""The trace says what the engine says, for every rule of our checklists and random answers."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.forms import Definition, FormError, Instance, load_workbook, load_xform
from app.forms.lexical import computed
from app.forms.trace import Step, explain
from app.forms.trace_words import because, lines, outcome
from app.forms.unparse import source
from app.forms.xpath.parser import parse
from app.i18n import set_language
from tests.forms.made import inputs, xform

CHECKLISTS = ("housing", "residential_area", "community")
FOLDER = Path(__file__).resolve().parent.parent.parent / "resources" / "checklists"


@cache
def checklist(name: str) -> Definition:
    return load_workbook(FOLDER / f"{name}.xlsx")


def filled(form: Definition, seed: int, share: float = 0.7) -> Instance:
    """Return a record with random answers, good and bad ones."""
    chance = random.Random(seed)
    instance = Instance(form, language="zh")
    for repeat in [q for q in form.by_path.values() if type(q).__name__ == "Repeat"]:
        for _ in range(chance.randrange(3)):
            instance.add_repeat(repeat.path)
    for field in list(instance.fields()):
        question = field.question
        if question is None or question.is_reason or chance.random() > share:
            continue
        if chance.random() < 0.1:
            instance.set_reason(field.path, chance.choice(["undecidable", "not_applicable"]))
        elif field.choices:
            values = [choice.value for choice in field.choices]
            count = chance.randrange(1, 3) if question.kind == "select_multiple" else 1
            instance.set(field.path, " ".join(chance.sample(values, min(count, len(values)))))
        elif question.type in ("int", "decimal"):
            instance.set(field.path, str(chance.choice([0, 1, 3, 8, 12, 1999, 2018, 70000])))
        elif question.type == "date":
            instance.set(field.path, "2026-03-01")
        elif question.type == "string":
            instance.set(field.path, chance.choice(["东山墙", "13800138000", "x" * 120]))
    return instance


@pytest.mark.parametrize("name", CHECKLISTS)
@given(seed=st.integers(0, 10_000))
@settings(max_examples=3)
def test_the_trace_comes_to_what_the_engine_came_to(name: str, seed: int) -> None:
    form = checklist(name)
    instance = filled(form, seed)
    verdicts = {(one.rule.code, one.path): one for one in instance.verdicts()}
    compared = 0
    for field in instance.fields():
        found = explain(instance, field.path)
        assert found.subject.relevant == field.relevant
        own = [trace for trace in found.traces if trace.path == field.path]
        for trace in own:
            if trace.step is None:
                continue
            compared += 1
            step = trace.step
            if trace.kind == "calculate":
                zone = instance.env.timezone
                assert computed(field.spec.type, step.value, zone) == field.kept, field.path
            elif trace.kind == "constraint":
                assert trace.holds == (step.truth or not field.kept), field.path
            elif trace.kind in ("rule", "clear"):
                said = verdicts[trace.code, field.path]
                assert trace.holds == (said.problem if trace.kind == "rule" else said.clear)
            else:
                assert trace.holds == step.truth, (field.path, trace.text)
            for part in step.walk():
                composed(part)
        assert found.of("relevant") or not field.spec.rules[0]
        assert field.relevant == all(trace.holds for trace in found.of("relevant"))
        lines(found)
    assert compared > 100


def composed(step: Step) -> None:
    """A piece follows from its parts by the rules of logic and arithmetic."""
    parts = step.parts
    if step.kind == "and":
        assert step.truth == all(part.truth for part in parts)
    elif step.kind == "or":
        assert step.truth == any(part.truth for part in parts)
    elif step.name == "not":
        assert step.truth != parts[0].truth
    elif step.name == "if":
        assert step.value == parts[1 if parts[0].truth else 2].value
        assert [part.used for part in parts[1:]] in ([True, False], [False, True], [False, False])


@pytest.mark.parametrize("name", CHECKLISTS)
def test_an_expression_written_again_means_the_same(name: str) -> None:
    form = checklist(name)
    for logic in form.schema.rules:
        if logic.constant is None:
            tree = logic.compiled().ast
            assert parse(source(tree)) == tree


@pytest.mark.parametrize(
    "text",
    [
        "1 - (2 - 3) * -4", "a//b[c = 'it''s'][2]/@d".replace("''", ""), "(a | b)/c", "-(1 + 2)",
        "a or (b and (c or d))", "instance('x')/root/item[name = current()/../a]/label",
        "ancestor::x/child::node()", "* * 2", "(a = b) = (c != d)", 'concat("it\'s", \'"\')',
    ],
)  # fmt: skip
def test_any_expression_survives_being_written(text: str) -> None:
    assert parse(source(parse(text))) == parse(text)


def made(binds: str, data: str = "<a/><b/><c/>", body: str = "") -> Instance:
    return Instance(load_xform(xform(data, binds, body or inputs("a", "b", "c"))))


def test_only_the_pieces_that_decided_are_named() -> None:
    set_language("en")
    instance = made("""<bind nodeset="/data/c" relevant="/data/a = '1' and /data/b &gt; 5"/>""")
    instance.set("/data/a", "1")
    instance.set("/data/b", "3")
    (trace,) = explain(instance, "/data/c").traces
    assert not trace.holds
    assert [step.text for step in trace.why] == ["${b} > 5"]
    assert outcome(trace) == "The condition to be shown is not met"
    assert because(trace) == ["${b} > 5 does not hold (b b: 3)"]
    instance.set("/data/b", "7")
    (trace,) = explain(instance, "/data/c").traces
    assert [step.text for step in trace.why] == ["${a} = '1'", "${b} > 5"]


def test_what_was_not_looked_at_says_so() -> None:
    instance = made("""<bind nodeset="/data/c" calculate="if(/data/a = '', /data/b, bad())"/>""")
    instance.set("/data/b", "x")
    (trace,) = explain(instance, "/data/c").traces
    assert trace.result == "x"
    assert trace.step is not None
    assert [part.used for part in trace.step.parts] == [True, True, False]
    assert trace.step.parts[2].type == "error"


def test_in_a_repeat_the_place_is_told_and_the_right_entry_read() -> None:
    set_language("en")
    body = (
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/x"/>'
        '<input ref="/data/r/y"/></repeat></group>'
    )
    binds = '<bind nodeset="/data/r/y" relevant="../x &gt; position(..)"/>'
    instance = made(binds, "<r><x/><y/></r>", body)
    instance.add_repeat("/data/r", "k")
    instance.set("/data/r[k]/x", "2")
    found = explain(instance, "/data/r[2]/y")
    (trace,) = found.of("relevant")
    assert not trace.holds
    assert because(trace) == [
        "${x} > position(..) does not hold (x, entry 2 of 2: 2; r, entry 2 of 2)"
    ]


def test_a_group_that_hides_the_question_is_named() -> None:
    body = '<group ref="/data/g"><label>G</label><input ref="/data/g/x"/></group>'
    binds = """<bind nodeset="/data/g" relevant="/data/a = 'y'"/>"""
    instance = made(binds, "<a/><g><x>old</x></g>", inputs("a") + body)
    found = explain(instance, "/data/g/x")
    assert [(trace.path, trace.holds) for trace in found.of("relevant")] == [("/data/g", False)]
    assert "old" in "\n".join(lines(found))


def test_what_depends_on_chance_says_so_and_an_unknown_path_is_refused() -> None:
    instance = made("""<bind nodeset="/data/c" calculate="once(random())"/>""")
    assert explain(instance, "/data/c").of("calculate")[0].unsteady
    with pytest.raises(FormError):
        explain(instance, "/data/nothing")
