"""Events, languages, media, addresses, submission and entities of the ODK XForms specification.

Expectations are derived from its text (repository getodk/xforms-spec, folder ``_sections``), not
from what the engine does.
"""

from __future__ import annotations

import pytest

from app.forms import FormError, Instance, load_xform
from tests.forms.made import HEAD, inputs, xform
from tests.forms.spec.common import make


@pytest.mark.parametrize("event", ["odk-instance-first-load", "xforms-ready"])
def test_first_load_happens_once(event: str) -> None:
    action = f'<setvalue event="{event}" ref="/data/a" value="now()"/>'
    instance = make("<a/>", f'<bind nodeset="/data/a" type="dateTime"/>{action}', inputs("a"))
    assert instance.node("/data/a").value.startswith("2026-03-04T05:06:07")
    instance.set("/data/a", "")
    again = Instance.from_xml(instance.definition, instance.to_xml())
    assert again.node("/data/a").value == ""


def test_value_changed_sets_text_and_several_events_may_be_named() -> None:
    body = (
        '<input ref="/data/a"><setvalue event="odk-instance-first-load xforms-value-changed" '
        'ref="/data/b">Value changed!</setvalue></input>'
    )
    instance = make("<a/><b/>", "", body)
    assert instance.node("/data/b").value == "Value changed!"
    silent = make("<a/><b/>", "", body.replace("odk-instance-first-load ", ""))
    assert silent.node("/data/b").value == ""
    silent.set("/data/a", "1")
    assert silent.node("/data/b").value == "Value changed!"


def test_new_repeat_is_told_for_added_and_counted_instances_only() -> None:
    body = (
        '<input ref="/data/age"/><repeat nodeset="/data/p"><setvalue event="odk-new-repeat" '
        'ref="/data/p/n" value="../../age + 2"/><input ref="/data/p/n"/></repeat>'
    )
    instance = make("<age>40</age><p><n/></p>", "", body)
    assert instance.node("/data/p[1]/n").value == ""
    instance.add_repeat("/data/p")
    assert instance.node("/data/p[2]/n").value == "42"
    counted = make(
        "<age>1</age><p jr:template=''><n/></p>",
        "",
        body.replace('"/data/p">', '"/data/p" jr:count="2">'),
    )
    assert [counted.node(f"/data/p[{place}]/n").value for place in (1, 2)] == ["3", "3"]
    outside = '<setvalue event="odk-new-repeat" ref="/data/a" value="1"/>'
    with pytest.raises(FormError):
        load_xform(xform("<a/>", outside))


GEOPOINT = (
    '<odk:setgeopoint event="odk-instance-first-load" ref="/data/a" value="1">text'
    "</odk:setgeopoint>"
)


def test_setgeopoint_takes_the_position_or_leaves_the_node_empty() -> None:
    bind = '<bind nodeset="/data/a" type="geopoint"/>'
    taken = make("<a/>", bind + GEOPOINT, inputs("a"), position=lambda: "38.295 21.7567 110.0 5.0")
    assert taken.node("/data/a").value == "38.295 21.7567 110.0 5.0"
    for failing in (None, lambda: "", lambda: "abcd", lambda: "300 21.7567 110 5"):
        empty = make("<a>1 2 0 0</a>", bind + GEOPOINT, inputs("a"), position=failing)
        assert empty.node("/data/a").value == ""


def test_recordaudio_is_said_not_to_happen_and_keeps_what_was_recorded() -> None:
    action = '<odk:recordaudio event="odk-instance-load" ref="/data/a" odk:quality="low"/>'
    definition = load_xform(xform("<a/>", f'<bind nodeset="/data/a" type="binary"/>{action}'))
    assert any("/data/a" in warning for warning in definition.warnings)
    instance = Instance.from_xml(definition, '<data id="test"><a>talk.m4a</a></data>')
    assert instance.node("/data/a").value == "talk.m4a"


ITEXT = (
    '<itext><translation lang="English"><text id="a"><value form="long">How old are you?</value>'
    '<value form="short">Age</value><value form="image">jr://images/b.jpg</value>'
    '<value form="big-image">jr://images/B.jpg</value><value form="audio">jr://audio/e.mp3</value>'
    '<value form="video">jr://video/v.mp4</value></text><text id="h"><value form="print">Ask the '
    'birthday.</value></text></translation><translation lang="Spanish" default=""><text id="a">'
    "<value>¿Cuántos años?</value></text></translation></itext>"
)


def test_languages_forms_and_media() -> None:
    body = (
        '<input ref="/data/a"><label ref="jr:itext(\'a\')">else</label>'
        "<hint ref=\"jr:itext('h')\"/></input>"
        '<input ref="/data/b"><label ref="jr:itext(\'gone\')">a default value</label></input>'
    )
    instance = make("<a/><b/>", "", body, ITEXT)
    assert instance.definition.languages == ("Spanish", "English")
    assert instance.language == "Spanish"
    assert instance.node("/data/a").label == "¿Cuántos años?"
    instance.set_language("English")
    field = instance.node("/data/a")
    assert (field.label, field.guidance) == ("How old are you?", "Ask the birthday.")
    question = instance.definition.question("/data/a")
    assert question is not None
    assert instance.definition.text(question.label, "English", "short") == "Age"
    assert field.media == {
        "image": "jr://images/b.jpg",
        "big-image": "jr://images/B.jpg",
        "audio": "jr://audio/e.mp3",
        "video": "jr://video/v.mp4",
    }
    assert instance.node("/data/b").label == "a default value"


def test_without_a_default_the_first_language_is_it() -> None:
    form = xform("<a/>", "", inputs("a"), ITEXT.replace(' default=""', ""))
    assert load_xform(form).default_language == "English"


def test_the_last_saved_record_can_be_read() -> None:
    form = xform(
        "<street/>",
        '<instance id="last" src="jr://instance/last-saved"/>'
        '<setvalue event="odk-instance-first-load" '
        'ref="/data/street" value="instance(\'last\')/data/street"/>',
        inputs("street"),
    )
    definition = load_xform(form)
    assert Instance(definition).node("/data/street").value == ""
    saved = Instance(definition)
    saved.set("/data/street", "学府路")
    assert Instance(definition, last_saved=saved.to_xml()).node("/data/street").value == "学府路"
    assert Instance(definition).node("/data/street").value == ""


@pytest.mark.parametrize(
    "source",
    [
        "file:///etc/passwd",
        "/etc/passwd",
        "jr://file/../x.xml",
        "http://localhost/x.xml",
        "..\\x.xml",
    ],
)
def test_addresses_outside_the_forms_folder_are_never_read(source: str) -> None:
    form = xform(
        "<a/>",
        f'<instance id="x" src="{source}"/>'
        '<bind nodeset="/data/a" calculate="count(instance(\'x\')/root/item)"/>',
    )
    name = source.replace("\\", "/").rpartition("/")[2]
    secret = "<root><item/></root>"
    definition = load_xform(form, resources={source: secret, name: secret})
    assert definition.missing_resources == (source,)
    assert Instance(definition).node("/data/a").value == "0"


def test_the_submission_element_is_read() -> None:
    attributes = (
        'action="https://x.org" method="post" base64RsaPublicKey="MIIB" orx:auto-send="true"'
    )
    definition = load_xform(xform("<a/>", f"<submission {attributes}/>"))
    assert definition.submission["base64RsaPublicKey"] == "MIIB"
    assert (definition.submission["action"], definition.submission["auto-send"]) == (
        "https://x.org",
        "true",
    )
    assert load_xform(xform("<a/>", '<submission method="form-data-post"/>')).submission


def test_compact_records() -> None:
    data = '<p><fn odk:tag="fn"/><ln odk:tag="ln"/><age>10</age><off odk:tag="x">1</off></p>'
    form = xform(data, '<bind nodeset="/data/p/off" relevant="false()"/>')
    form = form.replace("<data ", '<data odk:prefix="hh" odk:delimiter="|" ')
    instance = Instance(load_xform(form))
    instance.set("/data/p/ln", "Bar")
    assert instance.to_compact() == "hh|fn||ln|Bar"
    instance.set("/data/p/fn", "Mary|Kate")
    assert instance.to_compact() == "hh|fn|Mary\\|Kate|ln|Bar"


ENTITY = (
    '<tree/><girth/><meta><entity dataset="trees" id="" update="1" baseVersion=""><label/>'
    "</entity></meta>"
)
ENTITY_BINDS = (
    '<instance id="trees" src="jr://file-csv/trees.csv"/>'
    '<bind nodeset="/data/girth" type="int" entities:saveto="girth_cm"/>'
    '<bind nodeset="/data/meta/entity/@id" calculate=" /data/tree "/>'
    '<bind nodeset="/data/meta/entity/@baseVersion" '
    "calculate=\"instance('trees')/root/item[name= /data/tree ]/__version\"/>"
    '<bind nodeset="/data/meta/entity/label" calculate="concat(/data/girth, \'cm\')"/>'
)


def test_entities_are_declared_filled_and_come_back_unchanged() -> None:
    head = HEAD.replace(
        "<h:html ", '<h:html xmlns:entities="http://www.opendatakit.org/xforms/entities" '
    )
    form = xform(ENTITY, ENTITY_BINDS, inputs("tree", "girth")).replace(HEAD, head)
    form = form.replace("<model>", '<model entities:entities-version="2023.1.0">')
    table = "name,label,__version,species\nu1,Oak,3,oak\n"
    definition = load_xform(form, resources={"trees.csv": table})
    [entity] = definition.entities
    assert (entity.dataset, entity.updates, entity.creates) == ("trees", True, False)
    assert (entity.properties, entity.version) == ({"/data/girth": "girth_cm"}, "2023.1.0")
    instance = Instance(definition)
    instance.set("/data/tree", "u1")
    instance.set("/data/girth", "90")
    xml = instance.to_xml()
    assert 'id="u1"' in xml
    assert 'baseVersion="3"' in xml
    assert "<label>90cm</label>" in xml
    assert Instance.from_xml(definition, xml).to_xml() == xml
    newer = form.replace("2023.1.0", "2099.1.0")
    assert any("2099.1.0" in warning for warning in load_xform(newer).warnings)
