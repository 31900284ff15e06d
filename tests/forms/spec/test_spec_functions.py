"""Functions of the ODK XForms specification: each is there and does what its row of the table says.

Source: repository getodk/xforms-spec, ``_sections/30-bindings.md``, section XPath Functions; for
"as in XPath 1.0" or "as in XPath 3.0" the examples of those recommendations.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from app.forms.markup import parse
from app.forms.xpath import Env, compile_expression
from app.forms.xpath.functions import FUNCTIONS

DATA = parse(
    "<data><e/><n>3</n><s>a b c</s><q>a b c</q><d>2018-01-01</d><t>false</t><r><v>1</v><w>x</w></r>"
    "<r><v>2</v><w>y</w></r><p>0 0 0 0</p><p>0 1 0 0</p><p>1 1 0 0</p></data>"
)
ROWS = parse("<root><item><k>x</k><v>1</v></item><item><k>y</k><v>2</v></item></root>")
CASES = [
    ("string", "string(1)", "1"),
    ("concat", "concat('a')", "a"),
    ("concat", "concat(/data/r/v, '-', /data/r/w)", "12-xy"),
    ("join", "join(', ', /data/r/v)", "1, 2"),
    ("join", "join('-', 'a', /data/r/v)", "a-1-2"),
    ("substr", "substr('abcdef', 1, 3)", "bc"),
    ("substr", "substr('abcdef', 4)", "ef"),
    ("substring-before", "substring-before('1999/04/01', '/')", "1999"),
    ("substring-after", "substring-after('1999/04/01', '/')", "04/01"),
    ("translate", "translate('--aaa--', 'abc-', 'ABC')", "AAA"),
    ("string-length", "string-length('汉字ab')", "4"),
    ("normalize-space", "normalize-space('  a   b ')", "a b"),
    ("contains", "contains('abc', 'bc')", "true"),
    ("starts-with", "starts-with('abc', 'bc')", "false"),
    ("ends-with", "ends-with('abc', 'bc')", "true"),
    ("uuid", "string-length(uuid())", "36"),
    ("uuid", "substr(uuid(), 14, 15)", "4"),
    ("uuid", "string-length(uuid(12))", "12"),
    ("digest", "digest('abc', 'SHA-1', 'hex')", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    ("digest", "digest('abc', 'MD5', 'hex')", "900150983cd24fb0d6963f7d28e17f72"),
    ("digest", "digest('abc', 'SHA-1')", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
    ("pulldata", "pulldata('rows', 'v', 'k', 'y')", "2"),
    ("if", "if(1 = 1, 'then', explode())", "then"),
    ("coalesce", "coalesce(/data/e, 'b')", "b"),
    ("coalesce", "coalesce('', '')", ""),
    ("once", "once('x')", "x"),
    ("true", "true()", "true"),
    ("false", "false()", "false"),
    ("boolean", "boolean(string(/data/t))", "true"),
    ("boolean", "boolean(0)", "false"),
    ("boolean-from-string", "boolean-from-string('1')", "true"),
    ("boolean-from-string", "boolean-from-string('yes')", "false"),
    ("not", "not(false())", "true"),
    ("regex", "regex('12345', '[0-9]+')", "true"),
    ("regex", "regex('abc', '^[0-9]+$')", "false"),
    ("checklist", "checklist(-1, 2, 1, 1, 0)", "true"),
    ("checklist", "checklist(2, -1, 1, 0, 0)", "false"),
    ("checklist", "checklist(2, 2, 'a', 'b', '')", "true"),
    ("weighted-checklist", "weighted-checklist(4, 6, 1, 2, 1, 3, 0, 9)", "true"),
    ("weighted-checklist", "weighted-checklist(6, -1, 1, 2, 1, 3)", "false"),
    ("number", "number('1970-01-03')", "2"),
    ("number", "number('x') = number('x')", "false"),
    ("random", "random() >= 0 and random() < 1", "true"),
    ("int", "int(-3.7)", "-3"),
    ("sum", "sum(/data/r/v)", "3"),
    ("max", "max(/data/r/v)", "2"),
    ("max", "max(1, 7, 3)", "7"),
    ("min", "min(/data/r/v)", "1"),
    ("round", "round(2.5)", "3"),
    ("round", "round(-2.5)", "-2"),
    ("round", "round(1.234, 2)", "1.23"),
    ("round", "round(1278, -2)", "1300"),
    ("pow", "pow(2, 10)", "1024"),
    ("log", "round(log(10), 6)", "2.302585"),
    ("log10", "log10(1000)", "3"),
    ("abs", "abs(-10.5)", "10.5"),
    ("sin", "sin(0)", "0"),
    ("cos", "cos(0)", "1"),
    ("tan", "tan(0)", "0"),
    ("asin", "round(asin(1), 6)", "1.570796"),
    ("acos", "acos(1)", "0"),
    ("atan", "round(atan(1), 6)", "0.785398"),
    ("atan2", "round(atan2(1, 0), 6)", "1.570796"),
    ("sqrt", "sqrt(81)", "9"),
    ("exp", "round(exp(1), 6)", "2.718282"),
    ("exp10", "exp10(2)", "100"),
    ("pi", "round(pi(), 6)", "3.141593"),
    ("count", "count(/data/r)", "2"),
    ("count-non-empty", "count-non-empty(/data/e | /data/n)", "1"),
    ("position", "position(/data/r[w = 'y'])", "2"),
    ("position", "/data/r[position() = 2]/v", "2"),
    ("instance", "count(instance('rows')/root/item)", "2"),
    ("instance", "instance('rows')/root/item[k = /data/r/w]/v", "1"),
    ("current", "instance('rows')/root/item[v = current()/data/r[2]/v]/k", "y"),
    ("randomize", "count(randomize(/data/r))", "2"),
    ("today", "today()", "2026-03-04"),
    ("now", "now()", "2026-03-04T05:06:07.089+00:00"),
    (
        "format-date",
        "format-date('2018-01-02', '%Y %y %m %n %b %d %e %a')",
        "2018 18 01 1 Jan 02 2 Tue",
    ),
    (
        "format-date-time",
        "format-date-time('2018-01-02T03:04:05.006Z', '%H %h %M %S %3')",
        "03 3 04 05 006",
    ),
    ("date", "date(1)", "1970-01-02"),
    ("decimal-date-time", "decimal-date-time('1970-01-02T12:00:00Z')", "1.5"),
    ("decimal-time", "decimal-time('18:00:00.000+00:00')", "0.75"),
    ("selected", "selected(/data/s, 'b')", "true"),
    ("selected", "selected('abc', 'b')", "false"),
    ("selected-at", "selected-at(/data/s, 1)", "b"),
    ("selected-at", "selected-at(/data/s, -1)", ""),
    ("selected-at", "selected-at(/data/s, 9)", ""),
    ("count-selected", "count-selected(/data/s)", "3"),
    ("jr:choice-name", "jr:choice-name('b', '/data/s')", "label of b"),
    ("jr:itext", "jr:itext('greeting')", "text of greeting"),
    ("indexed-repeat", "indexed-repeat(/data/r/v, /data/r, 2)", "2"),
    ("area", "round(area('0 0; 0 1; 1 1; 0 0') div 10000000)", "620"),
    ("distance", "round(distance(/data/p) div 1000)", "223"),
]
# Not in the table but in ODK's documentation of functions, or in the engines that it describes.
FURTHER = [
    ("base64-decode", "base64-decode('aGVsbG8=')", "hello"),
    ("is-selected", "is-selected('a b', 'b')", "true"),
    ("enclosed-area", "enclosed-area('0 0; 0 1; 1 1; 0 0') = area('0 0; 0 1; 1 1; 0 0')", "true"),
    ("geofence", "geofence('0.2 0.5', '0 0; 0 1; 1 1; 0 0')", "true"),
    ("version", "version()", "7"),
    ("property", "property('User Name')", "wang"),
    ("substring", "substring('12345', 2, 3)", "234"),
    ("floor", "floor(-1.5)", "-2"),
    ("ceiling", "ceiling(-1.5)", "-1"),
]


def evaluate(expression: str) -> str:
    ten = parse(f"<root>{''.join(f'<item>{x}</item>' for x in 'ABCDEFGH')}</root>")
    env = Env(
        DATA,
        instances={"rows": ROWS, "ten": ten},
        now=lambda: datetime(2026, 3, 4, 5, 6, 7, 89000, tzinfo=UTC),
        timezone=UTC,
        itext=lambda key: f"text of {key}",
        choice_name=lambda value, path, node: f"label of {value}",
    )
    env.version = "7"
    env.properties = {"username": "wang"}
    empty = DATA.descend(["data", "e"])[0]
    node = empty if expression.startswith("once") else DATA
    return compile_expression(expression).string(node, env)


@pytest.mark.parametrize(("name", "expression", "value"), [*CASES, *FURTHER])
def test_a_function_does_what_the_specification_says(
    name: str, expression: str, value: str
) -> None:
    assert name in FUNCTIONS
    assert evaluate(expression) == value


def test_every_function_of_the_table_has_a_case() -> None:
    names = (
        "string concat join substr substring-before substring-after translate string-length "
        "normalize-space contains starts-with ends-with uuid digest pulldata if coalesce once "
        "true false boolean boolean-from-string not regex checklist weighted-checklist number "
        "random int sum max min round pow log log10 abs sin cos tan asin acos atan atan2 sqrt "
        "exp exp10 pi count count-non-empty position instance current randomize today now "
        "format-date format-date-time date decimal-date-time decimal-time selected selected-at "
        "count-selected jr:choice-name jr:itext indexed-repeat area distance "
    )
    assert set(names.split()) == {name for name, _expression, _value in CASES}


def test_the_park_miller_shuffle_is_the_one_of_the_specification() -> None:
    """Derived here anew: inside-out Fisher-Yates with the minimal standard generator."""
    state, found = 42, []
    for index, item in enumerate("ABCDEFGH"):
        state = state * 16_807 % 2_147_483_647
        place = math.floor((state - 1) / 2_147_483_646 * (index + 1))
        found.append(item)
        found[index], found[place] = found[place], item
    assert evaluate("join('', randomize(instance('ten')/root/item, 42))") == "".join(found)


def test_signed_contents_are_given_out_only_with_a_good_signature() -> None:
    from base64 import b64encode

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    public = b64encode(key.public_key().public_bytes_raw()).decode()
    signed = key.sign(b"real genuine data") + b"real genuine data"
    good = b64encode(signed).decode()
    bad = b64encode(signed[:-1] + b"!").decode()
    assert evaluate(f"extract-signed('{good}', '{public}')") == "real genuine data"
    for contents, name in ((bad, public), (good, "AAAA"), ("x", public), ("", "")):
        assert evaluate(f"extract-signed('{contents}', '{name}')") == ""
