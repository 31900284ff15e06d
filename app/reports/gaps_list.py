"""查漏清单: what should be at the hub and is not, for whoever has to fetch it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.files import cannot_write
from app.models.clock import wall_ms
from app.reports.page import Page
from app.reports.text import minute
from app.reports.workbook import MAX_ROWS, Book, Column, Heading

TITLE = "查漏清单"
_ZONE = "Asia/Shanghai"
COLUMNS = (
    Column("序号", 6, "center"),
    Column("种类", 12, "center"),
    Column("位置或发件", 34),
    Column("缺什么", 36),
    Column("怎么办", 40),
    Column("办结", 10, "center"),
)


def write_gaps(file: Path, campaign: str, rows: Sequence[tuple[str, str, str, str]]) -> Path:
    """Write the list; the last column stays empty, to be ticked by hand.

    Args:
        file: The workbook.
        campaign: Name of the campaign, or empty.
        rows: Kind, place or sender, what lacks, what to do.

    Raises:
        AppError: The file cannot be written.
    """
    left = f"体检批次：{campaign}" if campaign else ""
    heading = Heading(TITLE, left, f"制表：{minute(wall_ms(), _ZONE)}")
    try:
        with Book(file) as book:
            for number, start in enumerate(range(0, max(len(rows), 1), MAX_ROWS)):
                name = TITLE if number == 0 else f"{TITLE}（{number + 1}）"
                page = Page(book, name, heading, COLUMNS)
                page.filter()
                for serial, row in enumerate(rows[start : start + MAX_ROWS], start + 1):
                    page.row((serial, *row, ""), band=serial % 2 == 0)
                page.notes(
                    [f"共 {len(rows)} 条。缺的包和照片没有算进任何清单；补齐以后再导出一次。"]
                )
        return book.publish()
    except OSError as error:
        raise cannot_write(file.name, error) from error
