"""A record in review at 100 %, 125 % and 200 %: remark and both ways out are whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.i18n import set_language
from app.ui.desk import Desk
from app.ui.hub.review_page import ReviewPage
from app.ui.theme import dress

Open = Callable[..., Desk]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1093, 543), (683, 384)])
def test_nothing_of_the_foot_is_cut(
    qapp: QApplication,
    qtbot: QtBot,
    opened: Open,
    merged_hub: Path,
    width: int,
    height: int,
    language: str,
) -> None:
    set_language(language)
    dress(qapp, "light", 100)
    desk = opened(merged_hub, "review", width, height)
    page = desk.shell.content.currentWidget()
    assert isinstance(page, ReviewPage)
    qtbot.waitUntil(lambda: bool(page.work.lines), timeout=30_000)
    page.open_line(page.work.lines[0])
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    foot = page.foot

    def whole() -> None:
        for one in (foot.remark, foot.photo, foot.draw, foot.until, foot.back, foot.confirm):
            place = QRect(one.mapTo(desk.shell, QPoint()), one.size())
            shown = one.visibleRegion().boundingRect()
            assert desk.shell.rect().contains(place), one.accessibleName()
            assert shown.size() == one.size(), (one.accessibleName(), shown, one.size())
            assert one.height() >= one.minimumSizeHint().height(), one.accessibleName()
        for one in (foot.back, foot.confirm):
            assert one.width() >= one.sizeHint().width()

    qtbot.waitUntil(lambda: foot.confirm.isVisible())
    qtbot.waitUntil(lambda: not whole())
    assert foot.remark.width() >= 120
