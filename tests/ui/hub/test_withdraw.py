"""撤回这一包 from the inbox: its conflicts go, and come back when it is given back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from app.exchange.inbox.parcels import Parcel
from app.inspection.conflict.queue import queue
from app.ui.desk import Desk
from app.ui.hub.inbox_model import state_chip
from app.ui.hub.inbox_page import InboxPage

Open = Callable[..., Desk]


def keys(desk: Desk) -> set[Any]:
    with desk.workspace.reading() as session:
        return {one.key for one in queue(desk.workspace, session) if one.group != "waiting"}


def chosen(page: InboxPage) -> Parcel:
    return next(one for one in page.model.parcels if one.state == "merged")


def test_withdraw_and_give_back(qtbot: QtBot, opened: Open, merged_hub: Path) -> None:
    desk = opened(merged_hub, "inbox")
    page = desk.shell.content.currentWidget()
    assert isinstance(page, InboxPage)
    qtbot.waitUntil(lambda: bool(page.model.parcels), timeout=30_000)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    before = keys(desk)
    assert before
    page.side.set_parcel(chosen(page))
    assert not page.side.withdraw.isHidden()
    for words, expected in (("Withdraw this package", set()), ("Give it back", before)):
        page.side.withdraw.click()
        dialog = page.dialog
        qtbot.waitUntil(dialog.do.isEnabled, timeout=30_000)
        assert dialog.do.text() == words
        dialog.do.click()
        qtbot.waitUntil(lambda: not page.dialog.isVisible(), timeout=30_000)
        qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
        assert keys(desk) == expected
        withdrawn = words == "Withdraw this package"
        qtbot.waitUntil(lambda gone=withdrawn: chosen(page).withdrawn is gone)
        page.side.set_parcel(chosen(page))
        words_now = "Give this package back…" if withdrawn else "Withdraw this package…"
        assert page.side.withdraw.text() == words_now
        assert (state_chip(chosen(page)).words == "Withdrawn, does not count") is withdrawn
