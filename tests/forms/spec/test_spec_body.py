"""The ODK XForms specification by sections: body, groups and repeats.

Expectations are derived from its text (repository getodk/xforms-spec, folder ``_sections``), not
from what the engine does.
"""

from __future__ import annotations

import pytest

from app.forms import FormError, load_xform
from app.forms.definition import Group, Repeat
from tests.forms.made import inputs, xform
from tests.forms.spec.common import make


@pytest.mark.parametrize(
    ("control", "kind"),
    [
        ('<input ref="/data/a"/>', "text"),
        (
            '<select1 ref="/data/a"><item><label>x</label><value>x</value></item></select1>',
            "select_one",
        ),
        (
            '<select ref="/data/a"><item><label>x</label><value>x</value></item></select>',
            "select_multiple",
        ),
        (
            '<odk:rank ref="/data/a"><item><label>x</label><value>x</value></item></odk:rank>',
            "rank",
        ),
        ('<upload ref="/data/a" mediatype="image/*"/>', "image"),
        ('<upload ref="/data/a" mediatype="audio/*"/>', "audio"),
        ('<upload ref="/data/a" mediatype="video/*"/>', "video"),
        ('<upload ref="/data/a" accept="application/pdf"/>', "file"),
        ('<trigger ref="/data/a"/>', "acknowledge"),
        ('<range ref="/data/a" start="1" end="5" step="1"/>', "range"),
    ],
)
def test_controls(control: str, kind: str) -> None:
    question = load_xform(xform("<a/>", "", control)).question("/data/a")
    assert question is not None
    assert question.kind == kind


def test_a_trigger_says_ok_and_a_range_has_bounds() -> None:
    body = '<trigger ref="/data/a"/><range ref="/data/n" start="1" end="5" step="1"/>'
    instance = make("<a/><n/>", '<bind nodeset="/data/n" type="int"/>', body)
    instance.set("/data/a", "OK")
    assert instance.node("/data/a").value == "OK"
    instance.set("/data/n", "6")
    assert not instance.node("/data/n").valid


def test_label_hint_output_item_itemset_value() -> None:
    body = (
        '<select1 ref="/data/city"><label>City</label>'
        '<hint>Cities in <output value="/data/c"/></hint>'
        '<itemset nodeset="instance(\'cities\')/root/item[country = /data/c]"><value ref="name"/>'
        '<label ref="label"/></itemset></select1>'
    )
    rows = (
        '<instance id="cities"><root><item><name>ams</name><label>Amsterdam</label>'
        "<country>nl</country></item><item><name>den</name><label>Denver</label>"
        "<country>us</country></item></root></instance>"
    )
    instance = make("<c>nl</c><city/>", rows, body)
    field = instance.node("/data/city")
    assert (field.label, field.hint) == ("City", "Cities in nl")
    assert [(option.value, option.label) for option in field.choices] == [("ams", "Amsterdam")]


def test_attributes_of_controls_are_kept_for_the_widgets() -> None:
    body = (
        '<input ref="/data/a" rows="5" appearance="multiline w2" autoplay="audio"/>'
        '<input ref="/data/p" accuracyThreshold="10"/>'
    )
    form = xform("<a/><p/>", "", body).replace("<h:body>", '<h:body class="pages theme-grid">')
    definition = load_xform(form)
    first, second = definition.questions()
    assert definition.style == "pages theme-grid"
    assert first.appearance == ("multiline", "w2")
    assert (first.attributes["rows"], first.attributes["autoplay"]) == ("5", "audio")
    assert second.attributes["accuracyThreshold"] == "10"


def test_the_ref_of_a_group_is_the_context_of_relative_refs_below() -> None:
    body = (
        '<group ref="/data/g"><label>G</label><input ref="x"/><group><label>shown only</label>'
        '<input ref="y"/></group></group>'
    )
    bind = '<bind nodeset="/data/g" relevant="string-length(../n) &gt; 0"/>'
    instance = make("<n/><g><x/><y/></g>", bind, body)
    assert [question.path for question in instance.definition.questions()] == [
        "/data/g/x",
        "/data/g/y",
    ]
    assert not instance.node("/data/g/x").relevant
    instance.definition.root.children  # noqa: B018 - presentation groups are groups too
    assert isinstance(instance.definition.root.children[0], Group)


REPEAT = (
    '<group ref="/data/p"><label>Person</label><repeat nodeset="/data/p"{}>'
    '<input ref="/data/p/n"/></repeat></group>'
)


def test_repeats_take_their_label_from_the_group_and_may_forbid_adding() -> None:
    instance = make("<p><n/></p>", "", REPEAT.format(' jr:noAddRemove="true()"'))
    repeat = instance.definition.element("/data/p")
    assert isinstance(repeat, Repeat)
    assert instance.definition.text(repeat.label) == "Person"
    with pytest.raises(FormError):
        instance.add_repeat("/data/p")


def test_several_nodes_in_the_instance_are_several_repeats() -> None:
    instance = make("<p><n>John</n></p><p><n>Kofi</n></p>", "", REPEAT.format(""))
    assert [instance.node(f"/data/p[{place}]/n").value for place in (1, 2)] == ["John", "Kofi"]


@pytest.mark.parametrize("count", ["3", "/data/c", "/data/c + 0", "../c"])
def test_a_count_is_a_number_or_an_expression_that_is_followed(count: str) -> None:
    instance = make(
        "<c>3</c><p jr:template=''><n/></p>",
        "",
        inputs("c") + REPEAT.format(f' jr:count="{count}"'),
    )
    assert len(instance.repeat_paths("/data/p")) == 3
    if count != "3":
        instance.set("/data/c", "5")
        assert len(instance.repeat_paths("/data/p")) == 5


def test_absolute_paths_inside_a_repeat_mean_the_same_instance() -> None:
    bind = '<bind nodeset="/data/p/m" calculate="concat(/data/p/n, \'!\')"/>'
    instance = make("<p><n>a</n><m/></p><p><n>b</n><m/></p>", bind, REPEAT.format(""))
    assert instance.node("/data/p[2]/m").value == "b!"
