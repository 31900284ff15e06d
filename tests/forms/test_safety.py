from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from app.forms import FormError, Instance, load_workbook, load_xform
from app.forms import workbook as workbooks
from tests.forms.made import inputs, xform

GOOD = xform("<a/>", "", inputs("a"))


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY e "boom">]>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://localhost/x"> %p;]>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(doctype: str, encoding: str) -> None:
    form = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}' + GOOD.replace(
        "<a/>", "<a>1</a>"
    )
    with pytest.raises(FormError):
        load_xform(form.encode(encoding))
    with pytest.raises(FormError):
        load_xform(doctype + GOOD)


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "x",
        "<a>",
        "<a/>",
        GOOD[:-5],
        "<h:html/>",
        GOOD.replace('id="test"', "id=test"),
        "\ud800",
        '<html xmlns="http://www.w3.org/1999/xhtml"><head/></html>',
    ],
)
def test_what_is_no_xform_is_refused(xml: str) -> None:
    with pytest.raises(FormError):
        load_xform(xml)


def test_deep_nesting_is_refused() -> None:
    deep = "<g>" * 5000 + "</g>" * 5000
    with pytest.raises(FormError):
        load_xform(xform(deep))
    body = "<group>" * 300 + "</group>" * 300
    with pytest.raises(FormError):
        load_xform(xform("<a/>", "", body))


@pytest.mark.parametrize(
    "expression",
    ["(" * 3000 + "1" + ")" * 3000, "not(" * 3000 + "1" + ")" * 3000, "-" * 9000 + "1"],
)
def test_an_expression_of_absurd_depth_is_refused(expression: str) -> None:
    with pytest.raises(FormError):
        Instance(load_xform(xform("<a/>", f'<bind nodeset="/data/a" calculate="{expression}"/>')))


def test_a_long_chain_is_evaluated() -> None:
    chain = " + ".join(["1"] * 3000)
    instance = Instance(load_xform(xform("<a/>", f'<bind nodeset="/data/a" calculate="{chain}"/>')))
    assert instance.node("/data/a").value == "3000"


def test_files_are_read_from_the_given_resources_only(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text("<root><item><name>x</name></item></root>")
    for source in (secret.as_uri(), str(secret), "jr://file/../secret.xml", "http://localhost/x"):
        form = xform(
            "<a/>",
            f'<instance id="s" src="{source}"/>'
            '<bind nodeset="/data/a" calculate="count(instance(\'s\')/root/item)"/>',
        )
        definition = load_xform(form)
        assert definition.missing_resources == (source,)
        assert Instance(definition).node("/data/a").value == "0"


def test_a_packed_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 1000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 5000)
    with pytest.raises(FormError):
        load_workbook(out.getvalue())


def test_a_form_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MAX_BYTES", 10)
    big = tmp_path / "a.xlsx"
    big.write_bytes(b"0" * 20)
    with pytest.raises(FormError):
        load_workbook(big)


def test_rules_that_never_come_to_rest_are_stopped() -> None:
    form = xform(
        "<a/><b/>",
        "",
        '<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" '
        "value=\"concat(/data/a, 'x')\"/></input>"
        '<input ref="/data/b"><setvalue event="xforms-value-changed" ref="/data/a" '
        "value=\"concat(/data/b, 'x')\"/></input>",
    )
    instance = Instance(load_xform(form))
    with pytest.raises(FormError):
        instance.set("/data/a", "1")


def test_right_to_left_and_odd_labels_come_through() -> None:
    label = "هل المبنى آمن؟ &lt;b&gt;تنبيه&lt;/b&gt; \u202e 𠮷"
    form = xform("<a/>", "", f'<input ref="/data/a"><label>{label}</label></input>')
    shown = Instance(load_xform(form)).node("/data/a").label
    assert shown == "هل المبنى آمن؟ <b>تنبيه</b> \u202e 𠮷"
