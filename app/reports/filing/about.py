"""说明, the first sheet of a workbook for others: whose data, what is in it, what its marks say.

Like all headings of these files it is Chinese in either language of the program: the files go to
Chinese bureaus, and a template is tied to these headings.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.reports.city.unsettled import CONFLICT, CONTESTED, WAITING
from app.reports.facts import City
from app.reports.headings import notes
from app.reports.text import minute
from app.reports.workbook import HEAD, RULE, SOFT, Book

TITLE = "说明"
_WIDTHS = (24, 14, 16, 70)


@dataclass(frozen=True)
class Written:
    """One table as it was written: its title, its rows, and those with something to decide."""

    title: str
    rows: int
    unsettled: int


def write_about(
    book: Book, sheet: Any, city: City, community: str, tables: Sequence[Written]
) -> None:
    """Fill the sheet; last of all, as only then the rows are counted."""
    for number, width in enumerate(_WIDTHS):
        sheet.set_column(number, number, width)
    sheet.hide_gridlines(2)
    title = book.look("about title", bold=True, font_size=14)
    bold = book.look("about bold", bold=True, bg_color=HEAD, border=1, border_color=RULE)
    cell = book.look("about cell", border=1, border_color=RULE, valign="top", text_wrap=True)
    soft = book.look("about soft", font_color=SOFT)
    campaign = city.campaign
    sheet.write_string(0, 0, f"{campaign.city}{campaign.name}" or TITLE, title)
    printed = minute(time.time_ns() // 1_000_000, campaign.zone)
    dated = f"数据时点：{campaign.data_date}　" if campaign.data_date else ""
    about = f"范围：{community or '全部社区'}　{dated}制表：{printed}"
    sheet.write_string(1, 0, about, soft)
    row = 3
    for number, head in enumerate(("工作表", "行数", "其中待定（行）")):
        sheet.write_string(row, number, head, bold)
    for one in tables:
        row += 1
        sheet.write_string(row, 0, one.title, cell)
        sheet.write_number(row, 1, one.rows, cell)
        sheet.write_number(row, 2, one.unsettled, cell)
    row += 2
    for number, note in enumerate(notes(city, *_notes()), 1):
        sheet.write_string(row, 0, f"{number}. {note}", soft)
        row += 1


def _notes() -> list[str]:
    return [
        f"“{CONFLICT}”：两人答得不一样，还没有人定。格子里不写任何一方的值，也不算“无问题”。",
        f"“{WAITING}”：它依据的改动还在没到的包里，到齐以前不算数。",
        f"“{CONTESTED}”：一人删了，另一人没看到就改了，还没有人定。",
        "每行的“待定”写明这一行还有什么没定；空着就是没有。",
        "“问题数”只数计入的问题；空格是还说不准（没查完、判不了、有冲突等），不等于 0。",
        "“判不了”“不适用”“未查到”是如实的回答，都不等于“无问题”。",
    ]
