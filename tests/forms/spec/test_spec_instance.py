"""The ODK XForms specification by sections: structure, namespaces and instance.

Expectations are derived from its text (repository getodk/xforms-spec, folder ``_sections``), not
from what the engine does.
"""

from __future__ import annotations

import pytest

from app.forms import FormError, Instance, load_xform
from tests.forms.made import inputs, xform
from tests.forms.spec.common import bound, make


def test_structure_title_model_instance_bindings_body() -> None:
    definition = load_xform(xform("<a/>", "", inputs("a")))
    assert (definition.title, definition.form_id, definition.version) == ("Test", "test", "1")
    assert [question.path for question in definition.questions()] == ["/data/a"]


def test_version_stands_in_the_openrosa_namespace_or_in_none() -> None:
    form = xform("<a/>").replace(' version="1"', ' orx:version="2014083101"')
    assert load_xform(form).version == "2014083101"


def test_types_may_carry_the_prefix_of_xml_schema() -> None:
    instance = bound('type="xsd:int"')
    instance.set("/data/a", "x")
    assert instance.node("/data/a").condition == "type"


def test_nodes_of_the_meta_block_may_be_in_the_openrosa_namespace() -> None:
    instance = make(
        "<orx:meta><orx:instanceID/></orx:meta>",
        '<bind nodeset="/data/orx:meta/orx:instanceID" preload="uid" type="xsd:string"/>',
    )
    assert instance.node("/data/meta/instanceID").value.startswith("uuid:")
    assert "<orx:meta" in instance.to_xml()


def test_a_value_in_the_primary_instance_is_the_default() -> None:
    assert make("<age>10</age>", "", inputs("age")).node("/data/age").value == "10"


def test_attributes_are_retained_when_a_record_is_submitted() -> None:
    xml = make('<a kind="x">1</a>', "", inputs("a")).to_xml()
    assert 'kind="x"' in xml
    assert 'id="test"' in xml


def test_the_template_of_a_repeat_is_not_part_of_the_record() -> None:
    body = '<repeat nodeset="/data/p"><input ref="/data/p/r"/></repeat>'
    instance = make("<p jr:template=''><r>spouse</r></p><p><r>father</r></p>", "", body)
    assert len(instance.repeat_paths("/data/p")) == 1
    assert "template" not in instance.to_xml()
    instance.add_repeat("/data/p")
    assert instance.node("/data/p[2]/r").value == "spouse"


def test_secondary_instances_need_an_id_and_are_queried_by_it() -> None:
    rows = (
        "<root><item><country>nl</country><n>1</n></item><item><country>us</country></item></root>"
    )
    calculate = (
        "<bind nodeset=\"/data/a\" calculate=\"count(instance('c')/root/item[country='nl'])\"/>"
    )
    assert (
        make("<a/>", f'<instance id="c">{rows}</instance>{calculate}').node("/data/a").value == "1"
    )
    with pytest.raises(FormError):
        load_xform(xform("<a/>", f"<instance>{rows}</instance>"))


CSV = (
    "name,label,population,geometry\nFR-75C,Paris,2161000,48.8566 2.3522 0 0\n"
    "JP-13,Tokyo,13960000,35.6895 139.6917 0 0\n"
)
XML = (
    "<root><item><name>FR-75C</name><label>Paris</label><population>2161000</population>"
    "<geometry>48.8566 2.3522 0 0</geometry></item><item><name>JP-13</name><label>Tokyo</label>"
    "<population>13960000</population><geometry>35.6895 139.6917 0 0</geometry></item></root>"
)
GEOJSON = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"FR-75C",'
    '"label":"Paris","population":2161000},"geometry":{"type":"Point","coordinates":'
    '[2.3522,48.8566]}},{"type":"Feature","properties":{"name":"JP-13","label":"Tokyo",'
    '"population":13960000},"geometry":{"type":"Point","coordinates":[139.6917,35.6895]}}]}'
)


@pytest.mark.parametrize(
    ("source", "content"),
    [
        ("jr://file-csv/c.csv", CSV),
        ("jr://file-csv/c.csv", CSV.replace(",", ";")),
        ("jr://file-csv/c.csv", CSV.replace(",", "\t")),
        ("jr://file/c.xml", XML),
        ("jr://file/c.geojson", GEOJSON),
    ],
)
def test_the_same_table_in_csv_xml_and_geojson_is_queried_alike(source: str, content: str) -> None:
    form = xform(
        "<a>JP-13</a><b/><c/><d/>",
        f'<instance id="c" src="{source}"/>'
        '<bind nodeset="/data/b" calculate="instance(\'c\')/root/item[name=/data/a]/label"/>'
        '<bind nodeset="/data/c" calculate="instance(\'c\')/root/item[name=/data/a]/geometry"/>'
        '<bind nodeset="/data/d" calculate="sum(instance(\'c\')/root/item/population)"/>',
        inputs("a"),
    )
    instance = Instance(load_xform(form, resources={source: content}))
    assert instance.node("/data/b").value == "Tokyo"
    assert instance.node("/data/c").value == "35.6895 139.6917 0 0"
    assert instance.node("/data/d").value == "16121000"


@pytest.mark.parametrize("content", ["a,a\n1,2\n", "a,b c\n1,2\n", "", "a,b\n1,2,3\n", 'a\n"x\n'])
def test_csv_columns_must_be_unique_xml_names_and_rows_must_fit(content: str) -> None:
    form = xform("<a/>", '<instance id="c" src="jr://file-csv/c.csv"/>')
    with pytest.raises(FormError) as caught:
        load_xform(form, resources={"c.csv": content})
    assert "c.csv" in str(caught.value)


def test_empty_cells_are_empty_elements_and_quotes_follow_rfc_4180() -> None:
    form = xform(
        "<a/><b/>",
        '<instance id="c" src="jr://file-csv/c.csv"/>'
        '<bind nodeset="/data/a" calculate="count(instance(\'c\')/root/item/y)"/>'
        '<bind nodeset="/data/b" calculate="instance(\'c\')/root/item[2]/x"/>',
    )
    table = 'x,y\r\n1,\r\n"say ""a, b""",\r\n'
    instance = Instance(load_xform(form, resources={"c.csv": table}))
    assert instance.node("/data/a").value == "2"
    assert instance.node("/data/b").value == 'say "a, b"'
