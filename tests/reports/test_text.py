from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.text import building_list, mask, minute, natural_key, plain


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812341234，白天打", "电话138****1234，白天打"),
        ("138-1234-1234 或 138 1234 1234", "138****1234 或 138****1234"),
        ("+8613812341234", "+86138****1234"),
        ("+86 13812341234", "+86 138****1234"),
        ("全角１３８１２３４１２３４", "全角１３８****１２３４"),
        ("身份证640502196001011234", "身份证64*************234"),
        ("64050219600101123X", "64*************23X"),
        ("0955-7012345", "0955-****345"),
        ("卡 6222021234567890123", "卡 62**************123"),
    ],
)
def test_numbers_of_people_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text", ["编码 640502-05-02-003，2024-07-30，3号楼2单元", "宽 1.5 mm，长 120 cm，22345678901"]
)
def test_other_numbers_stay(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["1号楼", "3号楼", "4号楼", "5号楼"], "1、3—5号楼"),
        (["10号楼", "2号楼", "9号楼"], "2、9、10号楼"),
        (["1号楼", "2号楼", "3号楼东", "商铺"], "1、2号楼，3号楼东，商铺"),
        (["03栋", "04栋", "5栋"], "03、04、5栋"),
        (["A1栋", "A2栋", "A3栋", "B1栋"], "A1—3栋，B1栋"),
        (["2号楼", "2号楼"], "2、2号楼"),
        ([], ""),
    ],
)
def test_buildings_are_named_shortly(names: list[str], text: str) -> None:
    assert building_list(names) == text


@given(st.lists(st.integers(1, 60), unique=True, max_size=40))
def test_every_building_can_be_read_back_from_the_short_list(numbers: list[int]) -> None:
    text = building_list(f"{number}号楼" for number in numbers)
    read: list[int] = []
    for part in filter(None, text.removesuffix("号楼").split("、")):
        first, _, last = part.partition("—")
        read += range(int(first), int(last or first) + 1)
    assert read == sorted(numbers)


def test_natural_order_puts_2_before_10() -> None:
    assert sorted(["10号楼", "2号楼", "东1栋", "1号楼"], key=natural_key) == [
        "1号楼",
        "2号楼",
        "10号楼",
        "东1栋",
    ]


def test_times_are_shown_in_the_zone_of_the_campaign() -> None:
    assert minute(1_722_300_000_000, "Asia/Shanghai") == "2024-07-30 08:40"
    assert minute(None, "Asia/Shanghai") == ""


def test_numbers_have_no_trailing_zeros() -> None:
    assert [plain(Decimal(text)) for text in ("1.500", "100", "0.0", "1E+2")] == [
        "1.5",
        "100",
        "0",
        "100",
    ]
