"""撤回这一包 from the inbox: its conflicts go, and come back when it is given back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from app.exchange.inbox.parcels import Parcel
from app.inspection.conflict.deciding import decide
from app.inspection.conflict.queue import queue
from app.inspection.conflict.rules import use
from app.inspection.conflict.view import detail
from app.ui.desk import Desk
from app.ui.hub.inbox_model import state_chip
from app.ui.hub.inbox_page import InboxPage
from app.ui.widgets.labels import Text
from app.workspace import Workspace
from tests.exchange.test_withdrawn_packages import dumped

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


def test_what_people_built_on_it_stands_there_before_it_is_done_and_all_comes_back(
    qtbot: QtBot, opened: Open, merged_hub: Path, tmp_path: Path
) -> None:
    with Workspace.open(merged_hub, person="engineer") as hub, hub.reading() as session:
        case = next(one for one in queue(hub, session) if one.group != "waiting")
        found = detail(hub, session, case)
    with Workspace.open(merged_hub, person="engineer") as hub:
        decide(hub, [use(case, found.sides[0], found.sides, "seen again")], person="engineer")
    desk = opened(merged_hub, "inbox")
    page = desk.shell.content.currentWidget()
    assert isinstance(page, InboxPage)
    qtbot.waitUntil(lambda: bool(page.model.parcels), timeout=30_000)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    before = dumped(desk.workspace, tmp_path / "before")
    dumps = []
    for built in (True, False):
        page.side.set_parcel(chosen(page))
        page.side.withdraw.click()
        dialog = page.dialog
        qtbot.waitUntil(dialog.do.isEnabled, timeout=30_000)
        assert dialog.built.isVisible()
        words = "\n".join(one.text() for one in dialog.findChildren(Text) if one.isVisible())
        waits = "will wait" if built else "waits"
        assert f"1 thing was built on it and {waits} for a decision" in words
        assert "engineer" in dialog.built.accessibleName()
        dialog.do.click()
        qtbot.waitUntil(lambda: not page.dialog.isVisible(), timeout=30_000)
        qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
        dumps.append(dumped(desk.workspace, tmp_path / f"after{built}"))
    assert dumps[0] != before
    assert dumps[1] == before
