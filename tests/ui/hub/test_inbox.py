"""收件 by keys and mouse: taken in, verified, waiting, merged, refused."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.exchange.inbox.card import Card
from app.exchange.inbox.parcels import MERGED, READY, REFUSED, REPEATED, Parcel
from app.i18n import set_language
from app.models.log import conflicts
from app.models.tables import Change
from app.ui.desk import Desk
from app.ui.hub.inbox_model import CHECK, STATE, check_chip, readable
from app.ui.hub.inbox_page import InboxPage
from app.ui.hub.parcel_words import checks, effects
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import chip_width
from app.ui.widgets.table import CHIP_ROLE
from tests.ui.field.conftest import choose_in_dialog

Open = Callable[..., Desk]


def page_of(desk: Desk) -> InboxPage:
    page = desk.shell.content.currentWidget()
    assert isinstance(page, InboxPage)
    return page


def states(page: InboxPage) -> list[str]:
    return [one.state for one in page.model.parcels]


def drop(page: InboxPage, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    plain = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(200, 200), action, data, button, plain)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(200, 200), action, data, button, plain))


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=30_000)


def test_what_a_laptop_may_not_say_is_told_in_the_list_and_beside_it() -> None:
    set_language("zh_CN")
    card = Card(device="5c1e", unheard={"campaign": 2, "review": 1})
    parcel = Parcel(uuid4(), "p.zip", MERGED, "", None, 1, None, card, 3, 0, 0, 1)
    (step,) = [one for one in checks(parcel) if one[3] == "serious"]
    assert step[1] == "包里有只有汇总台能定的事"
    assert step[2].startswith("体检任务的设置 (2)，审核通过和退回 (1)。")
    assert check_chip(parcel).words == "有一部分不作数"


def test_nothing_yet_says_what_to_do(qtbot: QtBot, opened: Open, new_hub: Path) -> None:
    desk = opened(new_hub, "inbox")
    page = page_of(desk)
    settled(qtbot, desk)
    qtbot.waitUntil(page.empty.isVisible)
    assert page.empty.primary is not None
    assert page.empty.primary.isVisible()


def test_packages_are_verified_first_then_merged_by_key(
    qtbot: QtBot, opened: Open, new_hub: Path, sample: Any, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(sample.other.read_bytes()[:-4000])
    desk = opened(new_hub, "inbox")
    page = page_of(desk)
    settled(qtbot, desk)
    drop(page, sample.first, sample.other, broken)
    qtbot.waitUntil(lambda: len(page.model.parcels) == 3, timeout=30_000)
    by_name = {one.name: one for one in page.model.parcels}
    assert by_name[sample.first.name].state == READY
    assert by_name[sample.other.name].state == "waits"  # its sender's first package is not here
    assert by_name["broken.zip"].state == REFUSED
    assert "broken.zip" in by_name["broken.zip"].reason
    face = desk.shell.toasts.face
    assert face is not None
    assert by_name["broken.zip"].reason in face.accessibleName()
    with desk.workspace.reading() as session:
        assert conflicts(session) == []  # nothing is merged before somebody says so
    assert by_name[sample.first.name].card.changes_new > 100
    qtbot.keyClick(page.table, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: MERGED in states(page), timeout=30_000)
    settled(qtbot, desk)
    assert sorted(states(page)) == sorted([MERGED, "waits", REFUSED])
    page.side.set_parcel(next(one for one in page.model.parcels if one.state == "waits"))
    qtbot.mouseClick(page.side.merge, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: states(page).count(MERGED) == 2, timeout=30_000)
    settled(qtbot, desk)
    merged = [one for one in page.model.parcels if one.state == MERGED]
    with desk.workspace.reading() as session:
        found = len(conflicts(session))
    assert sum(one.conflicts_new for one in merged) == found > 0
    assert all(one.file is None for one in merged)
    assert list(desk.workspace.inbox.glob("*/*.zip")) == []  # copies go once they are in the log
    assert {one.name for one in merged} == {sample.first.name, sample.other.name}
    rows = [page.model.index(row, 0) for row in range(page.model.rowCount())]
    told = [page.model.data(index, Qt.ItemDataRole.AccessibleTextRole) for index in rows]
    assert all(told)


def test_a_gap_in_the_numbers_shows_and_closes(
    qtbot: QtBot, opened: Open, new_hub: Path, sample: Any
) -> None:
    desk = opened(new_hub, "inbox")
    page = page_of(desk)
    settled(qtbot, desk)
    page.take([sample.second])
    qtbot.waitUntil(lambda: states(page) == ["waits"], timeout=30_000)
    assert page.model.parcels[0].waits_for == 1
    assert "No. 1 missing" in page.grid.rows.accessibleName()
    settled(qtbot, desk)
    page.take([sample.first])
    qtbot.waitUntil(lambda: len(page.model.parcels) == 2, timeout=30_000)
    assert states(page) == [READY, READY]
    assert "missing:" not in page.grid.rows.accessibleName()


def test_space_selects_what_is_merged(
    qtbot: QtBot, opened: Open, new_hub: Path, sample: Any
) -> None:
    desk = opened(new_hub, "inbox")
    page = page_of(desk)
    settled(qtbot, desk)
    page.take([sample.first, sample.second])
    qtbot.waitUntil(lambda: len(page.model.parcels) == 2, timeout=30_000)
    settled(qtbot, desk)
    assert "2" in page.merge.text()
    row = page.model.row_of(next(o.id for o in page.model.parcels if o.name == sample.first.name))
    page.table.setCurrentIndex(page.model.index(row, 1))
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.merge.text() == "Merge 1 package"
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.merge.text() == "Merge 2 packages"
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    qtbot.mouseClick(page.merge, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: MERGED in states(page), timeout=30_000)
    settled(qtbot, desk)
    assert sorted(states(page)) == [MERGED, READY]


def test_the_same_package_again_changes_nothing(
    qtbot: QtBot, opened: Open, new_hub: Path, sample: Any
) -> None:
    desk = opened(new_hub, "inbox")
    page = page_of(desk)
    settled(qtbot, desk)
    page.take([sample.first])
    qtbot.waitUntil(lambda: states(page) == [READY], timeout=30_000)
    settled(qtbot, desk)
    page.take([sample.first])
    settled(qtbot, desk)
    assert states(page) == [READY]  # one line, not two
    page.merge_marked()
    qtbot.waitUntil(lambda: states(page) == [MERGED], timeout=30_000)
    settled(qtbot, desk)
    page.take([sample.first])
    qtbot.waitUntil(lambda: REPEATED in states(page), timeout=30_000)
    assert sorted(states(page)) == [MERGED, REPEATED]


def test_a_refused_package_stays_until_it_is_removed(
    qtbot: QtBot, opened: Open, new_hub: Path, tmp_path: Path
) -> None:
    (tmp_path / "letter.zip").write_text("no package")
    desk = opened(new_hub, "inbox")
    page = page_of(desk)
    settled(qtbot, desk)
    page.take([tmp_path / "letter.zip"])
    qtbot.waitUntil(lambda: states(page) == [REFUSED], timeout=30_000)
    settled(qtbot, desk)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: states(page) == [], timeout=30_000)
    settled(qtbot, desk)


def test_filters_count_and_filter(qtbot: QtBot, opened: Open, new_hub: Path, sample: Any) -> None:
    desk = opened(new_hub, "inbox")
    page = page_of(desk)
    settled(qtbot, desk)
    page.take([sample.first])
    qtbot.waitUntil(lambda: states(page) == [READY], timeout=30_000)
    page.filters.chosen.emit("merged")
    assert page.model.rowCount() == 0
    page.filters.chosen.emit("open")
    assert page.model.rowCount() == 1
    page.search.setText("nobody of that name")
    assert page.model.rowCount() == 0
    settled(qtbot, desk)


def test_long_names_stay_in_the_panel_and_chips_are_whole(
    qtbot: QtBot, opened: Open, new_hub: Path, sample: Any, tmp_path: Path
) -> None:
    broken = tmp_path / f"{'package_of_the_street_' * 9}.zip"
    broken.write_bytes(sample.other.read_bytes()[:-4000])
    desk = opened(new_hub, "inbox")
    page = page_of(desk)
    settled(qtbot, desk)
    page.take([sample.first, sample.other, broken])
    qtbot.waitUntil(lambda: len(page.model.parcels) == 3, timeout=30_000)
    settled(qtbot, desk)
    page.side.set_parcel(next(one for one in page.model.parcels if one.state == REFUSED))
    area = page.side.findChild(QScrollArea)
    assert area is not None
    inner = area.widget()
    assert inner is not None
    qtbot.waitUntil(lambda: inner.width() <= area.viewport().width())
    assert inner.minimumSizeHint().width() <= area.viewport().width()
    assert any(broken.name in one.accessibleName() for one in inner.findChildren(QLabel))
    for column in (CHECK, STATE):
        chips = [
            page.model.data(page.model.index(row, column), CHIP_ROLE)
            for row in range(page.model.rowCount())
        ]
        room = page.table.columnWidth(column) - 2 * (theme().space(2) + 2)
        assert max(chip_width(chip) for chip in chips) <= room
    head = page.table.horizontalHeader()
    assert head.length() <= page.table.viewport().width()


def test_photos_that_were_here_are_told_apart(
    qtbot: QtBot, opened: Open, new_hub: Path, sample: Any
) -> None:
    desk = opened(new_hub, "inbox")
    page = page_of(desk)
    settled(qtbot, desk)
    page.take([sample.first, sample.second])
    qtbot.waitUntil(lambda: len(page.model.parcels) == 2, timeout=30_000)
    settled(qtbot, desk)
    with zipfile.ZipFile(sample.first) as package:  # another sender brought this one before
        name = next(name for name in package.namelist() if "/photos/" in name)
        here = desk.workspace.photo_file(*Path(name).name.split("."))
        here.parent.mkdir(parents=True, exist_ok=True)
        here.write_bytes(package.read(name))
    page.work.merge(list(page.model.parcels))
    qtbot.waitUntil(lambda: states(page) == [MERGED] * 2, timeout=30_000)
    settled(qtbot, desk)
    merged = {one.name: one for one in page.model.parcels}
    stored = len([file for file in desk.workspace.photos.rglob("*") if file.is_file()])
    assert sum(one.photos_new for one in merged.values()) == stored - 1
    one = merged[sample.first.name]
    told = {label: value for label, value, _tone in effects(one)}["New photos"]
    total = one.card.photos
    assert told == f"{total - 1} of {total}, the others were here"


def test_a_folder_is_taken_in_by_button_and_by_key(
    qtbot: QtBot, opened: Open, new_hub: Path, sample: Any, tmp_path: Path
) -> None:
    folders = {name: tmp_path / name for name in ("first", "second", "third")}
    packages = (sample.first, sample.second, sample.other)
    for folder, package in zip(folders.values(), packages, strict=True):
        folder.mkdir()
        shutil.copy(package, folder)
    desk = opened(new_hub, "inbox")
    page = page_of(desk)
    settled(qtbot, desk)
    empty = next(one for one in page.empty.findChildren(Button) if "folder" in one.text())
    qtbot.mouseClick(empty, Qt.MouseButton.LeftButton)  # while nothing is there
    choose_in_dialog(qtbot, folders["first"])
    qtbot.waitUntil(lambda: len(page.model.parcels) == 1, timeout=30_000)
    settled(qtbot, desk)
    assert page.head.folder.isVisible()
    qtbot.mouseClick(page.head.folder, Qt.MouseButton.LeftButton)
    choose_in_dialog(qtbot, folders["second"])
    qtbot.waitUntil(lambda: len(page.model.parcels) == 2, timeout=30_000)
    settled(qtbot, desk)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    desk.shell.activateWindow()  # as a window manager does when a dialog has closed
    qtbot.waitUntil(lambda: QApplication.activeWindow() is desk.shell)
    qtbot.keyClick(page.table, Qt.Key.Key_O, both)
    choose_in_dialog(qtbot, folders["third"])
    qtbot.waitUntil(lambda: len(page.model.parcels) == 3, timeout=30_000)
    settled(qtbot, desk)


def test_a_merge_is_stopped_inside_a_package(
    qtbot: QtBot, opened: Open, new_hub: Path, sample: Any
) -> None:
    desk = opened(new_hub, "inbox")
    page = page_of(desk)
    settled(qtbot, desk)
    page.take([sample.second])
    qtbot.waitUntil(lambda: len(page.model.parcels) == 1, timeout=30_000)
    settled(qtbot, desk)
    (waiting,) = page.model.parcels
    page.merge_marked()  # nothing is marked, and one that waits is not taken by itself
    assert not page.strip.busy
    page.work.merge([waiting])
    qtbot.mouseClick(page.strip.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.strip.busy, timeout=30_000)
    settled(qtbot, desk)
    assert states(page) == ["waits"]
    with desk.workspace.reading() as session:
        assert session.scalar(select(func.count()).select_from(Change)) == 0
    face = desk.shell.toasts.face
    assert face is not None
    assert "Stopped" in face.accessibleName()
    page.work.merge([waiting])
    qtbot.waitUntil(lambda: states(page) == [MERGED], timeout=30_000)
    settled(qtbot, desk)


def test_names_of_damaged_photos_are_cut_in_sentences() -> None:
    name = f"data/photos/{'0a1b2c3d' * 8}.jpg"
    assert readable(f"{name} is damaged.") == "data/photos/0a1b2c3d….jpg is damaged."
