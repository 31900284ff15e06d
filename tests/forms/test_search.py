"""``search()``: choices from the rows of a CSV file that only an appearance names."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.forms import FormError, Instance, check_workbook, load_workbook, load_xform
from app.forms.resources import Folder, local_file
from app.forms.search import arguments
from tests.forms.made import inputs, workbook, xform

FRUITS = (
    "key,name,town,kind,sortby\nf1,Apple,Yantai,seed,3\nf2,Pineapple,Xuwen,tropic,1\n"
    "f3,Pear,Dangshan,seed,2\nf1,Apple again,Yantai,seed,4\n"
)
ITEMS = (
    "<item><label>name,town</label><value>key</value></item>"
    "<item><label>None of them</label><value>-1</value></item>"
)


def made(appearance: str, resources: dict[str, str] | None = None) -> Instance:
    form = xform(
        "<text/><kind/><q/><name/>",
        '<bind nodeset="/data/name" calculate="jr:choice-name(/data/q, \'/data/q\')"/>',
        inputs("text", "kind")
        + f'<select1 ref="/data/q" appearance="{appearance}"><label>q</label>{ITEMS}</select1>',
    )
    given = {"fruits.csv": FRUITS} if resources is None else resources
    return Instance(load_xform(form, resources=given))


def offered(instance: Instance) -> list[str]:
    return [option.value for option in instance.node("/data/q").choices]


def test_every_row_is_offered_once_in_the_order_of_sortby_after_the_fixed_choices() -> None:
    instance = made("minimal search('fruits')")
    assert offered(instance) == ["-1", "f2", "f3", "f1"]
    assert instance.node("/data/q").choices[1].label == "Pineapple, Xuwen"
    question = instance.definition.question("/data/q")
    assert question is not None
    assert question.appearance == ("minimal", "search('fruits')")


@pytest.mark.parametrize(
    ("kind", "text", "values"),
    [
        ("contains", "APPLE", ["f2", "f1"]),
        ("startswith", "p", ["f2", "f3"]),
        ("endswith", "ar", ["f3"]),
        ("matches", "pear", ["f3"]),
        ("contains", "", ["f2", "f3", "f1"]),
        ("contains", "zzz", []),
    ],
)
def test_rows_are_compared_with_an_answer(kind: str, text: str, values: list[str]) -> None:
    instance = made(f"search('fruits', '{kind}', 'name', /data/text)")
    change = instance.set("/data/text", text)
    assert offered(instance) == ["-1", *values]
    assert not text or "/data/q" in change.changed


def test_several_columns_and_a_further_column_that_must_hold_a_value() -> None:
    instance = made("search('fruits', 'contains', 'name, town', /data/text, 'kind', /data/kind)")
    instance.set("/data/text", "an")
    instance.set("/data/kind", "seed")
    assert offered(instance) == ["-1", "f3", "f1"]
    instance.set("/data/q", "f3")
    assert instance.node("/data/q").value == "f3"
    instance.set("/data/kind", "tropic")
    assert instance.node("/data/q").value == ""


def test_a_value_that_no_row_has_is_not_taken_unless_the_table_is_absent() -> None:
    instance = made("search('fruits')")
    instance.set("/data/q", "f9")
    assert instance.node("/data/q").condition == "type"
    instance.set("/data/q", "f2")
    assert instance.node("/data/name").value == "Pineapple, Xuwen"
    absent = made("search('fruits')", {})
    assert absent.definition.missing_resources == ("fruits.csv",)
    absent.set("/data/q", "f9")
    assert absent.node("/data/q").value == "f9"


@pytest.mark.parametrize(
    "appearance",
    ["search()", "search('a', 'like', 'b', 'c')", "search('a', 'matches')", "search(/data/text)"],
)
def test_a_search_that_cannot_be_read_is_refused(appearance: str) -> None:
    with pytest.raises(FormError) as caught:
        made(appearance)
    assert "/data/q" in str(caught.value)


def test_arguments_are_split_outside_quotes_and_brackets() -> None:
    call = "search('a,b', \"c'd\", string(/x[y = ',']), concat('(', 1))"
    assert arguments(call) == ["'a,b'", '"c\'d"', "string(/x[y = ','])", "concat('(', 1)"]


def test_files_beside_a_workbook_are_found_in_its_folder_or_media_folder(tmp_path: Path) -> None:
    survey = [
        ["type", "name", "label", "appearance"],
        ["select_one l", "q", "q", "search('fruits')"],
        ["select_one_from_file towns.csv", "t", "t", ""],
    ]
    choices = [["list_name", "name", "label"], ["l", "key", "name"]]
    settings = [["form_id", "version"], ["f", "1"]]
    (tmp_path / "form.xlsx").write_bytes(workbook(survey, choices, settings=settings))
    problems = [str(problem) for problem in check_workbook(tmp_path / "form.xlsx")]
    assert sum("not given" in text for text in problems) == 2
    (tmp_path / "form-media").mkdir()
    (tmp_path / "form-media" / "fruits.csv").write_text(FRUITS)
    (tmp_path / "towns.csv").write_bytes("name,label\nyt,烟台\n".encode("gbk"))
    assert check_workbook(tmp_path / "form.xlsx") == []
    cache = tmp_path / "cache"
    for _ in range(2):  # made, then from the cache
        instance = Instance(load_workbook(tmp_path / "form.xlsx", cache_dir=cache))
        assert [option.label for option in instance.node("/data/t").choices] == ["烟台"]
        assert len(instance.node("/data/q").choices) == 3


@pytest.mark.parametrize(
    "source",
    ["", "..", "../x", "a/../x", "/x", "C:x", "jr://file/", "jr://file/../x", "a\\x", "http://x/y"],
)
def test_a_folder_gives_nothing_from_outside(tmp_path: Path, source: str) -> None:
    (tmp_path / "x").write_text("secret")
    inner = tmp_path / "inner"
    inner.mkdir()
    assert local_file(source) == ""
    assert Folder(inner).get(source) is None


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "link.csv").symlink_to(tmp_path / "secret.csv")
    (inner / "own.csv").write_text("a\n1\n")
    folder = Folder(inner)
    assert folder.get("jr://file-csv/link.csv") is None
    assert folder.get("jr://file-csv/own.csv") == b"a\n1\n"
