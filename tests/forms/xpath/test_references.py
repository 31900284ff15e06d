from __future__ import annotations

import pytest

from app.forms.markup import parse
from app.forms.xpath import References, Scope, compile_expression

FORM = "<data id='x'><a/><g><b/><c/></g><room><n/><m/></room></data>"


def look(text: str, context: str = "/data/g/b") -> References:
    scope = Scope(parse(FORM), {"/data/room"})
    return compile_expression(text, scope=scope, context=context).references()


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("/data/a + ../c", {"/data/a", "/data/g/c"}),
        (". > 3", {"/data/g/b"}),
        ("count(/data/room)", {"/data/room"}),
        ("sum(/data/room[n > /data/a]/m)", {"/data/room/n", "/data/a", "/data/room/m"}),
        ("//c", {"/data/g/c"}),
        ("/data/g/*", {"/data/g/b", "/data/g/c"}),
        ("current()/../c", {"/data/g/c"}),
        ("/data/@id", {"/data/@id"}),
        ("if(/data/a, ../c, 'x')", {"/data/a", "/data/g/c"}),
        ("instance('k')/root/item[p = /data/a and q = current()/../c]/r", {"/data/a", "/data/g/c"}),
        ("once(1)", {"/data/g/b"}),
        ("(/data/a | ../c)[1]", {"/data/a", "/data/g/c"}),
        ("indexed-repeat(/data/room/m, /data/room, /data/a)",
         {"/data/room/m", "/data/room", "/data/a"}),
    ],
)  # fmt: skip
def test_what_an_expression_reads(text: str, paths: set[str]) -> None:
    assert look(text).paths == paths


def test_the_rest_that_a_graph_needs() -> None:
    assert look("instance('k')/root/item").instances == {"k"}
    assert look("pulldata(/data/a, 'x', 'y', 'z')").instances == {"*"}
    assert look("now()").volatile
    assert look("randomize(//c)").volatile
    assert not look("randomize(//c, 3)").volatile
    assert look("position(..)", "/data/room/n").positional
    assert not look("/data/room[n = 1]").positional
    assert look("/data/gone/x").missing == {"/data/gone"}
    assert look("selected(., 'x')").itself
    assert look("selected(/data/a, 'x')").functions == {"selected"}
