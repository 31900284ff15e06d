"""Expressions, circles and repeats beyond all bounds: refused at once and in words, or right."""

from __future__ import annotations

import time
from xml.sax.saxutils import quoteattr

import pytest

from app.forms import FormError, Instance, load_xform
from tests.forms.made import inputs, xform

SECONDS = 5.0


def calculated(expression: str) -> str:
    """Evaluate an expression in a small form, within bounds of time."""
    start = time.process_time()
    bind = f'<bind nodeset="/data/a" calculate={quoteattr(expression)}/>'
    try:
        instance = Instance(load_xform(xform("<a/><b>1</b><c>2</c>", bind, inputs("b"))))
        return instance.node("/data/a").value
    finally:
        assert time.process_time() - start < SECONDS


# --- expressions of pathological size ---------------------------------------------------------


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 49_000 + "1" + ")" * 49_000,
        "'" + "x" * 200_000 + "'",
        " + ".join(["1"] * 20_000),
        "/data/b" + "[1]" * 20_000,
        "/data" + "[b" * 500 + "]" * 500,
        "if(1, " * 1000 + "1" + ", 2)" * 1000,
        "1" + " = 1" * 9000,
        "/data" + "//*" * 20_000,
        "regex('aaaa', '(((a{1000}){1000}){1000}){1000}')",
        "1 +",
        "'never closed",
        "/data/b[",
        "",
        "()",
        "$variable",
        "nobody:function(1)",
    ],
    ids=range(16),
)
def test_an_expression_beyond_all_bounds_is_refused_at_once(expression: str) -> None:
    if not expression:
        assert calculated(expression) == ""  # an empty attribute is no rule
        return
    with pytest.raises(FormError) as caught:
        calculated(expression)
    assert "/data/a" in str(caught.value)
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("(" * 100 + "1" + ")" * 100, "1"),
        (" + ".join(["1"] * 9000), "9000"),
        (" and ".join(["1 or 0"] * 3000), "true"),
        ("/data/b" + "[1]" * 3000, "1"),
        ("count(" + "|".join(["/data/b", "/data/c"] * 1500) + ")", "2"),
        ("string-length('" + "x" * 90_000 + "')", "90000"),
        ("/data" + "/.." * 0 + "/b", "1"),
        ("regex('" + "a" * 40 + "!', '(a+)+$')", "false"),
        ("pow(10, 400)", "Infinity"),
        ("substr('abc', -9999999999999999999, 99999999999999999999)", "abc"),
        ("date(99999999999999999999)", ""),
        ("format-date('9999-12-31T23:59:59-12:00', '%Y')", ""),
        ("1 div 0", "Infinity"),
        ("number('1e999999')", "Infinity"),
    ],
    ids=range(14),
)
def test_a_large_expression_or_number_comes_out_right(expression: str, value: str) -> None:
    assert calculated(expression) == value


def test_texts_that_double_over_and_over_do_not_take_all_memory() -> None:
    binds = "".join(
        f'<bind nodeset="/data/x{n}" calculate="concat(/data/x{n - 1}, /data/x{n - 1})"/>'
        for n in range(1, 60)
    )
    data = "<x0>0123456789</x0>" + "".join(f"<x{n}/>" for n in range(1, 60))
    with pytest.raises(FormError):
        Instance(load_xform(xform(data, binds)))


def test_repeats_that_multiply_are_refused() -> None:
    body = (
        '<repeat nodeset="/data/r" jr:count="/data/n"><repeat nodeset="/data/r/s" '
        'jr:count="/data/n"><input ref="/data/r/s/a"/></repeat></repeat>'
    )
    data = "<n>{}</n><r jr:template=''><s jr:template=''><a/></s></r>"
    with pytest.raises(FormError):
        Instance(load_xform(xform(data.format(5000), "", body)))
    instance = Instance(load_xform(xform(data.format(30), "", inputs("n") + body)))
    for _ in range(20):  # what was taken away is not counted for ever
        instance.set("/data/n", "1")
        instance.set("/data/n", "30")
    assert instance.grown == 30 + 30 * 30 * 2


@pytest.mark.parametrize(
    "cycle",
    [
        {"a": 'calculate="/data/a + 1"'},
        {"a": 'calculate="/data/b"', "b": 'calculate="/data/c"', "c": 'calculate="/data/a"'},
        {"a": 'relevant="/data/a = 1"'},
        {"a": 'relevant="/data/b = 1"', "b": 'relevant="/data/a = 1"'},
        {"a": 'calculate="count(/data/*)"'},
    ],
)
def test_cycles_are_refused_by_name(cycle: dict[str, str]) -> None:
    binds = "".join(f'<bind nodeset="/data/{name}" {rule}/>' for name, rule in cycle.items())
    with pytest.raises(FormError) as caught:
        Instance(load_xform(xform("<a/><b/><c/>", binds, inputs("a", "b", "c"))))
    assert "/data/a" in str(caught.value)


def test_actions_that_start_each_other_for_ever_are_stopped() -> None:
    body = "".join(
        f'<input ref="/data/{one}"><setvalue event="xforms-value-changed" ref="/data/{other}" '
        f'value="/data/{one} + 1"/></input>'
        for one, other in ("ab", "ba")
    )
    instance = Instance(load_xform(xform("<a/><b/>", "", body)))
    with pytest.raises(FormError):
        instance.set("/data/a", "1")
