from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from tests.forms.xpath.conftest import Evaluate


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("today()", "2026-03-04"),
        ("now()", "2026-03-04T05:06:07.000+08:00"),
        ("date('2026-1-2')", "2026-01-02"),
        ("date(today() + 1)", "2026-03-05"),
        ("date('rubbish')", ""),
        ("date('')", ""),
        ("date('2026-02-30')", ""),
        ("date(999999999999)", ""),
        ("format-date(today(), '%Y年%n月%e日 %a')", "2026年3月4日 Wed"),
        ("format-date-time(now(), '%H:%M:%S.%3 %%')", "05:06:07.000 %%"),
        ("string(number('2026-03-04T23:00:00+08:00'))", "20516"),
    ],
)
def test_dates_as_text(evaluate: Evaluate, text: str, result: str) -> None:
    assert evaluate(text, "string") == result


def test_names_of_days_follow_the_language_of_the_form(evaluate: Evaluate) -> None:
    assert evaluate("format-date('2026-03-04', '%b%e %a')", language="中文 (zh)") == "3月4 周三"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("today() = '2026-03-04'", True),
        ("'2026-03-04' < '2026-03-05'", True),
        ("'2026-03-04' = '2026-03-04T00:00:00+08:00'", False),
        ("date('2026-03-04') = '2026-03-04T00:00:00+08:00'", True),
        ("/root/day > today() - 30", True),
        ("/root/day >= '2026-03-01' and /root/day < today()", True),
        ("/root/day + 3 = today()", True),
        ("'x' < today()", False),
    ],
)
def test_dates_compare_and_count(evaluate: Evaluate, text: str, result: bool) -> None:
    assert evaluate(text, "boolean", "<root><day>2026-03-01</day></root>") is result


def test_a_day_is_local_even_across_a_clock_change(evaluate: Evaluate) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    hours = "24 * (number('2026-03-30') - number('2026-03-29'))"
    assert evaluate(hours, "number", timezone=berlin) == pytest.approx(23)


def test_times_compare_only_where_the_form_says_time(evaluate: Evaluate) -> None:
    assert evaluate("decimal-time('18:00:00.000+08:00')", "number") == 0.75
    assert evaluate("'10:00' < '11:00'", "boolean") is False
