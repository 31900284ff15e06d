from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.forms import FormError, Instance, load_xform
from app.forms.lexical import canonical
from app.forms.secondary import decode, read_csv, read_geojson
from tests.forms.made import inputs, xform


@pytest.mark.parametrize(
    ("kind", "text", "stored"),
    [
        ("int", "007", "7"),
        ("int", "10.9", "10"),
        ("int", "-3", "-3"),
        ("int", "2147483648", ""),
        ("int", "inf", ""),
        ("int", "1_0", ""),
        ("decimal", "10", "10.0"),
        ("decimal", "00.50", "0.5"),
        ("decimal", "1e3", "1000.0"),
        ("decimal", "nan", ""),
        ("decimal", "0.1234567890123456789", "0.1234567890123456789"),
        ("boolean", "true", "1"),
        ("date", "2026-2-3", "2026-02-03"),
        ("date", "2026-02-30", ""),
        ("date", "2026-02-03T10:00:00Z", ""),
        ("time", "9:30", "09:30"),
        ("time", "25:00", ""),
        ("dateTime", "2026-02-03T10:00:00.000+08:00", "2026-02-03T10:00:00.000+08:00"),
        ("dateTime", "soon", ""),
        ("geopoint", "30.5 104 0 5", "30.5 104.0 0.0 5.0"),
        ("geopoint", "91 0", ""),
        ("geopoint", "1", ""),
        ("geotrace", "1 2; 3 4", "1 2; 3 4"),
        ("geotrace", "1 2; x", ""),
        ("select", "  b   a ", "b a"),
        ("string", "cafe\u0301", "café"),
    ],
)
def test_values_are_stored_in_canonical_form(kind: str, text: str, stored: str) -> None:
    assert canonical(kind, text) == stored


@given(
    st.sampled_from(
        ["int", "decimal", "boolean", "date", "time", "dateTime", "geopoint", "string"]
    ),
    st.text(max_size=40),
)
@settings(max_examples=200, deadline=None)
def test_storing_twice_changes_nothing(kind: str, text: str) -> None:
    once = canonical(kind, text)
    assert canonical(kind, once) == once


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9
    )
)
@settings(max_examples=100, deadline=None)
def test_a_decimal_keeps_its_value(value: object) -> None:
    assert float(canonical("decimal", f"{value:f}")) == float(str(value))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_reads_with_its_separator(separator: str) -> None:
    text = separator.join(["name", "label"]) + "\n" + separator.join(["a", '"two\nlines"']) + "\n"
    item = read_csv(text).root.child("item")
    assert item is not None
    assert [child.string() for child in item.elements()] == ["a", "two\nlines"]


@pytest.mark.parametrize(
    "data",
    [
        "名,b\n值,2\n".encode("gb18030"),
        "\ufeff名,b\n值,2\n".encode(),
        "名,b\n值,2\n".encode("utf-16"),
    ],
)
def test_csv_is_decoded_whatever_wrote_it(data: bytes) -> None:
    assert read_csv(decode(data)).root.descend(["item", "名"])[0].string() == "值"


@pytest.mark.parametrize("text", ["a,a\n1,2\n", "a b,c\n1,2\n", ",b\n1,2\n", '"a\n1'])
def test_csv_with_unusable_columns_is_refused(text: str) -> None:
    with pytest.raises(FormError):
        read_csv(text)


def test_geojson_becomes_items_with_odk_geometries() -> None:
    text = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","id":"p","properties":{"n":1,'
        '"none":null},"geometry":{"type":"Point","coordinates":[104.1,30.6]}},'
        '{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":'
        "[[[1,2],[3,4],[1,2]]]}}]}"
    )
    first, second = read_geojson(text).root.elements()
    assert {c.name: c.string() for c in first.elements()} == {
        "geometry": "30.6 104.1 0 0",
        "n": "1",
        "id": "p",
    }
    assert second.descend(["geometry"])[0].string() == "2 1 0 0; 4 3 0 0; 2 1 0 0"
    for bad in ("[]", "{", '{"type":"FeatureCollection","features":[{"geometry":{"type":"X"}}]}'):
        with pytest.raises(FormError):
            read_geojson(bad)


def test_external_files_feed_choices_and_pulldata() -> None:
    form = xform(
        "<q/><found/>",
        '<instance id="fruits" src="jr://file-csv/fruits.csv"/>'
        "<bind nodeset=\"/data/found\" calculate=\"pulldata('fruits','label','name',/data/q)\"/>",
        '<select1 ref="/data/q"><label>q</label>'
        "<itemset nodeset=\"instance('fruits')/root/item\">"
        '<value ref="name"/><label ref="label"/></itemset></select1>',
    )
    definition = load_xform(form, resources={"fruits.csv": "name,label\na b,苹果\nc,梨\n"})
    instance = Instance(definition)
    assert [o.value for o in instance.node("/data/q").choices] == ["a b", "c"]
    instance.set("/data/q", "c")
    assert instance.node("/data/found").value == "梨"


def test_metadata_and_dynamic_defaults_are_set_once() -> None:
    form = xform(
        "<start/><who/><day/><first/><meta><instanceID/></meta>",
        '<bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" '
        'jr:preloadParams="start"/>'
        '<bind nodeset="/data/who" jr:preload="property" jr:preloadParams="username"/>'
        '<bind nodeset="/data/day" type="date" jr:preload="date" jr:preloadParams="today"/>'
        '<bind nodeset="/data/meta/instanceID" jr:preload="uid"/>'
        '<setvalue event="odk-instance-first-load" ref="/data/first" '
        "value=\"concat(/data/who, '!')\"/>",
    )
    definition = load_xform(form)
    now = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    made = Instance(definition, now=now, timezone="Asia/Shanghai", properties={"username": "王"})
    assert made.node("/data/start").value.startswith("2026-03-0")
    assert made.node("/data/first").value == "王!"
    ident = made.node("/data/meta/instanceID").value
    assert ident.startswith("uuid:")
    again = Instance.from_xml(definition, made.to_xml(), properties={"username": "李"})
    assert (again.node("/data/first").value, again.node("/data/who").value) == ("王!", "王")
    edited = Instance.from_xml(definition, made.to_xml(), edit=True)
    assert edited.node("/data/meta/instanceID").value not in ("", ident)
    assert ident in edited.to_xml()


def test_a_position_that_cannot_be_had_is_said_so() -> None:
    form = xform(
        "<p>1 2 0 0</p>",
        '<bind nodeset="/data/p" type="geopoint"/>'
        '<odk:setgeopoint event="odk-instance-first-load" ref="/data/p"/>',
        inputs("p"),
    )
    instance = Instance(load_xform(form))
    assert instance.node("/data/p").value == ""
    assert any("setgeopoint" in place for place in instance.recalculator.faults)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=8)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_a_submission_comes_back_as_it_was(answers: list[tuple[str, str]]) -> None:
    form = xform(
        "<a/><b/><c/><n/>",
        '<bind nodeset="/data/b" relevant="/data/a != \'x\'"/>'
        '<bind nodeset="/data/n" calculate="string-length(/data/c)"/>',
        inputs("a", "b", "c"),
    )
    definition = load_xform(form)
    instance = Instance(definition)
    for name, text in answers:
        instance.set(f"/data/{name}", text)
    draft = instance.to_xml(everything=True)
    again = Instance.from_xml(definition, draft)
    for name in "abcn":
        mine, other = instance.node(f"/data/{name}"), again.node(f"/data/{name}")
        assert mine.kept.replace("\r\n", "\n").replace("\r", "\n") == other.kept.replace(
            "\r\n", "\n"
        ).replace("\r", "\n")
        assert (mine.relevant, mine.valid) == (other.relevant, other.valid)


def test_a_submission_of_another_form_is_refused() -> None:
    definition = load_xform(xform("<a/>", "", inputs("a")))
    for xml in ("<other/>", '<data id="other"/>', "<data", "<!DOCTYPE x [<!ENTITY e 'x'>]><data/>"):
        with pytest.raises(FormError):
            Instance.from_xml(definition, xml)
