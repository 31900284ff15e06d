"""查漏: each gap is listed, opens where it matters and goes into a workbook; nothing is said so."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import openpyxl
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.tables import Place
from app.ui.desk import Desk
from app.ui.hub.findings_page import FindingsPage
from app.ui.hub.gaps_page import GapsPage
from app.ui.hub.inbox_page import InboxPage
from app.ui.trust.devices_page import DevicesPage
from app.ui.trust.task_dialog import TaskDialog

Open = Callable[..., Desk]


def page_of(desk: Desk) -> GapsPage:
    page = desk.shell.content.currentWidget()
    assert isinstance(page, GapsPage)
    return page


def listed(qtbot: QtBot, desk: Desk) -> GapsPage:
    page = page_of(desk)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    desk.room_wanted.connect(desk.shell.rail.choose)
    return page


def kinds(page: GapsPage) -> set[str]:
    return {one.kind for one in page.model.rows}


def test_every_kind_is_found_and_filtered(qtbot: QtBot, opened: Open, merged_hub: Path) -> None:
    desk = opened(merged_hub, "gaps")
    page = listed(qtbot, desk)
    # A1 and B1 never came, and photos were in them.
    assert {"twice", "never", "numbers", "photos"} <= kinds(page)
    part = page.head.kinds._parts["numbers"]
    qtbot.mouseClick(part, Qt.MouseButton.LeftButton)
    assert kinds(page) == {"numbers"}
    whole = page.head.kinds._parts["all"]
    qtbot.mouseClick(whole, Qt.MouseButton.LeftButton)
    page.search.setText("no such place anywhere")
    assert not page.model.rows


def test_a_line_opens_where_it_matters(qtbot: QtBot, opened: Open, merged_hub: Path) -> None:
    desk = opened(merged_hub, "gaps")
    page = listed(qtbot, desk)
    row = next(at for at, one in enumerate(page.model.rows) if one.kind == "twice")
    page.table.setCurrentIndex(page.model.index(row, 1))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: isinstance(desk.shell.content.currentWidget(), FindingsPage), timeout=30_000
    )
    found = desk.shell.content.currentWidget()
    assert isinstance(found, FindingsPage)
    qtbot.waitUntil(lambda: found.record.record is not None, timeout=30_000)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    desk.shell.rail.choose("gaps")
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    row = next(at for at, one in enumerate(page.model.rows) if one.kind == "numbers")
    page.table.setCurrentIndex(page.model.index(row, 1))
    device = page.model.rows[row].device
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    inbox = desk.shell.content.currentWidget()
    assert isinstance(inbox, InboxPage)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    assert inbox.model.shown
    assert {one.device for one in inbox.model.shown} == {device}


def test_the_list_goes_into_a_workbook(
    qtbot: QtBot, opened: Open, merged_hub: Path, tmp_path: Path
) -> None:
    desk = opened(merged_hub, "gaps")
    page = listed(qtbot, desk)
    count = len(page.model.rows)
    page.export_to(tmp_path / "gaps.xlsx")
    qtbot.waitUntil((tmp_path / "gaps.xlsx").is_file, timeout=30_000)
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)
    sheet = openpyxl.load_workbook(tmp_path / "gaps.xlsx").worksheets[0]
    serials = [row[0] for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert serials == list(range(1, count + 1))


def test_nothing_missing_says_what_was_looked_at(qtbot: QtBot, opened: Open, new_hub: Path) -> None:
    desk = opened(new_hub, "gaps")
    page = listed(qtbot, desk)
    assert page.empty.isVisible()
    assert "0 devices" in page.empty.accessibleName()
    assert not page.head.export.isEnabled()


def test_days_of_silence_are_chosen(qtbot: QtBot, opened: Open, merged_hub: Path) -> None:
    import sqlite3

    with sqlite3.connect(merged_hub / "chengjian.sqlite") as db:
        db.execute("UPDATE package_in SET received_at = received_at - 5 * 86400000")
    desk = opened(merged_hub, "gaps")
    page = listed(qtbot, desk)
    assert sum(one.kind == "silent" for one in page.model.rows) == 2
    qtbot.mouseClick(page.head.silence._parts["7"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "silent" not in kinds(page), timeout=30_000)


def test_a_building_never_inspected_asks_for_a_task_with_its_community(
    qtbot: QtBot, opened: Open, merged_hub: Path
) -> None:
    desk = opened(merged_hub, "gaps")
    page = listed(qtbot, desk)
    row = next(at for at, one in enumerate(page.model.rows) if one.kind == "never")
    page.table.setCurrentIndex(page.model.index(row, 1))
    community = page.model.rows[row].who.split(" · ")[0]
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: isinstance(desk.shell.content.currentWidget(), DevicesPage), timeout=30_000
    )
    devices = desk.shell.content.currentWidget()
    assert isinstance(devices, DevicesPage)
    qtbot.waitUntil(lambda: hasattr(getattr(devices, "dialog", None), "what"), timeout=30_000)
    dialog = devices.dialog
    assert isinstance(dialog, TaskDialog)
    ticked = dialog.what.communities.values
    assert len(ticked) == 1
    with desk.workspace.reading() as session:
        place = session.get(Place, UUID(ticked[0]))
        assert place is not None
        assert place.name == community
    dialog.reject()
