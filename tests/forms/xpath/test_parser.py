from __future__ import annotations

import contextlib
import marshal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.forms.xpath import XPathError, compile_expression
from app.forms.xpath.parser import MAX_LENGTH, parse
from tests.forms.xpath.conftest import Evaluate


def test_operators_are_known_by_their_place(evaluate: Evaluate) -> None:
    xml = "<and><mod>7</mod><div>2</div><or>0</or></and>"
    assert evaluate("mod mod div", "number", xml, "/and") == 1
    assert evaluate("div div div*div", "number", xml, "/and") == 2
    assert evaluate("count(*)*2", "number", xml, "/and") == 6
    assert parse("4andfunc()")[0] == "and"


@pytest.mark.parametrize("text", ["..[4]", ".[1]", "child::.", "//", "a b", "1 And 1", "f(", "$$a"])
def test_what_is_no_expression_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(XPathError, match=r"character|early"):
        compile_expression(text)


def test_chains_of_thousands_of_terms_work(evaluate: Evaluate) -> None:
    for operator, result in (
        ("+", 5000.0),
        ("-", -4998.0),
        ("or", True),
        ("and", True),
        ("*", 1.0),
    ):
        assert evaluate(f" {operator} ".join(["1"] * 5000)) == result
    assert len(evaluate("|".join(["/root"] * 2000))) == 1


def test_a_hundred_nested_ifs_work(evaluate: Evaluate) -> None:
    text = "'end'"
    for number in range(100):
        text = f"if({number} = 1000, 'no', {text})"
    assert evaluate(text) == "end"
    assert evaluate(text, "string") == "end"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "1" + ")" * 5000,
        "-" * 5000 + "1",
        "a[" * 5000 + "1" + "]" * 5000,
        "1" + "+1" * 20_000,
        "'" + "x" * MAX_LENGTH + "'",
        "f(" * 5000,
    ],
)
def test_pathological_sizes_are_refused(text: str) -> None:
    with pytest.raises(XPathError):
        compile_expression(text)


def test_predicates_nested_too_deeply_to_compile_are_refused() -> None:
    expression = compile_expression("a[" * 110 + "1" + "]" * 110)
    with pytest.raises(XPathError):
        expression.boolean  # noqa: B018 - the access compiles


def test_nested_comparisons_compile_in_linear_time() -> None:
    text = "a"
    for _ in range(25):
        text = f"(b[{text} = c] = d)"
    compile_expression(text).boolean  # noqa: B018 - the access compiles


def test_a_tree_can_be_marshalled() -> None:
    tree = parse("if(/a/b[@c='x'] > 1, 'y', concat(p:q, 2.5))")
    assert marshal.loads(marshal.dumps(tree)) == tree


@settings(max_examples=300)
@given(st.text(alphabet="ab1./[]()=<>+-*|@:$'\", andor", max_size=30))
def test_any_text_parses_or_is_refused(text: str) -> None:
    with contextlib.suppress(XPathError):
        assert isinstance(parse(text), tuple)
