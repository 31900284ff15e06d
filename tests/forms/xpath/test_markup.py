from __future__ import annotations

import pytest

from app.errors import AppError
from app.forms.markup import MAX_DEPTH, parse, serialise
from app.forms.tree import Node, element


def shape(node: Node) -> object:
    attributes = sorted((a.ns, a.name, a.text) for a in (node.attributes or {}).values())
    return (node.kind, node.ns, node.name, node.text, attributes, [shape(c) for c in node.nodes()])


def test_a_document_survives_writing_and_reading() -> None:
    xml = (
        '<a xmlns="u:1" xmlns:p="u:2" p:k="1 &lt; &quot;2&quot;&#10;">t<b/>&amp;<p:c>x</p:c>'
        "<!--note--><?pi do?><d xmlns=''>y</d></a>"
    )
    first = parse(xml)
    again = parse(serialise(first, declaration=True))
    assert shape(first) == shape(again)


def test_prefixes_are_declared_where_a_part_is_written_alone() -> None:
    part = parse('<a xmlns:p="u:2"><p:b p:k="1"/></a>').root.children[0]
    assert shape(parse(serialise(part)).root) == shape(part)


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://localhost/x">%p;]><a/>',
        '<!DOCTYPE a SYSTEM "http://localhost/x.dtd"><a>&z;</a>',
        "<a><b></a>",
        "<a x='1' x='2'/>",
        "<p:a/>",
        "",
        "<a>\x00</a>",
        "<a>\ud800</a>",
        b"<?xml version='1.0' encoding='klingon'?><a/>",
        "<a>" * (MAX_DEPTH + 5),
    ],
)
def test_what_is_not_safe_or_not_xml_is_refused(xml: str | bytes) -> None:
    with pytest.raises(AppError):
        parse(xml)


def test_a_plain_doctype_and_other_encodings_are_read() -> None:
    assert parse("<!DOCTYPE html><a>x</a>").root.text == "x"
    assert parse("<?xml version='1.0' encoding='gbk'?><a>检</a>").root.text == "检"
    assert parse("<a>检</a>".encode("utf-16")).root.text == "检"


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    node = element("a", "x\x01\x0by\r\n\ud800")
    assert parse(serialise(node)).root.text == "xy\r\n"


def test_white_space_between_elements_can_be_dropped() -> None:
    root = parse("<a>\n <b> </b>\n</a>", keep_space=False).root
    assert [child.name for child in root.children] == ["b"]
    assert root.children[0].text == " "


def test_children_that_join_a_leaf_keep_its_text_in_front() -> None:
    node = element("a", "text")
    node.append(element("b"))
    assert serialise(node) == "<a>text<b/></a>"
