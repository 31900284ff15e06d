from __future__ import annotations

import pytest

from app.models.names import find_terms, search_text, sort_key


@pytest.mark.parametrize(
    "names",
    [
        ["1号楼", "2号楼", "10号楼", "11号楼"],
        ["一单元", "二单元", "三单元", "十单元", "十一单元", "二十单元", "一百零二单元"],
        ["A2", "A10", "B1"],
        ["安康社区", "北苑社区", "和平社区", "中山社区"],
        ["2号楼", "2号楼东", "3号楼"],
        ["阳光花园1期2号楼", "阳光花园1期10号楼", "阳光花园2期1号楼"],
    ],
)
def test_names_sort_as_people_expect(names: list[str]) -> None:
    assert sorted(sorted(names), key=sort_key) == names


def test_full_width_and_half_width_sort_alike_and_the_code_decides_between_equals() -> None:
    assert sort_key("１０号楼") == sort_key("10号楼")
    assert sort_key("楼", "A-2") < sort_key("楼", "A-10")


@pytest.mark.parametrize(
    "typed", ["阳光", "光花", "花园", "yangguang", "ygh", "YGHY", "3号", "A-03", "和平路 3号", "３"]
)
def test_a_place_is_found_by_parts_of_its_name_pinyin_initials_code_and_address(typed) -> None:
    text = search_text("阳光花园3号楼", "GX-A-03", "和平路12号")
    assert all(term in text for term in find_terms(typed))


def test_what_is_not_there_is_not_found() -> None:
    text = search_text("阳光花园3号楼", "GX-A-03", "和平路12号")
    assert not all(term in text for term in find_terms("阳花"))
    assert find_terms("  ") == []
