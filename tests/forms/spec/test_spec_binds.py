"""Bindings of the ODK XForms specification: attributes, types, paths, operators, metadata.

Expectations are derived from its text (repository getodk/xforms-spec, folder ``_sections``), not
from what the engine does.
"""

from __future__ import annotations

import pytest

from app.forms import FormError, Instance, load_xform
from tests.forms.made import inputs, xform
from tests.forms.spec.common import bound, make


def test_nodeset_is_required_and_may_name_an_attribute() -> None:
    with pytest.raises(FormError):
        load_xform(xform("<a/>", '<bind type="int"/>'))
    instance = make('<a k=""/>', '<bind nodeset="/data/a/@k" calculate="1 + 1"/>')
    assert 'k="2"' in instance.to_xml()


def test_an_unknown_type_is_a_string() -> None:
    instance = bound('type="colour"')
    instance.set("/data/a", "red")
    assert instance.node("/data/a").value == "red"


def test_readonly_required_relevant_constraint_calculate() -> None:
    assert bound('readonly="1 = 1"').node("/data/a").readonly
    assert not bound("").node("/data/a").readonly
    required = bound('required="true()" jr:requiredMsg="Say it"')
    assert (required.node("/data/a").valid, required.node("/data/a").message) == (False, "Say it")
    assert bound("").node("/data/a").valid
    hidden = bound("relevant=\"/data/b = 'x'\"", "1")
    assert "<a>" not in hidden.to_xml()
    hidden.set("/data/b", "x")
    assert "<a>1</a>" in hidden.to_xml()
    limited = bound('constraint=". &lt; 10" jr:constraintMsg="below ten"', "12")
    assert limited.node("/data/a").message == "below ten"
    limited.set("/data/a", "")
    assert limited.node("/data/a").valid  # only evaluated when the node is not empty
    assert bound('calculate="6 * 7"').node("/data/a").value == "42"


def test_messages_may_be_translated() -> None:
    itext = (
        '<itext><translation lang="en"><text id="m"><value>No!</value></text></translation></itext>'
    )
    bind = '<bind nodeset="/data/a" constraint="false()" jr:constraintMsg="jr:itext(\'m\')"/>'
    instance = make("<a>1</a>", bind, inputs("a"), itext)
    assert instance.node("/data/a").message == "No!"


def test_save_incomplete_and_max_pixels_are_read() -> None:
    definition = load_xform(
        xform(
            "<a/>",
            '<bind nodeset="/data/a" type="binary" saveIncomplete="true()" orx:max-pixels="1024"/>',
            '<upload ref="/data/a" mediatype="image/*"/>',
        )
    )
    question = definition.question("/data/a")
    assert question is not None
    assert question.extras["orx:max-pixels"] == "1024"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("string", "any text", None),
        ("int", "-12", "1.x"),
        ("int", "2147483647", "2147483648"),
        ("boolean", "1", "perhaps"),
        ("decimal", "1.5", "1,5"),
        ("date", "2026-02-28", "2026-02-30"),
        ("time", "23:59:00.000+08:00", "25:00:00"),
        ("dateTime", "2026-02-28T10:00:00.000+08:00", "2026-02-28T10"),
        ("dateTime", "2026-02-28T10:00:00.000Z", "yesterday"),
        ("geopoint", "30.5 104.1 10.0 5.0", "91.0 1.0"),
        ("geotrace", "1.0 2.0 0.0 0.0; 3.0 4.0 0.0 0.0", "1.0 2.0 0.0 0.0"),
        ("geoshape", "1 2 0 0; 3 4 0 0; 5 6 0 0; 1 2 0 0", "1 2 0 0; 3 4 0 0; 5 6 0 0"),
        ("barcode", "690-1", None),
        ("binary", "photo.jpg", None),
        ("intent", "x", None),
    ],
)
def test_data_types_take_their_values_only(kind: str, good: str, bad: str | None) -> None:
    instance = bound(f'type="{kind}"')
    instance.set("/data/a", good)
    assert instance.node("/data/a").value == good
    if bad is not None:
        instance.set("/data/a", bad)
        assert (instance.node("/data/a").value, instance.node("/data/a").condition) == ("", "type")


PATHS = [
    (".", "[9]"),
    ("string(..) != ''", "[true]"),
    ("../n", "[9]"),
    ("./../n", "[9]"),
    ("/data/g/n", "[9]"),
    ("//n", "[9]"),
    ("../h/n", "[8]"),
]


@pytest.mark.parametrize(("path", "value"), PATHS)
def test_paths_absolute_and_relative(path: str, value: str) -> None:
    if path == ".":
        bind = '<bind nodeset="/data/g/n" constraint=". = 9"/>'
        assert make("<g><n>9</n></g>", bind, inputs("g/n")).node("/data/g/n").valid
        return
    data = "<g><n>9</n><h><n>8</n></h><r/></g>"
    bind = f"<bind nodeset=\"/data/g/r\" calculate=\"concat('[', string({path}), ']')\"/>"
    assert make(data, bind).node("/data/g/r").value == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("count(/data/a | /data/b)", "2"),
        ("1 = 1 and 2 = 2", "true"),
        ("1 = 2 or 2 = 2", "true"),
        ("7 mod 4", "3"),
        ("7 div 2", "3.5"),
        ("1 != 2", "true"),
        ("1 &lt;= 1", "true"),
        ("1 &lt; 1", "false"),
        ("2 &gt;= 3", "false"),
        ("3 &gt; 2", "true"),
        ("1 + 2 - 4", "-1"),
        ("'2026-01-02' &gt; '2026-01-01'", "true"),
        ("'2026-01-02' - '2026-01-01'", "1"),
        ("boolean('false')", "true"),
    ],
)
def test_operators(expression: str, value: str) -> None:
    instance = make("<a/><b/><r/>", f'<bind nodeset="/data/r" calculate="{expression}"/>')
    assert instance.node("/data/r").value == value


@pytest.mark.parametrize(
    ("preload", "parameter", "value"),
    [
        ("timestamp", "start", "2026-03-04T05:06:07.089+00:00"),
        ("timestamp", "end", ""),
        ("date", "today", "2026-03-04"),
        ("property", "deviceid", "dev:1"),
        ("property", "email", "a@b"),
        ("property", "username", "wang"),
        ("property", "phone number", "123"),
        ("property", "simserial", "s"),
        ("property", "subscriberid", "i"),
    ],
)
def test_preloads(preload: str, parameter: str, value: str) -> None:
    properties = {
        "deviceID": "dev:1",
        "email": "a@b",
        "username": "wang",
        "phoneNumber": "123",
        "simSerial": "s",
        "subscriberID": "i",
    }
    bind = f'jr:preload="{preload}" jr:preloadParams="{parameter}"'
    instance = bound(bind, properties=properties)
    assert instance.node("/data/a").value == value
    instance.finalise()
    if parameter == "end":
        assert instance.node("/data/a").value == "2026-03-04T05:06:07.089+00:00"


def test_uid_is_kept_when_a_draft_is_loaded_and_a_device_id_is_never_blank() -> None:
    instance = bound('jr:preload="uid"')
    ident = instance.node("/data/a").value
    assert len(ident) == 41
    assert ident.startswith("uuid:")
    again = Instance.from_xml(instance.definition, instance.to_xml())
    assert again.node("/data/a").value == ident
    device = bound('jr:preload="property" jr:preloadParams="deviceid"')
    assert device.node("/data/a").value == "not supported"


def test_a_revision_gets_a_new_id_and_names_the_old_one() -> None:
    instance = make(
        "<orx:meta><orx:instanceID/></orx:meta>",
        '<bind nodeset="/data/orx:meta/orx:instanceID" jr:preload="uid"/>',
    )
    old = instance.node("/data/meta/instanceID").value
    revised = Instance.from_xml(instance.definition, instance.to_xml(), edit=True)
    assert revised.node("/data/meta/instanceID").value not in ("", old)
    assert f"deprecatedID>{old}<" in revised.to_xml()


def test_an_audit_element_is_kept_empty_and_said_to_be_without_effect() -> None:
    bind = '<bind nodeset="/data/meta/audit" type="binary" odk:location-priority="balanced"/>'
    definition = load_xform(xform("<meta><audit/></meta>", bind))
    assert any("audit" in warning for warning in definition.warnings)
    assert (
        definition.schema.by_key["/data/meta/audit"].extras["odk:location-priority"] == "balanced"
    )
    assert Instance(definition).node("/data/meta/audit").value == ""
