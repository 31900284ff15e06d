from __future__ import annotations

import json
import random
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.models.ids import finding_id, inspection_id, new_id, place_id
from app.models.line import ChangeLine, _read_usual
from app.models.values import canonical, same_answer

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def test_canonical_text_is_the_same_for_every_spelling() -> None:
    assert canonical({"b": 1, "a": "e\u0301"}) == '{"a":"é","b":1}'
    assert canonical({"e\u0301": 1, "z": 2}) == canonical({"z": 2, "é": 1})


@given(VALUES)
def test_canonical_text_reads_back_to_itself(value: object) -> None:
    text = canonical(value)
    assert canonical(json.loads(text)) == text


@pytest.mark.parametrize("value", [1.5, float("nan"), {"a": 1.0}, [{1: 2}], b"x", "\ud800", {1}])
def test_what_cannot_travel_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_a_value_nested_without_end_is_refused() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ({"answer": "none", "basis": "seen"}, {"answer": "none", "basis": "asked"}, True),
        ({"reason": "undecidable"}, {"reason": "undecidable", "from": "王"}, True),
        ({"answer": "none"}, {"answer": "present"}, False),
        ({"answer": "x"}, {"reason": "x"}, False),
        ({"answer": None}, None, False),
        ({"width": 3}, {"width": 4}, False),
        (1, True, False),
        ("7", 7, False),
    ],
)
def test_answers_are_equal_when_answer_or_reason_are(one, two, same) -> None:
    assert same_answer(one, two) is same


def test_ids_born_alone_rise_and_ids_that_must_meet_meet() -> None:
    born = [new_id() for _ in range(5000)]
    assert born == sorted(set(born))
    assert {one.version for one in born} == {7}
    assert {one.variant for one in born} == {"specified in RFC 4122"}
    campaign = uuid4()
    assert place_id(campaign, "é") == place_id(campaign, "e\u0301")
    place = place_id(campaign, "1")
    assert inspection_id(place, "ab", "c") != inspection_id(place, "a", "bc")
    assert finding_id(place, "r") == finding_id(place, "r", "")


# Fixed ids: they are in the names of tests, which must be the same in every process.
ONE, TWO, THREE, FOUR, FIVE = (UUID(int=1 << 80 | 7 << 76 | 2 << 62 | 0xAB00 | n) for n in range(5))
LINE = ChangeLine(ONE, "place", TWO, "name", '"王"', (THREE, FOUR), 5, FIVE, "李　四", 3, 9)


def test_a_line_reads_back() -> None:
    assert ChangeLine.from_json(LINE.to_json()) == LINE
    assert canonical(json.loads(LINE.to_json())) == LINE.to_json()


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("id", "x"),
        ("id", str(LINE.id).upper()),
        ("id", str(LINE.id).replace("-", "")),
        ("subject", None),
        ("bases", "x"),
        ("bases", [7]),
        ("clock", -1),
        ("clock", 2**63),
        ("clock", True),
        ("clock", 1.0),
        ("batch", "1"),
        ("kind", ""),
        ("field", "a\x00b"),
        ("field", "e\u0301"),
        ("field", "x" * 2000),
        ("person", 5),
        ("value", 1.5),
        ("extra", 1),
    ],
)
def test_a_foreign_line_is_checked_part_by_part(part: str, value: object) -> None:
    raw = json.loads(LINE.to_json()) | {part: value}
    compact = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for text in (json.dumps(raw), compact):
        with pytest.raises(AppError):
            ChangeLine.from_json(text)


def test_the_short_way_to_read_a_line_gives_what_the_long_way_gives() -> None:
    chance, usual = random.Random(3), LINE.to_json()
    taken = 0
    for _try in range(5_000):
        letters = list(usual)
        for _edit in range(chance.choice((1, 1, 2, 3))):
            at, way = chance.randrange(len(letters)), chance.randrange(4)
            if way == 0:
                letters[at] = chance.choice('0127abf-"\\{}[],: é甲\u0301\x7f\x85\u2028\n')
            elif way == 1:
                letters.insert(at, chance.choice('0 1,"\\x}{'))
            elif way == 2:
                del letters[at]
            else:
                to = chance.randrange(len(letters))
                letters[at], letters[to] = letters[to], letters[at]
        text = "".join(letters)
        if (found := _read_usual(text)) is not None:
            taken += 1
            assert ChangeLine._read_any(text) == found
            assert found.to_json() == text
    assert taken > 200


@pytest.mark.parametrize("text", ["", "[]", "{", "nul", "[" * 100_000, '{"value":NaN}', "\ud800"])
def test_what_is_no_line_is_refused(text: str) -> None:
    with pytest.raises(AppError):
        ChangeLine.from_json(text)
