"""Bad input, as the list of the form engine's issue has it: a clear refusal or a right result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.forms import FormError, Instance, check_workbook, load_workbook, load_xform
from app.forms.markup import parse
from tests.forms.made import inputs, workbook, xform

# --- answers -----------------------------------------------------------------------------------


def both_ways(text: str) -> tuple[str, str]:
    definition = load_xform(xform("<a/>", "", inputs("a")))
    instance = Instance(definition)
    instance.set("/data/a", text)
    xml = instance.to_xml()
    parse(xml)  # well-formed
    return instance.node("/data/a").value, Instance.from_xml(definition, xml).node("/data/a").value


def test_an_answer_of_100_000_characters_comes_back() -> None:
    text = "裂缝宽度<&>\"'" * 10_000
    assert both_ways(text) == (text, text)


def test_an_answer_of_two_million_characters_is_refused() -> None:
    instance = Instance(load_xform(xform("<a/>", "", inputs("a"))))
    with pytest.raises(FormError):
        instance.set("/data/a", "x" * 2_000_000)
    assert instance.node("/data/a").value == ""


@pytest.mark.parametrize("code", [*range(32), 0x7F, 0x85, 0x2028, 0xFFFE, 0xFFFF, 0xD800, 0x1F600])
def test_control_characters_never_break_a_submission(code: int) -> None:
    text = f"a{chr(code)}b"
    kept, back = both_ways(text)
    assert kept == back
    illegal = (code < 32 and code not in (9, 10, 13)) or code in (0xFFFE, 0xFFFF, 0xD800)
    assert kept == ("ab" if illegal else text)


@pytest.mark.parametrize("text", ["שלום עולם", "مرحبا", "\u202eabc\u202c", "e\u0301", "ﬁ", "𠮷"])
def test_scripts_of_every_direction_come_back(text: str) -> None:
    kept, back = both_ways(text)
    assert kept == back
    assert kept in (text, "é")  # letters with marks are brought into one form


# --- workbooks and tables ------------------------------------------------------------------------


SURVEY = [["type", "name", "label"]]


def problems(rows: list[list[str]], choices: list[list[str]] | None = None) -> list[str]:
    data = workbook([*SURVEY, *rows], [["list_name", "name", "label"], *(choices or [])])
    return [str(problem) for problem in check_workbook(data) if problem.serious]


@pytest.mark.parametrize(
    ("rows", "choices", "place"),
    [
        ([["text", "a", "A"], ["text", "a", "B"]], [], "row 3"),
        ([["text", "a b", "A"]], [], "row 2"),
        ([["text", "1a", "A"]], [], "row 2"),
        ([["select_one gone", "a", "A"]], [], "choices is missing"),
        ([["begin group", "g", "G"], ["text", "a", "A"]], [], "survey"),
        ([["select_multiple l", "a", "A"]], [["l", "two words", "x"]], "choices, row 2"),
        ([["select_one l", "a", "A"]], [["l", "x", "x"], ["l", "x", "y"]], "choices"),
        ([["nonsense", "a", "A"]], [], "row 2"),
    ],
)
def test_a_workbook_that_cannot_be_used_says_where_and_why(
    rows: list[list[str]], choices: list[list[str]], place: str
) -> None:
    found = problems(rows, choices)
    assert found
    assert any(place in text for text in found), found


def test_choice_names_with_spaces_work_where_only_one_can_be_chosen() -> None:
    choices = [["l", "two words", "Zwei"], ["l", "one", "Eins"]]
    data = workbook(
        [*SURVEY, ["select_one l", "a", "A"]], [["list_name", "name", "label"], *choices]
    )
    instance = Instance(load_workbook(data))
    instance.set("/data/a", "two words")
    assert instance.node("/data/a").value == "two words"
    again = Instance.from_xml(instance.definition, instance.to_xml())
    assert again.node("/data/a").value == "two words"


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("gbk"),
        lambda text: text.encode("gb18030"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r").encode("gbk"),
        lambda text: text,
    ],
    ids=["utf-8", "bom", "gbk", "gb18030", "utf-16", "bom-crlf", "gbk-cr", "text"],
)
def test_tables_are_read_in_the_encodings_that_excel_writes(
    encode: Callable[[str], bytes | str],
) -> None:
    table = "name,label\nyt,烟台\nbj,北京\n"
    form = xform(
        "<a/>",
        '<instance id="t" src="jr://file-csv/t.csv"/>'
        "<bind nodeset=\"/data/a\" calculate=\"instance('t')/root/item[name='bj']/label\"/>",
    )
    instance = Instance(load_xform(form, resources={"t.csv": encode(table)}))
    assert instance.node("/data/a").value == "北京"


@pytest.mark.parametrize("content", [b"name\n\xff\xfe\xff", b"a\0b,c\n1,2\n", b"<x"])
def test_a_file_that_is_no_table_is_refused_by_name(content: bytes) -> None:
    form = xform("<a/>", '<instance id="t" src="jr://file-csv/t.csv"/>')
    with pytest.raises(FormError) as caught:
        load_xform(form, resources={"t.csv": content})
    assert "t.csv" in str(caught.value)


LAUGHS = "<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><root><item>&b;</item></root>"
SECRET = "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><root><item>&x;</item></root>"


@pytest.mark.parametrize("content", [LAUGHS, SECRET, "<root>", "<a/><b/>", "\0", ""])
def test_external_xml_is_read_without_entities(content: str) -> None:
    form = xform("<a/>", '<instance id="t" src="jr://file/t.xml"/>')
    with pytest.raises(FormError):
        load_xform(form, resources={"t.xml": content})
    definition = load_xform(xform("<a/>", "", inputs("a")))
    with pytest.raises(FormError):
        Instance.from_xml(definition, content)


def test_labels_of_right_to_left_scripts_come_through_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(workbook([*SURVEY, ["text", "a", "ما اسمك؟"], ["note", "n", "שלום ${a}"]]))
    instance = Instance(load_workbook(path))
    root = instance.definition.schema.specs[0].path
    assert instance.node(f"{root}/a").label == "ما اسمك؟"
    instance.set(f"{root}/a", "دانا")
    assert instance.node(f"{root}/n").label == "שלום دانا"
