"""The conflict desk at 100 %, 125 % and 200 %: nothing is squeezed, and all of it is in reach."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.i18n import set_language
from app.ui.desk import Desk
from app.ui.hub.conflicts.column import SideColumn
from app.ui.hub.conflicts.page import ConflictPage
from app.ui.theme import dress
from app.ui.widgets.buttons import Button

Open = Callable[..., Desk]
SIZES = [(1366, 768, 100), (1093, 543, 100), (1093, 543, 130), (683, 384, 100)]


def squeezed(part: QWidget) -> list[tuple[str, int, int]]:
    """Return buttons that got less than their words need."""
    found = []
    for one in part.findChildren(Button):
        if one.isVisible() and (
            one.width() < one.sizeHint().width() or one.height() < one.sizeHint().height()
        ):
            found.append((one.accessibleName(), one.width(), one.sizeHint().width()))
    return found


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize(("width", "height", "text"), SIZES)
def test_every_button_of_a_conflict_is_whole_and_in_reach(
    qapp: QApplication,
    qtbot: QtBot,
    opened: Open,
    merged_hub: Path,
    width: int,
    height: int,
    text: int,
    language: str,
) -> None:
    set_language(language)
    dress(qapp, "light", text)
    desk = opened(merged_hub, "conflicts", width, height)
    page = desk.shell.content.currentWidget()
    assert isinstance(page, ConflictPage)
    qtbot.waitUntil(lambda: page.found is not None, timeout=30_000)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    page.pane.use(0)
    bar = page.pane.bar

    def foot_is_whole() -> None:
        assert squeezed(page.pane) == []
        for one in bar.findChildren(Button):
            place = QRect(one.mapTo(page.pane, QPoint()), one.size())
            assert not one.isVisible() or page.pane.rect().contains(place), one.accessibleName()
        assert bar.reason.width() >= bar.fontMetrics().horizontalAdvance("0" * 12)

    def in_reach(column: SideColumn) -> None:
        page.pane.show_part(column.use)
        top = column.use.mapTo(page.pane, QPoint()).y()
        assert 0 <= top <= bar.y() - column.use.height(), column.use.accessibleName()
        assert column.width() >= 200

    qtbot.waitUntil(foot_is_whole, timeout=2_000)
    for column in page.pane.sides.columns[:2]:
        qtbot.waitUntil(partial(in_reach, column), timeout=2_000)
