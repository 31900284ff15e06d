from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyxform import aliases
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from app.forms import controls
from app.ui.questions.table import DEGRADED, EDITORS, FULL, REFUSED, factory, matches, row_for

DOC = Path(__file__).resolve().parents[3] / "docs" / "forms-features.md"
TEXT = DOC.read_text(encoding="utf-8")
_LINE = re.compile(r"\| ([\w*]+) \| (`[^`]+`)? ?\| (full|degraded|refused) \| (.+) \| (\S+) \|")


def rows_of_doc() -> list[tuple[str, str, str, str, str]]:
    found = [_LINE.fullmatch(line) for line in TEXT.splitlines()]
    return [
        (one[1].replace("any", "*"), (one[2] or "").strip("`"), one[3], one[4], one[5])
        for one in found
        if one
    ]


def test_public_table_says_what_the_program_does() -> None:
    said = [row[:3] for row in rows_of_doc()]
    assert said == [(row.kind, row.appearance, row.support) for row in EDITORS]


def test_every_row_of_the_public_table_says_how_and_what_the_others_do() -> None:
    for kind, appearance, _support, how, others in rows_of_doc():
        assert len(how) > 3, (kind, appearance)
        assert others in ("yes", "no", "partly", "–"), (kind, appearance)


def test_what_is_not_full_has_a_sentence_for_the_card() -> None:
    for row in EDITORS:
        assert row.support in (FULL, DEGRADED, REFUSED)
        assert row.support != DEGRADED or row.said, row


@pytest.mark.parametrize("editor", sorted({row.editor for row in EDITORS if row.editor}))
def test_every_named_editor_exists(editor: str) -> None:
    assert callable(factory(editor))


def test_every_kind_the_engine_gives_has_a_row() -> None:
    kinds = {
        *controls._KINDS.values(),
        *controls._BY_CONTROL.values(),
        "image",
        "audio",
        "video",
        "note",
    }
    assert kinds <= {row.kind for row in EDITORS}


def test_every_type_of_pyxform_is_named() -> None:
    for name in (*QUESTION_TYPE_DICT, *aliases.select, *aliases.control):
        assert re.search(rf"(?<![\w:-]){re.escape(name)}(?![\w-])", TEXT), name


def test_appearances_of_selects_in_odk_are_rows() -> None:
    wanted = (
        "minimal", "autocomplete", "search", "quick", "columns-pack", "columns", "columns-n",
        "no-buttons", "image-map", "likert", "map", "label", "list-nolabel", "list",
    )  # fmt: skip
    rows = {row.appearance for row in EDITORS if row.kind == "select_one"}
    assert set(wanted) <= rows


def test_words_with_numbers_and_arguments() -> None:
    assert matches("columns-n", "columns-12")
    assert not matches("columns-n", "columns-pack")
    assert matches("ex:", "ex:org.app(a='1')")
    assert matches("wn", "w4")
    assert not matches("wn", "wide")
    assert row_for("select_one", ("w2", "minimal")).editor == "dropdown:dropdown"
    assert row_for("nonsense", ()).editor == "texts:line"
