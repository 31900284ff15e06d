"""What the specification leaves open and the other engines agree on; found in their own tests.

Sources: getodk/javarosa (XPathEvalTest, RandomizeTypesTest, Base64DecodeTest, SetValueActionTest),
getodk/web-forms (packages/scenario), enketo/enketo (packages/openrosa-xpath-evaluator).
"""

from __future__ import annotations

import math
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.forms import Instance, load_xform
from app.forms.markup import parse
from app.forms.xpath import Env, compile_expression
from tests.forms.made import inputs, xform

ZONE = ZoneInfo("America/Phoenix")
LETTERS = parse("<r>" + "".join(f"<i>{letter}</i>" for letter in "ABCDEFGH") + "</r>")


def text(expression: str) -> str:
    env = Env(LETTERS, timezone=ZONE, now=lambda: datetime(2026, 3, 4, 12, tzinfo=ZONE))
    return compile_expression(expression).string(LETTERS, env)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("substr('hello', -2)", "lo"),
        ("substr('hello', 0, -1)", "hell"),
        ("join(' ## ')", ""),
        ("'2021-11-30' + 1", "18962.291666666668"),
        ("'2021-11-30' - '2021-11-29'", "1"),
        ("date('2018-01-01' + 1)", "2018-01-02"),
        ("date('1970-1-2')", "1970-01-02"),
        ("date(0)", "1969-12-31T17:00:00.000-07:00"),
        ("date(1.5)", "1970-01-02T05:00:00.000-07:00"),
        ("date('not a date')", ""),
        ("10 + '2012-07-24' = '2012-08-03'", "true"),
        ("'2018-06-25' < '2018-06-25T00:00:00.001-07:00'", "true"),
        ("'-17' > '-172'", "true"),
        ("'abc' < 'abcd'", "false"),
        ("'0017.' = 17", "true"),
        ("'017.' = '17.000'", "false"),
        ("-3 < 3 = 6 >= 6", "true"),
        ("(6 < 7) - 4", "-3"),
        ("true() + 8", "9"),
        ("2 * 3 div 8 * 2", "1.5"),
        ("5 mod -3", "2"),
        ("-5 mod 3", "-2"),
        ("string(1230000000000000000000)", "1230000000000000000000"),
        ("string(0.00000000000000000123)", "0.00000000000000000123"),
        ("string(-0)", "0"),
        ("round('12345.15', 1)", "12345.2"),
        ("round('14.29123456789', 1.5)", "14.3"),
        ("round('626.3', -3)", "1000"),
        ("translate('hello wor,ld', ' ,', ', ')", "hello,wor ld"),
        ("boolean-from-string(1.0001)", "false"),
        ("selected('apple baby crimson', '  baby  ')", "true"),
        ("base64-decode('w6nDqMOx')", "éèñ"),
        ("base64-decode('8J+lsA==')", "🥰"),
        ("base64-decode('a')", ""),
        ("digest('abc © — xyz', 'MD5', 'hex')", "6f7e606a1d1174d47a3806ca7e76218c"),
        ("format-date('2018-01-02T10:20:30.123', '%Y-%m-%e %H:%M:%S')", "2018-01-2 10:20:30"),
        ("format-date('', '%Y')", ""),
        ("0 and explode() or 1", "true"),
        ("if(true() or explode(), 'A', explode())", "A"),
        ("join('', randomize(//i, 1234))", "GFEDAHBC"),
        ("join('', randomize(//i, '1234'))", "GFEDAHBC"),
        ("join('', randomize(//i, 'foo'))", "EADBHGCF"),
        ("join('', randomize(//i, '-6.8137120026589315 39.29392995851879'))", "HBDFAGCE"),
    ],
)
def test_expressions_come_out_as_elsewhere(expression: str, value: str) -> None:
    assert text(expression) == value


@pytest.mark.parametrize(
    ("places", "area", "distance"),
    [
        ("0 0;0 1", 0.0, 111318.85),
        ("0 0;0 90", 0.0, 10018696.05),
        ("90 0;90 1", 0.0, 0.0),
        ("7.9377 -11.5845 0 0;7.9324 -11.5902 0 0", 0.0, 861.99),
        (
            "38.25304740874071 21.75644703234866;38.25308110946615 21.763377860443143;"
            "38.25078942453431 21.763399318115262;38.25090738066984 21.756640151397733;"
            "38.25197740258244 21.75892539347842",
            122754.94,
            1684.62,
        ),
    ],
)
def test_areas_and_distances_agree_to_the_centimetre(
    places: str, area: float, distance: float
) -> None:
    assert math.isclose(float(text(f"area('{places}')")), area, abs_tol=0.005)
    assert math.isclose(float(text(f"distance('{places}')")), distance, abs_tol=0.005)


def test_a_fraction_as_default_of_an_int_is_cut_and_counts_a_repeat() -> None:
    body = inputs("c") + '<repeat nodeset="/data/r" jr:count="/data/c"><input ref="a"/></repeat>'
    data = '<c>2.5</c><r jr:template=""><a/></r>'
    instance = Instance(load_xform(xform(data, '<bind nodeset="/data/c" type="int"/>', body)))
    assert (instance.node("/data/c").value, len(instance.repeat_paths("/data/r"))) == ("2", 2)
    instance.set("/data/c", "4.5")
    assert (instance.node("/data/c").value, len(instance.repeat_paths("/data/r"))) == ("4", 4)


def test_an_action_outside_sets_the_repeat_instance_that_its_predicate_names() -> None:
    body = (
        '<input ref="/data/s"><setvalue event="xforms-value-changed" '
        'ref="/data/r[position()=2]/d" value="/data/s"/></input>'
        '<repeat nodeset="/data/r"><input ref="/data/r/d"/></repeat>'
    )
    instance = Instance(load_xform(xform("<s/><r><d/></r>", "", body)))
    instance.add_repeat("/data/r")
    instance.add_repeat("/data/r")
    instance.set("/data/s", "foo")
    values = [instance.node(f"/data/r[{place}]/d").value for place in (1, 2, 3)]
    assert values == ["", "foo", ""]


def test_an_action_in_a_repeat_reads_its_target_and_reaches_the_inner_repeat() -> None:
    body = (
        '<repeat nodeset="/data/r"><input ref="/data/r/s">'
        '<setvalue event="xforms-value-changed" ref="/data/n" value=". + 1"/>'
        '<setvalue event="xforms-value-changed" ref="/data/r/q/d" value="../../s"/></input>'
        '<repeat nodeset="/data/r/q"><input ref="/data/r/q/d"/></repeat></repeat>'
    )
    binds = '<bind nodeset="/data/n" type="int"/>'
    instance = Instance(load_xform(xform("<n>0</n><r><s/><q><d/></q></r>", binds, body)))
    instance.set("/data/r[1]/s", "foo")
    assert instance.node("/data/n").value == "1"
    assert instance.node("/data/r[1]/q[1]/d").value == "foo"


def test_a_calculation_wins_over_a_preload_and_an_action_over_both() -> None:
    bind = '<bind nodeset="/data/a" jr:preload="uid" calculate="\'bind value\'"/>'
    action = '<setvalue event="odk-instance-load" ref="/data/a">setvalue value</setvalue>'
    record = '<data id="test"><a>editing value</a></data>'
    for model, value in ((bind, "bind value"), (action + bind, "setvalue value")):
        definition = load_xform(xform("<a>default</a>", model, inputs("a")))
        assert Instance.from_xml(definition, record).node("/data/a").value == value


def test_each_repeat_instance_shuffles_with_a_seed_of_its_own() -> None:
    rows = (
        '<instance id="c"><root><item><name>a</name><label>A</label></item><item><name>b</name>'
        "<label>B</label></item></root></instance>"
    )
    body = (
        '<repeat nodeset="/data/r"><input ref="/data/r/n"/><select1 ref="/data/r/q">'
        "<itemset nodeset=\"randomize(instance('c')/root/item, 1 * ../n)\">"
        '<value ref="name"/><label ref="label"/></itemset></select1></repeat>'
    )
    instance = Instance(load_xform(xform("<r><n/><q/></r>", rows, body)))
    instance.add_repeat("/data/r")
    instance.set("/data/r[1]/n", "0")
    instance.set("/data/r[2]/n", "1")
    first = [instance.node(f"/data/r[{place}]/q").choices[0].value for place in (1, 2)]
    assert first == ["a", "b"]


def test_a_selection_stands_in_the_order_of_the_choices_and_a_ranking_in_its_own() -> None:
    rows = "".join(f"<item><name>o{n}</name><label>{n}</label></item>" for n in range(1, 6))
    body = (
        '<select ref="/data/s"><itemset nodeset="instance(\'o\')/root/item"><value ref="name"/>'
        '<label ref="label"/></itemset></select><odk:rank ref="/data/r"><itemset '
        "nodeset=\"instance('o')/root/item[selected(/data/s, name)]\">"
        '<value ref="name"/><label ref="label"/></itemset></odk:rank>'
    )
    model = f'<instance id="o"><root>{rows}</root></instance>'
    instance = Instance(load_xform(xform("<s/><r/>", model, body)))
    instance.set("/data/s", "o1 o4 o3 o2 o4")
    assert instance.node("/data/s").value == "o1 o2 o3 o4"
    assert instance.node("/data/r").value == ""
    instance.set("/data/r", "o4 o1 o2 o3")
    assert instance.node("/data/r").value == "o4 o1 o2 o3"
    instance.set("/data/s", "")
    assert instance.node("/data/r").value == ""
    instance.set("/data/s", "o1 o5")
    assert instance.node("/data/r").value == "o1 o5"
    instance.set("/data/r", "o5 o1")
    assert instance.node("/data/r").value == "o5 o1"
