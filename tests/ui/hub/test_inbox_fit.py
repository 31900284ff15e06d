"""The head of the inbox at 125 % and 200 %: nothing of it is cut off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from pytestqt.qtbot import QtBot

from app.ui.widgets.buttons import Button
from app.ui.widgets.segments import SegmentBar
from tests.ui.hub.test_inbox import READY, Open, page_of, settled, states


@pytest.mark.parametrize("size", [(1366, 768), (1093, 543), (683, 384)])
def test_all_of_the_head_is_seen(
    qtbot: QtBot, opened: Open, new_hub: Path, sample: Any, size: tuple[int, int]
) -> None:
    desk = opened(new_hub, "inbox")
    desk.shell.resize(*size)
    page_of(desk).take([sample.first])
    qtbot.waitUntil(lambda: states(page_of(desk)) == [READY], timeout=30_000)
    settled(qtbot, desk)
    head = page_of(desk).head
    qtbot.waitUntil(lambda: head.height() >= head.heightForWidth(head.width()))
    lost = []
    for tool in [*head.findChildren(Button), *head.findChildren(SegmentBar)]:
        if tool.isVisible() and not tool.isHidden():
            place = QRect(tool.mapTo(head, QPoint()), tool.size())
            if not head.rect().contains(place) or tool.height() < tool.sizeHint().height():
                lost.append((tool.accessibleName(), place, head.size()))
    assert lost == []
    page = page_of(desk)
    assert page.table.viewport().height() >= page.table.rowHeight(0)  # and a row below it
