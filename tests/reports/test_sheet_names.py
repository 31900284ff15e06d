"""Names of sheets: whatever a community is called, Excel opens the workbook without a word."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from app.reports.workbook import Book


def test_names_of_sheets_are_safe_and_unique(tmp_path: Path) -> None:
    long = "中卫市沙坡头区滨河镇东方红社区居民委员会第一网格东片区甲小区"
    asked = [
        "History", "a[b]:*?/\\c", "'社区'", f"{long}一二", f"{long}一二三", "甲" * 30 + "'乙",
        "", "ABC", "abc", "甲\n乙", "' '",
    ]  # fmt: skip
    with Book(tmp_path / "t.xlsx") as book:
        for name in asked:
            book.sheet(name).write_string(0, 0, name)
    names = openpyxl.load_workbook(book.publish()).sheetnames
    assert len({name.lower() for name in names}) == len(asked)
    for name in names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\\n")
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.lower() != "history"
