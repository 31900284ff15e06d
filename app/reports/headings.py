"""What stands above and below every list: unit, dates, and notes that go for all of them."""

from __future__ import annotations

import time

from app.reports.facts import City
from app.reports.text import minute
from app.reports.workbook import Heading


def heading(city: City, title: str, covers: str) -> Heading:
    """Return title, unit line and date line of one sheet."""
    campaign = city.campaign
    printed = minute(time.time_ns() // 1_000_000, campaign.zone)
    left = "　".join(
        part
        for part in (
            f"城市：{campaign.city}" if campaign.city else "",
            f"体检批次：{campaign.name}" if campaign.name else "",
            f"范围：{covers}",
        )
        if part
    )
    dated = f"数据时点：{campaign.data_date}　" if campaign.data_date else ""
    return Heading(title, left, f"{dated}制表：{printed}")


def notes(city: City, *own: str) -> list[str]:
    """Return the notes of one sheet, with a warning where the data are not real."""
    return [*(f"{one}。" for one in warnings(city)), *own]


def warnings(city: City) -> list[str]:
    """Return what must be said of data that are not real."""
    found = ["名册里有示例小区或示例楼栋，数字只供试用"] if city.has_samples else []
    return [*found, "这是演练批次，数字不作正式结果"] if city.campaign.rehearsal else found
